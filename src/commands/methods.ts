/** `regbench methods`: what can be compared, and what each name means exactly. */
import { regularizer, regularizerNames } from '../regularizers/index.ts'
import { parseMethod } from '../regularizers/method.ts'
import { describeParam, exampleTerm } from '../regularizers/params.ts'
import { text } from '../settings/kinds.ts'
import { type NetworkSettings, network } from '../settings/network.ts'
import { group, pick } from '../settings/setting.ts'
import { usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'
import { defineCommand } from './command.ts'
import { listing } from './output.ts'

/** Images in a picture, and updates beside each. */
const ROWS = 4
const COPIES = 8

const pictures = group('Pictures', {
  picture: {
    kind: text,
    placeholder: 'file',
    summary: `draw ${ROWS} images, and beside each what training sees of it at ${COPIES} updates: FILE.png`,
  },
  of: {
    kind: text,
    placeholder: 'data',
    default: 'digits',
    summary: 'images to draw: a CSV file or a bundled name',
  },
  ...pick(network, 'image', 'channels').settings,
})

export const methodsCommand = defineCommand({
  examples: [
    ['regbench methods', 'all of them'],
    ['regbench methods l2', 'the formula, the arguments, and what other libraries call it'],
    ['regbench methods elastic:0.6,sigma=1.5 --picture elastic.png', 'what it does to digits'],
  ],

  operands: [['[name]', 'a method to explain, or to draw with --picture']],
  groups: { output: listing, pictures },

  async run([name], { output, pictures: { picture, ...of } }) {
    if (picture !== undefined) return draw(name, picture, of)
    const { printReport } = await import('./printReport.ts')
    if (name === undefined) {
      const { listingDocument } = await import('../report/listing.ts')
      const rows = regularizerNames.map((method) => {
        const { params, summary } = regularizer(method)
        return [exampleTerm(method, params), summary]
      })
      await printReport(listingDocument({ columns: ['method', 'meaning'], rows }), output)
      return 0
    }
    const known = regularizerNames.find((method) => method === name)
    if (known === undefined) {
      const guess = suggest(name, regularizerNames)
      throw usageError(
        `unknown method "${name}"; ${guess ? `did you mean "${guess}"?` : `known: ${regularizerNames.join(', ')}`}`,
      )
    }
    const {
      params,
      title,
      summary,
      formula,
      reference,
      notes = [],
      withoutNeutral,
      ingredient,
    } = regularizer(known)
    const { explanationDocument } = await import('../report/explanation.ts')
    const explanation = {
      name: known,
      title,
      summary,
      example: exampleTerm(known, params),
      formula,
      arguments: Object.entries(params).map(([argument, param]) => ({
        name: argument,
        meaning: describeParam(param),
      })),
      notes: [
        ...notes,
        ...(withoutNeutral === undefined ? [] : [withoutNeutral]),
        ...(ingredient === undefined
          ? []
          : [
              `It may join a cocktail (compare --cocktail), as its one ingredient of the kind ${ingredient}.`,
            ]),
      ],
      reference,
    }
    await printReport(explanationDocument(explanation), output)
    return 0
  },
})

async function draw(
  name: string | undefined,
  path: string,
  { of, ...image }: { readonly of: string } & Pick<NetworkSettings, 'image' | 'channels'>,
): Promise<number> {
  if (name === undefined) throw usageError('--picture draws what a method does; name one, as in shift:1')
  if (!/\.png$/i.test(path)) throw usageError(`--picture ${path}: the name of a picture ends in .png`)
  const method = parseMethod(name)
  const { checkDistinct, checkWritable } = await import('./exports.ts')
  checkDistinct([path], [of])
  checkWritable([path])
  const { defaultDataOptions } = await import('../data/options.ts')
  const { loadDataset } = await import('../data/read/load.ts')
  const { seenImages } = await import('../experiment/run/seenImages.ts')
  const { copiesPng } = await import('../pictures/copies.ts')
  const { writeWhole } = await import('../util/wholeFile.ts')
  const dataset = await loadDataset(of, defaultDataOptions)
  const seen = await seenImages(dataset, method, image, { rows: ROWS, count: COPIES })
  await writeWhole(path, Buffer.from(copiesPng(seen)))
  return 0
}
