import { suite } from '../../harness.ts'
import { awkward, fround as f, numbers, openHosts, SIZES, sameBits } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')

suite('moving by the sign', (test) => {
  test('adds the size of each column where d is above 0, takes it off where it is below', () => {
    for (const host of hosts) {
      for (const M of [0, 1, 3]) {
        for (const N of SIZES) {
          host.reset()
          const before = numbers(M * N, N)
          const [x, d, sizes] = [
            host.f32(before),
            host.f32(awkward(M * N, N + 2)),
            host.f32(numbers(N, 3).map(Math.abs)),
          ]
          host.core.moveBySign(x.byteOffset, d.byteOffset, sizes.byteOffset, M, N)
          const expected = before.map((value, i) => {
            const size = sizes[i % N]
            return d[i] > 0 ? f(value + size) : d[i] < 0 ? f(value - size) : value
          })
          sameBits(x, expected, `${host.build}, ${M} x ${N}`)
          host.assertGuards()
        }
      }
    }
  })
})
