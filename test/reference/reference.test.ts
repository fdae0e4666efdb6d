/**
 * The reference is an oracle only if it is right by itself: finite differences, hand-worked numbers, closed forms and
 * published values, none of them from src.
 */
import { assert, suite } from '../harness.ts'
import { backward, type Factors, forward, lossOf, type Network } from './network.ts'
import { createSlot, type OptimizerName, type ScheduleName, scheduledRate, update } from './optimizers.ts'
import { epochOrder, initialWeights, inverseNormal, isKept, keyOf, wordAt } from './random.ts'
import { columnNorms, type Dropout, type Method, predictionFactors, softThreshold } from './regularizers.ts'
import { allClose, close, matchFiniteDifferences, ROWS, small, wave, waves, X, yFor } from './small.ts'
import { createReference, type ReferenceConfig, referenceTrain } from './train.ts'

const OPTIMIZERS: readonly OptimizerName[] = ['sgd', 'momentum', 'nesterov', 'adam']
const KINDS: readonly Dropout['kind'][] = ['vanilla', 'inverted']

suite('reference network', (test) => {
  const methods: Record<string, Method> = {
    none: {},
    'vanilla dropout': { dropout: { kind: 'vanilla', keep: [0.6, 0.7], inputKeep: 0.8 } },
    'inverted dropout': { dropout: { kind: 'inverted', keep: 0.6, inputKeep: 0.8 } },
    'l2 with biases': { l2: [0.3, 0.2, 0.1], bias: true },
    'sparse activations and dropout': {
      sparsity: { strength: [0.3, 0.5], target: 0.2 },
      dropout: { kind: 'inverted', keep: 0.6 },
    },
    'l1 by subgradient': { l1: 0.2, l1Update: 'subgradient' },
    'elastic net and dropout': {
      l1: 0.1,
      l2: 0.2,
      l1Update: 'subgradient',
      bias: true,
      dropout: { kind: 'inverted', keep: 0.5 },
    },
  }
  for (const task of ['classification', 'regression'] as const) {
    for (const activation of ['relu', 'leaky-relu', 'tanh', 'sigmoid'] as const) {
      for (const [name, method] of Object.entries(methods)) {
        test(`gradients of ${task}, ${activation}, ${name} match finite differences, masks held`, () => {
          const reference = small(task, activation, method)
          const nonzero = matchFiniteDifferences(reference, yFor(task))
          assert.ok(nonzero > 12, `only ${nonzero} gradients are not 0`)
        })
      }
    }
  }

  test('a linear model is one affine map', () => {
    const network: Network = { sizes: [2, 2], activation: 'relu', task: 'classification' }
    const parameters = { weights: [Float64Array.of(1, 2, 3, 4)], biases: [Float64Array.of(0.5, -1)] }
    assert.equal(forward(network, parameters, [[1, -2]]).outputs, [[-4.5, -7]])
  })

  test('losses have their textbook values and do not overflow', () => {
    const two: Network = { sizes: [1, 2], activation: 'relu', task: 'classification' }
    close(
      lossOf(
        two,
        [
          [0, 0],
          [Math.log(3), 0],
        ],
        [1, 0],
      ),
      (Math.log(2) + Math.log(4 / 3)) / 2,
      1e-15,
    )
    assert.is(lossOf(two, [[1e4, -1e4]], [1]), 2e4)
    const one: Network = { sizes: [1, 1], activation: 'relu', task: 'regression' }
    assert.is(lossOf(one, [[3], [1]], [1, 2]), (2 + 0.5) / 2)
  })

  test('the derivative at a kink is 0 for relu and 1 for leaky relu', () => {
    for (const [activation, expected] of [
      ['relu', 0],
      ['leaky-relu', 1],
    ] as const) {
      const network: Network = { sizes: [1, 1, 1], activation, task: 'regression' }
      const parameters = {
        weights: [Float64Array.of(1), Float64Array.of(1)],
        biases: [Float64Array.of(0), Float64Array.of(0)],
      }
      const gradients = backward(network, parameters, forward(network, parameters, [[0]]), [-1])
      assert.is(gradients.biases[0][0], expected)
    }
  })
})

suite('reference dropout', (test) => {
  test('dropout on a linear regression is ridge regression: all 256 masks of the worked example', () => {
    const x = [
      [1, 2],
      [0, 1],
      [3, -1],
      [-1, 0.5],
    ]
    const y = [1, 0, 2, -1]
    const keep = 0.5
    const network: Network = { sizes: [2, 1], activation: 'relu', task: 'regression' }
    // The paper's sum of squares is 2 * rows times our mean of halves.
    const expected = (w: readonly number[]) => {
      const parameters = { weights: [Float64Array.from(w)], biases: [new Float64Array(1)] }
      const total = { loss: 0, gradient: [0, 0] }
      for (let bits = 0; bits < 256; bits++) {
        const factors: Factors = [x.map((_, r) => [(bits >> (2 * r)) & 1, (bits >> (2 * r + 1)) & 1])]
        const pass = forward(network, parameters, x, factors)
        const gradient = backward(network, parameters, pass, y, factors).weights[0]
        total.loss += (2 * x.length * lossOf(network, pass.outputs, y)) / 256
        total.gradient = total.gradient.map((sum, i) => sum + (2 * x.length * gradient[i]) / 256)
      }
      return total
    }
    // The expected loss is quadratic, so its gradient is affine: H w + g0, H from two unit vectors.
    const g0 = expected([0, 0]).gradient
    const [h0, h1] = [expected([1, 0]), expected([0, 1])].map(({ gradient }) =>
      gradient.map((g, i) => g - g0[i]),
    )
    const determinant = h0[0] * h1[1] - h0[1] * h1[0]
    const w = [(h1[0] * g0[1] - h1[1] * g0[0]) / determinant, (h0[1] * g0[0] - h0[0] * g0[1]) / determinant]
    allClose(w, [0.72777269, 0.00733272], 5e-9)
    allClose(
      w.map((value) => keep * value),
      [0.36388634, 0.00366636],
      5e-9,
    )

    const closedForm = x.reduce((sum, [a, b], r) => {
      const residual = y[r] - keep * (a * w[0] + b * w[1])
      return sum + residual ** 2 + keep * (1 - keep) * (a ** 2 * w[0] ** 2 + b ** 2 * w[1] ** 2)
    }, 0)
    close(expected(w).loss, 3.0907424381, 1e-10)
    close(expected(w).loss, closedForm, 1e-14)
  })

  test('the four-unit example: full 1.75, mean over its 16 masks 0.875, deviation 0.94', () => {
    const network: Network = { sizes: [4, 1], activation: 'relu', task: 'regression' }
    const parameters = { weights: [Float64Array.of(0.5, -1, 0.25, 2)], biases: [new Float64Array(1)] }
    const h = [[2, 1, 3, 0.5]]
    const z = Array.from({ length: 16 }, (_, bits) => {
      const mask = [0, 1, 2, 3].map((j) => (bits >> j) & 1)
      return forward(network, parameters, h, [[mask]]).outputs[0][0]
    })
    const mean = z.reduce((sum, value) => sum + value, 0) / 16
    assert.is(z[15], 1.75)
    assert.is(mean, 0.875)
    close(Math.sqrt(z.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 16), Math.sqrt(0.890625), 1e-15)

    const vanilla: Method = { dropout: { kind: 'vanilla', keep: 1, inputKeep: 0.5 } }
    const scaled = forward(network, parameters, h, predictionFactors(vanilla, network, 1)).outputs
    assert.equal(scaled, [[0.875]])
  })

  for (const keep of [0.2, 0.5, 0.8]) {
    test(`at keep ${keep}, training activations average to what prediction uses, in both kinds`, () => {
      const rows = Array.from({ length: 40 }, (_, r) => 3 * r + 1)
      const config = {
        sizes: [50, 1],
        activation: 'relu',
        task: 'regression',
        optimizer: 'sgd',
        rate: 0,
      } as const
      for (const kind of KINDS) {
        const dropout = { kind, keep, inputKeep: keep } as const
        const { network, masks } = createReference({ ...config, method: { dropout } })
        const { factors, drawn, kept } = masks(rows)
        const training = factors[0]!.flat()
        const prediction = predictionFactors({ dropout }, network, 1)[0]?.[0][0] ?? 1
        assert.is(drawn, 2000)
        // The share kept is binomial: four standard deviations.
        const bound = 4 * Math.sqrt((keep * (1 - keep)) / drawn)
        assert.ok(Math.abs(kept / drawn - keep) < bound, `kept ${kept} of ${drawn}`)
        const mean = training.reduce((sum, factor) => sum + factor, 0) / drawn
        close(mean, (prediction * kept) / drawn / keep, 1e-12)
        assert.is(prediction, kind === 'vanilla' ? keep : 1)
      }
    })
  }

  test('both kinds draw the same masks, whatever the rows are batched with', () => {
    const of = (kind: Dropout['kind'], rows: readonly number[]) => {
      const reference = small('classification', 'relu', { dropout: { kind, keep: 0.5, inputKeep: 0.6 } })
      return reference.masks(rows).factors.map((site) => site!.map((row) => row.map((factor) => factor > 0)))
    }
    const together = of('vanilla', ROWS)
    assert.equal(of('inverted', ROWS), together)
    ROWS.forEach((row, r) => {
      assert.equal(
        of('inverted', [row]),
        together.map((site) => [site[r]]),
      )
    })
  })

  test('masks differ from step to step, and repeat in a second run', () => {
    const run = () => {
      const reference = small('classification', 'relu', { dropout: { kind: 'inverted', keep: 0.5 } })
      return [0, 1, 2].map(() => {
        const { factors } = reference.masks(ROWS)
        reference.step(ROWS, X, yFor('classification'))
        return JSON.stringify(factors)
      })
    }
    assert.is(new Set(run()).size, 3)
    assert.equal(run(), run())
  })

  /*
   * docs/math.md section 5: with V = W / keep behind a dropped site and its rate / keep^2, vanilla follows inverted.
   * Per-layer rates are no option of the trainer, so the loop is written out.
   */
  for (const optimizer of OPTIMIZERS) {
    test(`vanilla and inverted dropout are one trajectory after rescaling, under ${optimizer}`, () => {
      const keeps = [0.8, 0.5, 0.7]
      const run = (kind: Dropout['kind'], scale: readonly number[], rates: readonly number[]) => {
        const dropout: Dropout = { kind, keep: keeps.slice(1), inputKeep: keeps[0] }
        const reference = small('classification', 'tanh', { dropout })
        const { network, parameters } = reference
        parameters.weights.forEach((w, l) => {
          w.set(w.map((value) => value * scale[l]))
        })
        const slots = {
          weights: parameters.weights.map((w) => createSlot(w.length)),
          biases: parameters.biases.map((b) => createSlot(b.length)),
        }
        for (let t = 1; t <= 30; t++) {
          const rows = ROWS.map((row) => row + 100 * t)
          const gradients = reference.gradients(rows, X, yFor('classification'))
          parameters.weights.forEach((w, l) => {
            update({ optimizer, momentum: 0.9 }, w, gradients.weights[l], slots.weights[l], rates[l], t)
          })
          parameters.biases.forEach((b, l) => {
            update({ optimizer, momentum: 0.9 }, b, gradients.biases[l], slots.biases[l], 0.05, t)
          })
        }
        return {
          weights: parameters.weights.map((w, l) => w.map((value) => value / scale[l])),
          predictions: forward(network, parameters, X, predictionFactors({ dropout }, network, X.length))
            .outputs,
        }
      }
      const power = optimizer === 'adam' ? 1 : 2
      const inverted = run('inverted', [1, 1, 1], [0.05, 0.05, 0.05])
      const vanilla = run(
        'vanilla',
        keeps.map((keep) => 1 / keep),
        keeps.map((keep) => 0.05 / keep ** power),
      )
      // Adam's epsilon does not scale with the gradient, hence its wider bound.
      const tolerance = optimizer === 'adam' ? 1e-5 : 1e-12
      vanilla.weights.forEach((w, l) => {
        allClose(w, inverted.weights[l], tolerance, `weights ${l}`)
      })
      allClose(vanilla.predictions.flat(), inverted.predictions.flat(), tolerance, 'prediction')
    })
  }
})

/** (w - 2)^2 / 2 as a linear regression on two rows whose bias stays at 0; returns w after many updates. */
function settle(method: Method, optimizer: OptimizerName, rate: number, from = 3, steps = 6000): number {
  const reference = createReference({
    sizes: [1, 1],
    activation: 'relu',
    task: 'regression',
    method,
    optimizer,
    rate,
  })
  reference.setParameters({ weights: [[from]], biases: [[0]] })
  for (let t = 0; t < steps; t++) reference.step([0, 1], [[1], [-1]], [2, -2])
  return reference.parameters.weights[0][0]
}

suite('reference regularizers', (test) => {
  for (const optimizer of OPTIMIZERS) {
    const rate = optimizer === 'adam' ? 0.005 : 0.02
    for (const from of [3, -1]) {
      test(`proximal l1 settles at the lasso solution under ${optimizer}, from ${from}`, () => {
        close(settle({ l1: 0.5 }, optimizer, rate, from), 1.5, 1e-6)
        assert.is(settle({ l1: 2.01 }, optimizer, rate, from), 0)
      })
    }
    test(`elastic net settles at its closed form under ${optimizer}`, () => {
      close(settle({ l1: 0.5, l2: 0.25 }, optimizer, rate), (2 - 0.5) / 1.25, 1e-6)
    })
    test(`l2 settles at the ridge solution under ${optimizer}`, () => {
      close(settle({ l2: 0.6 }, optimizer, rate), 2 / 1.6, 1e-6)
    })
  }

  for (const optimizer of ['momentum', 'nesterov'] as const) {
    test(`under ${optimizer}, a threshold of rate * L would obey only (1 - momentum) * L`, () => {
      const w = Float64Array.of(3)
      const slot = createSlot(1)
      for (let t = 1; t <= 6000; t++) {
        update({ optimizer, momentum: 0.9 }, w, Float64Array.of(w[0] - 2), slot, 0.02, t)
        w[0] = softThreshold(w[0], 0.02 * 0.5)
      }
      close(w[0], 2 - 0.1 * 0.5, 1e-9)
    })
  }

  test('l1 by the proximal step gives exact zeros; by the subgradient it does not', () => {
    const sparsity = (l1Update: 'proximal' | 'subgradient') => {
      const config = { sizes: [5, 4, 3, 2], activation: 'relu', task: 'classification' } as const
      const method = { l1: 0.05, l1Update }
      const data = { x: X, y: yFor('classification'), train: [0, 1, 2, 3, 4, 5], batchSize: 2 }
      return referenceTrain({ ...config, method, optimizer: 'sgd', rate: 0.1 }, data, { epochs: 40 })
        .weightSparsity
    }
    assert.ok(sparsity('proximal') > 0.3, `${sparsity('proximal')}`)
    assert.is(sparsity('subgradient'), 0)
  })

  test('the l1 subgradient of a zero is 0', () => {
    const reference = small('regression', 'tanh', { l1: 1, l1Update: 'subgradient' })
    const plain = small('regression', 'tanh', {})
    for (const { parameters } of [reference, plain]) parameters.weights[1][2] = 0
    const y = yFor('regression')
    assert.is(reference.gradients(ROWS, X, y).weights[1][2], plain.gradients(ROWS, X, y).weights[1][2])
  })

  test('penalties have their worked values, biases counted when asked for', () => {
    const of = (method: Method) => {
      const reference = createReference({
        sizes: [2, 1, 1],
        activation: 'relu',
        task: 'regression',
        method,
        optimizer: 'sgd',
        rate: 1,
      })
      reference.setParameters({ weights: [[3, -4], [2]], biases: [[-1], [5]] })
      return reference.penalty()
    }
    assert.is(of({ l2: 0.5 }), (0.5 / 2) * (9 + 16 + 4))
    assert.is(of({ l1: 0.5 }), 0.5 * 9)
    assert.is(of({ l1: 0.5, l2: 0.5 }), 0.5 * 9 + 0.25 * 29)
    assert.is(of({ l2: [0.5, 2] }), 0.25 * 25 + 4)
    assert.is(of({ l2: 0.5, bias: true }), 0.25 * (29 + 26))
    assert.is(of({ weightDecay: 0.5, maxNorm: 1 }), 0)
  })

  test('weight decay multiplies the updated weights by 1 - rate * L, under any optimizer', () => {
    for (const optimizer of OPTIMIZERS) {
      const step = (method: Method) => {
        const reference = small('classification', 'tanh', method, { optimizer })
        reference.step(ROWS, X, yFor('classification'))
        return reference.parameters
      }
      const plain = step({})
      const decayed = step({ weightDecay: 0.5 })
      plain.weights.forEach((w, l) => {
        allClose(
          decayed.weights[l],
          w.map((value) => value * (1 - 0.1 * 0.5)),
          1e-15,
        )
      })
      assert.equal(decayed.biases, plain.biases)
      const biased = step({ weightDecay: 0.5, bias: true })
      allClose(
        biased.biases[1],
        plain.biases[1].map((value) => value * 0.95),
        1e-15,
      )
    }
  })

  test('weight decay is not scaled by momentum: it settles where loss gradient = -(1 - momentum) L w', () => {
    // From (w - s g) (1 - rate L) = w with g = w - 2 and s = rate, or rate / (1 - momentum).
    const settled = (share: number) => (2 * (1 - 0.02 * 0.6)) / (1 - 0.02 * 0.6 + share * 0.6)
    close(settle({ weightDecay: 0.6 }, 'sgd', 0.02), settled(1), 1e-9)
    close(settle({ weightDecay: 0.6 }, 'momentum', 0.02), settled(1 - 0.9), 1e-9)
    close(settle({ weightDecay: 0.6 }, 'nesterov', 0.02), settled(1 - 0.9), 1e-9)
  })

  test('max-norm brings long columns to the bound and leaves the bits of the others and of biases', () => {
    const step = (method: Method) => {
      const reference = small('classification', 'tanh', method)
      reference.step(ROWS, X, yFor('classification'))
      return reference.parameters
    }
    const plain = step({})
    const bound = 0.9
    const bounded = step({ maxNorm: bound, bias: true })
    const seen = { long: 0, short: 0 }
    plain.weights.forEach((w, l) => {
      const fanOut = plain.biases[l].length
      const after = columnNorms(bounded.weights[l], fanOut)
      columnNorms(w, fanOut).forEach((norm, j) => {
        const column = (of: Float64Array) => of.filter((_, i) => i % fanOut === j)
        if (norm > bound) {
          seen.long++
          close(after[j], bound, 2e-16)
          allClose(
            column(bounded.weights[l]),
            column(w).map((value) => (value * bound) / norm),
            1e-15,
          )
        } else {
          seen.short++
          assert.equal(column(bounded.weights[l]), column(w))
        }
      })
    })
    assert.ok(seen.long > 0 && seen.short > 0, JSON.stringify(seen))
    assert.equal(bounded.biases, plain.biases)
  })

  test('neutral strengths give the run of none, bit for bit', () => {
    const run = (method: Method, optimizer: OptimizerName) => {
      const reference = small('classification', 'relu', method, { optimizer })
      for (let t = 0; t < 5; t++) reference.step(ROWS, X, yFor('classification'))
      return reference.parameters
    }
    const neutral: Method[] = [
      { l2: 0, l1: 0, weightDecay: 0, maxNorm: Number.POSITIVE_INFINITY, bias: true },
      { l1: 0, l1Update: 'subgradient' },
      { dropout: { kind: 'vanilla', keep: 1, inputKeep: 1 } },
      { dropout: { kind: 'inverted', keep: 1, inputKeep: 1 } },
    ]
    for (const optimizer of OPTIMIZERS) {
      for (const method of neutral) assert.equal(run(method, optimizer), run({}, optimizer))
    }
  })
})

suite('reference optimizers', (test) => {
  const run = (optimizer: OptimizerName, gradients: readonly number[], rate: number) => {
    const w = Float64Array.of(1)
    const slot = createSlot(1)
    return gradients.map((g, i) => {
      update({ optimizer, momentum: 0.5 }, w, Float64Array.of(g), slot, rate, i + 1)
      return w[0]
    })
  }

  test('two steps have their hand-worked values', () => {
    allClose(run('sgd', [2, -1], 0.1), [0.8, 0.9], 1e-15)
    allClose(run('momentum', [2, -1], 0.1), [0.8, 0.8], 1e-15)
    allClose(run('nesterov', [2, -1], 0.1), [0.7, 0.8], 1e-15)
    // Bias-corrected moments: m 2, v 4; then m (0.9 * 0.2 - 0.1) / 0.19, v (0.999 * 0.004 + 0.001) / 0.001999.
    const second = 0.08 / 0.19 / Math.sqrt(0.004996 / 0.001999)
    allClose(run('adam', [2, -1], 0.1), [0.9, 0.9 - 0.1 * second], 1e-8)
  })

  test('momentum and nesterov are the velocity forms of CS231n while the rate is constant', () => {
    const gradients = Array.from({ length: 10 }, (_, i) => wave(i))
    let w = { momentum: 1, nesterov: 1 }
    let velocity = 0
    const expected = gradients.map((g) => {
      const previous = velocity
      velocity = 0.5 * velocity - 0.1 * g
      w = { momentum: w.momentum + velocity, nesterov: w.nesterov - 0.5 * previous + 1.5 * velocity }
      return w
    })
    allClose(
      run('momentum', gradients, 0.1),
      expected.map(({ momentum }) => momentum),
      1e-14,
    )
    allClose(
      run('nesterov', gradients, 0.1),
      expected.map(({ nesterov }) => nesterov),
      1e-14,
    )
  })

  test('schedules pass through their marked points', () => {
    const at = (schedule: ScheduleName, steps: readonly number[]) =>
      steps.map((t) => scheduledRate(schedule, 0.4, t, 8))
    allClose(at('constant', [0, 7]), [0.4, 0.4], 0)
    allClose(at('step', [0, 3, 4, 5, 6, 7]), [0.4, 0.4, 0.04, 0.04, 0.004, 0.004], 1e-16)
    allClose(at('cosine', [0, 2, 4, 8]), [0.4, 0.2 + 0.1 * Math.SQRT2, 0.2, 0], 1e-16)
    allClose(at('inverse-time', [0, 4, 8]), [0.4, 0.4 / 5.5, 0.04], 1e-16)
  })
})

/** Phi and phi for z <= 0. */
function normal(z: number): { cdf: number; density: number } {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (z < -2) {
    // Laplace's continued fraction: Phi(z) = phi(z) / (x + 1 / (x + 2 / (x + 3 / ...))), x = -z.
    let tail = -z
    for (let n = 400; n > 0; n--) tail = -z + n / tail
    return { cdf: density / tail, density }
  }
  // Phi(z) = 1/2 + phi(z) (z + z^3 / 3 + z^5 / (3 5) + ...)
  let term = z
  let sum = z
  for (let n = 3; Math.abs(term) > 1e-18; n += 2) {
    term *= (z * z) / n
    sum += term
  }
  return { cdf: 0.5 + density * sum, density }
}

suite('reference random numbers', (test) => {
  test('the generator gives the published answer for zeros', () => {
    const words = [0, 1, 2, 3].map((i) => wordAt([0, 0], i, 0))
    assert.equal(words, [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8])
  })

  test('keys, initial weights, an order and a mask have the worked values of docs/math.md', () => {
    // sha256("0/init/0/0") starts with the bytes 47 06 ca 16 8b bb 12 17.
    assert.equal(keyOf(0, 'init', 0, 0), [0x16ca0647, 0x1712bb8b])
    // The other three from a separate implementation in Python, at seed 42, repeat 1, fold 2.
    const weights = initialWeights(keyOf(42, 'init', 1, 2), 1, 5, 4, 'he').slice(0, 3)
    allClose(weights, [0.32054082454731403, -0.40970915568483207, -0.7628952072890904], 1e-15)
    const order = epochOrder(keyOf(42, 'order', 1, 2), 3, [2, 3, 5, 7, 11, 13, 17])
    assert.equal(order, [3, 11, 17, 7, 2, 5, 13])
    const mask = Array.from({ length: 24 }, (_, j) => +isKept(keyOf(42, 'mask', 1, 2), 0.4, j, 7, 2, 9))
    assert.is(mask.join(''), '001010000100101000010000')
  })

  test('normal quantiles have their published values', () => {
    const published: [number, number][] = [
      [0.5, 0],
      [0.75, 0.6744897501960817],
      [0.975, 1.959963984540054],
      [0.995, 2.5758293035489004],
      [0.9999, 3.719016485455709],
      [1e-7, -5.199337582192817],
    ]
    for (const [u, z] of published) allClose([inverseNormal(u), -inverseNormal(u)], [z, -z], 1e-15)
  })

  test('the normal CDF takes every quantile back to its argument', () => {
    for (let k = 0; k < 2 ** 22; k += 2053) {
      const u = (k + 0.5) * 2 ** -23
      const z = inverseNormal(u)
      const { cdf, density } = normal(z)
      const error = (cdf - u) / density
      assert.ok(Math.abs(error) < 1e-14, `u ${u}: z off by ${error}`)
      close(inverseNormal(1 - u), -z, 1e-15)
    }
  })

  test('initial weights have the deviation of their kind', () => {
    for (const [init, variance] of [
      ['he', 2 / 50],
      ['glorot', 2 / 90],
    ] as const) {
      const w = initialWeights(keyOf(1, 'init', 0, 0), 0, 50, 40, init)
      const mean = w.reduce((sum, value) => sum + value, 0) / 2000
      const square = w.reduce((sum, value) => sum + value ** 2, 0) / 2000
      assert.ok(Math.abs(mean) < 4 * Math.sqrt(variance / 2000), `mean ${mean}`)
      assert.ok(Math.abs(square / variance - 1) < 4 * Math.sqrt(2 / 2000), `variance ${square}`)
    }
  })

  test('an epoch is a fair shuffle of the training rows, however they are listed', () => {
    const key = keyOf(0, 'order', 0, 0)
    const counts = new Map<string, number>()
    for (let epoch = 0; epoch < 600; epoch++) {
      const order = epochOrder(key, epoch, [9, 2, 5]).join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    assert.equal([...counts.keys()].sort(), ['2,5,9', '2,9,5', '5,2,9', '5,9,2', '9,2,5', '9,5,2'])
    // Binomial with mean 100 and deviation 9.1: four deviations.
    for (const [order, count] of counts) assert.ok(Math.abs(count - 100) < 37, `${order}: ${count}`)
    assert.equal(epochOrder(key, 3, [9, 2, 5]), epochOrder(key, 3, [2, 5, 9]))
  })
})

suite('reference training', (test) => {
  const config: ReferenceConfig = {
    sizes: [5, 4, 3, 2],
    activation: 'tanh',
    task: 'classification',
    method: { dropout: { kind: 'inverted', keep: 0.5 } },
    optimizer: 'momentum',
    rate: 0.1,
    schedule: 'cosine',
  }
  const x = waves(20, 5)
  const labels = x.map((row) => (row[0] + 0.5 * row[1] > 0 ? 1 : 0))
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
  const data = { x, y: labels, train: range(0, 11), test: range(15, 20), batchSize: 4 }

  test('minibatches are consecutive slices of the shuffled order, the last one smaller', () => {
    const trained = referenceTrain(config, data, { epochs: 2 })
    assert.is(trained.steps, 6)
    const byHand = createReference({ ...config, totalSteps: 6 })
    const losses = [0, 1].map((epoch) => {
      const order = epochOrder(keyOf(0, 'order', 0, 0), epoch, data.train)
      return [order.slice(0, 4), order.slice(4, 8), order.slice(8)].map((rows) =>
        byHand.step(
          rows,
          rows.map((id) => x[id]),
          rows.map((id) => labels[id]),
        ),
      )
    })
    assert.equal(trained.losses, losses.flat())
    assert.equal(trained.weights, byHand.parameters.weights)
    const [a, b, c] = losses[1]
    close(trained.trainLossNoisy!, (4 * a + 4 * b + 3 * c) / 11, 1e-15)
  })

  test('the linear model reaches the normal equations, scored in the units of the target', () => {
    const rows = [0, 1, 2, 3]
    const result = referenceTrain(
      { ...config, sizes: [1, 1], task: 'regression', method: {}, optimizer: 'sgd', schedule: 'constant' },
      {
        x: [[-1], [0], [1], [2]],
        y: [10, 14, 14, 18],
        train: rows,
        test: [3],
        batchSize: 4,
        targetScaling: { mean: 14, deviation: Math.sqrt(8) },
      },
      { epochs: 2000 },
    )
    // Least squares: y = 12.8 + 2.4 x, residuals -0.4, 1.2, -1.2, 0.4.
    close(result.weights[0][0], 2.4 / Math.sqrt(8), 1e-9)
    close(result.biases[0][0], -1.2 / Math.sqrt(8), 1e-9)
    close(result.trainScore!, Math.sqrt(0.8), 1e-9)
    close(result.testScore!, 0.4, 1e-9)
    close(result.gap!, 0.4 - Math.sqrt(0.8), 1e-9)
    close(result.trainLoss!, 0.8 / 8 / 2, 1e-9)
  })

  test('accuracy is a share, the first of equal logits wins, and the gap is train minus test', () => {
    const constant = { weights: [new Float64Array(2)], biases: [new Float64Array(2)] }
    const result = referenceTrain(
      { ...config, sizes: [1, 2], method: {}, rate: 0 },
      { x: [[1], [1], [1], [1]], y: [0, 0, 1, 1], train: [0, 1, 2], test: [1, 3], batchSize: 3 },
      { epochs: 1, initial: constant },
    )
    close(result.trainScore!, 2 / 3, 1e-15)
    assert.is(result.testScore, 0.5)
    close(result.gap!, 2 / 3 - 0.5, 1e-15)
    assert.is(result.weightSparsity, 1)
  })

  test('early stopping waits its patience and restores the best epoch', () => {
    const opposite = { ...config, method: {}, schedule: 'constant', rate: 0.5 } as const
    const flipped = labels.map((label, id) => (id >= 11 && id < 15 ? 1 - label : label))
    const validated = { ...data, y: flipped, validation: range(11, 15) }
    const result = referenceTrain(opposite, validated, { epochs: 50, patience: 3 })
    assert.is(result.epochs, result.bestEpoch + 3)
    assert.ok(result.epochs < 50)
    const best = referenceTrain(opposite, validated, { epochs: result.bestEpoch })
    assert.equal(result.weights, best.weights)
    const losses = range(1, result.epochs + 1).map(
      (epochs) => referenceTrain(opposite, validated, { epochs }).validationLoss!,
    )
    assert.is(losses.indexOf(Math.min(...losses)) + 1, result.bestEpoch)
    assert.is(result.validationLoss, losses[result.bestEpoch - 1])
  })

  test('an epoch that only equals the best one does not count as better', () => {
    const still = { ...config, method: {}, rate: 0 }
    const result = referenceTrain(still, { ...data, validation: range(11, 15) }, { epochs: 50, patience: 3 })
    assert.equal([result.bestEpoch, result.epochs], [1, 4])
  })

  test('prediction in the trained state draws nothing', () => {
    const { reference } = referenceTrain(config, data, { steps: 4 })
    const before = reference.keepSeen
    assert.equal(reference.predict(x), reference.predict(x))
    assert.is(reference.keepSeen, before)
    assert.is(reference.steps, 4)
  })
})
