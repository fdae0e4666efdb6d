/** What changes rows before the network sees them, in float64 loops: mixing with other rows, columns swapped or hidden, noise. */
import type { Matrix } from './network.ts'
import { isKept, type Key, unitNormal, unitUniform } from './random.ts'

export interface Augmentation {
  /** A of the shares' Beta(A, A). */
  readonly mixup?: number
  /** Probabilities of a column. */
  readonly swapNoise?: number
  readonly featureMask?: number
  /** Standard deviation of noise on the features. */
  readonly inputNoise?: number
}

/** The data that partners are taken from. */
export interface Source {
  /** Ids of the rows that train, in the data's order. */
  readonly train: readonly number[]
  x(row: number): readonly number[]
  y(row: number): number
  weight(row: number): number
  /** By feature; default: each is of a column of its own. */
  readonly columnOf?: readonly number[]
}

export interface Partners {
  /** By row of the minibatch: the other row's id, and the share of the row itself. */
  readonly others: readonly number[]
  readonly shares: readonly number[]
}

const STREAMS = {
  inputNoise: 2 ** 23,
  mixup: 2 ** 23 + 1,
  swapNoise: 2 ** 23 + 2,
  swapPartners: 2 ** 23 + 3,
  featureMask: 2 ** 23 + 4,
}

/** The rows with which those of a minibatch are mixed at an update, or null. */
export function partnersOf(
  { mixup }: Augmentation,
  key: Key,
  rows: readonly number[],
  step: number,
  source: Source,
): Partners | null {
  if (mixup === undefined) return null
  const number = (row: number, j: number) => unitUniform(key, j, row, STREAMS.mixup, step)
  return {
    shares: rows.map((row) => betaQuantile(mixup, (Math.floor(number(row, 0) * 4096) + 0.5) / 4096)),
    others: rows.map((row) => source.train[Math.floor(number(row, 1) * source.train.length)]!),
  }
}

/** x as training sees it: mixed, then columns swapped, then hidden, then noise added. */
export function augment(
  method: Augmentation,
  key: Key,
  rows: readonly number[],
  step: number,
  x: Matrix,
  partners: Partners | null,
  source: Source,
): number[][] {
  return x.map((features, r) => {
    const row = rows[r]!
    const column = (j: number) => source.columnOf?.[j] ?? j
    const isHit = (probability: number | undefined, j: number, stream: number) =>
      probability !== undefined && !isKept(key, 1 - probability, column(j), row, stream, step)
    const swapped =
      source.train[Math.floor(unitUniform(key, 0, row, STREAMS.swapPartners, step) * source.train.length)]!
    return features.map((own, j) => {
      let value = own
      if (partners !== null) {
        const share = partners.shares[r]!
        value = share * value + (1 - share) * source.x(partners.others[r]!)[j]!
      }
      if (isHit(method.swapNoise, j, STREAMS.swapNoise)) value = source.x(swapped)[j]!
      if (isHit(method.featureMask, j, STREAMS.featureMask)) value = 0
      if (method.inputNoise === undefined) return value
      return value + method.inputNoise * unitNormal(key, j, row, STREAMS.inputNoise, step)
    })
  })
}

/** The x at which Beta(a, a) has the probability u below it, by bisection; up to 1/2 the other half is its mirror image. */
export function betaQuantile(a: number, u: number): number {
  if (u > 0.5) return 1 - betaQuantile(a, 1 - u)
  const half = logBelow(a, 0.5)
  let [low, high] = [-800 / a, Math.log(0.5)]
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2
    // Half of the probability is below 1/2.
    if (logBelow(a, Math.exp(middle), middle) - half + Math.log(0.5) < Math.log(u)) low = middle
    else high = middle
  }
  return Math.exp(low)
}

/** The logarithm of the integral of (t (1 - t))^(a - 1) from 0 to x, by the power series of (1 - t)^(a - 1). */
function logBelow(a: number, x: number, logX = Math.log(x)): number {
  let coefficient = 1
  let sum = 1 / a
  for (let n = 1; n < 200; n++) {
    coefficient *= ((n - a) * x) / n
    sum += coefficient / (a + n)
  }
  return a * logX + Math.log(sum)
}
