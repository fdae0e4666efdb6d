/** `regbench describe`: what is in a file, and how to compare methods on it. */
import { data } from '../settings/data.ts'
import { evaluation } from '../settings/evaluation.ts'
import { change, pick } from '../settings/setting.ts'
import { wordsOf } from '../settings/write.ts'
import { shellLine } from '../util/shell.ts'
import { defineCommand } from './command.ts'
import { notedListing } from './output.ts'

export const describeCommand = defineCommand({
  examples: [
    ['regbench describe data.csv', 'columns, types, missing values, classes, warnings'],
    ['regbench describe data.csv --target y --format json', 'for a script'],
  ],

  operands: [['<data>', 'CSV file (.gz too), - for standard input, or a bundled name']],
  groups: {
    data,
    evaluation: change(pick(evaluation, 'foldColumn'), {
      foldColumn: { summary: 'the folds are in this column' },
    }),
    output: notedListing,
  },

  async run([source], { data: reading, evaluation: splitting, output }) {
    const { describeData } = await import('../data/describe/describe.ts')
    const { dataOptionsOf } = await import('./sources.ts')
    const { descriptionDocument } = await import('../report/description.ts')
    const { printReport } = await import('./printReport.ts')
    const { notice, tell } = await import('./terminal.ts')
    const file = source === '-' ? { source, stdin: await wholeInput() } : { source: source! }
    const description = await describeData(file, dataOptionsOf(reading, splitting))
    const words = [
      'regbench',
      'compare',
      source!,
      ...wordsOf(data.settings, description.options),
      ...wordsOf(evaluation.settings, description.options),
    ]
    const next = description.usable === null ? null : shellLine(words)
    const isBare = output.format === 'csv'
    notice(output, [...description.notes, ...(isBare ? description.warnings : [])])
    if (isBare && next !== null && !output.quiet) tell(`next: ${next}`)
    await printReport(descriptionDocument({ description, next }), output)
    return 0
  },
})

/** Standard input can be read once and is looked at more often. */
async function wholeInput() {
  const { Readable } = await import('node:stream')
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  const whole = Buffer.concat(chunks)
  return () => Readable.from(whole.length === 0 ? [] : [whole])
}
