import { comparisonFinding } from '../../../src/report/findings/comparison.ts'
import type { MethodSummary } from '../../../src/results/summary.ts'
import type { Metric } from '../../../src/results/trialId.ts'
import { assert, suite } from '../../harness.ts'
import { comparison } from '../sample.ts'

const none = comparison.methods[0]

const findingOf = (methods: MethodSummary[], baseline: string, metric: Metric, confidence = 0.95): string =>
  comparisonFinding({ methods, baseline, metric, confidence })

/** A method with this difference, interval and p. */
function method(
  name: string,
  [difference, low, high]: readonly [number, number | null, number | null],
  pHolm: number | null,
  fields: Partial<MethodSummary> = {},
): MethodSummary {
  return {
    ...none,
    method: name,
    difference,
    differenceLow: low,
    differenceHigh: high,
    pValue: pHolm,
    pHolm,
    pEquivalent: 0.1,
    ...fields,
  }
}

const dropout = method('dropout', [0.012, 0.005, 0.019], 0.004)
const smaller = method('max-norm:3', [0.008, 0.002, 0.014], 0.02)
const unclear = method('l2:1e-4', [0.004, -0.002, 0.01], 0.61)
const worse = method('l1:1', [-0.052, -0.06, -0.044], 0.0001)

const said = (...others: MethodSummary[]): string => findingOf([none, ...others], 'none', 'accuracy')

suite('finding', (test) => {
  test('a method that gives all test rows one answer is named, and not praised', () => {
    const found = comparisonFinding({
      methods: [none, { ...dropout, method: 'l2:10' }],
      baseline: 'none',
      metric: 'accuracy',
      confidence: 0.95,
      collapsed: ['l2:10'],
    })
    assert.is(
      found,
      'no difference from none established; l2:10 gives all test rows one answer, whatever their features',
    )
  })

  test('the better method, by how much, and how sure', () => {
    assert.is(
      said(unclear, dropout),
      'dropout is better than none by 1.2 points (0.5 to 1.9, p = 0.004 after Holm)',
    )
  })

  test('of several better methods the best is named, the others counted', () => {
    assert.is(
      said(smaller, dropout),
      'dropout is better than none by 1.2 points (0.5 to 1.9, p = 0.004 after Holm); so is max-norm:3',
    )
    assert.match(
      said(smaller, { ...smaller, method: 'b' }, dropout, worse),
      /; so are 2 other methods; l1:1 is worse$/,
    )
  })

  test('worse methods are called worse', () => {
    assert.is(
      said(worse, unclear),
      'no method is established as better than none; l1:1 is worse by 5.2 points (4.4 to 6.0, p < 0.001 after Holm)',
    )
    assert.match(
      said({ ...worse, method: 'l1:2', difference: -0.06 }, worse),
      /l1:2 is worse .*; so is l1:1$/,
    )
  })

  test('a large p establishes nothing, and the largest difference is shown', () => {
    const sentence = said(unclear)
    assert.is(
      sentence,
      'no difference from none established; the largest is that of l2:1e-4, +0.40 points (-0.20 to 1.00, p = 0.610 after Holm)',
    )
    assert.not.match(sentence, /equal|equivalent|same/)
    const down = method('l1:1e-5', [-0.02, -0.05, 0.01], 0.3)
    assert.match(
      said(unclear, down),
      /that of l1:1e-5, -2\.0 points \(-5\.0 to 1\.0, p = 0\.300 after Holm\)$/,
    )
  })

  test('equivalence needs its own probability', () => {
    const close = { ...unclear, pEquivalent: 0.96 }
    assert.match(said(close), /; l2:1e-4 is practically equivalent to none$/)
    assert.match(said(close, { ...close, method: 'b' }), /; 2 methods are practically equivalent to none$/)
    assert.not.match(said({ ...close, pEquivalent: 0.94 }), /equivalent/)
  })

  test('a difference is what the confidence asks for', () => {
    const rows = [none, method('l2', [0.01, 0, 0.02], 0.07)]
    assert.match(findingOf(rows, 'none', 'accuracy'), /^no difference from none established/)
    assert.match(findingOf(rows, 'none', 'accuracy', 0.9), /^l2 is better than none/)
  })

  test('no interval is said to be none', () => {
    const single = method('l2', [0.02, null, null], null)
    assert.is(
      said(single),
      'no difference from none established; the largest is that of l2, +2.0 points (too few pairs or too little spread to test)',
    )
    assert.match(said(method('l2', [0, 0, 0], 1)), /established; every mean difference is 0$/)
  })

  test('an error is compared in its own unit', () => {
    const rows = [none, method('l2', [5.75, 1.5, 10], 0.0125)]
    assert.is(
      findingOf(rows, 'none', 'rmse'),
      'l2 is better than none by 5.75 in rmse (1.50 to 10.00, p = 0.013 after Holm)',
    )
  })

  test('trials that did not end well are mentioned', () => {
    const partly = { ...unclear, ok: 7 }
    assert.match(said(partly, worse), /^no method is established .*; l2:1e-4 ended well in 7 of 10 trials$/)
    assert.match(said(partly, { ...dropout, ok: 9 }, worse), /; 2 methods have trials that did not end well$/)
  })

  test('nothing is said of how methods compare whose trials did not all end well', () => {
    const partly = { ...unclear, ok: 7, difference: 0.9 }
    assert.match(said(partly, smaller), /^max-norm:3 is better/)
    assert.match(said(partly, method('l2', [0.001, -0.1, 0.1], 1)), /; the largest is that of l2, /)
    assert.is(
      said(partly),
      'no verdict: no method but the baseline none ended well in all trials; l2:1e-4 ended well in 7 of 10 trials',
    )
    assert.is(
      findingOf([{ ...none, ok: 9 }, dropout], 'none', 'accuracy'),
      'no verdict: the baseline none ended well in 9 of 10 trials',
    )
  })

  test('with nothing to compare it says so', () => {
    assert.is(said(), 'only none was run, so there is nothing to compare it with')
    assert.is(
      findingOf([{ ...none, ok: 0 }, dropout], 'none', 'accuracy'),
      'no comparison: no trial of the baseline none ended well',
    )
    const gone = { ...none, method: 'l1:1', ok: 0 }
    assert.is(said(gone), 'no comparison: nothing but the baseline none ended well')
  })
})
