/** `regbench init`: a file of options to start from. */
import { existsSync } from 'node:fs'
import { Command, type Option } from 'commander'
import { usageError } from '../util/errors.ts'
import type { CommandDefinition } from './command.ts'
import { keyOf, optionKind, settableOptions } from './optionKind.ts'
import { addGroup, option, type RawOptions } from './options.ts'

export const initCommand: CommandDefinition = {
  examples: [
    ['regbench init', 'write experiment.yaml, every option in it with a comment'],
    ['regbench init iris.yaml --data iris', 'then: regbench compare --config iris.yaml'],
  ],

  configure(command) {
    command.argument('[file]', 'the file to write (default: experiment.yaml)')
    addGroup(command, 'Data:', [
      option('--data <data>', 'CSV file or bundled name to put into it').default('data.csv'),
    ])
    addGroup(command, 'Output:', [option('--quiet', 'say nothing')])
  },

  async run([file = 'experiment.yaml'], raw: RawOptions) {
    if (existsSync(file)) throw usageError(`${file} is there already; name another file, or move it away`)
    const { compareCommand } = await import('./compare.ts')
    const { writeWhole } = await import('../util/wholeFile.ts')
    const { notice } = await import('./terminal.ts')
    const compare = new Command()
    compareCommand.configure(compare)
    await writeWhole(file, template(file, raw.data as string, settableOptions(compare)))
    notice(raw, [`wrote ${file}; next: regbench compare --config ${file}`])
    return 0
  },
}

/** Methods to compare where the file is used as it is. */
const METHODS = ['none', 'l2:1e-3', 'inverted-dropout:keep=0.5', 'inverted-dropout:keep=0.5+max-norm:1']

/** Every option as a comment, with its default where there is one; alive are the data and the methods. */
export function template(file: string, data: string, options: readonly Option[]): string {
  const groups = new Map<string, Option[]>()
  for (const entry of options) {
    const heading = entry.helpGroupHeading ?? ''
    groups.set(heading, [...(groups.get(heading) ?? []), entry])
  }
  const lines = [
    `# Options of regbench by their long names, for: regbench compare --config ${file}`,
    '# An option on the command line wins over this file. Take away the "#" in front of a line to set it.',
    '',
    `data: ${JSON.stringify(data)}`,
    '',
    '# The first is the baseline; "regbench methods" lists all, and what they are called.',
    'method:',
    ...METHODS.map((method) => `  - ${method}`),
  ]
  for (const [heading, entries] of groups) {
    const others = entries.filter((entry) => keyOf(entry) !== 'method')
    if (others.length === 0) continue
    lines.push('', `# ${heading}`)
    for (const entry of others) lines.push(`#   ${entry.description}`, `# ${keyOf(entry)}: ${example(entry)}`)
  }
  return `${lines.join('\n')}\n`
}

/** The default, or the place where a value belongs. */
function example(entry: Option): string {
  if (optionKind(entry) === 'flag') return entry.negate ? 'true' : 'false'
  const { defaultValue, defaultValueDescription } = entry
  if (Array.isArray(defaultValue)) return `[${defaultValue.join(', ')}]`
  if (defaultValue !== undefined && defaultValueDescription === undefined) return String(defaultValue)
  return /<.*>/.exec(entry.flags)?.[0] ?? '<value>'
}
