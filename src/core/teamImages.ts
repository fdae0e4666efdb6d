/** Convolutions of a run on several threads: divided by images, or by filters where all images make one sum. */
import type { CoreExports } from './exports.ts'
import { outputLength } from './images.ts'
import type { JobName } from './mailbox.ts'

/** The kernel calls one thread makes for its part, from unit `first` up to, but not including, `last`. */
export type Part = (first: number, last: number, thread: number) => readonly number[]

/** Runs [0, size) of a kernel in parts that begin at multiples of `step`; returns what they return, added up. */
export type Share = (job: JobName, size: number, step: number, part: Part) => number

type Convolutions = Pick<CoreExports, 'convolve' | 'convolveWeights' | 'convolveInputs'>

/** Gradients of filters are looked for so many at a time. */
const FILTERS = 4

/** Below so many multiplications a convolution is not divided. `own` is the scratch of one thread. */
export function divideConvolutions(
  core: CoreExports,
  share: Share,
  minMultiplyAdds: number,
  own: CoreExports['convolutionScratch'],
): Convolutions {
  const sizesOf = (M: number, H: number, W: number, C: number, size: number, stride: number, pad: number) => {
    const pixels = outputLength(H, size, stride, pad) * outputLength(W, size, stride, pad)
    return { input: H * W * C, pixels, multiplyAdds: M * pixels * size * size * C }
  }

  /** `read` and `written`: which side of a convolution a kernel goes from and to, image by image. */
  const byImages =
    (job: 'convolve' | 'convolveInputs', read: 'input' | 'output', written: 'input' | 'output') =>
    (
      ...[from, weights, to, M, H, W, C, size, stride, pad, N, scratch]: Parameters<CoreExports['convolve']>
    ) => {
      const numbers = [H, W, C, size, stride, pad] as const
      const { input, pixels, multiplyAdds } = sizesOf(M, ...numbers)
      if (M < 2 || multiplyAdds * N < minMultiplyAdds) {
        core[job](from, weights, to, M, ...numbers, N, scratch)
        return
      }
      const ofImage = { input: 4 * input, output: 4 * pixels * N }
      const bytes = own(M, ...numbers, N)
      share(job, M, 1, (first, last, thread) => [
        ...[from + first * ofImage[read], weights, to + first * ofImage[written], last - first],
        ...[...numbers, N, scratch + thread * bytes],
      ])
    }

  return {
    convolve: byImages('convolve', 'input', 'output'),
    convolveInputs: byImages('convolveInputs', 'output', 'input'),
    convolveWeights(x, dz, dWeights, M, H, W, C, size, stride, pad, N, from, to, scratch) {
      const numbers = [H, W, C, size, stride, pad] as const
      const { multiplyAdds } = sizesOf(M, ...numbers)
      if (to - from < 2 * FILTERS || multiplyAdds * (to - from) < minMultiplyAdds) {
        core.convolveWeights(x, dz, dWeights, M, ...numbers, N, from, to, scratch)
        return
      }
      const bytes = own(M, ...numbers, N)
      share('convolveWeights', to - from, FILTERS, (first, last, thread) => [
        ...[x, dz, dWeights, M, ...numbers, N, from + first, from + last, scratch + thread * bytes],
      ])
    },
  }
}
