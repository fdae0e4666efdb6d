import { type Activation, activations } from '../../src/nn/activation.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { assert, suite } from '../harness.ts'
import { allNear } from '../tolerance.ts'

const rig = await Rig.open('strict')
const model = rig.model('none', toy('regression', 8, [4, 4, 1]))
const { kernels, arena } = model
const N = 32
/** Two regions to work in. */
const [a, dA] = [arena.region('activations 0'), arena.region('dActivations 1')]
const [aValues, dAValues] = [arena.f32('activations 0'), arena.f32('dActivations 1')]
const Z = Float32Array.from({ length: N }, (_, i) => (i === 5 ? 0 : (i - 15.5) / 4))

/** a = f(z), and dZ from a dA of 1, 2, 1, 2, ... */
function apply(activation: Activation, change: (a: number) => number = (value) => value) {
  aValues.set(Z)
  activation.forward(kernels, a, N)
  const values = aValues.slice(0, N)
  aValues.set(values.map(change))
  dAValues.set(Z.map((_, i) => 1 + (i % 2)))
  activation.backward(kernels, a, dA, N)
  return { values, slopes: dAValues.slice(0, N).map((d, i) => d / (1 + (i % 2))) }
}

const EXPECTED: Record<keyof typeof activations, { f(z: number): number; slope(z: number): number }> = {
  relu: { f: (z) => Math.max(z, 0), slope: (z) => (z > 0 ? 1 : 0) },
  'leaky-relu': { f: (z) => (z < 0 ? 0.01 * z : z), slope: (z) => (z < 0 ? 0.01 : 1) },
  tanh: { f: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2 },
  sigmoid: { f: (z) => 1 / (1 + Math.exp(-z)), slope: (z) => Math.exp(-z) / (1 + Math.exp(-z)) ** 2 },
}

for (const [name, activation] of Object.entries<Activation>(activations)) {
  suite(`activation ${name}`, (test) => {
    const { f, slope } = EXPECTED[name as keyof typeof activations]

    test('has its value and its derivative', () => {
      const { values, slopes } = apply(activation)
      allNear(values, Array.from(Z, f), 'value', { absolute: 1e-6, relative: 1e-6 })
      allNear(slopes, Array.from(Z, slope), 'derivative', { absolute: 1e-6, relative: 1e-5 })
    })

    test(`its derivative ${activation.needsSignOnly ? 'needs' : 'needs more than'} the sign of a`, () => {
      const { slopes } = apply(activation)
      const rescaled = apply(activation, (value) => 1.25 * value).slopes
      if (activation.needsSignOnly) assert.equal(rescaled, slopes)
      else assert.not.equal(rescaled, slopes)
    })
  })
}
