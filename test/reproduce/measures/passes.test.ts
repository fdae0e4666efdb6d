import type { SavedModel } from '../../../src/models/manifest.ts'
import { networkOf, sampledPasses } from '../../../src/reproduce/measures/passes.ts'
import { Uniforms } from '../../../src/statistics/uniforms.ts'
import { refused } from '../../data/helpers.ts'
import { assert, suite } from '../../harness.ts'
import { close } from '../../reference/small.ts'

const WEIGHTS = [0.5, -1, 0.25, 2, 1, -0.75]
const BIASES = [0.125, -0.5, 0.25]
const OUTPUTS = [1, -2, 0.5]

/** Two inputs, three units, one output. */
const model = (activation: string) =>
  ({
    layers: [
      { weights: Float32Array.from(WEIGHTS), biases: Float32Array.from(BIASES) },
      { weights: Float32Array.from(OUTPUTS), biases: Float32Array.of(0.75) },
    ],
    architecture: { activation, sizes: [2, 3, 1] },
    targetScaling: { mean: 10, deviation: 4 },
  }) as unknown as SavedModel['model']

const X = [1.5, -0.5]

/** The prediction under one of the 32 masks: bit i of `mask` keeps input i, bit 2 + j unit j. */
function predicted(mask: number, keep: number): number {
  const kept = (bit: number) => ((mask >> bit) & 1) / keep
  const output = OUTPUTS.reduce((sum, v, j) => {
    const z = BIASES[j] + X.reduce((total, x, i) => total + kept(i) * x * WEIGHTS[3 * i + j], 0)
    return sum + kept(2 + j) * Math.max(0, z) * v
  }, 0.75)
  return 10 + 4 * output
}

suite('reproduce/measures/passes', (test) => {
  for (const keep of [0.5, 0.9]) {
    test(`at keep ${keep}, passes are the networks of all masks, as often as these are drawn`, () => {
      const network = networkOf(model('relu'), keep, 'here')
      const COUNT = 40_000
      const passes = sampledPasses(network, X, COUNT, new Uniforms([1, 2], 3))
      const shares = new Map<string, number>()
      for (let mask = 0; mask < 32; mask++) {
        const bits = [0, 1, 2, 3, 4].filter((bit) => (mask >> bit) & 1).length
        const key = predicted(mask, keep).toFixed(9)
        shares.set(key, (shares.get(key) ?? 0) + keep ** bits * (1 - keep) ** (5 - bits))
      }
      const seen = new Map<string, number>()
      for (const pass of passes) seen.set(pass.toFixed(9), (seen.get(pass.toFixed(9)) ?? 0) + 1)
      for (const key of seen.keys()) assert.ok(shares.has(key), `${key} is the prediction of no mask`)
      for (const [key, share] of shares) {
        // Five standard errors.
        const allowed = 5 * Math.sqrt((share * (1 - share)) / COUNT) + 1e-4
        const found = (seen.get(key) ?? 0) / COUNT
        assert.ok(Math.abs(found - share) < allowed, `${key}: ${found}, expected ${share}`)
      }
    })
  }

  test('weight scaling is the network with everything kept, in units of the target', () => {
    close(networkOf(model('relu'), 0.5, 'here').scaled(X), predicted(31, 1), 1e-15)
  })

  test('another network is refused', () =>
    refused(
      () => networkOf(model('tanh'), 0.5, 'here'),
      2,
      'here: hidden has to name one layer of relu units, and the target a number',
    ))
})
