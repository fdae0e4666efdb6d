/** `regbench init`: a file of options to start from. */
import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { text } from '../settings/kinds.ts'
import { output } from '../settings/output.ts'
import { group } from '../settings/setting.ts'
import { usageError } from '../util/errors.ts'
import { defineCommand } from './command.ts'
import { declare, keyOf, type SettingOption, settableOptions } from './declare.ts'

export const initCommand = defineCommand({
  examples: [
    ['regbench init', 'write experiment.yaml, every option in it with a comment'],
    ['regbench init iris.yaml --data iris', 'then: regbench compare --config iris.yaml'],
  ],

  operands: [['[file]', 'the file to write (default: experiment.yaml)']],
  groups: {
    data: group('Data', {
      data: {
        kind: text,
        placeholder: 'data',
        default: 'data.csv',
        summary: 'CSV file or bundled name to put into it',
      },
    }),
    output: group('Output', { quiet: { ...output.settings.quiet, summary: 'say nothing' } }),
  },

  async run([file = 'experiment.yaml'], given) {
    if (existsSync(file)) throw usageError(`${file} is there already; name another file, or move it away`)
    const { compareCommand } = await import('./compare.ts')
    const { writeWhole } = await import('../util/wholeFile.ts')
    const { notice } = await import('./terminal.ts')
    const compare = new Command()
    declare(compare, compareCommand)
    await writeWhole(file, template(file, given.data.data, settableOptions(compare)))
    notice(given.output, [`wrote ${file}; next: regbench compare --config ${file}`])
    return 0
  },
})

/** Methods to compare where the file is used as it is. */
const METHODS = ['none', 'l2:1e-3', 'inverted-dropout:keep=0.5', 'inverted-dropout:keep=0.5+max-norm:1']

/** Every option as a comment, with its default where there is one; alive are the data and the methods. */
export function template(file: string, data: string, options: readonly SettingOption[]): string {
  const groups = new Map<string, SettingOption[]>()
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
function example({ setting, negate }: SettingOption): string {
  const { kind, default: preset, placeholder } = setting
  if (kind.form === 'toggle') return negate ? 'true' : 'false'
  if (Array.isArray(preset) && preset.length > 0) return `[${preset.join(', ')}]`
  const words = preset === undefined ? [] : kind.words(preset)
  return words[0] ?? `<${placeholder}>`
}
