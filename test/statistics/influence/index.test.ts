import type { PredictedClasses, PredictedValues } from '../../../src/metrics/predicted.ts'
import { rowValues } from '../../../src/statistics/influence/index.ts'
import { assert, suite } from '../../harness.ts'
import { agrees, closeTo } from '../closeTo.ts'
import { fixtures } from '../rowFixtures.ts'

const mean = (values: Float64Array, weights?: readonly number[]): number =>
  values.reduce((sum, value, i) => sum + value * (weights?.[i] ?? 1), 0) /
  values.reduce((sum, _, i) => sum + (weights?.[i] ?? 1), 0)

/** A record of two classes from one score a row, larger for class 1. */
const binary = (
  labels: readonly number[],
  scores: readonly number[],
  weights?: readonly number[],
): PredictedClasses => ({
  task: 'classification',
  classes: 2,
  labels,
  predicted: scores.map((score) => (score > 0.5 ? 1 : 0)),
  probabilities: scores.flatMap((score) => [1 - score, score]),
  ...(weights && { weights }),
})

const three: PredictedClasses = {
  task: 'classification',
  classes: 4,
  labels: [0, 0, 1, 1, 1, 2, 2],
  predicted: [0, 1, 1, 1, 0, 2, 0],
  probabilities: [
    [0.7, 0.2, 0.1, 0],
    [0.3, 0.5, 0.1, 0.1],
    [0.1, 0.6, 0.2, 0.1],
    [0.2, 0.5, 0.2, 0.1],
    [0.5, 0.3, 0.1, 0.1],
    [0.1, 0.1, 0.7, 0.1],
    [0.4, 0.2, 0.3, 0.1],
  ].flat(),
}

const values: PredictedValues = {
  task: 'regression',
  targets: [3, -0.5, 2, 7, 4.2],
  values: [2.5, 0, 2, 8, 5.5],
}
const WEIGHTS = [1, 3, 2, 1, 4]

suite("rows' values of a score", (test) => {
  test('give DeLong et al. (1988): areas, standard errors and covariance of their example', () => {
    const { group, tests, areas, covariance } = fixtures.delong
    const names = ['albumin', 'protein', 'score']
    const n = group.length
    const found = names.map((name) => rowValues('auc', binary(group, tests[name]))!)
    found.forEach((own, i) => {
      closeTo(mean(own), areas[names[i]], 1e-13)
    })
    // As SAS/STAT's example of PROC LOGISTIC prints them.
    ;['0.7366', '0.6478', '0.7258'].forEach((printed, i) => {
      agrees(mean(found[i]), printed)
    })
    const isOwn = (row: number) => group[row] === 1
    const own = group.filter((label: number) => label === 1).length
    names.forEach((_, i) => {
      names.forEach((__, j) => {
        // DeLong's divisors are (m - 1) m for each kind of row; the sums of squares are those of the values.
        let total = 0
        for (let row = 0; row < n; row++) {
          const m = isOwn(row) ? own : n - own
          total +=
            ((found[i][row] - areas[names[i]]) * (found[j][row] - areas[names[j]]) * m) / (m - 1) / n ** 2
        }
        closeTo(total, covariance[i][j], 1e-13)
      })
    })
    ;['0.0927', '0.1000', '0.1028'].forEach((printed, i) => {
      agrees(Math.sqrt(covariance[i][i]), printed)
    })
  })

  test('are the scores of the rows where a score is a mean', () => {
    assert.equal([...rowValues('accuracy', three)!], [1, 0, 1, 1, 0, 1, 0])
    closeTo(rowValues('log-loss', three)![0], -Math.log(0.7), 1e-14)
    // (0.7 - 1)^2 + 0.2^2 + 0.1^2
    closeTo(rowValues('brier', three)![0], 0.14, 1e-14)
    closeTo(rowValues('brier', binary([1], [0.8]))![0], 0.04, 1e-14)
    assert.equal([...rowValues('mae', values)!], [0.5, 0.5, 0, 1, 1.2999999999999998])
  })

  test('have the score for their mean, whatever the score, the ties and the weights', () => {
    // scikit-learn 1.2.1: mean_squared_error ** 0.5, r2_score; relative rmse is the root of 1 - r2.
    closeTo(mean(rowValues('rmse', values)!), 0.7987490219086343, 1e-14)
    closeTo(mean(rowValues('r2', values)!), 0.8957243723849373, 1e-13)
    closeTo(mean(rowValues('relative-rmse', values)!), Math.sqrt(1 - 0.8957243723849373), 1e-13)
    // Recalls of 1/2, 2/3 and 1/2; class 3 has no row.
    closeTo(mean(rowValues('balanced-accuracy', three)!), (1 / 2 + 2 / 3 + 1 / 2) / 3, 1e-14)
    // Pairs of a row of class 1 and one of class 0: above, tie, above; above, above, below.
    closeTo(mean(rowValues('auc', binary([1, 1, 0, 0, 0], [0.6, 0.5, 0.2, 0.6, 0.4]))!), 4.5 / 6, 1e-14)
    const weighted = { ...values, weights: WEIGHTS }
    const square = (1 * 0.25 + 3 * 0.25 + 0 + 1 + 4 * 1.69) / 11
    closeTo(mean(rowValues('rmse', weighted)!, WEIGHTS), Math.sqrt(square), 1e-14)
  })

  test('move a score as a small weight on the row does', () => {
    const step = 1e-6
    const areaOf = (weights: readonly number[]): number =>
      mean(rowValues('auc', binary([1, 1, 0, 0, 0], [0.6, 0.5, 0.2, 0.6, 0.4], weights))!, weights)
    const recallOf = (weights: readonly number[]): number =>
      mean(rowValues('balanced-accuracy', { ...three, weights })!, weights)
    const of = (metric: string) => (weights: readonly number[]) =>
      mean(rowValues(metric, { ...values, weights })!, weights)
    const cases: [(weights: readonly number[]) => number, Float64Array, readonly number[]][] = [
      [areaOf, rowValues('auc', binary([1, 1, 0, 0, 0], [0.6, 0.5, 0.2, 0.6, 0.4], WEIGHTS))!, WEIGHTS],
      [
        recallOf,
        rowValues('balanced-accuracy', { ...three, weights: [1, 2, 3, 1, 1, 2, 4] })!,
        [1, 2, 3, 1, 1, 2, 4],
      ],
      ...['rmse', 'r2', 'relative-rmse', 'mae'].map(
        (metric) =>
          [
            of(metric),
            rowValues(metric, { ...values, weights: WEIGHTS })!,
            WEIGHTS,
          ] as (typeof cases)[number],
      ),
    ]
    for (const [scoreOf, own, weights] of cases) {
      const score = scoreOf(weights)
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      for (let row = 0; row < weights.length; row++) {
        const more = scoreOf(weights.map((weight, i) => (i === row ? weight + step : weight)))
        const less = scoreOf(weights.map((weight, i) => (i === row ? weight - step : weight)))
        closeTo(((more - less) / (2 * step)) * total, own[row] - score, 1e-7)
      }
    }
  })

  test('leave out rows without weight, and macro means the classes that are not there', () => {
    const weights = [1, 1, 1, 1, 1, 0, 0]
    const own = rowValues('balanced-accuracy', { ...three, weights })!
    closeTo(mean(own, weights), (1 / 2 + 2 / 3) / 2, 1e-14)
    assert.ok(own.every(Number.isFinite))
  })

  test('do not exist for other metrics, nor for those of the other task', () => {
    assert.is(rowValues('kappa', three), null)
    assert.is(rowValues('rmse', three), null)
    assert.is(rowValues('accuracy', values), null)
    assert.is(rowValues('toString', values), null)
  })
})
