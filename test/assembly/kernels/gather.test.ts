import { assert, suite } from '../../harness.ts'
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
            0,
            0,
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

  test('gatherRows holds what it scaled within a bound, and bends it', () => {
    for (const host of hosts) {
      for (const N of SIZES) {
        host.reset()
        // Awkward numbers as they are: NaN is filled in with 0, infinities end at the bound.
        const source = host.f32(awkward(N, N + 40))
        const rowIds = host.i32([0])
        const [fill, shift] = [0, 0].map((value) => host.f32(new Float32Array(N).fill(value)))
        const scale = host.f32(new Float32Array(N).fill(1))
        const bound = host.f32(Array.from({ length: N }, (_, j) => [20, Infinity, 0.5, 1e6][j % 4]))
        const bend = host.f32(Array.from({ length: N }, (_, j) => [0, 0, 1 / 3, 0.25][(j >> 2) % 4]))
        const x = host.f32(new Float32Array(N))
        const at = [source, rowIds, x, fill, shift, scale, bound, bend].map((array) => array.byteOffset)
        const gather = (first: number, second: number) =>
          host.core.gatherRows(at[0], N, 0, at[1], at[2], 1, N, at[3], at[4], at[5], first, second)
        const held = Array.from(source, (s, j) => {
          const value = Number.isNaN(s) ? 0 : s
          return value > bound[j] ? bound[j] : value < -bound[j] ? -bound[j] : value
        })
        const bent = (value: number, j: number) => {
          const t = f(value * bend[j])
          return f(value / f(Math.sqrt(f(1 + f(t * t)))))
        }
        gather(at[6], 0)
        sameBits(x, held, `bound, ${host.build}, N = ${N}`)
        gather(0, at[7])
        sameBits(
          x,
          Array.from(source, (s, j) => bent(Number.isNaN(s) ? 0 : s, j)),
          `bend, ${host.build}, N = ${N}`,
        )
        gather(at[6], at[7])
        sameBits(x, held.map(bent), `both, ${host.build}, N = ${N}`)
        host.assertGuards()
      }
    }
  })

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

  test('keptIndices lists the places of the set lanes', () => {
    for (const host of hosts) {
      for (const n of SIZES) {
        host.reset()
        const lanes = Array.from({ length: n }, (_, i) => ((i * i + (i >> 2)) % 3 === 0 ? -1 : 0))
        const mask = host.i32(lanes)
        const indices = host.i32(new Int32Array(n))
        const expected = lanes.flatMap((lane, i) => (lane ? [i] : []))
        assert.is(host.core.keptIndices(mask.byteOffset, indices.byteOffset, n), expected.length)
        sameBits(indices.subarray(0, expected.length), expected, `${host.build}, n = ${n}`)
        host.assertGuards()
      }
    }
  })

  const LISTS: [rows: number[] | null, columns: number[] | null][] = [
    [null, null],
    [[0, 2, 5], null],
    [null, [1, 2, 6, 8, 9, 10]],
    [
      [1, 3, 4, 5],
      [0, 3, 4, 7, 10],
    ],
    [[], [2]],
    [[1], []],
  ]
  const [FAN_IN, FAN_OUT] = [6, 11]

  test('gatherBlock picks rows and columns; scatterBlock puts them back among zeros', () => {
    for (const host of hosts) {
      for (const [rows, columns] of LISTS) {
        host.reset()
        const source = host.f32(numbers(FAN_IN * FAN_OUT, 1))
        const [M, N] = [rows?.length ?? FAN_IN, columns?.length ?? FAN_OUT]
        const block = host.f32(new Float32Array(M * N))
        const at = rows === null ? 0 : host.i32(rows).byteOffset
        const across = columns === null ? 0 : host.i32(columns).byteOffset
        host.core.gatherBlock(source.byteOffset, FAN_OUT, at, across, block.byteOffset, M, N)
        const [is, js] = [rows ?? [0, 1, 2, 3, 4, 5], columns ?? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]
        const what = `${host.build}, rows ${rows}, columns ${columns}`
        sameBits(
          block,
          is.flatMap((i) => js.map((j) => source[i * FAN_OUT + j])),
          what,
        )
        const target = host.f32(numbers(FAN_IN * FAN_OUT, 2))
        host.core.scatterBlock(block.byteOffset, at, across, target.byteOffset, M, N, FAN_IN, FAN_OUT)
        const expected = source.map((value, place) =>
          is.includes(Math.floor(place / FAN_OUT)) && js.includes(place % FAN_OUT) ? value : 0,
        )
        sameBits(target, expected, what)
        host.assertGuards()
      }
    }
  })

  test('gatherBlock may work in place', () => {
    for (const host of hosts) {
      host.reset()
      const x = host.f32(numbers(5 * 9, 1))
      const before = x.slice()
      const columns = [0, 2, 3, 5, 6, 8]
      host.core.gatherBlock(x.byteOffset, 9, 0, host.i32(columns).byteOffset, x.byteOffset, 5, 6)
      const expected = [0, 1, 2, 3, 4].flatMap((i) => columns.map((j) => before[i * 9 + j]))
      sameBits(x.subarray(0, 30), expected, host.build)
    }
  })
})
