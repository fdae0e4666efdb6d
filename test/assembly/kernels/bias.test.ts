import { assert, suite } from '../../harness.ts'
import { awkward, fround as f, numbers, openHosts, SIZES, sameBits } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const ROWS = [0, 1, 3, 8]

suite('bias', (test) => {
  test('addBias adds the bias to every row', () => {
    for (const host of hosts) {
      for (const M of ROWS) {
        for (const N of SIZES) {
          host.reset()
          const before = awkward(M * N, N)
          const bias = host.f32(awkward(N, N + 1))
          const z = host.f32(before)
          host.core.addBias(z.byteOffset, bias.byteOffset, M, N)
          const expected = before.map((x, i) => f(x + bias[i % N]))
          sameBits(z, expected, `${host.build}, ${M} x ${N}`)
          host.assertGuards()
        }
      }
    }
  })

  test('biasGradient sums rows in ascending order, in f32', () => {
    for (const host of hosts) {
      for (const M of ROWS) {
        for (const N of SIZES) {
          host.reset()
          const dZ = host.f32(numbers(M * N, N))
          const dBias = host.f32(numbers(N, 1))
          host.core.biasGradient(dZ.byteOffset, dBias.byteOffset, M, N)
          const expected = new Float32Array(N)
          dZ.forEach((x, i) => {
            expected[i % N] += x
          })
          sameBits(dBias, expected, `${host.build}, ${M} x ${N}`)
          host.assertGuards()
        }
      }
    }
  })

  test('biasGradient is the adjoint of addBias', () => {
    const [host] = hosts
    host.reset()
    const [M, N] = [5, 7]
    const bias = host.f32(numbers(N, 1))
    const z = host.f32(new Float32Array(M * N))
    const upstream = host.f32(numbers(M * N, 2))
    const dBias = host.f32(new Float32Array(N))
    host.core.addBias(z.byteOffset, bias.byteOffset, M, N)
    host.core.biasGradient(upstream.byteOffset, dBias.byteOffset, M, N)
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i], 0)
    assert.ok(Math.abs(dot(z, upstream) - dot(bias, dBias)) < 1e-5)
  })
})
