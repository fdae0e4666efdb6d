import { csvHeader, csvRow } from '../../src/results/csv.ts'
import type { MethodSummary } from '../../src/results/summary.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import { trialColumns } from '../../src/results/trial.ts'
import { type SummarizeOptions, summarize } from '../../src/statistics/summarize.ts'
import { assert, suite } from '../harness.ts'
import { agrees, closeTo } from './closeTo.ts'
import { tTail, tUpper } from './tOracle.ts'
import { folds, trial } from './trials.ts'

const d = [0.02, 0.01, -0.01, 0.03, 0, 0.02, 0.01, 0.04, -0.02, 0.01]
const base = [0.9, 0.91, 0.92, 0.93, 0.9, 0.88, 0.91, 0.87, 0.95, 0.92]

const shifted = (by: readonly number[]): number[] => base.map((score, fold) => score + (by[fold] ?? 0))

function rows(
  trials: readonly TrialResult[],
  options: Partial<SummarizeOptions> = {},
): Record<string, MethodSummary> {
  const methods = [...new Set(trials.map((each) => each.method))]
  const summary = summarize(trials, { methods, baseline: 'none', resampling: 'folds', ...options }).methods
  return Object.fromEntries(summary.map((row) => [row.method, row]))
}

suite('summary of trials', (test) => {
  test('a pair a fold, tested with the correction counted from the rows', () => {
    const { l2 } = rows([...folds('none', base), ...folds('l2', shifted(d))])
    agrees(l2.difference, '0.011')
    agrees(l2.pValue, '0.214342429236')
    agrees(l2.differenceLow, '-0.007625416216')
    agrees(l2.differenceHigh, '0.029625416216')
    agrees(l2.pBetter, '0.547000565293')
    agrees(l2.pEquivalent, '0.437416466742')
    agrees(l2.pWorse, '0.015582967964')
  })

  test('yardsticks are described and take no part in any test', () => {
    const trials = [...folds('none', base), ...folds('l2', shifted(d)), ...folds('l1', shifted([0.1, 0.2]))]
    const linear = folds('linear', shifted(d), { kind: 'yardstick' })
    const options = { methods: ['none', 'l2', 'l1'], baseline: 'none', resampling: 'folds' } as const
    const found = summarize([...trials, ...linear], { ...options, yardsticks: ['linear'] })
    assert.equal(found.methods, summarize(trials, options).methods)
    const [row] = found.yardsticks
    const l2 = found.methods[1]
    assert.equal(
      [row.method, row.kind, row.trials, row.ok, row.testScoreMean, row.testScoreLow, row.testScoreHigh],
      ['linear', 'yardstick', 10, 10, l2.testScoreMean, l2.testScoreLow, l2.testScoreHigh],
    )
    agrees(row.difference, '0.011')
    assert.equal(
      [row.differenceLow, row.differenceHigh, row.pValue, row.pHolm, row.pBetter, row.inference],
      [null, null, null, null, null, ''],
    )
  })

  test('training parts that grow in time have a difference and no resampled test', () => {
    const { l2 } = rows([...folds('none', base), ...folds('l2', shifted(d))], { resampling: 'time' })
    agrees(l2.difference, '0.011')
    assert.equal(
      [l2.pValue, l2.pHolm, l2.differenceLow, l2.differenceHigh, l2.pBetter, l2.pEquivalent, l2.pWorse],
      [null, null, null, null, null, null, null],
    )
  })

  test('an error is better when it falls, with 1 % of the baseline as rope', () => {
    const errors = base.map((score) => 100 * score)
    const fields = { metric: 'rmse' } as const
    const lower = errors.map((error, fold) => error - 100 * d[fold])
    const { l2 } = rows([...folds('none', errors, fields), ...folds('l2', lower, fields)])
    closeTo(l2.difference, 1.1, 1e-12)
    agrees(l2.pValue, '0.214342429236')
    const rope = errors.reduce((sum, error) => sum + error, 0) / 1000
    const explicit = rows([...folds('none', errors, fields), ...folds('l2', lower, fields)], { rope }).l2
    closeTo(l2.pEquivalent, explicit.pEquivalent!, 1e-12)
  })

  test('validation rows count as training rows', () => {
    const held = { trainRows: 60, validationRows: 30 }
    const { l2 } = rows([...folds('none', base, held), ...folds('l2', shifted(d), held)])
    agrees(l2.pValue, '0.214342429236')
  })

  test('a fixed test file gets the ordinary paired t-test, a pair a seed', () => {
    const seeds = (method: string, scores: readonly number[]) =>
      scores.map((testScore, seed) => trial({ method, seed, testScore }))
    const { l2 } = rows([...seeds('none', base), ...seeds('l2', shifted(d))], { resampling: 'fixed-test' })
    agrees(l2.pValue, '0.084150308054')
  })

  test('seeds inside a fold are averaged, not counted', () => {
    const twoSeeds = (method: string, scores: readonly number[]) => [
      ...folds(
        method,
        scores.map((score) => score - 0.005),
        { seed: 0 },
      ),
      ...folds(
        method,
        scores.map((score) => score + 0.005),
        { seed: 1 },
      ),
    ]
    const { l2, none } = rows([...twoSeeds('none', base), ...twoSeeds('l2', shifted(d))])
    assert.is(none.trials, 20)
    agrees(l2.pValue, '0.214342429236')
  })

  test('repeats of given folds are seeds within a fold: averaged, not counted', () => {
    const twice = (method: string, scores: readonly number[]) => [
      ...folds(
        method,
        scores.map((score) => score - 0.005),
        { repeat: 0 },
      ),
      ...folds(
        method,
        scores.map((score) => score + 0.005),
        { repeat: 1 },
      ),
    ]
    const trials = [...twice('none', base), ...twice('l2', shifted(d))]
    agrees(rows(trials, { resampling: 'given-folds' }).l2.pValue, '0.214342429236')
    assert.not.equal(rows(trials).l2.pValue, rows(trials, { resampling: 'given-folds' }).l2.pValue)
  })

  test('a wider rope makes more differences equivalent, another confidence other intervals', () => {
    const trials = [...folds('none', base), ...folds('l2', shifted(d))]
    agrees(rows(trials, { rope: 0.005 }).l2.pEquivalent, '0.200414586842')
    agrees(rows(trials, { rope: 0 }).l2.pBetter, '0.892828785382')
    const { l2: half, none } = rows(trials, { confidence: 0.5 })
    const { l2, none: wide } = rows(trials)
    assert.ok(half.differenceLow! > l2.differenceLow! && half.differenceHigh! < l2.differenceHigh!)
    assert.ok(none.testScoreLow! > wide.testScoreLow!)
    assert.is(half.pValue, l2.pValue)
  })

  test('a pair needs both its trials', () => {
    const broken = folds('l2', shifted(d)).map((each, fold) =>
      fold < 2 ? { ...each, status: 'diverged' as const, testScore: null } : each,
    )
    const { l2 } = rows([...folds('none', base), ...broken])
    const kept = rows([...folds('none', base.slice(2)), ...folds('l2', shifted(d).slice(2))]).l2
    assert.is(l2.trials, 10)
    assert.is(l2.ok, 8)
    assert.is(l2.difference, kept.difference)
  })

  test('a method that diverged on some splits is not judged by the others, nor is one beside such a baseline', () => {
    const broken = (method: string, scores: readonly number[]) =>
      folds(method, scores).map((each, fold) =>
        fold < 2 ? { ...each, status: 'diverged' as const, testScore: null } : each,
      )
    const whole = rows([...folds('none', base), ...folds('l2', shifted(d))]).l2
    const { l2, l1 } = rows([
      ...folds('none', base),
      ...folds('l2', shifted(d)),
      ...broken('l1', shifted(d.map((each) => each + 0.3))),
    ])
    assert.equal(
      [l1.differenceLow, l1.differenceHigh, l1.pValue, l1.pHolm, l1.pBetter, l1.pEquivalent, l1.pWorse],
      Array(7).fill(null),
    )
    assert.ok(l1.difference! > 0.2)
    // It takes no part in the correction for several tests either.
    assert.is(l2.pHolm, whole.pValue)
    const beside = rows([...broken('none', base), ...folds('l2', shifted(d))]).l2
    assert.ok(beside.difference !== null && beside.pValue === null && beside.differenceLow === null)
  })

  test('Holm counts the methods tested, not the baseline nor those without a test', () => {
    const diverged = folds('l1', base).map((each) => ({
      ...each,
      status: 'diverged' as const,
      testScore: null,
    }))
    const { none, l2, dropout, l1 } = rows([
      ...folds('none', base),
      ...folds('l2', shifted(d)),
      ...folds('dropout', shifted(d.map((each) => 2 * each))),
      ...diverged,
    ])
    // Doubling all differences leaves t alone, so both p are equal, and both are doubled.
    closeTo(l2.pHolm, 2 * l2.pValue!, 1e-12)
    closeTo(dropout.pHolm, 2 * dropout.pValue!, 1e-12)
    assert.is(none.pHolm, null)
    assert.is(l1.pHolm, null)
    assert.is(l1.testScoreMean, null)
    assert.is(l1.trainSecondsMean, 1)
  })

  test('one pair gives a difference, but no interval and no test', () => {
    const { none, l2 } = rows([...folds('none', [0.9]), ...folds('l2', [0.95])])
    closeTo(l2.difference, 0.05, 1e-12)
    assert.equal(
      [l2.differenceLow, l2.differenceHigh, l2.pValue, l2.pHolm, l2.pBetter],
      new Array(5).fill(null),
    )
    assert.equal([none.testScoreSd, none.testScoreLow, none.testScoreHigh], [null, null, null])
    assert.is(none.testScoreMean, 0.9)
  })

  test('identical runs are known to be equivalent', () => {
    const same = folds('none', base).map((each) => ({ ...each, method: 'l2:0' }))
    const row = rows([...folds('none', base), ...same])['l2:0']
    assert.equal([row.difference, row.differenceLow, row.differenceHigh, row.pValue], [0, 0, 0, 1])
    assert.equal([row.pBetter, row.pEquivalent, row.pWorse], [0, 1, 0])
  })

  test('equal scores of different runs are not', () => {
    const { l2 } = rows([...folds('none', base), ...folds('l2', base)])
    assert.equal([l2.difference, l2.pValue, l2.differenceLow, l2.pEquivalent], [0, 1, null, null])
  })

  test('nothing is NaN, whatever is missing', () => {
    for (const trials of [[], folds('none', base), folds('l2', base)]) {
      const summary = summarize(trials, {
        methods: ['none', 'l2'],
        baseline: 'none',
        resampling: 'folds',
      }).methods
      for (const row of summary) {
        for (const value of Object.values(row)) assert.not(Number.isNaN(value))
      }
    }
  })

  test('the numbers can be recomputed from the trials CSV', () => {
    const trials = [
      ...folds('none', base, { repeat: 0 }),
      ...folds('l2', shifted(d), { repeat: 0 }),
      ...folds('none', shifted(d), { repeat: 1, testRows: 11, trainRows: 89 }),
      ...folds('l2', shifted(d.toReversed()), { repeat: 1, testRows: 11, trainRows: 89 }),
    ]
    const { l2 } = rows(trials)

    const [header, ...lines] = [csvHeader(trialColumns), ...trials.map((each) => csvRow(trialColumns, each))]
    const at = (line: string, name: string): string => line.split(',')[header.split(',').indexOf(name)]
    const score = new Map(
      lines.map((line) => [
        [at(line, 'method'), at(line, 'repeat'), at(line, 'fold')].join('/'),
        Number(at(line, 'test_score')),
      ]),
    )
    const differences: number[] = []
    for (const [key, value] of score) {
      if (key.startsWith('l2/')) differences.push(value - score.get(key.replace('l2', 'none'))!)
    }
    const total = (name: string) => lines.reduce((sum, line) => sum + Number(at(line, name)), 0)
    const n = differences.length
    assert.is(n, 20)
    const mean = differences.reduce((sum, each) => sum + each, 0) / n
    const s2 = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1)
    const standardError = Math.sqrt((1 / n + total('test_rows') / total('train_rows')) * s2)
    closeTo(l2.difference, mean, 1e-9)
    closeTo(l2.differenceLow, mean - tUpper(0.025, n - 1) * standardError, 1e-9)
    closeTo(l2.differenceHigh, mean + tUpper(0.025, n - 1) * standardError, 1e-9)
    closeTo(l2.pValue, 2 * tTail(mean / standardError, n - 1), 1e-9)
    closeTo(l2.pHolm, l2.pValue!, 0)
  })
})
