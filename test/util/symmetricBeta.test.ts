import { readFileSync } from 'node:fs'
import { symmetricBetaQuantiles } from '../../src/util/symmetricBeta.ts'
import { assert, suite } from '../harness.ts'
import { betaQuantile } from '../reference/augmentation.ts'
import { near } from '../tolerance.ts'

const COUNT = 4096
/** From symmetricBeta.py. */
const fixture: { places: number[]; quantiles: Record<string, number[]> } = JSON.parse(
  readFileSync(new URL('symmetricBeta.json', import.meta.url), 'utf8'),
)

suite('quantiles of a symmetric beta distribution', (test) => {
  test('agree with SciPy, down to the smallest', () => {
    for (const [a, expected] of Object.entries(fixture.quantiles)) {
      const quantiles = symmetricBetaQuantiles(Number(a), COUNT)
      fixture.places.forEach((place, i) => {
        near(quantiles[place]!, expected[i]!, `a = ${a}, ${place}`, { absolute: 0, relative: 1e-11 })
      })
    }
  })

  test('ascend, lie symmetrically about 1/2, and have its mean', () => {
    for (const a of [1e-3, 0.2, 1, 7, 100]) {
      const quantiles = symmetricBetaQuantiles(a, COUNT)
      for (let i = 1; i < COUNT; i++) assert.ok(quantiles[i]! >= quantiles[i - 1]!, `a = ${a}, ${i}`)
      for (let i = 0; i < COUNT / 2; i++) assert.is(quantiles[COUNT - 1 - i], 1 - quantiles[i]!)
      near(quantiles.reduce((sum, x) => sum + x, 0) / COUNT, 0.5, `a = ${a}`, {
        absolute: 0,
        relative: 1e-12,
      })
    }
  })

  test('the larger of share and rest is 0.94, 0.90, 0.84 and 0.75 on average for 0.1, 0.2, 0.4 and 1', () => {
    for (const [a, expected] of [
      [0.1, 0.94],
      [0.2, 0.9],
      [0.4, 0.84],
      [1, 0.75],
    ] as const) {
      const quantiles = symmetricBetaQuantiles(a, COUNT)
      const mean = quantiles.reduce((sum, x) => sum + Math.max(x, 1 - x), 0) / COUNT
      near(mean, expected, `a = ${a}`, { absolute: 0.005, relative: 0 })
    }
  })

  test('the oracle of training finds the same ones its own way', () => {
    for (const a of [0.2, 1, 3.5]) {
      const quantiles = symmetricBetaQuantiles(a, COUNT)
      for (const i of [0, 77, 2047, 3001]) {
        near(betaQuantile(a, (i + 0.5) / COUNT), quantiles[i]!, `a = ${a}`, { absolute: 0, relative: 1e-9 })
      }
    }
  })
})
