/** Swap noise and masked features: what the float64 oracle of the trainer does not show by itself. */
import { Rig, type Setup, toy } from '../../src/selftest/rig.ts'
import type { Model } from '../../src/training/model.ts'
import { loadForTraining } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const ROWS = 200
const WIDTH = 5

/** Columns a, a, b, c, c: indicators of two columns about a number. */
function grouped(): Setup {
  const setup = toy('classification', ROWS, [WIDTH, 4, 3])
  const columns = ['a', 'a', 'b', 'c', 'c']
  const features = setup.dataset.features.map((feature, j) => ({ ...feature, column: columns[j]! }))
  return { ...setup, dataset: { ...setup.dataset, features } }
}

/** The features of the training rows as the network sees them at an update; in any order of rows. */
function seen(model: Model, step: number, start = 0, M = ROWS): Float32Array {
  for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, start, M, step)
  loadForTraining(model, model.train.ids, start, M)
  model.net.forwardTraining(M)
  return model.arena.f32('activations 0').slice(0, M * WIDTH)
}

function clean(model: Model): Float32Array {
  model.minibatch.loadFeatures(model.train.ids, 0, model.net.activations[0], ROWS)
  return model.arena.f32('activations 0').slice(0, ROWS * WIDTH)
}

suite('noise on columns', (test) => {
  test('a share P of the columns is hidden, indicators of one together, and the rest keeps its bits', () => {
    const model = rig.model('feature-mask:0.3', grouped())
    const before = clean(model)
    let hidden = 0
    for (let step = 0; step < 20; step++) {
      seen(model, step).forEach((value, i) => {
        if (value !== 0) assert.is(value, before[i])
        else if (i % WIDTH === 2) hidden++
        const isSecond = i % WIDTH === 1 || i % WIDTH === 4
        if (isSecond) assert.is(value === 0, model.arena.f32('activations 0')[i - 1] === 0, `${i}`)
      })
    }
    const drawn = 20 * ROWS
    // Four standard deviations of a binomial share.
    near(hidden / drawn, 0.3, 'share hidden', {
      absolute: 4 * Math.sqrt((0.3 * 0.7) / drawn),
      relative: 0,
    })
  })

  test('swapped values are those of one other training row, and a column keeps its mean and deviation', () => {
    const model = rig.model('swap-noise:0.4', grouped())
    const before = clean(model)
    const rowsOf = (x: Float32Array) => Array.from({ length: ROWS }, (_, r) => [...x.slice(r * 5, r * 5 + 5)])
    const [mean, square] = [0, 0].map(() => Array<number>(WIDTH).fill(0)) as [number[], number[]]
    const steps = 50
    for (let step = 0; step < steps; step++) {
      const after = seen(model, step)
      after.forEach((value, i) => {
        mean[i % WIDTH]! += value / (steps * ROWS)
        square[i % WIDTH]! += value ** 2 / (steps * ROWS)
      })
      if (step > 0) continue
      const sources = rowsOf(before)
      rowsOf(after).forEach((row, r) => {
        const isPossible = sources.some((other) =>
          row.every((value, j) => value === sources[r]![j] || value === other[j]),
        )
        assert.ok(isPossible, `row ${r}`)
      })
    }
    for (let j = 0; j < WIDTH; j++) {
      const own = before.filter((_, i) => i % WIDTH === j)
      const expected = own.reduce((sum, value) => sum + value, 0) / ROWS
      const variance = own.reduce((sum, value) => sum + (value - expected) ** 2, 0) / ROWS
      // Four in ten values are drawn anew at each of the 50 updates.
      near(mean[j]!, expected, `mean of column ${j}`, {
        absolute: 4 * Math.sqrt(variance / (0.4 * steps * ROWS)),
        relative: 0,
      })
      near(square[j]! - mean[j]! ** 2, variance, `variance of column ${j}`, { absolute: 0, relative: 0.05 })
    }
  })

  test('what a row looks like depends on the row and the update, not on the rows beside it', () => {
    for (const spec of ['mixup:0.4', 'swap-noise:0.4', 'feature-mask:0.4']) {
      const model = rig.model(spec, grouped())
      const together = seen(model, 7)
      assert.equal(seen(model, 7, 60, 3), together.slice(60 * WIDTH, 63 * WIDTH), spec)
      assert.is.not(`${seen(model, 8)}`, `${together}`, spec)
    }
  })
})
