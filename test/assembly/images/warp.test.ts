import { assert, suite } from '../../harness.ts'
import { type ImageShape, warpBy } from '../../reference/images.ts'
import { allNear, type Host, numbers, openHosts, sameBits } from '../host.ts'
import { fixtures } from './fixtures.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const { fround: f } = Math

const IDENTITY = [1, 0, 0, 0, 1, 0]

const SHAPES: readonly ImageShape[] = [
  { M: 1, H: 1, W: 1, C: 1 },
  { M: 3, H: 5, W: 4, C: 1 },
  { M: 2, H: 4, W: 7, C: 3 },
  { M: 2, H: 3, W: 3, C: 4 },
  { M: 2, H: 6, W: 5, C: 9 },
]

/** y of images x [M x H x W x C], coefficients [M x 6], field [M x H x W x 2] or null. */
function warped(
  host: Host,
  x: ArrayLike<number>,
  { M, H, W, C }: ImageShape,
  coefficients: ArrayLike<number>,
  field: ArrayLike<number> | null = null,
): Float32Array {
  host.reset()
  const [from, a] = [host.f32(x), host.f32(coefficients)]
  const y = host.f32(new Float32Array(x.length).fill(Number.NaN))
  const moves = field === null ? 0 : host.f32(field).byteOffset
  host.core.warp(from.byteOffset, y.byteOffset, a.byteOffset, moves, M, H, W, C)
  host.assertGuards()
  return y.slice()
}

/** The inverse map of a rotation by `angle`, a zoom and a shift about the middle (CONV.md, C1), for one image. */
function similarity({ H, W }: ImageShape, angle: number, zoom: number, ty = 0, tx = 0): number[] {
  const [cy, cx] = [(H - 1) / 2, (W - 1) / 2]
  const [cos, sin] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom]
  return [cos, sin, cy - cos * (cy + ty) - sin * (cx + tx), -sin, cos, cx + sin * (cy + ty) - cos * (cx + tx)]
}

suite('warp', (test) => {
  test('agrees with float64 under any affine map and any field', () => {
    for (const host of hosts) {
      for (const shape of SHAPES) {
        const { M, H, W, C } = shape
        const x = numbers(M * H * W * C, C)
        const a = Float32Array.from(numbers(6 * M, 3, 0.4), (value, i) => value + IDENTITY[i % 6]!)
        for (const field of [null, numbers(2 * M * H * W, 5, 1.7)]) {
          const expected = warpBy(x, shape, (m, r, c) => {
            const [a0, a1, a2, a3, a4, a5] = a.subarray(6 * m, 6 * m + 6) as unknown as number[]
            const at = 2 * ((m * H + r) * W + c)
            // Positions in f32, as the kernel has them: a pixel's edge is a kink.
            const sy = f(f(f(a0! * r) + f(a1! * c)) + a2!)
            const sx = f(f(f(a3! * r) + f(a4! * c)) + a5!)
            return field === null ? [sy, sx] : [f(sy + field[at]!), f(sx + field[at + 1]!)]
          })
          const what = `${host.build}, ${JSON.stringify(shape)}${field === null ? '' : ', with a field'}`
          allNear(warped(host, x, shape, a, field), expected, { absolute: 2e-6 }, what)
        }
      }
    }
  })

  test('the identity, shifts by whole pixels and mirrors are exact to the bit', () => {
    for (const host of hosts) {
      for (const shape of SHAPES) {
        const { M, H, W, C } = shape
        const x = numbers(M * H * W * C, C)
        const repeat = (one: number[]) => Array.from({ length: M }, () => one).flat()
        sameBits(warped(host, x, shape, repeat(IDENTITY)), x, `${host.build}, identity`)
        const pixel = (m: number, r: number, c: number, channel: number) =>
          r < 0 || r >= H || c < 0 || c >= W ? 0 : x[((m * H + r) * W + c) * C + channel]!
        const expected = (row: (r: number) => number, column: (c: number) => number) =>
          Array.from({ length: x.length }, (_, i) => {
            const [at, channel] = [Math.floor(i / C), i % C]
            const m = Math.floor(at / (H * W))
            return pixel(m, row(Math.floor(at / W) % H), column(at % W), channel)
          })
        const shifted = warped(host, x, shape, repeat([1, 0, -1, 0, 1, 2]))
        sameBits(
          shifted,
          expected(
            (r) => r - 1,
            (c) => c + 2,
          ),
          `${host.build}, shift`,
        )
        const mirrored = warped(host, x, shape, repeat([1, 0, 0, 0, -1, W - 1]))
        sameBits(
          mirrored,
          expected(
            (r) => r,
            (c) => W - 1 - c,
          ),
          `${host.build}, mirror`,
        )
      }
    }
  })

  test('what lies outside is 0, however far, and so is what lies nowhere', () => {
    const shape = { M: 1, H: 2, W: 2, C: 1 }
    for (const host of hosts) {
      for (const far of [-1, 2, -1e30, 1e30, Infinity, Number.NaN]) {
        sameBits(
          warped(host, [1, 2, 3, 4], shape, [1, 0, far, 0, 1, 0]),
          [0, 0, 0, 0].map((_, i) => (far === -1 && i > 1 ? i - 1 : 0)),
          `${far}`,
        )
      }
      // Half a pixel beyond the edge, half of it is there.
      sameBits(warped(host, [4, 4, 4, 4], shape, [1, 0, -0.5, 0, 1, 0]), [2, 2, 4, 4], host.build)
    }
  })

  test('a pixel whose weight is 0 takes no part, infinite or not', () => {
    const shape = { M: 1, H: 1, W: 3, C: 1 }
    for (const host of hosts) {
      sameBits(warped(host, [1, Infinity, 3], shape, IDENTITY), [1, Infinity, 3], host.build)
    }
  })

  test('fixtures: scipy has the same field, rotation and zoom; numpy the same quarter turn', () => {
    const shape = { M: 1, H: 5, W: 5, C: 1 }
    const { x, dy, dx, y } = fixtures.warp_bilinear
    const field = dy.flat().flatMap((value, i) => [value, dx.flat()[i]!])
    for (const host of hosts) {
      allNear(warped(host, x.flat(), shape, IDENTITY, field), y.flat(), { absolute: 2e-6 }, 'field')
      const turned = fixtures['affine_15deg_1.1']
      const slight = similarity(shape, (15 * Math.PI) / 180, 1.1)
      allNear(warped(host, turned.x.flat(), shape, slight), turned.y.flat(), { absolute: 5e-6 }, '15 degrees')
      const quarter = warped(host, x.flat(), shape, [0, 1, 0, -1, 0, 4])
      assert.equal([...quarter], fixtures.affine_90deg.y.flat())
      const { dy: down, dx: right, y: shifted } = fixtures.shift_plus1_minus2
      assert.equal([...warped(host, x.flat(), shape, [1, 0, -down, 0, 1, -right])], shifted.flat())
    }
  })
})
