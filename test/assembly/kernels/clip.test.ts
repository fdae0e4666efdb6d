import { assert, suite } from '../../harness.ts'
import { type Host, near, numbers, openHosts, SIZES, sameBits } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const { fround } = Math

const normOf = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0))

/** Clips a copy of the values in the host; what it returns, and what became of them. */
function clip(host: Host, values: ArrayLike<number>, limit: number) {
  host.reset()
  const g = host.f32(values)
  const norm = host.core.clipNorm(g.byteOffset, limit, g.length)
  host.assertGuards()
  return { norm, g }
}

suite('clipping to a norm', (test) => {
  test('returns the norm in float64, and scales to the limit what exceeds it', () => {
    for (const host of hosts) {
      for (const n of SIZES) {
        for (const limit of [1e-3, 0.7, 5]) {
          const before = numbers(n, n + 3)
          const expected = normOf(before)
          const { norm, g } = clip(host, before, limit)
          const what = `${host.build}, n = ${n}, limit ${limit}`
          near(norm, expected, { relative: 1e-14 }, what)
          if (expected <= limit) {
            sameBits(g, before, what)
            continue
          }
          // One rounding to f32 an element, and a factor that may differ in its last bit.
          g.forEach((value, i) => {
            near(
              value,
              (before[i] * limit) / expected,
              { relative: 2 ** -24 * 1.001 },
              `${what}, element ${i}`,
            )
          })
          near(normOf(g), limit, { relative: 1e-7 }, `${what}, norm afterwards`)
        }
      }
    }
  })

  test('a norm equal to the limit, and any under an infinite one, changes no bit', () => {
    for (const host of hosts) {
      const before = [3, -0, 4, 0]
      assert.is(clip(host, before, 5).norm, 5)
      sameBits(clip(host, before, 5).g, before, host.build)
      sameBits(
        clip(host, [3e38, -3e38, 1e-45, -0], Infinity).g,
        new Float32Array([3e38, -3e38, 1e-45, -0]),
        host.build,
      )
    }
  })

  test('squares beyond f32, and factors below it, do no harm', () => {
    for (const host of hosts) {
      const large = clip(host, [3e38, -3e38, 0, 1e30], 1)
      near(
        large.norm,
        normOf([fround(3e38), fround(-3e38), 0, fround(1e30)]),
        { relative: 1e-15 },
        host.build,
      )
      near(large.g[0], Math.SQRT1_2, { relative: 1e-7 }, host.build)
      near(large.g[1], -Math.SQRT1_2, { relative: 1e-7 }, host.build)
      // 1e-42 * 3e38 has a factor that f32 cannot hold to more than a few bits.
      const tiny = clip(host, [3e38, 1], 1e-2)
      near(tiny.g[0], 0.01, { relative: 1e-7 }, host.build)
      near(tiny.g[1], 0.01 / fround(3e38), { absolute: 2 ** -149 }, host.build)
    }
  })

  test('neither NaN nor an infinity passes for a gradient afterwards', () => {
    for (const host of hosts) {
      const notANumber = clip(host, [1, Number.NaN, 2], 0.5)
      assert.ok(Number.isNaN(notANumber.norm))
      sameBits(notANumber.g, [1, Number.NaN, 2], host.build)
      const infinite = clip(host, [1, -Infinity, 2], 0.5)
      assert.is(infinite.norm, Infinity)
      sameBits(infinite.g, [0, Number.NaN, 0], host.build)
    }
  })
})
