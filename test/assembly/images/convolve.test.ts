/** The convolution kernels against plain loops in f32, in float64, and torch. */
import { assert, suite } from '../../harness.ts'
import {
  convolve,
  convolveBackward,
  convolvedShape,
  type ImageShape,
  type Window,
} from '../../reference/images.ts'
import { allNear, type Host, near, numbers, openHosts, sameBits } from '../host.ts'
import { fixtures } from './fixtures.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const { fround: f } = Math

/** Every remainder of channels; the last has weights for more than one pass, and windows that are four and more to a row. */
const SHAPES: readonly ImageShape[] = [
  { M: 1, H: 1, W: 1, C: 1 },
  { M: 2, H: 3, W: 5, C: 1 },
  { M: 3, H: 5, W: 4, C: 3 },
  { M: 2, H: 7, W: 6, C: 4 },
  { M: 2, H: 4, W: 7, C: 5 },
  { M: 1, H: 3, W: 4, C: 9 },
  { M: 2, H: 7, W: 9, C: 16 },
]

const WINDOWS: readonly Window[] = [
  { size: 1, stride: 1, pad: 0 },
  { size: 3, stride: 1, pad: 1 },
  { size: 3, stride: 2, pad: 1 },
  { size: 2, stride: 2, pad: 0 },
  { size: 4, stride: 1, pad: 2 },
  { size: 4, stride: 3, pad: 3 },
  { size: 5, stride: 1, pad: 0 },
]

/** Below, at and above a tile of 8, 16 and 32 columns. */
const FILTERS = [1, 5, 8, 16, 19, 33] as const

const lengthOf = ({ M, H, W, C }: ImageShape): number => M * H * W * C

/** About so many of them not 0, as behind a ReLU. */
const sparse = (values: Float32Array, share: number): Float32Array =>
  values.map((value, i) => (Math.imul(i + 1, 2654435761) >>> 0 < share * 2 ** 32 ? value : 0))

interface Operands {
  readonly shape: ImageShape
  readonly window: Window
  readonly filters: number
  readonly x: ArrayLike<number>
  readonly w: ArrayLike<number>
  readonly dz: ArrayLike<number>
}

const sizesOf = ({ shape: { H, W, C }, window: { size, stride, pad }, filters }: Operands) =>
  [H, W, C, size, stride, pad, filters] as const

function operands(shape: ImageShape, window: Window, filters: number, share = 1): Operands {
  const run = window.size ** 2 * shape.C
  return {
    shape,
    window,
    filters,
    x: sparse(numbers(lengthOf(shape), 1), share),
    w: numbers(run * filters, 2),
    dz: sparse(numbers(lengthOf(convolvedShape(shape, window, filters)), 3), share),
  }
}

/** z, dw and dx of the core, in scratch of just the length that it asks for. */
function byCore(host: Host, of: Operands) {
  host.reset()
  const { shape, x, w, dz } = of
  const sizes = sizesOf(of)
  const scratch = host.f32(
    new Float32Array(host.core.convolutionScratch(shape.M, ...sizes) / 4).fill(Number.NaN),
  )
  const [from, weights, gradient] = [host.f32(x), host.f32(w), host.f32(dz)]
  const [z, dw, dx] = [dz, w, x].map(({ length }) => host.f32(new Float32Array(length).fill(Number.NaN)))
  const at = (array: Float32Array | undefined) => array!.byteOffset
  host.core.convolve(at(from), at(weights), at(z), shape.M, ...sizes, at(scratch))
  host.core.convolveWeights(at(from), at(gradient), at(dw), shape.M, ...sizes, 0, of.filters, at(scratch))
  host.core.convolveInputs(at(gradient), at(weights), at(dx), shape.M, ...sizes, at(scratch))
  host.assertGuards()
  return { z: z!.slice(), dw: dw!.slice(), dx: dx!.slice() }
}

/** The same by one loop over all terms, in f32 and in the order that docs/kernels.md promises. */
function byLoops({ shape, window, filters, x, w, dz }: Operands) {
  const { M, H, W, C } = shape
  const { size, stride, pad } = window
  const out = convolvedShape(shape, window, filters)
  const [z, dw, dx] = [dz, w, x].map(({ length }) => new Float32Array(length)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ]
  for (let pixel = 0; pixel < M * out.H * out.W; pixel++) {
    const [row, oy, ox] = [
      Math.floor(pixel / (out.H * out.W)),
      Math.floor(pixel / out.W) % out.H,
      pixel % out.W,
    ]
    for (let k = 0; k < size * size * C; k++) {
      const [ky, kx, c] = [Math.floor(k / (size * C)), Math.floor(k / C) % size, k % C]
      const [y, left] = [oy * stride + ky - pad, ox * stride + kx - pad]
      if (y < 0 || y >= H || left < 0 || left >= W) continue
      const seen = ((row * H + y) * W + left) * C + c
      let gradient = 0
      for (let o = 0; o < filters; o++) {
        const [at, weight] = [pixel * filters + o, k * filters + o]
        z[at] = z[at]! + f(x[seen]! * w[weight]!)
        dw[weight] = dw[weight]! + f(x[seen]! * dz[at]!)
        gradient = f(gradient + f(dz[at]! * w[weight]!))
      }
      dx[seen] = dx[seen]! + gradient
    }
  }
  return { z, dw, dx }
}

suite('convolutions', (test) => {
  test('have the bits of plain loops, whatever the tile, and few or many zeros', () => {
    for (const host of hosts.filter(({ build }) => build !== 'relaxed')) {
      for (const shape of SHAPES) {
        for (const window of WINDOWS) {
          for (const filters of FILTERS) {
            for (const share of [1, 0.3]) {
              const of = operands(shape, window, filters, share)
              const what = `${host.build}, ${JSON.stringify({ ...shape, ...window })}, ${filters} filters, ${share}`
              const [found, expected] = [byCore(host, of), byLoops(of)]
              for (const name of ['z', 'dw', 'dx'] as const)
                sameBits(found[name], expected[name], `${what}, ${name}`)
            }
          }
        }
      }
    }
  })

  test('fused, agree with float64, and an image does not depend on the others', () => {
    const [host] = hosts.filter(({ build }) => build === 'relaxed')
    for (const shape of SHAPES) {
      for (const window of WINDOWS) {
        for (const share of [1, 0.3]) {
          const of = operands(shape, window, 19, share)
          const found = byCore(host!, of)
          const what = `${JSON.stringify({ ...shape, ...window })}, ${share}`
          const expected = convolveBackward(of.x, shape, window, of.w, of.dz, 19)
          const tolerance = { absolute: 3e-4, relative: 1e-5 }
          allNear(found.z, convolve(of.x, shape, window, of.w, new Float64Array(19)), tolerance, `${what}, z`)
          allNear(found.dx, expected.dx, tolerance, `${what}, dx`)
          allNear(found.dw, expected.dWeights, tolerance, `${what}, dw`)
          const [own, out] = [lengthOf(shape) / shape.M, of.dz.length / shape.M]
          const last = shape.M - 1
          const alone = byCore(host!, {
            ...of,
            shape: { ...shape, M: 1 },
            x: Array.from(of.x).slice(last * own),
            dz: Array.from(of.dz).slice(last * out),
          })
          allNear(alone.z, found.z.slice(last * out), {}, `${what}, z of one`)
          allNear(alone.dx, found.dx.slice(last * own), {}, `${what}, dx of one`)
        }
      }
    }
  })

  test('weights of some filters have the bits of all, and others are not touched', () => {
    const of = operands({ M: 2, H: 6, W: 5, C: 2 }, { size: 3, stride: 1, pad: 1 }, 19, 0.4)
    for (const host of hosts) {
      const whole = byCore(host, of).dw
      for (const [first, last] of [
        [0, 0],
        [0, 1],
        [3, 19],
        [5, 14],
      ] as const) {
        host.reset()
        const scratch = host.f32(new Float32Array(host.core.convolutionScratch(2, ...sizesOf(of)) / 4))
        const [x, dz] = [host.f32(of.x), host.f32(of.dz)]
        const dw = host.f32(new Float32Array(of.w.length).fill(7))
        const at = [x.byteOffset, dz.byteOffset, dw.byteOffset] as const
        host.core.convolveWeights(...at, 2, ...sizesOf(of), first, last, scratch.byteOffset)
        const expected = whole.map((value, i) => (i % 19 >= first && i % 19 < last ? value : 7))
        sameBits(dw, expected, `${host.build}, filters ${first} to ${last}`)
        host.assertGuards()
      }
    }
  })

  test('a window larger than the image has no output, and no gradient', () => {
    for (const host of hosts) {
      const { z, dw, dx } = byCore(
        host,
        operands({ M: 2, H: 1, W: 1, C: 1 }, { size: 3, stride: 1, pad: 0 }, 2),
      )
      assert.is(z.length, 0)
      assert.equal([...dw], new Array(18).fill(0))
      assert.equal([...dx], [0, 0])
    }
  })

  test('the scratch of up to so many images is enough for fewer', () => {
    const [host] = hosts
    for (const shape of SHAPES) {
      for (const window of WINDOWS) {
        for (const filters of FILTERS) {
          let before = 0
          for (let M = 0; M < 300; M += 1 + (M >> 3)) {
            const bytes = host!.core.convolutionScratch(M, ...sizesOf(operands(shape, window, filters)))
            assert.ok(bytes >= before, `${JSON.stringify({ ...shape, ...window })}, ${M} images`)
            before = bytes
          }
        }
      }
    }
  })
})

/** z = windows of x times w + b, and the gradients. */
function convolution(
  host: Host,
  x: ArrayLike<number>,
  shape: ImageShape,
  window: Window,
  w: number[],
  b: number[],
  dz?: number[],
) {
  const filters = b.length
  const n = lengthOf(convolvedShape(shape, window, filters))
  const found = byCore(host, { shape, window, filters, x, w, dz: dz ?? new Float32Array(n) })
  const [z, dw, dx] = [[...found.z], [...found.dw], [...found.dx]]
  host.reset()
  const [sums, biases] = [host.f32(z), host.f32(b)]
  host.core.addBias(sums.byteOffset, biases.byteOffset, n / filters, filters)
  const [gradient, db] = [host.f32(dz ?? []), host.f32(new Float32Array(filters))]
  if (dz !== undefined) host.core.biasGradient(gradient.byteOffset, db.byteOffset, n / filters, filters)
  return { z: [...sums], dw, db: [...db], dx }
}

/** [filter][y][x] to channels last. */
const channelsLast = (planes: readonly number[][][]): number[] =>
  planes[0]!.flatMap((row, y) => row.flatMap((_, x) => planes.map((plane) => plane[y]![x]!)))

suite('a convolution is a dense layer over windows', (test) => {
  for (const name of ['conv_s1_p0', 'conv_s1_p1', 'conv_s2_p1'] as const) {
    test(`${name}: output and gradients are those of torch`, () => {
      const { stride, pad, x, w, b, y, dy, dx, dw, db } = fixtures[name]
      const shape = { M: 1, H: 5, W: 5, C: 1 }
      const window = { size: 3, stride, pad }
      for (const host of hosts) {
        const found = convolution(host, x.flat(), shape, window, channelsLast(w), b, channelsLast(dy))
        assert.equal(found.z, channelsLast(y))
        assert.equal(found.dw, channelsLast(dw))
        assert.equal(found.db, db)
        assert.equal(
          found.dx.map((value) => value + 0),
          dx.flat(),
        )
      }
      const oracle = convolve(x.flat(), shape, window, channelsLast(w), b)
      assert.equal([...oracle], channelsLast(y))
    })
  }

  test('two channels, as im2col of torch has them', () => {
    const { x_nhwc, w_rows_ky_kx_c, z_rows_pixels } = fixtures.nhwc_im2col_2ch
    const shape = { M: 1, H: 4, W: 4, C: 2 }
    for (const host of hosts) {
      const window = { size: 3, stride: 1, pad: 1 }
      const { z } = convolution(host, x_nhwc.flat(2), shape, window, w_rows_ky_kx_c.flat(), [0, 0])
      assert.equal(
        z.map((value) => value + 0),
        z_rows_pixels.flat(),
      )
    }
  })

  test('the check of CS231n: three channels, stride 2', () => {
    const line = (from: number, to: number, n: number) =>
      Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1))
    // Theirs are (2, 3, 4, 4) and (3, 3, 4, 4), channels before rows.
    const planes = (values: number[], images: number) =>
      Array.from({ length: images }, (_, m) =>
        Array.from({ length: 3 }, (_, c) =>
          Array.from({ length: 4 }, (_, y) =>
            values.slice(((m * 3 + c) * 4 + y) * 4, ((m * 3 + c) * 4 + y) * 4 + 4),
          ),
        ),
      )
    const x = planes(line(-0.1, 0.5, 96), 2).flatMap(channelsLast)
    const filters = planes(line(-0.2, 0.3, 144), 3).map(channelsLast)
    const w = filters[0]!.flatMap((_, i) => filters.map((filter) => filter[i]!))
    const window = { size: 4, stride: 2, pad: 1 }
    const expected = fixtures.cs231n_conv.flatMap(channelsLast)
    for (const host of hosts) {
      const { z } = convolution(host, x, { M: 2, H: 4, W: 4, C: 3 }, window, w, line(-0.1, 0.2, 3))
      z.forEach((value, i) => {
        near(value, expected[i]!, { absolute: 1e-6, relative: 1e-6 }, `${host.build}, element ${i}`)
      })
    }
  })
})
