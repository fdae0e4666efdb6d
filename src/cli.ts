/** Builds the program from the registry of commands. The only try/catch around a command, the only exit code. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { readConfig } from './commands/config.ts'
import { declare } from './commands/declare.ts'
import { commandText, programText } from './commands/help.ts'
import { type CommandEntry, type CommandName, commandNamed, commands } from './commands/index.ts'
import { groupsFromOptions } from './settings/read.ts'
import { EXIT, RegbenchError } from './util/errors.ts'
import { oneLine } from './util/sentence.ts'

const { version, description } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string; description: string }

/** Commander's sentences in the form of ours: one line that starts with the program's name and ends with a next step. */
function asSentence(message: string, helpLine: string): string {
  const line = message
    .trim()
    .replaceAll('\n', ' ')
    .replace(/^error: /, '')
    .replace(/option '-\w, /, "option '")
    .replace(/ \(Did you mean (.*)\?\)$/, '; did you mean $1?')
    .replace(/^option '(\S+).*' argument '(.*)' is invalid\. (.*?)\.?$/, (_, option, value, allowed) => {
      return `${option} "${value}": ${allowed.charAt(0).toLowerCase()}${allowed.slice(1)}`
    })
  const isHint = /; did you mean |^--/.test(line)
  return `regbench: ${oneLine(line.replace(/\.$/, '') + (isHint ? '' : `; see ${helpLine}`))}\n`
}

/** The command that a command line runs or asks help for; only this one is loaded. */
function wantedCommand(argv: readonly string[]) {
  const words = argv.filter((word) => !word.startsWith('-'))
  return commandNamed(words[0] === 'help' ? words[1] : words[0])
}

/** Every command with its options: what a file of options and a completion script speak of. */
const wholeProgram = (): Promise<Command> => createProgram([], () => {}, Object.keys(commands))

async function createProgram(
  argv: readonly string[],
  finish: (code: number) => void,
  wanted: readonly (string | undefined)[] = [wantedCommand(argv)],
): Promise<Command> {
  const program = new Command('regbench')
    .description(description)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .exitOverride()
    .configureOutput({ outputError: (message, write) => write(asSentence(message, 'regbench --help')) })
    .addHelpText('after', programText())
  for (const [name, { summary, load }] of Object.entries<CommandEntry>(commands)) {
    const command = program
      .command(name)
      .summary(summary)
      .description(summary)
      .helpOption('-h, --help', 'print help')
      .configureOutput({
        outputError: (message, write) => write(asSentence(message, `regbench ${name} --help`)),
      })
      .allowExcessArguments(false)
    if (!wanted.includes(name)) continue
    const definition = await load()
    declare(command, definition)
    command.addHelpText('after', commandText(name as CommandName, definition.examples, command))
    command.action(async () => {
      const given = command.processedArgs.flat().filter((argument) => argument !== undefined)
      finish(await definition.run(given, groupsFromOptions(definition.groups, command.opts()), wholeProgram))
    })
  }
  return program
}

/** Runs the command line and resolves to the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done
  const program = await createProgram(argv, (code) => {
    exitCode = code
  })
  if (argv.length === 0) {
    process.stderr.write(program.helpInformation())
    process.stderr.write(programText())
    return EXIT.usage
  }
  try {
    const config = await readConfig(argv, wholeProgram)
    config?.apply(program)
    await program.parseAsync([...argv, ...(config?.data ?? [])], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    if (error instanceof RegbenchError) {
      process.stderr.write(`regbench: ${oneLine(error.message)}\n`)
      return error.exitCode
    }
    throw error
  }
}

// A reader that has seen enough (`| head`) is no failure of ours; exports are still to be written.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

process.exitCode = await main(process.argv.slice(2))
