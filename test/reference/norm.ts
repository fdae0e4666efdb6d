/** Batch normalization in float64, as docs/math.md writes it; imports nothing from src. */
import type { Matrix } from './network.ts'

export interface Norm {
  readonly gains: Float64Array
  readonly shifts: Float64Array
  readonly runningMeans: Float64Array
  readonly runningVariances: Float64Array
}

export interface NormSettings {
  readonly momentum: number
  readonly epsilon: number
}

export interface NormPass {
  readonly y: number[][]
  readonly zHat: number[][]
  /** [columns] mean, biased variance. */
  readonly means: number[]
  readonly variances: number[]
}

export const columnOf = (z: Matrix, j: number): number[] => z.map((row) => row[j])

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Mean 0 and variance 1 in each column; a row alone goes by the running figures. */
export function normalize(z: Matrix, norm: Norm, { epsilon }: NormSettings): NormPass {
  const alone = z.length === 1
  const columns = norm.gains.length
  const means = Array.from({ length: columns }, (_, j) =>
    alone ? norm.runningMeans[j] : mean(columnOf(z, j)),
  )
  const variances = means.map((m, j) =>
    alone ? norm.runningVariances[j] : mean(columnOf(z, j).map((value) => (value - m) ** 2)),
  )
  const zHat = z.map((row) => row.map((value, j) => (value - means[j]) / Math.sqrt(variances[j] + epsilon)))
  const y = zHat.map((row) => row.map((value, j) => norm.gains[j] * value + norm.shifts[j]))
  return { y, zHat, means, variances }
}

/** The running figures move towards those of the minibatch, whose variance is now unbiased. */
export function moveRunning(
  norm: Pick<Norm, 'runningMeans' | 'runningVariances'>,
  { means, variances }: NormPass,
  rows: number,
  share: number,
): void {
  if (rows < 2) return
  means.forEach((m, j) => {
    norm.runningMeans[j] += share * (m - norm.runningMeans[j])
    norm.runningVariances[j] += share * ((variances[j] * rows) / (rows - 1) - norm.runningVariances[j])
  })
}

/** By the running figures alone. */
export const normalizePrediction = (z: Matrix, norm: Norm, { epsilon }: NormSettings): number[][] =>
  z.map((row) =>
    row.map(
      (value, j) =>
        (norm.gains[j] * (value - norm.runningMeans[j])) / Math.sqrt(norm.runningVariances[j] + epsilon) +
        norm.shifts[j],
    ),
  )

export function normalizeBackward(
  dY: Matrix,
  { zHat, variances }: NormPass,
  norm: Norm,
  { epsilon }: NormSettings,
): { dZ: number[][]; dGains: Float64Array; dShifts: Float64Array } {
  const rows = dY.length
  const sum = (of: (r: number, j: number) => number) =>
    norm.gains.map((_, j) => dY.reduce((total, __, r) => total + of(r, j), 0))
  const dShifts = sum((r, j) => dY[r][j])
  const dGains = sum((r, j) => dY[r][j] * zHat[r][j])
  const dZ = dY.map((row, r) =>
    row.map((d, j) => {
      const scale = norm.gains[j] / Math.sqrt(variances[j] + epsilon)
      return rows === 1 ? scale * d : (scale / rows) * (rows * d - dShifts[j] - zHat[r][j] * dGains[j])
    }),
  )
  return { dZ, dGains, dShifts }
}
