/** The updates of every optimizer against the float64 reference, on gradients made up. */
import { type OptimizerName, optimizers } from '../../src/optimizers/index.ts'
import type { Optimizer } from '../../src/optimizers/optimizer.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { assert, suite } from '../harness.ts'
import { createSlot, thresholdOf, update } from '../reference/optimizers.ts'
import { softThreshold } from '../reference/regularizers.ts'
import { allNear } from '../tolerance.ts'

const rig = await Rig.open('strict')
const MOMENTUM = 0.8
const RATES = [0.1, 0.1, 0.03, 0.003, 0.2]

/** A model's parameters and gradients, to be filled by hand. */
function bare(optimizer: OptimizerName) {
  const model = rig.model('none', toy('regression', 4, [7, 5, 1], 'relu', { optimizer, momentum: MOMENTUM }))
  return {
    optimizer: model.optimizer as Optimizer,
    layout: model.plan.net.layout,
    w: model.arena.f32('parameters'),
    g: model.arena.f32('gradients'),
  }
}

/** Gradients of many sizes, some of them 0, exact in f32. */
const gradientsAt = (t: number, n: number): Float32Array =>
  Float32Array.from({ length: n }, (_, i) =>
    (i + t) % 7 === 0 ? 0 : Math.sin(1 + 3.1 * i + 1.7 * t) * 10 ** ((i % 5) - 3),
  )

for (const name of Object.keys(optimizers) as OptimizerName[]) {
  const settings = { optimizer: name, momentum: MOMENTUM }

  suite(`optimizer ${name}`, (test) => {
    test('follows the float64 reference over steps of changing rate', () => {
      const { optimizer, w, g } = bare(name)
      const reference = Float64Array.from(w)
      const slot = createSlot(w.length)
      RATES.forEach((rate, step) => {
        g.set(gradientsAt(step, g.length))
        update(settings, reference, Float64Array.from(g), slot, rate, step + 1)
        optimizer.step(rate)
        allNear(w, reference, `after step ${step + 1}`, { absolute: 1e-6, relative: 1e-5 })
      })
    })

    test('its proximal operator thresholds by the strength times the step of a steady gradient', () => {
      const { optimizer, layout, w, g } = bare(name)
      const reference = Float64Array.from(w)
      const slot = createSlot(w.length)
      const strength = 0.05
      const shrink = optimizer.proximal(layout.allWeights)
      const { length } = layout.allWeights
      RATES.forEach((rate, step) => {
        g.set(gradientsAt(step, g.length))
        update(settings, reference, Float64Array.from(g), slot, rate, step + 1)
        for (let i = 0; i < length; i++) {
          const threshold = thresholdOf(settings, slot, i, strength, rate, step + 1)
          reference[i] = softThreshold(reference[i], threshold)
        }
        optimizer.step(rate)
        shrink(strength, rate)
        allNear(w, reference, `after step ${step + 1}`, { absolute: 1e-6, relative: 1e-5 })
      })
      assert.ok(w.subarray(0, length).some((value) => value === 0))
      // Biases and padding are outside the range, and are not thresholded.
      assert.ok(
        w.subarray(layout.biases[0].offset, layout.biases[0].offset + 5).every((value) => value !== 0),
      )
    })
  })
}

suite('optimizer adam', (test) => {
  test('its first step moves every parameter by the rate, against the sign of its gradient', () => {
    const { optimizer, w, g } = bare('adam')
    const before = w.slice()
    g.forEach((_, i) => {
      g[i] = [1e-3, -1e3, 0, 5][i % 4]
    })
    optimizer.step(0.01)
    const expected = Array.from(before, (value, i) => value - 0.01 * [1, -1, 0, 1][i % 4])
    allNear(w, expected, 'parameters', { absolute: 1e-6, relative: 1e-5 })
  })

  test('a weight that has never had a gradient shrinks by ten rates a step, and ends at 0', () => {
    const { optimizer, layout, w, g } = bare('adam')
    const weights = w.subarray(0, layout.weights[0].length)
    const shrink = optimizer.proximal(layout.weights[0])
    w.fill(0.25)
    g.fill(0)
    for (const left of [0.15, 0.05, 0, 0]) {
      optimizer.step(0.01)
      shrink(1e-3, 0.01)
      allNear(weights, Array(weights.length).fill(left), `left ${left}`, { absolute: 1e-7, relative: 0 })
    }
    assert.ok(weights.every((value) => Object.is(value, 0)))
  })

  test('no sequence of gradients moves a weight by more than eight rates', () => {
    const { optimizer, w, g } = bare('adam')
    let farthest = 0
    // Growing by beta2 / beta1 a step, gradients weigh most on the mean and least on the variance.
    for (let t = 0; t < 60; t++) {
      const before = w[0]
      g[0] = 1e-3 * (0.999 / 0.9) ** t
      optimizer.step(0.01)
      farthest = Math.max(farthest, Math.abs(w[0] - before) / 0.01)
    }
    assert.ok(farthest > 1 && farthest < 8, `${farthest}`)
  })
})

suite('optimizers with momentum', (test) => {
  test('without momentum all three gradient methods are one, to the bit', () => {
    const run = (optimizer: OptimizerName) => {
      const setup = toy('regression', 4, [7, 5, 1], 'relu', { optimizer, momentum: 0 })
      const model = rig.model('none', setup)
      const g = model.arena.f32('gradients')
      RATES.forEach((rate, step) => {
        g.set(gradientsAt(step, g.length))
        model.optimizer.step(rate)
      })
      return model.arena.f32('parameters').slice()
    }
    assert.equal(run('momentum'), run('sgd'))
    assert.equal(run('nesterov'), run('sgd'))
  })
})
