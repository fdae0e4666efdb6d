import { suite } from '../../harness.ts'
import { awkward, fround as f, numbers, openHosts, SIZES, sameBits } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const ROW_IDS = [4, 0, 4, 2, 3]

suite('gather', (test) => {
  for (const withColumns of [false, true]) {
    test(`gatherRows fills, centres and scales, columns ${withColumns ? 'by index' : 'in order'}`, () => {
      for (const host of hosts) {
        for (const N of SIZES) {
          host.reset()
          const stride = N + 2
          const source = host.f32(awkward(5 * stride, N))
          const rowIds = host.i32(ROW_IDS)
          const columns = host.i32(Array.from({ length: N }, (_, j) => (j * 7 + 3) % stride))
          const [fill, shift, scale] = [11, 12, 13].map((seed) => host.f32(numbers(N, seed)))
          const x = host.f32(new Float32Array(ROW_IDS.length * N))
          host.core.gatherRows(
            source.byteOffset,
            stride,
            withColumns ? columns.byteOffset : 0,
            rowIds.byteOffset,
            x.byteOffset,
            ROW_IDS.length,
            N,
            fill.byteOffset,
            shift.byteOffset,
            scale.byteOffset,
          )
          const expected = ROW_IDS.flatMap((row) =>
            Array.from({ length: N }, (_, j) => {
              const s = source[row * stride + (withColumns ? columns[j] : j)]
              return f((Number.isNaN(s) ? fill[j] : f(s - shift[j])) * scale[j])
            }),
          )
          sameBits(x, expected, `${host.build}, N = ${N}`)
          host.assertGuards()
        }
      }
    })
  }

  test('gatherLabels picks by row', () => {
    for (const host of hosts) {
      host.reset()
      const source = host.i32([10, 11, 12, -13, 14])
      const rowIds = host.i32(ROW_IDS)
      const labels = host.i32([0, 0, 0, 0, 0])
      host.core.gatherLabels(source.byteOffset, rowIds.byteOffset, labels.byteOffset, ROW_IDS.length)
      sameBits(labels, [14, 10, 14, 12, -13], host.build)
      host.assertGuards()
    }
  })

  test('gatherTargets centres and scales in float64 before rounding', () => {
    for (const host of hosts) {
      host.reset()
      const source = host.f64([1e9 + 0.125, 1e9 + 0.25, 1e9 + 0.5, Number.NaN, 1e9])
      const rowIds = host.i32(ROW_IDS)
      const targets = host.f32([0, 0, 0, 0, 0])
      host.core.gatherTargets(
        source.byteOffset,
        rowIds.byteOffset,
        targets.byteOffset,
        ROW_IDS.length,
        1e9,
        0.1,
      )
      sameBits(targets, [0, f(0.0125), 0, f(0.05), Number.NaN], host.build)
      host.assertGuards()
    }
  })
})
