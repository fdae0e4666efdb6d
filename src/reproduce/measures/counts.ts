import { defineMeasure } from './measure.ts'
import { rowsOfRuns } from './options.ts'

/** How many of the differences that comparisons found are established, and how large the largest is. */
export const counts = defineMeasure({
  summary: 'differences to the baseline over several comparisons, counted',
  columns: {
    comparisons: 'methods compared with their baseline, over all datasets',
    better: 'those established to be better (adjusted p < 0.05)',
    worse: 'those established to be worse',
    equivalent: 'those practically equivalent: within the rope with probability 0.95 or more',
    best: 'the largest difference, in units of the score; only where all scores are shares',
    worst: 'the smallest',
  },
  async measure(context) {
    const rows = rowsOfRuns(context)
    // A yardstick has a difference and no test.
    const compared = rows.filter(({ p_holm }) => typeof p_holm === 'number')
    const value = (row: (typeof rows)[number], column: string) => row[column] as number
    const established = compared.filter((row) => value(row, 'p_holm') < 0.05)
    const shares = compared
      .filter(({ metric }) => metric === 'accuracy')
      .map((row) => value(row, 'difference'))
    return [
      {
        method: 'all',
        comparisons: compared.length,
        better: established.filter((row) => value(row, 'difference') > 0).length,
        worse: established.filter((row) => value(row, 'difference') < 0).length,
        equivalent: compared.filter((row) => value(row, 'p_equivalent') >= 0.95).length,
        best: shares.length === 0 ? null : Math.max(...shares),
        worst: shares.length === 0 ? null : Math.min(...shares),
      },
    ]
  },
})
