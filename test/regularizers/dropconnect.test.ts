import { averageOverDraws, momentScratch, preactivationMoments } from '../../src/nn/moments.ts'
import { gradient, moveBiases } from '../../src/selftest/objective.ts'
import { Rig, type Setup, toy } from '../../src/selftest/rig.ts'
import { type Model, PREDICTION_ROWS } from '../../src/training/model.ts'
import { assert, suite } from '../harness.ts'
import { allNear, near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const ROWS = 6

/** Rows that all hold the same features. */
function equalRows(sizes: readonly number[], rows = ROWS): Setup {
  const setup = toy('regression', rows, sizes, 'tanh')
  const first = setup.dataset.matrix.slice(0, sizes[0])
  return {
    ...setup,
    dataset: { ...setup.dataset, matrix: setup.dataset.matrix.map((_, i) => first[i % sizes[0]]) },
  }
}

/** Outputs of the rows [start, start + M) in training mode, with the masks of update `step`. */
function outputs(model: Model, start: number, M: number, step: number): number[] {
  for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, start, M, step)
  model.minibatch.load(model.train.ids, start, model.net.activations[0], M)
  model.net.forwardTraining(M)
  return Array.from(model.arena.f32(model.net.outputs.name).subarray(0, M))
}

suite('dropconnect', (test) => {
  test('equal rows differ under masks of their own, and are equal under one mask', () => {
    const setup = equalRows([4, 5, 1])
    const own = outputs(rig.model('dropconnect:keep=0.5', setup), 0, ROWS, 0)
    assert.is(new Set(own).size, ROWS)
    const shared = outputs(rig.model('dropconnect:keep=0.5,mask=batch', setup), 0, ROWS, 0)
    assert.is(new Set(shared).size, 1)
  })

  test("a row's masks do not depend on the rows beside it, and change from step to step", () => {
    const model = rig.model('dropconnect:keep=0.5', toy('regression', ROWS, [4, 5, 3, 1]))
    moveBiases(model)
    const together = outputs(model, 0, ROWS, 3)
    assert.equal([...outputs(model, 0, 2, 3), ...outputs(model, 2, ROWS - 2, 3)], together)
    assert.not.equal(outputs(model, 0, ROWS, 4), together)
    assert.equal(outputs(model, 0, ROWS, 3), together)
  })

  test('masks biases as well, and leaves the output layer alone', () => {
    const model = rig.model('dropconnect:keep=0.5', equalRows([1, 32, 1]))
    const { layout } = model.plan.net
    const parameters = model.arena.f32('parameters')
    const fill = ({ offset, length }: { offset: number; length: number }, value: number) =>
      parameters.fill(value, offset, offset + length)
    fill(layout.weights[0], 0)
    fill(layout.biases[0], 100)
    fill(layout.weights[1], 1)
    fill(layout.biases[1], 0.5)
    // tanh of 100 is 1 and of a dropped bias 0: the outputs count the kept biases.
    const counts = outputs(model, 0, ROWS, 0).map((output) => output - 0.5)
    assert.ok(
      counts.every((count) => Number.isInteger(count) && count > 4 && count < 28),
      `${counts}`,
    )
    assert.ok(new Set(counts).size > 1)
  })

  test('trains with the mask of one row for all when that is asked for', () => {
    // One row: its own mask differs from the shared one, but the mean over many draws is the same.
    const gradientOf = (mask: string, step: number) => {
      const model = rig.model(`dropconnect:keep=0.75,mask=${mask}`, toy('regression', 1, [3, 4, 1], 'tanh'))
      moveBiases(model)
      for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 0, 1, step)
      return gradient(model, 1)
    }
    const draws = 2000
    const means = ['example', 'batch'].map((mask) => {
      const sum = new Float64Array(gradientOf(mask, 0).length)
      for (let step = 0; step < draws; step++) {
        gradientOf(mask, step).forEach((value, i) => {
          sum[i] += value / draws
        })
      }
      return sum
    })
    allNear(means[0], means[1], 'mean gradient', { absolute: 0.03, relative: 0.05 })
  })

  test('counts the share of kept weights', () => {
    for (const mask of ['example', 'batch']) {
      const model = rig.model(`dropconnect:keep=0.8,mask=${mask}`, toy('regression', ROWS, [20, 30, 1]))
      for (let step = 0; step < 40; step++) outputs(model, 0, ROWS, step)
      const { kept, drawn } = model.hooks[0].unitsSeen!()
      assert.is(drawn, 40 * (mask === 'batch' ? 1 : ROWS) * 21 * 30)
      near(kept / drawn, 0.8, 'share', { absolute: 5 * Math.sqrt(0.16 / drawn), relative: 0 })
    }
  })

  test('predicts with the mean of the weights', () => {
    const model = rig.model('dropconnect:keep=0.25', toy('regression', ROWS, [3, 4, 1], 'tanh'))
    moveBiases(model)
    const { layout } = model.plan.net
    const parameters = model.arena.f32('parameters')
    const predict = (of: Model) => {
      of.minibatch.load(of.train.ids, 0, of.net.activations[0], ROWS)
      of.net.forwardPrediction(ROWS)
      return of.arena.f32(of.net.outputs.name).slice(0, ROWS)
    }
    const scaled = predict(model)
    const values = parameters.slice()
    for (const { offset, length } of [layout.weights[0], layout.biases[0]]) {
      for (let i = offset; i < offset + length; i++) values[i] *= 0.25
    }
    const none = rig.model('none', toy('regression', ROWS, [3, 4, 1], 'tanh'))
    none.arena.f32('parameters').set(values)
    allNear(scaled, predict(none), 'prediction')
  })

  test('does not go with units that stay away', () => {
    assert.throws(
      () => rig.model('dropconnect:keep=0.5+inverted-dropout:keep=0.5,mask=batch', equalRows([2, 2, 1])),
      (error: Error) => error.message.includes('give inverted-dropout mask=example'),
    )
  })
})

suite('dropconnect by moment matching', (test) => {
  /** v, W and keep of the paper's example, W there one row a unit. */
  function example() {
    const model = rig.model('dropconnect:keep=0.5', equalRows([3, 2, 1]))
    const { arena, net } = model
    arena.f32('activations 0').set([1, -2, 0.5])
    arena.f32('parameters').set([0.3, 1, -0.1, 0.2, 0.8, -0.4])
    return { model, layer: net.layers[0], scratch: momentScratch((name) => arena.region(name)) }
  }

  test("has the moments of the paper's example", () => {
    const { model, layer, scratch } = example()
    const { kernels, net, arena } = model
    preactivationMoments(kernels, layer, 0.5, net.activations[0], 1, scratch)
    allNear(arena.f32(scratch.mean.name).subarray(0, 2), [0.45, 0.2], 'mean')
    allNear(arena.f32(scratch.variance.name).subarray(0, 2), [0.0725, 0.3], 'variance')
  })

  test('counts biases among the weights', () => {
    const { model, layer, scratch } = example()
    const { kernels, net, arena, plan } = model
    arena.f32('parameters').set([2, -1], plan.net.layout.biases[0].offset)
    preactivationMoments(kernels, layer, 0.5, net.activations[0], 1, scratch)
    allNear(arena.f32(scratch.mean.name).subarray(0, 2), [0.45 + 1, 0.2 - 0.5], 'mean')
    allNear(arena.f32(scratch.variance.name).subarray(0, 2), [0.0725 + 1, 0.3 + 0.25], 'variance')
  })

  test('the moments are those of the masks', () => {
    const model = rig.model('dropconnect:keep=0.3', equalRows([3, 2, 1], 1))
    moveBiases(model)
    const { kernels, net, arena, train } = model
    const scratch = momentScratch((name) => arena.region(name))
    model.minibatch.load(train.ids, 0, net.activations[0], 1)
    preactivationMoments(kernels, net.layers[0], 0.3, net.activations[0], 1, scratch)
    const mean = arena.f32(scratch.mean.name).slice(0, 2)
    const variance = arena.f32(scratch.variance.name).slice(0, 2)
    const draws = 20000
    const z = arena.f32('activations 1')
    const noise = model.hooks[0].weightNoise![0]!
    const sums = new Float64Array(4)
    for (let step = 0; step < draws; step++) {
      for (const hook of model.hooks) hook.sampleMasks?.(train.ids, 0, 1, step)
      noise.forward(net.layers[0], net.activations[0], net.activations[1], 1)
      for (const j of [0, 1]) {
        sums[j] += z[j] / draws
        sums[2 + j] += z[j] ** 2 / draws
      }
    }
    for (const j of [0, 1]) {
      const error = Math.sqrt(variance[j] / draws)
      near(sums[j], mean[j], `mean ${j}`, { absolute: 4 * error, relative: 0 })
      near(sums[2 + j] - sums[j] ** 2, variance[j], `variance ${j}`, { absolute: 0, relative: 0.05 })
    }
  })

  test('averages the activation over normal preactivations', () => {
    const { model, layer, scratch } = example()
    const { kernels, net, arena, train } = model
    preactivationMoments(kernels, layer, 0.5, net.activations[0], 1, scratch)
    const samples = 20000
    const draws = { rowIds: train.ids, start: 0, samples, key: model.averageKey }
    const [z] = [net.activations[1]]
    averageOverDraws(kernels, layer, 1, z, 1, (u, n) => kernels.relu(u, n), draws, scratch)
    // E max(u, 0) of the normal distribution, by quadrature.
    const expected = [
      [0.45, Math.sqrt(0.0725)],
      [0.2, Math.sqrt(0.3)],
    ].map(([mean, deviation]) => {
      let sum = 0
      for (let t = -8; t <= 8; t += 1e-3)
        sum += 1e-3 * Math.max(mean + deviation * t, 0) * Math.exp((-t * t) / 2)
      return sum / Math.sqrt(2 * Math.PI)
    })
    allNear(arena.f32(z.name).subarray(0, 2), expected, 'activation', {
      absolute: 4 * Math.sqrt(0.3 / samples),
      relative: 0,
    })
  })

  test('predicts whole chunks, the same for a row whatever is predicted with it', () => {
    const rows = PREDICTION_ROWS
    const model = rig.model(
      'dropconnect:keep=0.5',
      toy('classification', rows, [4, 6, 5, 3], 'relu', { batchSize: 8 }),
    )
    moveBiases(model)
    const predict = (start: number, M: number) => {
      model.minibatch.loadFeatures(model.train.ids, start, model.net.activations[0], M)
      model.net.forwardGaussian(M, { rowIds: model.train.ids, start, samples: 5, key: model.averageKey })
      return Array.from(model.arena.f32(model.net.outputs.name).subarray(0, 3 * M))
    }
    const all = predict(0, rows)
    assert.equal(predict(0, rows), all)
    assert.equal(predict(40, 3), all.slice(120, 129))
    assert.ok(all.every(Number.isFinite))
    assert.equal(model.arena.overruns(), [])
  })
})
