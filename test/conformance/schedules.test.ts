/** What every strength that may go over the run owes, checked from the parameter tables alone. */
import { type RegularizerName, regularizer, regularizerNames } from '../../src/regularizers/index.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { trainStep } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import { onSubject, subjectOf } from './subjects.ts'
import { actingTerms } from './terms.ts'

const rig = await Rig.open('strict')
const ROWS = 6

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

/** Whose number is whole, or not one to be halved: half-way they act on half of the rows. */
const BY_ROWS: readonly RegularizerName[] = ['shift', 'cutout', 'mixup']

/** The number that a schedule multiplies where it is not every number but details. */
const SCALED: Partial<Record<RegularizerName, string>> = { cutmix: 'prob' }

/** The term at half of its strength: keep half-way to 1, anything else half of what it is. */
function halved(term: string): string {
  const [{ name, args }] = parseMethod(term).terms as [ReturnType<typeof parseMethod>['terms'][number]]
  const written = Object.entries(regularizer(name).params).flatMap(([key, param]) => {
    const value = args[key]
    if (value === undefined || param.kind === 'schedule') return []
    if (param.kind !== 'number') return [`${key}=${value}`]
    const isScaled = !param.detail && (SCALED[name] ?? key) === key
    const half = (number: number) => (key.endsWith('keep') ? 1 - (1 - number) / 2 : number / 2)
    return [`${key}=${(value as readonly number[]).map((v) => (isScaled ? half(v) : v)).join('/')}`]
  })
  return `${name}:${written.join(',')}`
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

    test(`${name}: half-way along a line a step is that of half of the strength, to the bit`, () => {
      if (BY_ROWS.includes(name)) return
      for (const term of terms) {
        const step = (spec: string) => {
          const made = toy('classification', ROWS, [subject.features, 4, 3, 2], 'relu')
          const model = rig.model(spec, onSubject(made, subject))
          Object.assign(model.clock, { step: 3, steps: 6, epoch: 3, epochs: 6 })
          const loss = trainStep(model, model.train.ids, 0, ROWS, 3, 0.1)
          return [loss, ...model.arena.f32('parameters').subarray(0, model.plan.net.layout.trained.length)]
        }
        assert.equal(step(`${term},schedule=linear`), step(halved(term)), `${term}, as ${halved(term)}`)
      }
    })

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
