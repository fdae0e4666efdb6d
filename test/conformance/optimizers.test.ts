/** What every optimizer of the registry owes. Its exact update is tested in test/optimizers. */
import { readFileSync } from 'node:fs'
import { type OptimizerName, optimizers } from '../../src/optimizers/index.ts'
import type { OptimizerEntry } from '../../src/optimizers/optimizer.ts'
import { gradient, objective } from '../../src/selftest/objective.ts'
import { Rig, type Setup, toy } from '../../src/selftest/rig.ts'
import type { Model } from '../../src/training/model.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const ROWS = 6

/** Slow enough for every optimizer to settle instead of circling. */
const RATE = 0.005

function step(model: Model, rate: number, rows = ROWS): void {
  gradient(model, rows)
  model.optimizer.step(rate)
  for (const hook of model.hooks) hook.shrink?.(rate)
}

/** (w - 2)^2 / 2 as a linear regression on two rows, whose bias stays at 0. */
function parabola(optimizer: OptimizerName): Setup {
  const made = toy('regression', 2, [1, 1], 'relu', { optimizer })
  return {
    ...made,
    dataset: { ...made.dataset, matrix: Float32Array.of(1, -1), targets: Float64Array.of(2, -2) },
  }
}

/** w after many updates from w = `from`. */
function settle(spec: string, optimizer: OptimizerName, from: number): number {
  const model = rig.model(spec, parabola(optimizer))
  const parameters = model.arena.f32('parameters')
  parameters[0] = from
  for (let t = 0; t < 5000; t++) step(model, RATE, 2)
  return parameters[0]
}

for (const [name, entry] of Object.entries<OptimizerEntry>(optimizers)) {
  const optimizer = name as OptimizerName
  const setup = toy('classification', ROWS, [5, 4, 3, 2], 'tanh', { optimizer })

  suite(`conformance: ${name}`, (test) => {
    test('describes itself, and docs/math.md states it', () => {
      for (const text of [entry.title, entry.summary, entry.reference]) assert.ok(text.length > 0)
      assert.is(new Set(entry.slots).size, entry.slots.length)
      const text = readFileSync(new URL('../../docs/math.md', import.meta.url), 'utf8')
      assert.match(text, new RegExp(`^ {4}${name}\\s`, 'm'), `docs/math.md has no formula for ${name}`)
    })

    test('lowers the objective', () => {
      const model = rig.model('l2:0.01', setup)
      const before = objective(model, ROWS)
      for (let t = 0; t < 50; t++) step(model, 0.01)
      const after = objective(model, ROWS)
      assert.ok(after < 0.9 * before, `${before} became ${after}`)
    })

    test('moves nothing at rate 0, and leaves the padding between layers at 0', () => {
      const model = rig.model('none', setup)
      const parameters = model.arena.f32('parameters')
      const before = parameters.slice()
      step(model, 0)
      assert.equal(parameters, before)

      for (let t = 0; t < 5; t++) step(model, 0.05)
      assert.not.equal(parameters, before)
      const used = new Set<number>()
      const { weights, biases } = model.plan.net.layout
      for (const { offset, length } of [...weights, ...biases]) {
        for (let i = 0; i < length; i++) used.add(offset + i)
      }
      assert.ok(used.size < parameters.length)
      parameters.forEach((value, i) => {
        if (!used.has(i)) assert.is(value, 0, `padding at ${i}`)
      })
    })

    test('starts each model afresh: the same steps give the same bits', () => {
      const run = () => {
        const model = rig.model('inverted-dropout:keep=0.5+l1:1e-3', setup)
        for (let t = 0; t < 5; t++) {
          for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 0, ROWS, t)
          step(model, 0.05)
        }
        return model.arena.f32('parameters').slice()
      }
      assert.equal(run(), run())
    })

    for (const from of [3, -1]) {
      test(`proximal L1 settles at the lasso solution from ${from}, and at 0 when it is 0`, () => {
        near(settle('l1:0.5', optimizer, from), 1.5, 'w', { absolute: 1e-4, relative: 0 })
        assert.is(settle('l1:2.01', optimizer, from), 0)
      })
    }

    test('proximal elastic net and l2 settle at their closed forms', () => {
      near(settle('elastic-net:l1=0.5,l2=0.25', optimizer, 3), 1.5 / 1.25, 'elastic net', {
        absolute: 1e-4,
        relative: 0,
      })
      near(settle('l2:0.6', optimizer, 3), 2 / 1.6, 'l2', { absolute: 1e-4, relative: 0 })
    })
  })
}
