import { tQuantile } from '../../statistics/distributions.ts'
import type { ResultRow } from '../table.ts'
import { defineMeasure } from './measure.ts'
import { runsOf } from './options.ts'

/**
 * Methods of runs that have settings of their own, such as other rates or epochs, beside the first of them. Where runs share a
 * method, the name of its run stands before it: `wide none`. A method of which no trial ended is left out. The interval is
 * Welch's, of 95 %, with his degrees of freedom rounded down: the test rows are the same, and what varies is the training.
 */
export const beside = defineMeasure({
  summary: 'mean scores over several comparisons, and how far each is from the first method of the first',
  columns: {
    test_score_mean: 'the mean test score',
    test_score_low: 'the lower end of the interval of that mean, by the spread of its trials',
    test_score_high: 'the upper end',
    test_score_sd: 'its standard deviation over the trials',
    trials: 'trials that ended',
    difference: 'how much better than the first: its mean score less that of the first, where more is better',
    difference_low:
      'the lower end of the interval of the difference, by the spread of both over their trials',
    difference_high: 'the upper end',
  },
  async measure(context) {
    const found = runsOf(context).flatMap(({ run, rows }) =>
      rows.filter(({ test_score_mean }) => typeof test_score_mean === 'number').map((row) => ({ run, row })),
    )
    const isShared = new Set(found.map(({ row }) => row.method)).size < found.length
    const first = sampleOf(found[0].row)
    return found.map(({ run, row }, i): ResultRow => {
      const sample = sampleOf(row)
      const difference = i === 0 ? null : sample.mean - first.mean
      const half = i === 0 ? null : halfOfDifference(sample, first)
      const own = halfOfMean(sample)
      return {
        method: isShared ? `${run} ${row.method}` : row.method,
        test_score_mean: sample.mean,
        test_score_low: own === null ? null : sample.mean - own,
        test_score_high: own === null ? null : sample.mean + own,
        test_score_sd: sample.deviation,
        trials: sample.trials,
        difference,
        difference_low: difference === null || half === null ? null : difference - half,
        difference_high: difference === null || half === null ? null : difference + half,
      }
    })
  },
})

interface Sample {
  readonly mean: number
  /** Null for one trial. */
  readonly deviation: number | null
  readonly trials: number
}

const sampleOf = ({ test_score_mean, test_score_sd, ok }: ResultRow): Sample => ({
  mean: Number(test_score_mean),
  deviation: typeof test_score_sd === 'number' ? test_score_sd : null,
  trials: Number(ok),
})

const CONFIDENCE = 0.95
const quantile = (df: number) => tQuantile((1 + CONFIDENCE) / 2, df)

/** Half of Student's interval for a mean; null for a single trial. */
const halfOfMean = ({ deviation, trials }: Sample): number | null =>
  deviation === null ? null : (quantile(trials - 1) * deviation) / Math.sqrt(trials)

/** Half of Welch's interval for the difference of two means (Welch 1947); null where either is a single trial. */
function halfOfDifference(a: Sample, b: Sample): number | null {
  if (a.deviation === null || b.deviation === null) return null
  const [u, v] = [a.deviation ** 2 / a.trials, b.deviation ** 2 / b.trials]
  if (u + v === 0) return 0
  const df = (u + v) ** 2 / (u ** 2 / (a.trials - 1) + v ** 2 / (b.trials - 1))
  return quantile(Math.floor(df)) * Math.sqrt(u + v)
}
