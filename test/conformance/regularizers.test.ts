/** What every regularizer of the registry owes, checked from its parameter table alone. */
import { readFileSync } from 'node:fs'
import type { activations } from '../../src/nn/activation.ts'
import { type RegularizerName, regularizer, regularizerNames } from '../../src/regularizers/index.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { exampleTerm } from '../../src/regularizers/params.ts'
import type { Regularizer } from '../../src/regularizers/regularizer.ts'
import { drawMasks, gradient, moveBiases, parameterPlaces, slope } from '../../src/selftest/objective.ts'
import { counting } from '../../src/selftest/prediction.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import type { TrainingSettings } from '../../src/settings/training.ts'
import { evaluate } from '../../src/training/evaluate.ts'
import type { Model } from '../../src/training/model.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'
import { onSubject, type Subject, subjectOf, suits } from './subjects.ts'
import { actingTerms, neutralTerms } from './terms.ts'

const rig = await Rig.open('strict')
const ROWS = 6
/** The schedule of a run unless another is named, which some methods refuse. */
const COSINE = { schedule: 'cosine' } as const
/** Where a strength on a schedule is a part of what is named. */
const HALF_WAY = { step: 3, steps: 6, epoch: 3, epochs: 6 } as const
const root = new URL('../../', import.meta.url)

/** Noise of the f32 objective and relative loss of a difference quotient; see src/selftest/gradients.ts. */
const slopeTolerance = (h: number) => ({ absolute: 6e-7 / h, relative: 3e-4 })

function* setups(entry: Regularizer, subject: Subject, terms: readonly string[]) {
  const { classificationOnly } = entry
  for (const task of ['classification', 'regression'] as const) {
    if (classificationOnly && task === 'regression') continue
    for (const activation of ['relu', 'tanh'] as const satisfies readonly (keyof typeof activations)[]) {
      const sizes = [subject.features, 4, 3, task === 'classification' ? 2 : 1]
      const setup = onSubject(toy(task, ROWS, sizes, activation, COSINE), subject)
      if (suits(terms[0]!, setup)) yield { task, setup }
    }
  }
}

/** Compares a direction with the slope of the objective, at every weight that is not too near a kink. */
function followsObjective(
  model: Model,
  direction: Float32Array,
  margin: number,
  absolute: number,
  what: string,
) {
  const parameters = model.arena.f32('parameters')
  let seen = 0
  for (const { name, at } of parameterPlaces(model)) {
    if (Math.abs(parameters[at]) < margin) continue
    const numeric = slope(model, ROWS, at)
    if (numeric === null) continue
    const tolerance = slopeTolerance(numeric.h)
    near(direction[at], numeric.value, `${what}, ${name}`, {
      ...tolerance,
      absolute: tolerance.absolute + absolute,
    })
    seen++
  }
  assert.ok(seen >= 30, `${what}: only ${seen} weights looked at`)
}

for (const name of regularizerNames) {
  const entry = regularizer(name)
  const terms = actingTerms(name)
  const subject = subjectOf(name, terms[0]!)
  const trials = (specs: readonly string[], changes: Partial<TrainingSettings> = {}) =>
    rig.trials(
      specs,
      { ...COSINE, ...changes, ...(subject.epochs && { epochs: subject.epochs }) },
      0,
      subject.trials,
    )

  suite(`conformance: ${name}`, (test) => {
    test('has terms that act, and describes itself', () => {
      assert.ok(terms.length > 0)
      for (const text of [entry.title, entry.summary, entry.formula]) assert.ok(text.length > 0)
      assert.ok(name === 'none' || entry.reference.length > 0)
      for (const [key, param] of Object.entries(entry.params)) assert.ok(param.summary.length > 0, key)
      assert.is(parseMethod(exampleTerm(name, entry.params)).terms[0].name, name)
    })

    test('the gradient is that of loss + penalty, masks held', () => {
      for (const { task, setup } of setups(entry, subject, terms)) {
        for (const term of terms) {
          const model = rig.model(term, setup)
          // A penalty that acts by shrinking is no part of the gradient: the next test sees it.
          if (model.hooks.some((hook) => hook.shrink && hook.penalty)) continue
          moveBiases(model)
          Object.assign(model.clock, HALF_WAY)
          drawMasks(model, ROWS, 3)
          followsObjective(model, gradient(model, ROWS), 0, 0, `${term}, ${task}`)
        }
      }
    })

    test('a small step of plain SGD, with all that follows it, goes along that gradient', () => {
      const rate = 1 / 64
      for (const { task, setup } of setups(entry, subject, terms)) {
        for (const term of terms) {
          const model = rig.model(term, setup)
          // What shrinks or projects outside the objective (weight decay, bounds) goes its own way.
          if (model.hooks.some((hook) => hook.project || (hook.shrink && !hook.penalty))) continue
          moveBiases(model)
          Object.assign(model.clock, HALF_WAY)
          drawMasks(model, ROWS, 3)
          const parameters = model.arena.f32('parameters')
          const before = parameters.slice()
          gradient(model, ROWS)
          model.optimizer.step(rate)
          for (const hook of model.hooks) hook.shrink?.(rate)
          const direction = before.map((w, i) => (w - parameters[i]) / rate)
          parameters.set(before)
          // Nearer 0 the soft-threshold may stop a weight; the rounding of w is in the quotient, divided by the rate.
          followsObjective(model, direction, 2 * rate, 1e-5, `${term}, ${task}`)
        }
      }
    })

    test('acts at all: the weights differ from those of none', async () => {
      if (name === 'none') return
      const [none, ...others] = await trials(['none', ...terms], { epochs: 60 })
      for (const { method, fingerprint } of others) assert.is.not(fingerprint, none.fingerprint, method)
    })

    test('at its neutral strength it is none to the bit', async () => {
      const neutral = neutralTerms(name)
      assert.is(neutral.length === 0, entry.withoutNeutral !== undefined)
      const [none, ...others] = await trials(['none', ...neutral])
      for (const { method, fingerprint, penalty, keepSeen } of others) {
        assert.is(fingerprint, none.fingerprint, method)
        assert.is(penalty, 0, method)
        assert.is(keepSeen, 1, method)
      }
    })

    test('the same seed gives the same bits, whatever ran before', async () => {
      const first = await trials(terms)
      const again = await trials([...terms].reverse())
      assert.equal(
        again.map(({ fingerprint }) => fingerprint).reverse(),
        first.map(({ fingerprint }) => fingerprint),
      )
    })

    test('prediction draws nothing and repeats to the bit', () => {
      for (const term of terms) {
        const { core, calls } = counting(rig.core)
        const model = rig.model(
          term,
          onSubject(toy('classification', ROWS, [subject.features, 4, 3, 2], 'relu', COSINE), subject),
          core,
        )
        drawMasks(model, ROWS, 0)
        const before = calls()
        const [first, second] = [evaluate(model, model.train), evaluate(model, model.train)]
        assert.equal(second, first, term)
        assert.ok(before > 0)
        assert.is(calls(), before, `${term}: random numbers drawn`)
      }
    })

    test('docs/math.md states it', () => {
      const text = readFileSync(new URL('docs/math.md', root), 'utf8')
      assert.ok(mentions(text, name), `docs/math.md does not name ${name}`)
    })

    test('the table of methods in README.md has a row for it', () => {
      const rows = readFileSync(new URL('README.md', root), 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('|'))
      assert.ok(
        rows.some((row) => mentions(row.split('|')[1], name)),
        `no row of a table in README.md starts with ${name}; scripts/ renders the table from the registry`,
      )
    })
  })
}

/** The name as a word of its own: `l1` is not in `l1_decay`, nor `none` in `none-such`. */
const mentions = (text: string, name: RegularizerName): boolean =>
  new RegExp(`(^|[^\\w-])${name}($|[^\\w-])`, 'm').test(text)
