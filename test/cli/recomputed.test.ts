/** Every figure of the summary CSV that is a statistic, computed anew from the trials CSV by the textbook's formulas. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { closeTo } from '../statistics/closeTo.ts'
import { tTail, tUpper } from '../statistics/tOracle.ts'
import { assertDone, folder, regbench } from './run.ts'
import { type Row, readCsv } from './table.ts'

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** P(T <= t). */
const tCdf = (t: number, df: number): number => (t > 0 ? 1 - tTail(t, df) : tTail(t, df))

function tested(values: readonly number[], ratio: number) {
  const n = values.length
  const centre = mean(values)
  const s2 = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (n - 1)
  const error = Math.sqrt((1 / n + ratio) * s2)
  const reach = tUpper(0.025, n - 1) * error
  return { centre, s: Math.sqrt(s2), error, low: centre - reach, high: centre + reach, df: n - 1 }
}

function holm(pValues: readonly number[]): number[] {
  return pValues.map((own) => {
    const smaller = pValues.filter((p) => p <= own)
    return Math.min(1, Math.max(...smaller.map((p) => p * pValues.filter((other) => other >= p).length)))
  })
}

const scoresOf = (trials: readonly Row[], method: string): number[] =>
  trials.filter((trial) => trial.method === method).map((trial) => Number(trial.test_score))

for (const [data, sign] of [
  ['digits', 1],
  ['diabetes', -1],
] as const) {
  suite(`cli: the summary of ${data}, recomputed`, (test) => {
    const cwd = folder()
    const args = [
      ...[
        'compare',
        data,
        '--epochs',
        '5',
        '--hidden',
        '8',
        '--learning-rate',
        '0.01',
        '--quiet',
        '--export-trials',
        't.csv',
      ],
      ...[
        '--method',
        'none',
        '--method',
        'l2:0.5',
        '--method',
        'max-norm:0.3',
        '--method',
        'inverted-dropout:keep=0.5',
      ],
    ]

    test('agrees to 1e-9 in every mean, interval, p-value and probability', async () => {
      const { stdout, ...result } = await regbench([...args, '--format', 'csv'], { cwd })
      assertDone({ stdout, ...result })
      const summary = readCsv(stdout)
      const trials = readCsv(readFileSync(join(cwd, 't.csv'), 'utf8'))
      const total = (name: string) => trials.reduce((sum, trial) => sum + Number(trial[name]), 0)
      const ratio = total('test_rows') / (total('train_rows') + total('validation_rows'))
      const baseline = scoresOf(trials, 'none')
      assert.is(baseline.length, 10)
      const rope = sign === 1 ? 0.01 : 0.01 * mean(baseline)

      const others = summary.filter(({ method }) => method !== 'none')
      const p: number[] = []
      for (const row of summary) {
        const agrees = (name: string, expected: number) => closeTo(Number(row[name]), expected, 1e-9)
        const scores = scoresOf(trials, row.method)
        const score = tested(scores, ratio)
        agrees('test_score_mean', score.centre)
        agrees('test_score_sd', score.s)
        agrees('test_score_low', score.low)
        agrees('test_score_high', score.high)
        if (row.method === 'none') continue
        const difference = tested(
          scores.map((value, i) => sign * (value - baseline[i])),
          ratio,
        )
        const { centre, error, df } = difference
        agrees('difference', centre)
        agrees('difference_low', difference.low)
        agrees('difference_high', difference.high)
        p.push(2 * tTail(centre / error, df))
        agrees('p_value', p.at(-1)!)
        agrees('p_better', tCdf((centre - rope) / error, df))
        agrees('p_worse', tCdf((-rope - centre) / error, df))
        closeTo(Number(row.p_better) + Number(row.p_equivalent) + Number(row.p_worse), 1, 1e-9)
      }
      assert.is(p.length, 3)
      for (const [i, expected] of holm(p).entries()) closeTo(Number(others[i].p_holm), expected, 1e-9)
    })
  })
}
