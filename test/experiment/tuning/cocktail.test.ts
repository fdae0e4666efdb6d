import type { Dataset } from '../../../src/data/dataset.ts'
import { groundOf } from '../../../src/experiment/run/ground.ts'
import { formsOf, methodFor } from '../../../src/experiment/tunable.ts'
import {
  cocktail,
  cocktailCandidates,
  cocktailPlan,
  INGREDIENTS,
} from '../../../src/experiment/tuning/cocktail.ts'
import { planFor } from '../../../src/experiment/tuning/plan.ts'
import { parseLayers } from '../../../src/nn/layerSpec.ts'
import { type RegularizerName, regularizer } from '../../../src/regularizers/index.ts'
import { goTogether, parseMethod } from '../../../src/regularizers/method.ts'
import {
  fill,
  ON,
  openParameters,
  parseMixed,
  termsOf,
  type Values,
} from '../../../src/regularizers/template.ts'
import { numberText } from '../../../src/settings/kinds.ts'
import { assert, suite } from '../../harness.ts'
import { experimentOf, iris, irisSplits, runHere, timeless, trialsOf } from '../runs.ts'

const kindOf = (name: string) => regularizer(name as RegularizerName).ingredient!
const KINDS = [...new Set(INGREDIENTS.map(kindOf))]

/** The values that put an ingredient in, at one end of its ranges. */
const valuesOf = (name: RegularizerName, end: 'from' | 'to'): Values => {
  const open = openParameters({ terms: [{ name, given: {} }] })
  if (open.length === 0) return { [name]: ON }
  return Object.fromEntries(
    open.map((parameter) => [
      parameter.name,
      parameter.param.kind === 'number' ? numberText(parameter.param.search![end]) : '',
    ]),
  )
}

suite('ingredients', (test) => {
  const template = parseMixed(INGREDIENTS.join('+'))

  test('are a method alone, and with those of other kinds, at both ends of their ranges', () => {
    assert.ok(INGREDIENTS.length >= 10)
    for (const end of ['from', 'to'] as const) {
      for (const one of INGREDIENTS) {
        const alone = fill(template, valuesOf(one, end))
        assert.equal(parseMethod(alone.spec), alone, `${one} is what --method takes`)
        for (const other of INGREDIENTS.filter(
          (name) => kindOf(name) !== kindOf(one) && goTogether(name, one),
        )) {
          const both = fill(template, { ...valuesOf(one, end), ...valuesOf(other, end) })
          assert.is(both.terms.length, 2, both.spec)
        }
      }
      const full = Object.assign(
        {},
        ...KINDS.map((kind) => valuesOf(INGREDIENTS.find((name) => kindOf(name) === kind)!, end)),
      ) as Values
      assert.is(fill(template, full).terms.length, KINDS.length)
    }
  })

  test('stop no run early: all candidates of a split train on the same rows', () => {
    for (const name of INGREDIENTS) assert.not.ok(regularizer(name).needsValidation, name)
  })
})

suite('candidates of a cocktail', (test) => {
  test('begin with nothing at all, differ, and have at most one ingredient of a kind', async () => {
    const candidates = await cocktailCandidates(300, 0)
    assert.equal(candidates[0], {})
    assert.is(new Set(candidates.map((values) => JSON.stringify(values))).size, 300)
    for (const values of candidates) {
      const kinds = termsOf(values).map(kindOf)
      assert.is(new Set(kinds).size, kinds.length, JSON.stringify(values))
      for (const one of termsOf(values))
        for (const other of termsOf(values)) assert.ok(goTogether(one, other), JSON.stringify(values))
    }
  })

  test('have each kind half of the time, and of a kind each ingredient as often', async () => {
    const candidates = (await cocktailCandidates(1200, 3)).slice(1)
    const n = candidates.length
    // Five standard deviations of a count.
    const nearly = (count: number, p: number, what: string) =>
      assert.ok(Math.abs(count - n * p) < 5 * Math.sqrt(n * p * (1 - p)), `${what}: ${count} of ${n}`)
    const with_ = (isIn: (name: string) => boolean) =>
      candidates.filter((values) => termsOf(values).some(isIn)).length
    // Those that refuse each other give way to each other.
    const free = INGREDIENTS.filter((name) => INGREDIENTS.every((other) => goTogether(name, other)))
    for (const kind of KINDS.filter((one) =>
      INGREDIENTS.every((name) => kindOf(name) !== one || free.includes(name)),
    )) {
      nearly(
        with_((name) => kindOf(name) === kind),
        1 / 2,
        kind,
      )
      const own = INGREDIENTS.filter((name) => kindOf(name) === kind)
      for (const ingredient of own)
        nearly(
          with_((name) => name === ingredient),
          1 / (2 * own.length),
          ingredient,
        )
    }
  })

  test('follow the seed alone; fewer are the first of more', async () => {
    const [few, many, other] = await Promise.all([
      cocktailCandidates(5, 7),
      cocktailCandidates(40, 7),
      cocktailCandidates(5, 8),
    ])
    assert.equal(few, many.slice(0, 5))
    assert.not.equal(few, other)
  })

  test('go without what needs classes where the target is a number', async () => {
    const method = await cocktail(20, 0)
    const ground = (task: Dataset['task']) => groundOf({ ...iris, task }, experimentOf([]))
    const forms = (task: Dataset['task']) => formsOf(methodFor(method, ground(task))).map(({ spec }) => spec)
    assert.ok(forms('classification').some((spec) => spec.includes('label-smoothing')))
    const specs = forms('regression')
    assert.not.ok(specs.some((spec) => spec.includes('label-smoothing')))
    assert.is(new Set(specs).size, specs.length, 'those that differed in nothing else are one')
    const plan = planFor(await cocktailPlan(20, 'loss', 0), ground('regression'))
    assert.not.ok(plan.axes.some(({ name }) => name.startsWith('label-smoothing')))
    assert.match(plan.search, new RegExp(`of ${INGREDIENTS.length - 1} ingredients$`))
  })
})

suite('a cocktail of a network', (test) => {
  test('goes without what the network refuses', async () => {
    const method = await cocktail(30, 0)
    const { network, training } = experimentOf([])
    const convolutional = {
      ...network,
      hidden: [],
      network: parseLayers('conv:2x1,dense:4')!,
      image: { height: 2, width: 2, channels: 1 },
    }
    const specs = (changed: typeof network) =>
      formsOf(methodFor(method, groundOf(iris, { network: changed, training }))).map(({ spec }) => spec)
    assert.ok(specs(network).some((spec) => spec.includes('dropconnect')))
    assert.not.ok(specs(convolutional).some((spec) => spec.includes('dropconnect')))
  })
})

suite('a cocktail of a training', (test) => {
  test('goes without what the training refuses', async () => {
    const method = await cocktail(30, 0)
    const { network, training } = experimentOf([])
    const has = (name: string, changes: Partial<typeof training>) =>
      formsOf(methodFor(method, groundOf(iris, { network, training: { ...training, ...changes } }))).some(
        ({ terms }) => terms.some((term) => term.name === name),
      )
    assert.ok(has('batch-norm', { batchSize: 2, schedule: 'cosine' }))
    assert.not.ok(has('batch-norm', { batchSize: 1, schedule: 'cosine' }))
    assert.ok(has('snapshot-ensemble', { schedule: 'cosine' }))
    assert.not.ok(has('snapshot-ensemble', { schedule: 'constant' }))
  })
})

suite('a cocktail inside a training part', (test) => {
  const experiment = async (learningRate = 0.005) => {
    const base = experimentOf([], { nested: { innerFolds: 2, criterion: 'loss' } })
    const training = { ...base.training, epochs: 4, learningRate }
    return { ...base, training, methods: [await cocktail(4, 0)] }
  }

  test('spends the epochs of its budget, and its choice is a method as any other', async () => {
    const own = await experiment()
    const [split] = irisSplits(own)
    const [{ choice, ...scored }] = await runHere(iris, own, trialsOf(iris, own, [split]))
    assert.is(scored.method, 'cocktail')
    // Rounds of 1, 2 and 4 epochs: 7 + 2 x 3 + 4 = 17 of 16 is too much, 6 + 2 x 2 + 4 = 14, and one more of 2 makes 16.
    assert.is(choice?.epochsSpent, 2 * 16)
    assert.is(choice?.candidates, 6)
    const alone = { ...own, methods: [parseMethod(choice!.chosen)] }
    const [same] = await runHere(iris, alone, trialsOf(iris, alone, [split]))
    assert.equal({ ...timeless(scored), method: choice!.chosen }, timeless(same))
  })

  test('knows nothing of the outer test rows: other labels there change no choice and no weight', async () => {
    const own = await experiment()
    const [split] = irisSplits(own)
    const labels = Int32Array.from(iris.labels)
    for (const row of split.test) labels[row] = (labels[row] + 1) % 3
    const [before] = await runHere(iris, own, trialsOf(iris, own, [split]))
    const [after] = await runHere({ ...iris, labels }, own, trialsOf(iris, own, [split]))
    assert.equal(before.choice, after.choice)
    assert.is(before.fingerprint, after.fingerprint)
    assert.is.not(before.testScore, after.testScore)
  })

  test('is no regularization, without a choice, where every candidate diverges', async () => {
    const own = await experiment(1e30)
    const [split] = irisSplits(own)
    const [result] = await runHere(iris, own, trialsOf(iris, own, [split]))
    assert.is(result.status, 'diverged')
    assert.is(result.choice, undefined)
  })
})
