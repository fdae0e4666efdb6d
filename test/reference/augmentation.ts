/** What changes rows before the network sees them, in float64 loops: mixing with other rows, columns swapped or hidden, noise. */
import { bend, type Image, type ImageAugmentation } from './imageAugmentation.ts'
import type { Matrix } from './network.ts'
import { isKept, type Key, unitNormal, unitUniform } from './random.ts'

export interface Augmentation extends ImageAugmentation {
  /** A of the shares' Beta(A, A). */
  readonly mixup?: number
  readonly cutmix?: { readonly a: number; readonly prob: number }
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
  /** What the features are, where methods act on images. */
  readonly image?: Image
  /** By feature; default: each is of a column of its own. */
  readonly columnOf?: readonly number[]
}

export interface Partners {
  /** By row of the minibatch: the other row's id, and the share of the row's own answer. */
  readonly others: readonly number[]
  readonly shares: readonly number[]
  /** Feature j of row r of the minibatch, of its own value and that of the other row. */
  mix(r: number, j: number, own: number, other: number): number
}

const STREAMS = {
  inputNoise: 2 ** 23,
  mixup: 2 ** 23 + 1,
  swapNoise: 2 ** 23 + 2,
  swapPartners: 2 ** 23 + 3,
  featureMask: 2 ** 23 + 4,
  cutmix: 2 ** 23 + 5,
  cutmixColumns: 2 ** 23 + 6,
}

/** The rows with which those of a minibatch are mixed at an update, or null. */
export function partnersOf(
  { mixup, cutmix, share = 1 }: Augmentation,
  key: Key,
  rows: readonly number[],
  step: number,
  source: Source,
): Partners | null {
  if (mixup === undefined && cutmix === undefined) return null
  const stream = mixup === undefined ? STREAMS.cutmix : STREAMS.mixup
  const number = (row: number, j: number) => unitUniform(key, j, row, stream, step)
  const a = mixup ?? cutmix!.a
  const drawn = rows.map((row) =>
    mixup !== undefined && number(row, 2) >= share
      ? 1
      : betaQuantile(a, (Math.floor(number(row, 0) * 4096) + 0.5) / 4096),
  )
  const others = rows.map((row) => source.train[Math.floor(number(row, 1) * source.train.length)]!)
  if (cutmix === undefined) {
    const mix = (r: number, _: number, own: number, other: number) =>
      drawn[r]! * own + (1 - drawn[r]!) * other
    return { others, shares: drawn, mix }
  }
  const parts = rows.map((row, r) => {
    if (number(row, 2) >= cutmix.prob) return { share: 1, isTaken: () => false }
    return source.image === undefined
      ? columnsTaken(drawn[r]!, source, (j) => unitUniform(key, j, row, STREAMS.cutmixColumns, step))
      : boxTaken(drawn[r]!, source.image, number(row, 3), number(row, 4))
  })
  return {
    others,
    shares: parts.map(({ share }) => share),
    mix: (r, j, own, other) => (parts[r]!.isTaken(j) ? other : own),
  }
}

interface Part {
  /** Of the features that are left. */
  readonly share: number
  isTaken(j: number): boolean
}

/** A box as the authors' code draws it: half sides rounded down, clipped at the border. */
function boxTaken(lam: number, { height, width, channels }: Image, u: number, v: number): Part {
  const side = Math.sqrt(1 - lam)
  const range = (length: number, middle: number): [number, number] => {
    const half = Math.floor(Math.floor(length * side) / 2)
    return [Math.max(0, middle - half), Math.min(length, middle + half)]
  }
  const [top, bottom] = range(height, Math.floor(u * height))
  const [left, right] = range(width, Math.floor(v * width))
  return {
    share: 1 - ((bottom - top) * (right - left)) / (height * width),
    isTaken(j) {
      const [r, c] = [Math.floor(j / (width * channels)), Math.floor(j / channels) % width]
      return r >= top && r < bottom && c >= left && c < right
    },
  }
}

/** The first of the columns in an order that is shuffled from the front. */
function columnsTaken(lam: number, source: Source, number: (j: number) => number): Part {
  const columnOf = source.columnOf ?? source.x(source.train[0]!).map((_, j) => j)
  const order = [...new Set(columnOf)]
  const taken = Math.max(1, Math.floor(order.length * (1 - lam)))
  for (let i = 0; i < taken; i++) {
    const j = i + Math.floor(number(i) * (order.length - i))
    const [first, other] = [order[i]!, order[j]!]
    order[i] = other
    order[j] = first
  }
  const columns = order.slice(0, taken)
  return { share: 1 - taken / order.length, isTaken: (j) => columns.includes(columnOf[j]!) }
}

/** x as training sees it: mixed, then bent and cut, then columns swapped, then hidden, then noise added. */
export function augment(
  method: Augmentation,
  key: Key,
  rows: readonly number[],
  step: number,
  x: Matrix,
  partners: Partners | null,
  source: Source,
): number[][] {
  return x.map((own, r) => {
    const row = rows[r]!
    const mixed = own.map((value, j) =>
      partners === null ? value : partners.mix(r, j, value, source.x(partners.others[r]!)[j]!),
    )
    const features = source.image ? bend(method, source.image, key, row, step, mixed) : mixed
    const column = (j: number) => source.columnOf?.[j] ?? j
    const isHit = (probability: number | undefined, j: number, stream: number) =>
      probability !== undefined && !isKept(key, 1 - probability, column(j), row, stream, step)
    const swapped =
      source.train[Math.floor(unitUniform(key, 0, row, STREAMS.swapPartners, step) * source.train.length)]!
    return features.map((seen, j) => {
      let value = seen
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
