import { assert, suite } from '../../harness.ts'
import { fround as f, type Host, near, numbers, openHosts, SIZES, sameBits, slope } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const LIMITS = [0.3, 1, 1.35, Infinity] as const

interface Loss {
  readonly name: string
  /** Loss of one row, and its derivative, in float64. */
  value(difference: number): number
  derivative(difference: number): number
  sum(host: Host, y: number, t: number, w: number, n: number): number
  backward(host: Host, y: number, t: number, w: number, d: number, n: number): number
}

const huber = (limit: number): Loss => ({
  name: `huber ${limit}`,
  value: (d) => (Math.abs(d) <= limit ? d ** 2 / 2 : limit * (Math.abs(d) - limit / 2)),
  derivative: (d) => (Math.abs(d) <= limit ? d : limit * Math.sign(d)),
  sum: ({ core }, y, t, w, n) => core.huber(y, t, w, limit, n),
  backward: ({ core }, y, t, w, d, n) => core.huberBackward(y, t, w, limit, d, n),
})

const LOSSES: readonly Loss[] = [
  ...LIMITS.map(huber),
  {
    name: 'absolute',
    value: Math.abs,
    derivative: Math.sign,
    sum: ({ core }, y, t, w, n) => core.absolute(y, t, w, n),
    backward: ({ core }, y, t, w, d, n) => core.absoluteBackward(y, t, w, d, n),
  },
]

/** Predictions, targets (some met exactly) and weights, 0 and 1 among them. */
function rows(host: Host, n: number) {
  host.reset()
  const y = host.f32(numbers(n, n))
  const t = host.f32(numbers(n, n + 1).map((value, i) => (i % 7 === 2 ? y[i] : value)))
  const w = host.f32(Float32Array.from({ length: n }, (_, i) => [1, 0, 2.5, 0.3, 7][i % 5]))
  return { y, t, w, d: host.f32(new Float32Array(n)) }
}

for (const loss of LOSSES) {
  suite(`losses of a regression: ${loss.name}`, (test) => {
    test('the sum is that of float64, with weights and without', () => {
      for (const host of hosts) {
        for (const n of SIZES) {
          const { y, t, w } = rows(host, n)
          const expected = (weighted: boolean) =>
            y.reduce((sum, value, i) => sum + (weighted ? w[i] : 1) * loss.value(value - t[i]), 0)
          const what = `${host.build}, n = ${n}`
          const at = [y.byteOffset, t.byteOffset] as const
          near(loss.sum(host, ...at, 0, n), expected(false), { relative: 1e-13 }, what)
          near(
            loss.sum(host, ...at, w.byteOffset, n),
            expected(true),
            { relative: 1e-13 },
            `${what}, weighted`,
          )
        }
      }
    })

    test('the gradient is weight * derivative / n, rounded after each operation, in place or not, with the same sum', () => {
      for (const host of hosts) {
        for (const n of SIZES) {
          for (const weighted of [false, true]) {
            const { y, t, w, d } = rows(host, n)
            const at = [y.byteOffset, t.byteOffset, weighted ? w.byteOffset : 0] as const
            const sum = loss.sum(host, ...at, n)
            const expected = y.map((value, i) => {
              const derivative = f(loss.derivative(f(value - t[i])))
              return f(f(derivative / n) * (weighted ? w[i] : 1))
            })
            const what = `${host.build}, n = ${n}, ${weighted ? 'weighted' : 'plain'}`
            assert.is(loss.backward(host, ...at, d.byteOffset, n), sum, what)
            sameBits(d, expected, what)
            assert.is(loss.backward(host, ...at, y.byteOffset, n), sum, what)
            sameBits(y, expected, `${what}, in place`)
            host.assertGuards()
          }
        }
      }
    })

    test('weights of 1 give the bits of none', () => {
      for (const host of hosts) {
        const n = 33
        const { y, t, w, d } = rows(host, n)
        w.fill(1)
        const at = [y.byteOffset, t.byteOffset] as const
        const plain = loss.backward(host, ...at, 0, d.byteOffset, n)
        const gradient = d.slice()
        assert.is(loss.backward(host, ...at, w.byteOffset, d.byteOffset, n), plain)
        sameBits(d, gradient, host.build)
      }
    })

    test('the gradient is the derivative of the sum, away from kinks', () => {
      const [host] = hosts
      for (const difference of [-3, -1.2, -0.2, 0.1, 0.5, 1.5, 4]) {
        const lossAt = (value: number) => {
          host.reset()
          return loss.sum(
            host,
            host.f32([value]).byteOffset,
            host.f32([0]).byteOffset,
            host.f32([0.6]).byteOffset,
            1,
          )
        }
        host.reset()
        const y = host.f32([difference])
        loss.backward(
          host,
          y.byteOffset,
          host.f32([0]).byteOffset,
          host.f32([0.6]).byteOffset,
          y.byteOffset,
          1,
        )
        near(y[0], slope(lossAt, difference, 2 ** -8), { absolute: 1e-6 }, `at ${difference}`)
      }
    })

    test('a NaN is not hidden', () => {
      for (const host of hosts) {
        host.reset()
        const y = host.f32([1, Number.NaN, 2])
        const t = host.f32([0, 0, 0])
        assert.ok(Number.isNaN(loss.sum(host, y.byteOffset, t.byteOffset, 0, 3)))
        loss.backward(host, y.byteOffset, t.byteOffset, 0, y.byteOffset, 3)
        assert.ok(Number.isNaN(y[1]) && !Number.isNaN(y[0]) && !Number.isNaN(y[2]))
      }
    })
  })
}
