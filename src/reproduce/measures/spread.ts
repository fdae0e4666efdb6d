import { usageError } from '../../util/errors.ts'
import { check, list, object, text } from '../../util/shape.ts'
import { defineMeasure } from './measure.ts'

const shape = object({ measure: text, of: list(text) })

/** How far the scores of a method lie apart over several comparisons, such as those of several networks. */
export const spread = defineMeasure({
  summary: 'the best and the worst score of each method over several comparisons',
  columns: {
    best: 'the best of its mean test scores; that of a share, where more is better',
    worst: 'the worst',
    range: 'the distance of both',
  },
  async measure({ options, place, tables }) {
    const { of } = check(shape, options, (key, clause) =>
      usageError(`${place}: ${`${key} ${clause}`.trim()}`),
    )
    const missing = of.find((run) => tables[run] === undefined)
    if (missing !== undefined) throw usageError(`${place}: there is no run "${missing}" before it`)
    const rows = of.flatMap((run) => tables[run]).flatMap((table) => table.rows)
    return [...new Set(rows.map(({ method }) => method))].map((method) => {
      const scores = rows
        .filter((row) => row.method === method && typeof row.test_score_mean === 'number')
        .map((row) => row.test_score_mean as number)
      const [best, worst] = [Math.max(...scores), Math.min(...scores)]
      return { method, best, worst, range: best - worst }
    })
  },
})
