import { denseArchitecture } from '../../src/nn/architecture.ts'
import {
  type Initialization,
  type InitializationName,
  initializations,
  initialNorm,
} from '../../src/nn/init.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { assert, suite } from '../harness.ts'
import { type Init, initialWeights, keyOf } from '../reference/random.ts'
import { allNear, near } from '../tolerance.ts'

const rig = await Rig.open('strict')

function weightsOf(init: InitializationName, sizes: readonly number[], seed = 0) {
  const made = toy('classification', 4, sizes)
  const model = rig.model('none', { ...made, network: { ...made.network, init }, seed })
  const parameters = model.arena.f32('parameters')
  const { weights, biases } = model.plan.net.layout
  const read = ({ offset, length }: { offset: number; length: number }) =>
    parameters.slice(offset, offset + length)
  return { weights: weights.map(read), biases: biases.map(read) }
}

suite('initial weights', (test) => {
  test('deviations have the published formulas', () => {
    assert.is(initializations.he.deviation(50), Math.sqrt(2 / 50))
    assert.is(initializations.glorot.deviation(50, 100), Math.sqrt(2 / 150))
  })

  for (const init of Object.keys(initializations) as InitializationName[]) {
    test(`${init}: moments of a normal distribution, and biases of 0`, () => {
      const sizes = [100, 120, 80, 10]
      const { weights, biases } = weightsOf(init, sizes)
      weights.slice(0, 2).forEach((w, l) => {
        const entry: Initialization = initializations[init]
        const deviation = entry.deviation(sizes[l], sizes[l + 1])
        const moment = (power: number) =>
          w.reduce((sum, value) => sum + (value / deviation) ** power, 0) / w.length
        // Four standard errors of the moments of w.length normal numbers.
        const off = 4 / Math.sqrt(w.length)
        near(moment(1), 0, 'mean', { absolute: off, relative: 0 })
        near(moment(2), 1, 'variance', { absolute: off * Math.sqrt(2), relative: 0 })
        near(moment(3), 0, 'third moment', { absolute: off * Math.sqrt(15), relative: 0 })
        near(moment(4), 3, 'fourth moment', { absolute: off * Math.sqrt(96), relative: 0 })
      })
      for (const b of biases) assert.ok(b.every((value) => Object.is(value, 0)))
    })

    test(`${init}: the norm of all weights is about what their variances say`, () => {
      const sizes = [100, 120, 80, 10]
      const norm = Math.hypot(...weightsOf(init, sizes).weights.flatMap((w) => [...w]))
      // A sum of n squares varies by sqrt(2 n) of them: 1 % here.
      near(initialNorm(denseArchitecture(sizes, 'relu').layers, init), norm, 'norm', {
        absolute: 0,
        relative: 0.02,
      })
    })

    test(`${init}: the numbers of the float64 reference`, () => {
      const sizes = [5, 4, 3, 2]
      const { weights } = weightsOf(init, sizes, 42)
      weights.forEach((w, l) => {
        const expected = initialWeights(
          keyOf(42, 'init', 0, 0),
          l,
          sizes[l],
          sizes[l + 1],
          init satisfies Init,
        )
        allNear(w, expected, `layer ${l}`, { absolute: 1e-6, relative: 1e-6 })
      })
    })
  }

  test('the norm of fresh weights has its closed form', () => {
    near(
      initialNorm(denseArchitecture([30, 128, 64, 3], 'relu').layers, 'he'),
      Math.sqrt(2 * (128 + 64 + 3)),
      'he',
      {
        absolute: 0,
        relative: 1e-15,
      },
    )
    near(initialNorm(denseArchitecture([6, 3], 'relu').layers, 'glorot'), Math.sqrt((2 * 18) / 9), 'glorot', {
      absolute: 0,
      relative: 1e-15,
    })
  })

  test('another seed gives other weights, and a layer does not depend on the ones after it', () => {
    const { weights } = weightsOf('he', [5, 4, 3, 2])
    assert.not.equal(weightsOf('he', [5, 4, 3, 2], 1).weights[0], weights[0])
    assert.equal(weightsOf('he', [5, 4, 2]).weights[0], weights[0])
  })
})
