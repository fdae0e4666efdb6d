import { defineMeasure } from './measure.ts'
import { rowsOfRuns } from './options.ts'

/** How far the scores of a method lie apart over several comparisons, such as those of several networks. */
export const spread = defineMeasure({
  summary: 'the best and the worst score of each method over several comparisons',
  columns: {
    best: 'the best of its mean test scores; that of a share, where more is better',
    worst: 'the worst',
    range: 'the distance of both',
  },
  async measure(context) {
    const rows = rowsOfRuns(context)
    return [...new Set(rows.map(({ method }) => method))].map((method) => {
      const scores = rows
        .filter((row) => row.method === method && typeof row.test_score_mean === 'number')
        .map((row) => row.test_score_mean as number)
      const [best, worst] = [Math.max(...scores), Math.min(...scores)]
      return { method, best, worst, range: best - worst }
    })
  },
})
