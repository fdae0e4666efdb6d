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

const SHAPES: readonly ImageShape[] = [
  { M: 1, H: 1, W: 1, C: 1 },
  { M: 2, H: 3, W: 5, C: 1 },
  { M: 3, H: 5, W: 4, C: 3 },
  { M: 2, H: 7, W: 6, C: 4 },
  { M: 2, H: 4, W: 7, C: 5 },
  { M: 1, H: 3, W: 4, C: 9 },
]

const WINDOWS: readonly Window[] = [
  { size: 1, stride: 1, pad: 0 },
  { size: 3, stride: 1, pad: 1 },
  { size: 3, stride: 2, pad: 1 },
  { size: 2, stride: 2, pad: 0 },
  { size: 4, stride: 1, pad: 2 },
  { size: 4, stride: 3, pad: 3 },
]

const lengthOf = ({ M, H, W, C }: ImageShape): number => M * H * W * C

/** P of all output pixels, asked for in ranges of `block`. */
function patchesOf(
  host: Host,
  x: Float32Array,
  shape: ImageShape,
  window: Window,
  block: number,
): Float32Array {
  const { H, W, C } = shape
  const { size, stride, pad } = window
  const out = convolvedShape(shape, window, 1)
  const run = size * size * C
  const all = new Float32Array(lengthOf(out) * run)
  for (let first = 0; first < lengthOf(out); first += block) {
    const count = Math.min(block, lengthOf(out) - first)
    host.reset()
    const from = host.f32(x)
    const P = host.f32(new Float32Array(count * run).fill(Number.NaN))
    host.core.patches(from.byteOffset, P.byteOffset, H, W, C, size, stride, pad, first, count)
    host.assertGuards()
    all.set(P, first * run)
  }
  return all
}

suite('patches', (test) => {
  test('are the pixels that the oracle of a convolution multiplies, whatever the ranges', () => {
    for (const host of hosts) {
      for (const shape of SHAPES) {
        for (const window of WINDOWS) {
          const x = numbers(lengthOf(shape), shape.C)
          const run = window.size ** 2 * shape.C
          const pixels = lengthOf(convolvedShape(shape, window, 1))
          // A convolution by the unit filters copies each patch out.
          const units = Float64Array.from({ length: run * run }, (_, i) =>
            Number(i % run === Math.floor(i / run)),
          )
          const expected = convolve(x, shape, window, units, new Float64Array(run))
          for (const block of [1, 3, 7, Math.max(pixels, 1)]) {
            const what = `${host.build}, ${JSON.stringify({ ...shape, ...window })}, ${block} at once`
            sameBits(patchesOf(host, x, shape, window, block), Float32Array.from(expected), what)
          }
        }
      }
    }
  })

  test('the adjoint adds up what every patch says of a pixel, with the same bits in any ranges', () => {
    for (const host of hosts) {
      for (const shape of SHAPES) {
        for (const window of WINDOWS) {
          const { M, H, W, C } = shape
          const { size, stride, pad } = window
          const run = size * size * C
          const pixels = lengthOf(convolvedShape(shape, window, 1))
          const dP = numbers(pixels * run, 3)
          const units = Float64Array.from({ length: run * run }, (_, i) =>
            Number(i % run === Math.floor(i / run)),
          )
          const { dx } = convolveBackward(new Float64Array(lengthOf(shape)), shape, window, units, dP, run)
          let first: Float32Array | null = null
          for (const block of [Math.max(pixels, 1), 1, 5]) {
            host.reset()
            const to = host.f32(new Float32Array(lengthOf(shape)).fill(Number.NaN))
            const from = host.f32(dP)
            for (let begin = 0; begin < pixels; begin += block) {
              const at = [from.byteOffset + 4 * begin * run, to.byteOffset] as const
              host.core.addPatches(...at, H, W, C, size, stride, pad, begin, Math.min(block, pixels - begin))
            }
            host.assertGuards()
            const what = `${host.build}, ${JSON.stringify({ ...shape, ...window })}, ${block} at once`
            if (pixels === 0) continue
            assert.is(to.length, M * H * W * C)
            if (first !== null) sameBits(to, first, what)
            first = to.slice()
            to.forEach((value, i) => {
              near(value, dx[i]!, { absolute: 1e-5 * size, relative: 1e-6 }, `${what}, element ${i}`)
            })
          }
        }
      }
    }
  })

  test('padding is zeros, and a window larger than the image has no output', () => {
    for (const host of hosts) {
      host.reset()
      const x = host.f32([7])
      const P = host.f32(new Float32Array(9).fill(Number.NaN))
      host.core.patches(x.byteOffset, P.byteOffset, 1, 1, 1, 3, 1, 1, 0, 1)
      assert.equal([...P], [0, 0, 0, 0, 7, 0, 0, 0, 0])
      host.core.patches(x.byteOffset, P.byteOffset, 1, 1, 1, 3, 1, 0, 0, 0)
      host.core.addPatches(P.byteOffset, x.byteOffset, 1, 1, 1, 3, 1, 0, 0, 0)
      assert.equal([...x], [7])
    }
  })
})

/** z = P W + b and its gradients by the core's own products. */
function convolution(
  host: Host,
  x: ArrayLike<number>,
  shape: ImageShape,
  window: Window,
  w: number[],
  b: number[],
  dz?: number[],
) {
  host.reset()
  const { M, H, W, C } = shape
  const { size, stride, pad } = window
  const filters = b.length
  const [run, out] = [size * size * C, convolvedShape(shape, window, 1)]
  const pixels = lengthOf(out)
  const { core } = host
  const [from, P, weights, biases] = [
    host.f32(x),
    host.f32(new Float32Array(pixels * run)),
    host.f32(w),
    host.f32(b),
  ]
  const z = host.f32(new Float32Array(pixels * filters))
  const most = Math.max(pixels, run, filters)
  const scratch = host.f32(new Float32Array(core.gemmScratchUpTo(most, most, most) / 4)).byteOffset
  const shapeOf = [H, W, C, size, stride, pad, 0, pixels] as const
  core.patches(from.byteOffset, P.byteOffset, ...shapeOf)
  core.gemmNN(P.byteOffset, weights.byteOffset, z.byteOffset, pixels, filters, run, scratch)
  core.addBias(z.byteOffset, biases.byteOffset, pixels, filters)
  if (dz === undefined) return { z: [...z], dw: [], db: [], dx: [] }
  const [gradient, dw] = [host.f32(dz), host.f32(new Float32Array(run * filters))]
  const [db, dx] = [host.f32(new Float32Array(filters)), host.f32(new Float32Array(M * H * W * C))]
  core.gemmTN(P.byteOffset, gradient.byteOffset, dw.byteOffset, run, filters, pixels, 0, scratch)
  core.biasGradient(gradient.byteOffset, db.byteOffset, pixels, filters)
  core.gemmNT(gradient.byteOffset, weights.byteOffset, P.byteOffset, pixels, run, filters, scratch)
  core.addPatches(P.byteOffset, dx.byteOffset, ...shapeOf)
  return { z: [...z], dw: [...dw], db: [...db], dx: [...dx] }
}

/** [filter][y][x] to channels last. */
const channelsLast = (planes: readonly number[][][]): number[] =>
  planes[0]!.flatMap((row, y) => row.flatMap((_, x) => planes.map((plane) => plane[y]![x]!)))

suite('a convolution is a dense layer over patches', (test) => {
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

  test('gradients agree with float64 at awkward shapes, dW in parts of k the same to the bit', () => {
    for (const shape of SHAPES) {
      for (const window of WINDOWS) {
        const filters = 5
        const run = window.size ** 2 * shape.C
        const out = convolvedShape(shape, window, filters)
        if (lengthOf(out) === 0) continue
        const [x, w, dz] = [numbers(lengthOf(shape), 1), numbers(run * filters, 2), numbers(lengthOf(out), 3)]
        const b = [0.1, 0.2, -0.3, 0, 1]
        const found = convolution(hosts[0]!, x, shape, window, [...w], b, [...dz])
        const z = convolve(x, shape, window, w, Float32Array.from(b))
        const expected = convolveBackward(x, shape, window, w, dz, filters)
        const what = JSON.stringify({ ...shape, ...window })
        const tolerance = { absolute: 3e-4, relative: 1e-5 }
        allNear(found.z, z, tolerance, `${what}, z`)
        allNear(found.dx, expected.dx, tolerance, `${what}, dx`)
        allNear(found.dw, expected.dWeights, tolerance, `${what}, dw`)
        allNear(found.db, expected.dBiases, tolerance, `${what}, db`)
      }
    }
  })
})
