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

interface Parts {
  /** By trial: what each row says of the score, by row id, and the printed score. */
  readonly trials: readonly { readonly rows: ReadonlyMap<number, number>; readonly score: number }[]
}

const arrayOf = <A>(Type: new (buffer: ArrayBuffer) => A, base64: string): A =>
  new Type(new Uint8Array(Buffer.from(base64, 'base64')).buffer)

/** Right or wrong; or the squared error as a part of the fold's rmse, signed so that more is better. */
function partsOf(rows: readonly Row[], trials: readonly Row[], method: string, sign: 1 | -1): Parts {
  const of = (one: Row): boolean => one.method === method
  const records = rows.filter(of)
  return {
    trials: trials.filter(of).map((trial, t) => {
      const record = records[t]
      assert.equal([record.repeat, record.fold], [trial.repeat, trial.fold])
      const ids = [...arrayOf(Int32Array, record.rows)]
      const values = arrayOf(Float32Array, record.logits)
      const classes = Number(record.classes)
      const score = Number(trial.test_score)
      if (sign === 1) {
        const labels = arrayOf(Int32Array, record.truth)
        const right = ids.map((_, i) => {
          const logits = [...values.subarray(i * classes, (i + 1) * classes)]
          return logits.indexOf(Math.max(...logits)) === labels[i] ? 1 : 0
        })
        return { score, rows: new Map(ids.map((id, i) => [id, right[i]])) }
      }
      const targets = arrayOf(Float64Array, record.truth)
      const squares = ids.map(
        (_, i) => (Number(record.mean) + Number(record.deviation) * values[i] - targets[i]) ** 2,
      )
      const parts = squares.map((square) => -(score + (square - mean(squares)) / (2 * score)))
      return { score: -score, rows: new Map(ids.map((id, i) => [id, parts[i]])) }
    }),
  }
}

/** docs/statistics.md, "By rows": all pairs and the luck of training, each of the ten trials with a tenth of the score. */
function byRows(own: Parts, baseline: Parts) {
  const cells = own.trials.map(({ rows, score }, t) => {
    const other = baseline.trials[t]
    return {
      d: score - other.score,
      rows: [...rows].map(([id, value]) => [id, value - other.rows.get(id)!] as const),
    }
  })
  const J = cells.length
  const centre = mean(cells.map(({ d }) => d))
  const sums = new Map<number, number>()
  for (const { rows } of cells) {
    for (const [id, value] of rows) {
      sums.set(id, (sums.get(id) ?? 0) + (value - centre) / (J * rows.length))
    }
  }
  const n = sums.size
  const variance = (n / (n - 1)) * [...sums.values()].reduce((sum, part) => sum + part * part, 0)
  const own2 = cells.map(({ d, rows }) => {
    const squares = rows.reduce((sum, [, value]) => sum + (value - d) ** 2, 0)
    return squares / (rows.length - 1) / rows.length
  })
  const between = cells.reduce((sum, { d }) => sum + (d - centre) ** 2, 0)
  const luck = (between - (own2.reduce((sum, w) => sum + w, 0) - J * variance)) / (J - 1) / J
  return { centre, variance, luck, n, J }
}

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

    test('agrees to 1e-9 in every mean, interval, p-value and probability of the resampled splits', async () => {
      const { stdout, ...result } = await regbench([...args, '--inference', 'resampled', '--format', 'csv'], {
        cwd,
      })
      assertDone({ stdout, ...result })
      const summary = readCsv(stdout).filter(({ kind }) => kind === 'method')
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
      for (const row of others) assert.is(row.inference, 'resampled')
    })

    test('agrees to 1e-6 in what the rows tell, from the file of rows beside the trials', async () => {
      const result = await regbench(
        ['report', 't.csv', '--inference', 'rows', '--quiet', '--format', 'csv'],
        { cwd },
      )
      assertDone(result)
      const summary = readCsv(result.stdout).filter(({ kind }) => kind === 'method')
      const trials = readCsv(readFileSync(join(cwd, 't.csv'), 'utf8'))
      const rows = readCsv(readFileSync(join(cwd, 't.csv.rows'), 'utf8'))
      const baseline = partsOf(rows, trials, 'none', sign)
      const rope = sign === 1 ? 0.01 : 0.01 * mean(scoresOf(trials, 'none'))
      const others = summary.filter(({ method }) => method !== 'none')
      const found = others.map(({ method }) => byRows(partsOf(rows, trials, method, sign), baseline))
      const common = mean(found.map(({ luck, variance }) => luck / variance))
      for (const [i, row] of others.entries()) {
        const { centre, variance, luck, n, J } = found[i]
        const counted = Math.max(0, (luck + common * variance) / 2)
        const error = Math.sqrt(variance + counted)
        const share = (variance / (variance + counted)) ** 2
        const df = counted === 0 ? n - 1 : Math.floor(1 / (share / (n - 1) + (1 - share) / (J - 1)))
        const agrees = (name: string, expected: number) => closeTo(Number(row[name]), expected, 1e-6)
        assert.is(row.inference, 'rows')
        agrees('difference', centre)
        agrees('p_value', 2 * tTail(Math.abs(centre) / error, df))
        agrees('p_better', tCdf((centre - rope) / error, df))
        agrees('p_worse', tCdf((-rope - centre) / error, df))
        const [pValue, adjusted] = [Number(row.p_value), Number(row.p_holm)]
        assert.ok(adjusted >= pValue && adjusted <= Math.min(1, 3 * pValue), `${adjusted} of ${pValue}`)
        closeTo((Number(row.difference_low) + Number(row.difference_high)) / 2, centre, 1e-6)
        const leavesOutZero = Number(row.difference_low) > 0 || Number(row.difference_high) < 0
        assert.is(leavesOutZero, adjusted < 0.05)
      }
    })
  })
}
