/** `regbench methods`: what can be compared, and what each name means exactly. */
import { regularizer, regularizerNames } from '../regularizers/index.ts'
import { describeParam, exampleTerm } from '../regularizers/params.ts'
import { usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'
import { defineCommand } from './command.ts'
import { listing } from './output.ts'

export const methodsCommand = defineCommand({
  examples: [
    ['regbench methods', 'all of them'],
    ['regbench methods l2', 'the formula, the arguments, and what other libraries call it'],
  ],

  operands: [['[name]', 'a method to explain']],
  groups: { output: listing },

  async run([name], { output }) {
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
