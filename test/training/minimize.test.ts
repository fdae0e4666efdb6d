import { minimize } from '../../src/training/minimize.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

suite('training/minimize', (test) => {
  test('finds the minimum of a quadratic of any condition', () => {
    for (const condition of [1, 10, 1e4]) {
      const weights = Array.from({ length: 12 }, (_, i) => condition ** (i / 11))
      const x = new Float64Array(12).fill(3)
      const { value, residual } = minimize(
        (at, gradient) =>
          weights.reduce((sum, weight, i) => {
            gradient[i] = weight * (at[i] - i)
            return sum + (weight / 2) * (at[i] - i) ** 2
          }, 0),
        x,
        { maxIterations: 500, tolerance: 1e-9 },
      )
      assert.ok(residual <= 1e-9, `condition ${condition}: ${residual}`)
      near(value, 0, 'value', { absolute: 1e-12, relative: 0 })
      x.forEach((entry, i) => {
        near(entry, i, `x[${i}]`, { absolute: 1e-8, relative: 0 })
      })
    }
  })

  test("walks Rosenbrock's valley", () => {
    const x = Float64Array.of(-1.2, 1)
    minimize(
      ([a, b], gradient) => {
        gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a)
        gradient[1] = 200 * (b - a * a)
        return (1 - a) ** 2 + 100 * (b - a * a) ** 2
      },
      x,
      { maxIterations: 200, tolerance: 1e-8 },
    )
    near(x[0], 1, 'a', { absolute: 1e-7, relative: 0 })
    near(x[1], 1, 'b', { absolute: 1e-7, relative: 0 })
  })

  test('stays where nothing is to be gained, and gives up where nothing is finite', () => {
    const x = Float64Array.of(2)
    assert.equal(
      minimize((_, gradient) => gradient.fill(0)[0], x, { maxIterations: 9, tolerance: 0 }).iterations,
      0,
    )
    const lost = minimize(
      ([at], gradient) => {
        gradient[0] = 1
        return at === 2 ? 0 : Number.NaN
      },
      x,
      { maxIterations: 9, tolerance: 1e-6 },
    )
    assert.is(lost.iterations, 0)
    assert.is(x[0], 2)
  })
})
