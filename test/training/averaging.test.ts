import { Rig, type Setup, toy } from '../../src/selftest/rig.ts'
import type { Average } from '../../src/settings/average.ts'
import { ArithmeticMean, GeometricMean, logProbability } from '../../src/training/averaging.ts'
import { evaluate, tallied } from '../../src/training/evaluate.ts'
import type { Model } from '../../src/training/model.ts'
import { allNetworks, drawnNetworks, droppedUnits, forwardNetwork } from '../../src/training/networks.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const ROWS = 7
const EXACT: Average = { kind: 'exact' }
const KINDS = ['vanilla-dropout', 'inverted-dropout'] as const

type Task = 'classification' | 'regression'

const setupOf = (task: Task, hidden: readonly number[], features = 3): Setup =>
  toy(task, ROWS, [features, ...hidden, task === 'classification' ? 3 : 1], 'tanh')

/** Each row's mean over the networks, and their losses, by what `consume` gathers. */
function overAll(model: Model, mean: ArithmeticMean | GeometricMean): void {
  for (const { weight } of allNetworks(model, ROWS)) {
    forwardNetwork(model, model.train, 0, ROWS)
    mean.add(weight)
  }
}

const outputsOf = (model: Model, M = ROWS): number[] =>
  Array.from(model.arena.f32(model.net.outputs.name).subarray(0, M * outputWidth(model)))

const outputWidth = ({ net }: Model): number => net.layers[net.layers.length - 1].fanOut

const softmax = (logits: readonly number[]): number[] => {
  const powers = logits.map((z) => Math.exp(z - Math.max(...logits)))
  const sum = powers.reduce((a, b) => a + b)
  return powers.map((power) => power / sum)
}

suite('averages over all masks', (test) => {
  test('weights are the probabilities of the masks', () => {
    const model = rig.model('inverted-dropout:keep=0.25/1,input-keep=0.8', setupOf('regression', [2, 4]))
    assert.is(droppedUnits(model), 5)
    const weights = Array.from(allNetworks(model, ROWS), ({ weight }) => weight)
    assert.is(weights.length, 32)
    near(
      weights.reduce((a, b) => a + b),
      1,
      'their sum',
      { absolute: 0, relative: 1e-14 },
    )
    near(Math.max(...weights), 0.8 ** 3 * 0.75 ** 2, 'features kept and units dropped')
    near(Math.min(...weights), 0.2 ** 3 * 0.25 ** 2, 'features dropped and units kept')
  })

  for (const kind of KINDS) {
    // Srivastava et al. (2014), section 1; Baldi and Sadowski (NIPS 2013), equation 7.
    test(`${kind}: for one dropped layer under softmax, the geometric mean is weight scaling`, () => {
      for (const [spec, hidden] of [
        ['keep=0.3', [8]],
        ['keep=1/0.6', [5, 9]],
        ['keep=1,input-keep=0.7', []],
      ] as const) {
        const model = rig.model(`${kind}:${spec}`, setupOf('classification', hidden, 5))
        const mean = new GeometricMean(model, ROWS)
        overAll(model, mean)
        model.minibatch.load(model.train.ids, 0, model.net.activations[0], ROWS)
        model.net.forwardPrediction(ROWS)
        const scaled = outputsOf(model)
        for (let r = 0; r < ROWS; r++) {
          const expected = softmax(scaled.slice(3 * r, 3 * r + 3))
          const geometric = softmax(Array.from(mean.mean.subarray(3 * r, 3 * r + 3)))
          geometric.forEach((p, c) => {
            near(p, expected[c], `${spec}, row ${r}, class ${c}`, { absolute: 1e-6, relative: 1e-5 })
          })
        }
      }
    })
  }

  test('for two dropped layers it is not', () => {
    const model = rig.model('inverted-dropout:keep=0.5', setupOf('classification', [5, 4]))
    const mean = new GeometricMean(model, ROWS)
    overAll(model, mean)
    model.minibatch.load(model.train.ids, 0, model.net.activations[0], ROWS)
    model.net.forwardPrediction(ROWS)
    const distance = outputsOf(model).map((z, i) => Math.abs(z - mean.mean[i]))
    assert.ok(Math.max(...distance) > 1e-2)
  })

  test('the geometric mean is the product of powers, normalised', () => {
    const model = rig.model('vanilla-dropout:keep=0.7', setupOf('classification', [3]))
    const mean = new GeometricMean(model, ROWS)
    const logs = new Float64Array(ROWS * 3)
    for (const { weight } of allNetworks(model, ROWS)) {
      forwardNetwork(model, model.train, 0, ROWS)
      mean.add(weight)
      const logits = outputsOf(model)
      for (let i = 0; i < logs.length; i++) {
        const row = 3 * Math.floor(i / 3)
        logs[i] += weight * logProbability(logits.slice(row, row + 3), i - row)
      }
    }
    for (let r = 0; r < ROWS; r++) {
      const row = (values: ArrayLike<number>) => Array.from(values).slice(3 * r, 3 * r + 3)
      softmax(row(logs)).forEach((p, c) => {
        near(softmax(row(mean.mean))[c], p, `row ${r}, class ${c}`)
      })
    }
  })

  test('the arithmetic mean of one dropped layer under a linear output is weight scaling', () => {
    const model = rig.model('inverted-dropout:keep=0.4', setupOf('regression', [9]))
    const [all, scaled] = [evaluate(model, model.train, EXACT)!, evaluate(model, model.train)!]
    near(all.loss, scaled.loss, 'loss')
    near(all.score, scaled.score, 'rmse')
  })

  test('100,000 sampled networks come within sampling error of it', () => {
    const setup = setupOf('classification', [4, 3])
    const model = rig.model('inverted-dropout:keep=0.6,input-keep=0.8', setup)
    const exact = new ArithmeticMean(model, ROWS)
    model.minibatch.load(model.train.ids, 0, model.net.activations[0], ROWS)
    overAll(model, exact)
    const [mean, deviation] = [exact.mean, exact.spread().deviations]
    const drawn = new ArithmeticMean(model, ROWS)
    const samples = 100_000
    for (const { weight } of drawnNetworks(model, model.train, 0, ROWS, samples)) {
      forwardNetwork(model, model.train, 0, ROWS)
      drawn.add(weight)
    }
    const drawnDeviation = drawn.spread(samples).deviations
    mean.forEach((p, i) => {
      // The masks are fixed by the seed; drawn anew, one of 2 million means would lie outside.
      near(drawn.mean[i], p, `probability ${i}`, {
        absolute: (5 * deviation[i]) / Math.sqrt(samples),
        relative: 0,
      })
      near(drawnDeviation[i], deviation[i], `deviation ${i}`, { absolute: 0, relative: 0.02 })
    })
    assert.ok(deviation.every((sd) => sd > 0.01))
  })
})

suite('losses of averages', (test) => {
  test('are -log of the averaged probability and not the mean of losses', () => {
    const model = rig.model('vanilla-dropout:keep=0.5', setupOf('classification', [4]))
    const means = new Float64Array(ROWS * 3)
    let ofLosses = 0
    for (const { weight } of allNetworks(model, ROWS)) {
      forwardNetwork(model, model.train, 0, ROWS)
      const logits = outputsOf(model)
      for (let r = 0; r < ROWS; r++) {
        const p = softmax(logits.slice(3 * r, 3 * r + 3))
        p.forEach((value, c) => {
          means[3 * r + c] += weight * value
        })
        ofLosses -= (weight * Math.log(p[labelOf(model, r)])) / ROWS
      }
    }
    let expected = 0
    let correct = 0
    for (let r = 0; r < ROWS; r++) {
      const row = means.subarray(3 * r, 3 * r + 3)
      expected -= Math.log(row[labelOf(model, r)]) / ROWS
      if (row[labelOf(model, r)] === Math.max(...row)) correct++
    }
    const { loss, score } = evaluate(model, model.train, EXACT)!
    near(loss, expected, 'loss')
    near(score, correct / ROWS, 'accuracy')
    assert.ok(ofLosses > loss + 1e-3)
  })

  test('are finite where no f32 can hold the probability', () => {
    const model = rig.model('inverted-dropout:keep=0.5', setupOf('classification', [4]))
    const outputs = model.arena.f32(model.net.outputs.name)
    const loss = (logits: readonly (readonly number[])[]) => {
      const result = tallied(model, { ids: model.train.ids, count: 1 }, (_, M, tally) => {
        const mean = new ArithmeticMean(model, M)
        for (const z of logits) {
          outputs.set(z)
          mean.add(1 / logits.length)
        }
        mean.tally(tally)
      })
      return result!.loss
    }
    const label = labelOf(model, 0)
    const wrongBy = (distance: number) =>
      [0, 1, 2].map((c) => (c === label ? -distance : c === (label + 1) % 3 ? 0 : -1e4))
    const CLOSE = { absolute: 0, relative: 1e-6 }
    near(loss([wrongBy(500)]), 500, 'one network', CLOSE)
    near(loss([wrongBy(500), wrongBy(500)]), 500, 'two that agree', CLOSE)
    near(loss([wrongBy(500), wrongBy(5000)]), 500 + Math.log(2), 'one worse than the other', CLOSE)
    near(loss([wrongBy(5000), wrongBy(500), wrongBy(100)]), 100 + Math.log(3), 'the other way round', CLOSE)
    near(loss([wrongBy(1), wrongBy(500)]), Math.log(2) + Math.log(1 + Math.E), 'one that is fair', CLOSE)
  })
})

suite('averages over sampled networks', (test) => {
  for (const task of ['classification', 'regression'] as const) {
    test(`${task}: a row has the same networks, whatever rows are predicted with it`, () => {
      const model = rig.model('inverted-dropout:keep=0.5,input-keep=0.8', setupOf(task, [6, 5]))
      const networksOf = (start: number, M: number) =>
        Array.from(drawnNetworks(model, model.train, start, M, 6), () => {
          forwardNetwork(model, model.train, start, M)
          return outputsOf(model, M)
        })
      const together = networksOf(0, ROWS)
      const width = outputWidth(model)
      for (let r = 0; r < ROWS; r++) {
        assert.equal(
          networksOf(r, 1),
          together.map((outputs) => outputs.slice(width * r, width * (r + 1))),
          `row ${r}`,
        )
      }
      assert.not.equal(together[0], together[1])
    })

    test(`${task}: the same average twice, and prediction mode beside it untouched`, () => {
      const model = rig.model('vanilla-dropout:keep=0.5', setupOf(task, [6]))
      const scaled = evaluate(model, model.train)
      const first = evaluate(model, model.train, { kind: 'mc', samples: 9 })
      assert.equal(evaluate(model, model.train, { kind: 'mc', samples: 9 }), first)
      assert.not.equal(evaluate(model, model.train, { kind: 'mc', samples: 8 }), first)
      assert.equal(evaluate(model, model.train), scaled)
    })

    test(`${task}: both kinds of dropout average the same networks`, () => {
      const [vanilla, inverted] = KINDS.map((kind) => {
        const model = rig.model(`${kind}:keep=0.5`, setupOf(task, [6]))
        // The weights behind the masks as the twin would have them.
        if (kind === 'vanilla-dropout') {
          const { offset, length } = model.plan.net.layout.weights[1]
          const parameters = model.arena.f32('parameters').subarray(offset, offset + length)
          parameters.set(parameters.map((w) => 2 * w))
        }
        return evaluate(model, model.train, { kind: 'mc', samples: 20 })
      })
      assert.equal(vanilla, inverted)
    })
  }

  test('a model without noise is its own average', () => {
    const model = rig.model('l2:0.1', setupOf('classification', [6]))
    assert.equal(evaluate(model, model.train, { kind: 'mc', samples: 3 }), evaluate(model, model.train))
  })
})

const labelOf = (model: Model, row: number): number => {
  model.minibatch.load(model.train.ids, 0, model.net.activations[0], ROWS)
  return model.arena.i32(model.minibatch.labels.name)[row]
}
