/**
 * The matrix product as three plain loops, twice: in float64, and in f32 with every rounding the strict core makes.
 * Imports nothing from src.
 */
export const ORIENTATIONS = ['NN', 'NT', 'TN'] as const
/** Which operand is stored transposed: NN neither, NT the second (B [N x K]), TN the first (A [K x M]). */
export type Orientation = (typeof ORIENTATIONS)[number]

export interface Shape {
  readonly M: number
  readonly N: number
  readonly K: number
}

type Numbers = ArrayLike<number>

const indexA = (orientation: Orientation, { M, K }: Shape, i: number, k: number): number =>
  orientation === 'TN' ? k * M + i : i * K + k

const indexB = (orientation: Orientation, { N, K }: Shape, k: number, j: number): number =>
  orientation === 'NT' ? j * K + k : k * N + j

/**
 * C [M x N] = A B, k ascending, in f32: one rounded multiply and one rounded add a term. The strict
 * core gives these bits.
 */
export function gemmF32(orientation: Orientation, shape: Shape, a: Numbers, b: Numbers): Float32Array {
  const { M, N, K } = shape
  const result = new Float32Array(M * N)
  for (let i = 0; i < M; i++) {
    for (let j = 0; j < N; j++) {
      let sum = 0
      for (let k = 0; k < K; k++) {
        const term = Math.fround(a[indexA(orientation, shape, i, k)]! * b[indexB(orientation, shape, k, j)]!)
        sum = Math.fround(sum + term)
      }
      result[i * N + j] = sum
    }
  }
  return result
}

/**
 * The same in float64, with the sum of |terms| beside each element: any order of f32 operations, fused or not, errs by
 * less than (K + 1) 2^-24 magnitude / (1 - (K + 1) 2^-24) (Higham, Accuracy and Stability of Numerical Algorithms, 3.1).
 */
export function gemmF64(
  orientation: Orientation,
  shape: Shape,
  a: Numbers,
  b: Numbers,
): { values: Float64Array; magnitudes: Float64Array } {
  const { M, N, K } = shape
  const values = new Float64Array(M * N)
  const magnitudes = new Float64Array(M * N)
  for (let i = 0; i < M; i++) {
    for (let j = 0; j < N; j++) {
      for (let k = 0; k < K; k++) {
        const term = a[indexA(orientation, shape, i, k)]! * b[indexB(orientation, shape, k, j)]!
        values[i * N + j]! += term
        magnitudes[i * N + j]! += Math.abs(term)
      }
    }
  }
  return { values, magnitudes }
}
