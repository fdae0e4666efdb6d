import { readFileSync } from 'node:fs'
import { randomKey } from '../../src/core/random.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { evaluate } from '../../src/training/evaluate.ts'
import { asPredicted } from '../../src/training/predicting.ts'
import { train } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import { createAverage } from '../reference/averaging.ts'
import { allNear } from '../tolerance.ts'
import { scaledSetup } from '../training/twins.ts'

const rig = await Rig.open('strict')
const fixtures = JSON.parse(readFileSync(new URL('../fixtures/conv.json', import.meta.url), 'utf8'))

suite('weight averaging', (test) => {
  const { weights, running_average: means, ema_decay_0_9: forgetting } = fixtures.swa

  test('has the worked means, of both kinds, and so has the reference', () => {
    for (const [kind, expected] of [
      ['swa', means],
      ['ema', forgetting],
    ] as const) {
      const average = createAverage({ from: 0, kind, decay: 0.9 })
      const spec = `weight-averaging:0,kind=${kind}${kind === 'ema' ? ',decay=0.9' : ''}`
      const model = rig.model(spec, toy('regression', 4, [2, 1]))
      const w = model.arena.f32('parameters')
      Object.assign(model.clock, { steps: 3, epochs: 3 })
      weights.forEach((values: number[], i: number) => {
        average.take({ weights: [Float64Array.from(values)], biases: [] })
        allNear(average.value!.weights[0], expected[i], 'reference', { absolute: 1e-12, relative: 0 })
        w.set(values)
        model.clock.step++
        for (const hook of model.hooks) hook.afterUpdate?.()
        model.clock.epoch++
        for (const hook of model.hooks) hook.endEpoch?.()
        const seen = asPredicted(model, () => Array.from(w.subarray(0, 2)))
        allNear(seen, expected[i], `${kind} after ${i + 1}`, { absolute: 1e-6, relative: 0 })
        assert.equal(Array.from(w.subarray(0, 2)), values, 'the weights that train are back')
      })
    }
  })

  test('a run that is looked at after each epoch is the run that is not', () => {
    const setup = scaledSetup('classification', {}, { epochs: 8, optimizer: 'adam', learningRate: 0.02 })
    for (const spec of ['weight-averaging:0.4', 'weight-averaging:0.4,kind=ema,decay=0.9']) {
      const run = (watched: boolean) => {
        const model = rig.model(spec, setup)
        const losses: number[] = []
        const look = () => losses.push(asPredicted(model, () => evaluate(model, model.validation)!.loss))
        train(model, setup.training, randomKey(0, 'order', 0, 0), watched ? look : undefined)
        return { weights: model.arena.f32('parameters').slice(), losses, model }
      }
      const [watched, alone] = [run(true), run(false)]
      assert.equal(alone.weights, watched.weights)
      // The last look is at what the run ends with.
      assert.is(evaluate(alone.model, alone.model.validation)!.loss, watched.losses.at(-1))
      assert.is(new Set(watched.losses).size, 8)
    }
  })

  test('holds the learning rate from its first epoch on, unless told otherwise', () => {
    const rates = (spec: string) => {
      const model = rig.model(spec, scaledSetup('classification', {}, { epochs: 4 }))
      Object.assign(model.clock, { steps: 12, epochs: 4 })
      return Array.from({ length: 12 }, (_, step) => {
        model.clock.step = step
        model.clock.epoch = Math.floor(step / 3)
        const [hook] = model.hooks
        return hook?.rateAt?.() ?? [step, 12]
      }).map(([t, T]) => {
        assert.is(T, 12)
        return t
      })
    }
    const all = Array.from({ length: 12 }, (_, step) => step)
    assert.equal(rates('weight-averaging:0.5'), [0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6])
    assert.equal(rates('weight-averaging:0.5,rate=schedule'), all)
    assert.equal(rates('weight-averaging:1'), all)
  })
})
