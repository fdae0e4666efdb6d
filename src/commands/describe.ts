/** `regbench describe`: what is in a file, and how to compare methods on it. */
import { shellLine } from '../util/shell.ts'
import type { CommandDefinition } from './command.ts'
import * as shared from './options.ts'

export const describeCommand: CommandDefinition = {
  examples: [
    ['regbench describe data.csv', 'columns, types, missing values, classes, warnings'],
    ['regbench describe data.csv --target y --format json', 'for a script'],
  ],

  configure(command) {
    command.argument('<data>', 'CSV file (.gz too), - for standard input, or a bundled name')
    shared.addDataOptions(command)
    shared.addGroup(command, 'Evaluation:', [
      shared.option('--fold-column <column>', 'the folds are in this column'),
    ])
    shared.addGroup(command, 'Output:', [shared.option('--quiet', 'no notes on standard error')])
    shared.addListingOptions(command)
  },

  async run([source], raw) {
    const { describeData } = await import('../data/describe/describe.ts')
    const { optionWords } = await import('../data/describe/optionWords.ts')
    const { renderDescription } = await import('../report/description.ts')
    const { notice, outputStyle, print } = await import('./terminal.ts')
    const file = source === '-' ? { source, stdin: await wholeInput() } : { source: source! }
    const description = await describeData(file, shared.dataOptions(raw))
    const words = ['regbench', 'compare', source!, ...optionWords(description.options)]
    const next = description.usable === null ? null : shellLine(words)
    const format = shared.formatOption(raw)
    const isBare = format === 'csv'
    notice(raw, [...description.notes, ...(isBare ? description.warnings : [])])
    if (isBare && next !== null) notice(raw, [`next: ${next}`])
    await print(renderDescription({ description, next }, format, outputStyle(raw)))
    return 0
  },
}

/** Standard input can be read once and is looked at more often. */
async function wholeInput() {
  const { Readable } = await import('node:stream')
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  const whole = Buffer.concat(chunks)
  return () => Readable.from(whole.length === 0 ? [] : [whole])
}
