/** Builds the program from the registry of commands. The only try/catch around a command, the only exit code. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { readConfig } from './commands/config.ts'
import { commonOptions, declare, optionMeant } from './commands/declare.ts'
import { commandText, programText } from './commands/help.ts'
import { type CommandEntry, type CommandName, commandNamed, commands } from './commands/index.ts'
import { groupsFromOptions } from './settings/read.ts'
import { missingFlag } from './util/addressSpace.ts'
import { cannotWrite, EXIT, RegbenchError, usageError } from './util/errors.ts'
import { oneLine } from './util/sentence.ts'
import { suggest } from './util/suggest.ts'

const { version, description } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string; description: string }

/** Commander's sentences in the form of ours: one line that starts with the program's name and ends with a next step. */
function asSentence(message: string, helpLine: string, command?: Command): string {
  const line = message
    .trim()
    .replaceAll('\n', ' ')
    .replace(/^error: /, '')
    .replace(/option '-\w, /, "option '")
    .replace(/ \(Did you mean (.*)\?\)$/, '; did you mean $1?')
    .replace(/^option '(\S+).*' argument '(.*)' is invalid\. (.*?)\.?$/, (_, option, value, allowed) => {
      return `${option} "${value}": ${allowed.charAt(0).toLowerCase()}${allowed.slice(1)}`
    })
  const [, unknown = ''] = /^unknown option '([^']*)'/.exec(line) ?? []
  const meant = command && optionMeant(command, unknown)
  if (meant !== undefined) return `regbench: unknown option '${unknown}'; did you mean ${meant.long}?\n`
  const isHint = /; did you mean |^--/.test(line)
  return `regbench: ${oneLine(line.replace(/\.$/, '') + (isHint ? '' : `; see ${helpLine}`))}\n`
}

/** The command that a command line runs or asks help for; only this one is loaded. */
function wantedCommand(argv: readonly string[]) {
  const words = argv.filter((word) => !word.startsWith('-'))
  return commandNamed(words[0] === 'help' ? words[1] : words[0])
}

/** Whether help was asked for by its letter, which shows what people use most. */
const isShort = (argv: readonly string[]): boolean => argv.includes('-h') && !argv.includes('--help')

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
      .helpOption('-h, --help', 'print help: -h the common options, --help all')
      .configureOutput({
        outputError: (message, write) => write(asSentence(message, `regbench ${name} --help`, command)),
      })
      .allowExcessArguments(false)
    if (!wanted.includes(name)) continue
    const definition = await load()
    declare(command, definition)
    if (isShort(argv)) command.configureHelp({ visibleOptions: commonOptions })
    command.addHelpText(
      'after',
      commandText(name as CommandName, definition.examples, command, isShort(argv)),
    )
    command.action(async () => {
      const given = command.processedArgs.flat().filter((argument) => argument !== undefined)
      finish(await definition.run(given, groupsFromOptions(definition.groups, command.opts()), wholeProgram))
    })
  }
  return program
}

/** `help` for what is not a command is refused, as the command itself would be. */
function checkHelp([help, name]: readonly string[]): void {
  if (help !== 'help' || name === undefined || name.startsWith('-') || commandNamed(name) !== undefined)
    return
  const near = suggest(name, Object.keys(commands))
  throw usageError(
    `unknown command '${name}'; ${near === undefined ? 'see regbench --help' : `did you mean ${near}?`}`,
  )
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
    checkHelp(argv)
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

// A reader that has seen enough (`| head`) is not a failure of ours; exports are still to be written. Anything else that
// standard output refuses, such as a full disk, is: the result is not there.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return
  process.stderr.write(`regbench: ${cannotWrite('standard output', error).message}\n`)
  process.exit(EXIT.failed)
})
// Where notes cannot be written there is nobody to tell.
process.stderr.on('error', () => {})

/** Runs the same command line in a process with one more flag of Node, whose end is that of this one. */
async function runWith(flag: string): Promise<number> {
  const { spawn } = await import('node:child_process')
  const child = spawn(process.execPath, [flag, ...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
  })
  const pass = (signal: NodeJS.Signals) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, pass)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? EXIT.failed))
  })
}

async function start(): Promise<void> {
  const flag = missingFlag()
  process.exitCode = flag === undefined ? await main(process.argv.slice(2)) : await runWith(flag)
}

/** Resolves when the exit code is set. */
export const done = start()
