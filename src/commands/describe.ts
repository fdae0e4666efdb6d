/** `regbench describe`: what is in a file, and how to compare methods on it. */
import type { Description } from '../data/describe/describe.ts'
import { data } from '../settings/data.ts'
import { evaluation } from '../settings/evaluation.ts'
import { DEFAULT_NETWORK, type NetworkSettings, network } from '../settings/network.ts'
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
    network: change(pick(network, 'network', 'image'), {
      network: { summary: 'show what these layers make of the features, e.g. conv:16x3,pool:2,dense:64' },
    }),
    output: notedListing,
  },

  async run([source], { data: reading, evaluation: splitting, network: layers, output }) {
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
      ...wordsOf(pick(network, 'network', 'image').settings, layers),
    ]
    const next = description.usable === null ? null : shellLine(words)
    const isBare = output.format === 'csv'
    notice(output, [...description.notes, ...(isBare ? description.warnings : [])])
    if (isBare && next !== null && !output.quiet) tell(`next: ${next}`)
    const { chain, image } = await networkOf(description, layers)
    await printReport(descriptionDocument({ description, next, chain, image }), output)
    return 0
  },
})

/** The chain of the layers asked for, and what the names say of an image where none was asked for. */
async function networkOf({ ends }: Description, { network: layers, image }: Partial<NetworkSettings>) {
  const nothing = { chain: null, image: null }
  if (ends === null) return nothing
  const { imageByNames, imageOf } = await import('../data/image.ts')
  const { architectureOfLayers } = await import('../nn/architecture.ts')
  const { chainOf } = await import('../nn/chain.ts')
  if (layers === undefined) return { ...nothing, image: imageByNames(ends.features) ?? null }
  const shape = imageOf({ ...DEFAULT_NETWORK, hidden: [], network: layers, ...(image && { image }) }, ends)
  return {
    ...nothing,
    chain: chainOf(architectureOfLayers(shape ?? ends.features.length, layers, ends.outputs, 'relu')),
  }
}

/** Standard input can be read once and is looked at more often. */
async function wholeInput() {
  const { Readable } = await import('node:stream')
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  const whole = Buffer.concat(chunks)
  return () => Readable.from(whole.length === 0 ? [] : [whole])
}
