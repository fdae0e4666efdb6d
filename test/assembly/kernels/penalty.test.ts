import { assert, suite } from '../../harness.ts'
import { awkward, checkElementwise, fround as f, near, numbers, openHosts, SIZES, slope } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const STRENGTH = 0.01
const strength = f(STRENGTH)

/** sign(w) * max(|w| - t, 0), zeros positive. */
function shrink(w: number, t: number): number {
  const rest = f(Math.abs(w) - t)
  return rest <= 0 ? 0 : w < 0 ? -rest : rest
}

suite('penalties', (test) => {
  test('the L2 gradient is dW + strength * w', () => {
    checkElementwise(hosts, {
      arrays: 2,
      run: (core, [dW, w], n) => core.addL2Gradient(dW, w, STRENGTH, n),
      formula: ([dW, w]) => [f(dW + f(strength * w)), w],
    })
  })

  test('the L1 gradient is dW + strength * sign(w), and sign(+-0) is 0', () => {
    checkElementwise(hosts, {
      arrays: 2,
      run: (core, [dW, w], n) => core.addL1Gradient(dW, w, STRENGTH, n),
      formula: ([dW, w]) => [f(dW + (w === 0 ? 0 : f(strength * Math.sign(w)))), w],
    })
  })

  test('both gradients are the derivatives of their penalties', () => {
    const [host] = hosts
    host.reset()
    const weights = numbers(31, 2)
    const w = host.f32(weights)
    const l2 = host.f32(new Float32Array(31))
    const l1 = host.f32(new Float32Array(31))
    host.core.addL2Gradient(l2.byteOffset, w.byteOffset, STRENGTH, 31)
    host.core.addL1Gradient(l1.byteOffset, w.byteOffset, STRENGTH, 31)
    weights.forEach((at, i) => {
      near(
        l2[i],
        slope((x) => (STRENGTH / 2) * x * x, at),
        { absolute: 1e-8 },
        `L2 at ${at}`,
      )
      near(
        l1[i],
        slope((x) => STRENGTH * Math.abs(x), at, 1e-5),
        { absolute: 1e-8 },
        `L1 at ${at}`,
      )
    })
  })

  test('softThreshold shrinks towards zero and its zeros are +0', () => {
    for (const threshold of [0, 0.5, Infinity]) {
      checkElementwise(hosts, {
        arrays: 1,
        run: (core, [w], n) => core.softThreshold(w, threshold, n),
        formula: ([w]) => [shrink(w, f(threshold))],
      })
    }
  })

  test('softThreshold minimises threshold * |x| + (x - w)^2 / 2', () => {
    const [host] = hosts
    host.reset()
    const weights = numbers(17, 3)
    const shrunk = host.f32(weights)
    host.core.softThreshold(shrunk.byteOffset, 0.5, 17)
    weights.forEach((w, i) => {
      const objective = (x: number) => 0.5 * Math.abs(x) + (x - w) ** 2 / 2
      const best = objective(shrunk[i])
      for (const step of [-1e-3, 1e-3]) {
        assert.ok(objective(shrunk[i] + step) > best, `w = ${w} became ${shrunk[i]}`)
      }
    })
  })

  test('softThresholdAdam divides the threshold by the root of the variance', () => {
    const correction = f(1.25)
    checkElementwise(hosts, {
      arrays: 2,
      run: (core, [w, v], n) => core.softThresholdAdam(w, v, 0.1, correction, 1e-8, Infinity, n),
      formula: ([w, v]) => [shrink(w, f(f(0.1) / f(f(Math.sqrt(f(v * correction))) + f(1e-8)))), v],
    })
  })

  test('softThresholdAdam thresholds by its limit at most, and keeps a NaN', () => {
    const limit = f(0.3)
    checkElementwise(hosts, {
      arrays: 2,
      run: (core, [w, v], n) => core.softThresholdAdam(w, v, 0.1, 1, 1e-8, limit, n),
      formula: ([w, v]) => [shrink(w, Math.min(f(f(0.1) / f(f(Math.sqrt(v)) + f(1e-8))), limit)), v],
    })
  })

  test('decay is w - factor * w', () => {
    checkElementwise(hosts, {
      arrays: 1,
      run: (core, [w], n) => core.decay(w, STRENGTH, n),
      formula: ([w]) => [f(w - f(strength * w))],
    })
  })

  test('sums are float64 sums', () => {
    for (const host of hosts) {
      for (const n of SIZES) {
        host.reset()
        const w = host.f32(numbers(n, n))
        const squares = w.reduce((sum, x) => sum + x * x, 0)
        const sizes = w.reduce((sum, x) => sum + Math.abs(x), 0)
        near(host.core.sumSquares(w.byteOffset, n), squares, { relative: 1e-13 }, `squares, n = ${n}`)
        near(host.core.sumAbs(w.byteOffset, n), sizes, { relative: 1e-13 }, `sizes, n = ${n}`)
      }
    }
  })

  test('sums neither overflow nor hide a NaN', () => {
    for (const host of hosts) {
      host.reset()
      const w = host.f32([3e38, -3e38, 3e38, 1, 1])
      near(host.core.sumSquares(w.byteOffset, 5), 3 * f(3e38) ** 2, { relative: 1e-15 }, 'squares')
      near(host.core.sumAbs(w.byteOffset, 5), 3 * f(3e38), { relative: 1e-15 }, 'sizes')
      w[4] = Number.NaN
      assert.ok(Number.isNaN(host.core.sumSquares(w.byteOffset, 5)))
      assert.ok(Number.isNaN(host.core.sumAbs(w.byteOffset, 5)))
    }
  })

  test('countZeros counts both zeros and nothing else', () => {
    for (const host of hosts) {
      for (const n of SIZES) {
        host.reset()
        const w = host.f32(awkward(n, n))
        assert.is(host.core.countZeros(w.byteOffset, n), w.filter((x) => x === 0).length, `n = ${n}`)
      }
    }
  })
})
