import { comparisonFinding } from '../../../src/report/findings/comparison.ts'
import { yardstickClauses } from '../../../src/report/findings/yardsticks.ts'
import type { MethodSummary } from '../../../src/results/summary.ts'
import { assert, suite } from '../../harness.ts'
import { comparison, regression } from '../sample.ts'

const scored = (
  method: string,
  testScoreMean: number,
  fields: Partial<MethodSummary> = {},
): MethodSummary => ({
  ...comparison.methods[0],
  method,
  testScoreMean,
  ...fields,
})

const yardsticks = (linear: number, constant: number) => [
  scored('constant', constant, { kind: 'yardstick' }),
  scored('linear', linear, { kind: 'yardstick' }),
]

const said = (linear: number, constant: number, methods: MethodSummary[], collapsed: string[] = []) =>
  yardstickClauses({ methods, yardsticks: yardsticks(linear, constant), metric: 'accuracy', collapsed })

const none = scored('none', 0.803)
const l2 = scored('l2:1', 0.8031)

suite('finding: yardsticks', (test) => {
  test('a linear model that does as well as any method is named with both scores', () => {
    assert.equal(said(0.8041, 0.7, [none, l2]), [
      'the linear model scores better than every method: 80.41 % beside 80.31 % of the best, l2:1',
    ])
    assert.equal(said(0.8041, 0.7, [none]), [
      'the linear model scores better than the method none: 80.41 % beside 80.30 %',
    ])
    assert.equal(said(0.8031, 0.7, [none, l2]), ['the linear model scores as well as the best method, l2:1'])
    assert.equal(said(0.803, 0.7, [none, l2]), [])
  })

  test('a linear model that is no better than a constant answer is not praised', () => {
    assert.equal(said(0.88, 0.88, [none, l2]), ['worse than the constant answer (88.00 %): none, l2:1'])
  })

  test('an error is better where it is smaller', () => {
    const methods = [scored('none', 52.5), scored('l2:1', 51.25)]
    assert.equal(yardstickClauses({ methods, yardsticks: yardsticks(50, 52), metric: 'rmse' }), [
      'the linear model scores better than every method: rmse 50.00 beside rmse 51.25 of the best, l2:1',
      'worse than the constant answer (rmse 52.00): none',
    ])
  })

  test('a method that collapsed or did not end well is not the best', () => {
    const others = [scored('l1:1', 0.9), scored('l1:2', 0.9, { ok: 1, trials: 10 })]
    const [clause] = said(0.8041, 0.7, [none, l2, ...others], ['l1:1'])
    assert.match(clause, 'beside 80.31 % of the best, l2:1')
  })

  test('methods below the constant answer are named, as many as there is room for', () => {
    assert.equal(said(0.5, 0.8031, [none, l2]), ['worse than the constant answer (80.31 %): none'])
    const bad = ['a', 'b', 'c'].map((name) => scored(name, 0.2))
    assert.equal(said(0.5, 0.9, [none, l2, ...bad]), [
      'worse than the constant answer (90.00 %): none, l2:1 and 3 other methods',
    ])
    assert.equal(said(0.5, 0.8, [none, l2]), [])
  })

  test('a yardstick that was not measured on every split says nothing', () => {
    const partly = yardsticks(0.99, 0.99).map((row) => ({ ...row, ok: 1 }))
    assert.equal(yardstickClauses({ methods: [none], yardsticks: partly, metric: 'accuracy' }), [])
    assert.equal(yardstickClauses({ methods: [none], metric: 'accuracy' }), [])
  })

  test('stands behind the verdict, which is as without', () => {
    const verdict = comparisonFinding(regression)
    const constant = scored('constant', 1, { kind: 'yardstick' })
    assert.is(
      comparisonFinding({ ...regression, yardsticks: [constant] }).slice(0, verdict.length + 2),
      `${verdict}; `,
    )
  })
})
