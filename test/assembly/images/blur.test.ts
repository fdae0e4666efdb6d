import { suite } from '../../harness.ts'
import { numbers, openHosts, sameBits } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const { fround: f } = Math

suite('blur', (test) => {
  test('sums along rows, then along columns, rounded after each operation', () => {
    for (const host of hosts) {
      for (const [M, H, W, C, taps] of [
        [1, 1, 1, 1, 1],
        [2, 3, 4, 2, 3],
        [1, 8, 8, 2, 7],
        [3, 2, 5, 1, 2],
        [1, 5, 3, 3, 4],
        [2, 3, 13, 2, 5],
        [1, 2, 16, 1, 25],
        [1, 3, 39, 1, 3],
        [0, 4, 4, 2, 3],
      ] as const) {
        host.reset()
        const [rows, columns] = [H + taps - 1, W + taps - 1]
        const input = numbers(M * rows * columns * C, taps)
        const g = numbers(taps, 7)
        const [x, weights] = [host.f32(input), host.f32(g)]
        const scratch = host.f32(new Float32Array(rows * W * C))
        const y = host.f32(new Float32Array(M * H * W * C))
        const at = [x.byteOffset, y.byteOffset, weights.byteOffset, scratch.byteOffset] as const
        host.core.blur(...at, M, H, W, C, taps, 1.7, -0.3)
        const along = (value: (k: number) => number) => {
          let sum = 0
          for (let k = 0; k < taps; k++) sum = f(sum + f(g[k]! * value(k)))
          return sum
        }
        const smoothed = (m: number, r: number, c: number, channel: number) =>
          along((k) => input[((m * rows + r) * columns + c + k) * C + channel]!)
        const expected = Array.from(y, (_, i) => {
          const [channel, c] = [i % C, Math.floor(i / C) % W]
          const [r, m] = [Math.floor(i / (C * W)) % H, Math.floor(i / (C * W * H))]
          return f(f(f(1.7) * along((k) => smoothed(m, r + k, c, channel))) + f(-0.3))
        })
        sameBits(y, expected, `${host.build}, ${M} x ${H} x ${W} x ${C}, ${taps} taps`)
        host.assertGuards()
      }
    }
  })
})
