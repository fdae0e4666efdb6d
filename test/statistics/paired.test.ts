import { pairedFinding } from '../../src/report/findings/paired.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import { pairMethods, unpairable } from '../../src/statistics/paired.ts'
import { assert, suite } from '../harness.ts'
import { agrees, closeTo } from './closeTo.ts'
import { folds } from './trials.ts'

/** STATISTICS: differences with published t, p and interval, for n1 = 90 and n2 = 10. */
const d = [0.02, 0.01, -0.01, 0.03, 0, 0.02, 0.01, 0.04, -0.02, 0.01]
const base = [0.9, 0.93, 0.91, 0.95, 0.92, 0.9, 0.94, 0.91, 0.93, 0.92]
const shifted = (by: readonly number[]): number[] => base.map((score, i) => score + by[i])
const changed = (trials: readonly TrialResult[]): TrialResult[] =>
  trials.map((each) => ({ ...each, fingerprint: `new ${each.fingerprint}` }))

const options = { resampling: 'folds', confidence: 0.95 } as const
const before = [...folds('none', base), ...folds('l2', base)]
const after = changed([...folds('none', shifted(d)), ...folds('l2', base)])

suite('two runs, paired', (test) => {
  test('each method gets the corrected test against itself', () => {
    const [none, l2] = pairMethods(before, after, options)
    agrees(none.difference, '0.011')
    agrees(none.pValue, '0.214342429236')
    agrees(none.differenceLow, '-0.007625416216')
    agrees(none.differenceHigh, '0.029625416216')
    agrees(none.pBetter, '0.547000565293')
    closeTo(none.newScoreMean! - none.oldScoreMean!, 0.011, 1e-12)
    assert.equal([l2.difference, l2.pValue], [0, 1])
    assert.is(l2.dataset, 'sample')
  })

  test('Holm corrects over the methods', () => {
    const [none, l2] = pairMethods(
      before,
      changed([...folds('none', shifted(d)), ...folds('l2', shifted(d))]),
      options,
    )
    closeTo(none.pHolm, 2 * none.pValue!, 1e-12)
    closeTo(l2.pHolm, 2 * l2.pValue!, 1e-12)
  })

  test('bit-identical trials are counted, and equivalent', () => {
    const [none, l2] = pairMethods(
      before,
      [...changed(folds('none', shifted(d))), ...folds('l2', base)],
      options,
    )
    assert.equal([none.identical, none.trials, l2.identical], [0, 10, 10])
    assert.equal([l2.pBetter, l2.pEquivalent, l2.pWorse], [0, 1, 0])
  })

  test('the sentence names what changed, or says that nothing is established', () => {
    const rows = pairMethods(before, after, options)
    assert.is(
      pairedFinding({ methods: rows, confidence: 0.95 }),
      'no difference between the two runs is established',
    )
    assert.is(
      pairedFinding({ methods: pairMethods(before, before, options), confidence: 0.95 }),
      'every trial of the two runs has bit-identical weights',
    )
    const worse = changed([...folds('none', shifted(d.map((each) => each / 10 - 0.1))), ...folds('l2', base)])
    assert.is(
      pairedFinding({ methods: pairMethods(before, worse, options), confidence: 0.95 }),
      'none is worse in the new run by 9.89 points (p < 0.001 after Holm)',
    )
  })
})

suite('two runs that are no pair', (test) => {
  test('the same trials are', () => {
    assert.is(unpairable(before, after.toReversed()), null)
  })

  test('a trial that only one run has is named', () => {
    assert.is(
      unpairable(before, after.slice(1)),
      '1 trial only in the old run, such as sample none repeat 0 fold 0 seed 0',
    )
    assert.match(
      unpairable(before, changed(folds('none', base, { seed: 1 }))) ?? '',
      /^20 trials only in the old run, .*; 10 trials only in the new run/,
    )
  })

  test('other test rows or another metric are no pair', () => {
    const other = folds('none', base, { testRows: 11 })
    assert.is(
      unpairable(folds('none', base), other),
      'sample none repeat 0 fold 0 seed 0 has 10 test rows and 11',
    )
    const errors = folds('none', base, { metric: 'rmse' })
    assert.is(
      unpairable(folds('none', base), errors),
      'sample none repeat 0 fold 0 seed 0 is scored by accuracy and by rmse',
    )
  })
})
