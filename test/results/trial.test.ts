import { isSameResult, type TrialResult, trialColumns } from '../../src/results/trial.ts'
import { assert, suite } from '../harness.ts'
import { trial, tunedTrial } from '../report/sample.ts'

suite('results of one trial', (test) => {
  test('are the same whatever the time they took, and nothing else', () => {
    assert.ok(isSameResult(trial, { ...trial, trainSeconds: 99, predictSeconds: 99 }))
    for (const { key, kind, absent } of trialColumns) {
      if (key.endsWith('Seconds') || absent !== undefined) continue
      const other = { ...trial, [key]: kind === 'text' || kind === 'oneOf' ? 'other' : 0.123 } as TrialResult
      assert.not(isSameResult(trial, other), key)
    }
    const tuned = tunedTrial('l2', 0, 'l2:1')
    assert.not(isSameResult(tuned, tunedTrial('l2', 0, 'l2:2')))
    assert.ok(isSameResult(tuned, tunedTrial('l2', 0, 'l2:1')))
  })

  test('agree where one of them was written before there was a column', () => {
    for (const { key, absent } of trialColumns) {
      if (absent === undefined) continue
      const [before, now, other] = [absent, 1.5, 2.5].map((value) => ({ ...trial, [key]: value }))
      assert.ok(isSameResult(before, now) && isSameResult(now, before), key)
      assert.not(isSameResult(now, other), key)
    }
  })
})
