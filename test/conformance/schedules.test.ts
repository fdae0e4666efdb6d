/** What every strength that may go over the run owes, checked from the parameter tables alone. */
import { type RegularizerName, regularizer, regularizerNames } from '../../src/regularizers/index.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import { Rig } from '../../src/selftest/rig.ts'
import { assert, suite } from '../harness.ts'
import { subjectOf } from './subjects.ts'
import { actingTerms } from './terms.ts'

const rig = await Rig.open('strict')

/** Why a method has no schedule, though there is something that its number could be a part of. */
const WITHOUT: Partial<Record<RegularizerName, string>> = {
  none: 'does nothing',
  'max-norm': 'a bound is no strength: there is no saying what half of it is',
  'stochastic-pooling': 'a rate of draws, which prediction goes by',
  'fractional-pooling': 'has no strength',
  'batch-norm': 'has no strength',
  lookahead: 'is part of the optimizer',
  'weight-averaging': 'begins late by its own argument',
  'snapshot-ensemble': 'has a schedule of its own',
  'early-stopping': 'is no strength',
}

const scheduled = regularizerNames.filter((name) =>
  Object.values(regularizer(name).params).some(({ kind }) => kind === 'schedule'),
)

/** What a run leaves, all of it to the bit. */
const outcome = (trial: TrialResult) => {
  const { fingerprint, trainLossNoisy, trainLoss, testLoss, testScore, penalty, keepSeen } = trial
  return { fingerprint, trainLossNoisy, trainLoss, testLoss, testScore, penalty, keepSeen }
}

suite('conformance: schedules', (test) => {
  test('are there for every strength', () => {
    assert.equal(
      regularizerNames.filter((name) => !scheduled.includes(name)).sort(),
      Object.keys(WITHOUT).sort(),
    )
  })

  for (const name of scheduled) {
    const terms = actingTerms(name).filter((term) => parseMethod(term).terms[0].args.schedule === 'constant')
    const subject = subjectOf(name, terms[0]!)

    test(`${name}: constant is none given, always is constant, never is none, and in between is neither`, async () => {
      assert.ok(terms.length > 0)
      for (const term of terms) {
        const over = (schedule: string) => `${term},schedule=${schedule}`
        const specs = ['none', term, over('constant'), over('after:0'), over('after:1'), over('linear')]
        const changes = { epochs: 2, schedule: 'cosine' } as const
        const [none, plain, constant, always, never, linear] = (
          await rig.trials(specs, changes, 0, subject.trials)
        ).map(outcome)
        assert.equal(constant, plain, `${term} constant`)
        assert.equal(always, plain, `${term} always`)
        assert.equal(never, none, `${term} never`)
        assert.is.not(linear!.fingerprint, plain!.fingerprint, `${term} linear`)
        assert.is.not(linear!.fingerprint, none!.fingerprint, `${term} linear`)
      }
    })
  }
})
