/**
 * The random numbers of docs/math.md section 8 in float64, one word at a time. Nothing here keeps state: a number
 * is a function of (seed, purpose, repeat, fold) and of the place it is for.
 */
import { createHash } from 'node:crypto'
import { philox4x32 } from './philox.ts'

export type Purpose = 'split' | 'validation' | 'init' | 'order' | 'mask' | 'average'
export type Key = [number, number]
export type Init = 'he' | 'glorot'

const TWO_32 = 2 ** 32

/** The first two little-endian u32 of sha256("seed/purpose/repeat/fold"). */
export function keyOf(seed: number, purpose: Purpose, repeat: number, fold: number): Key {
  const digest = createHash('sha256').update(`${seed}/${purpose}/${repeat}/${fold}`).digest()
  return [digest.readUInt32LE(0), digest.readUInt32LE(4)]
}

/** Word i (0-based) of the stream whose block n has the counter (n, c1, c2, c3). */
export function wordAt(key: Key, i: number, c1: number, c2 = 0, c3 = 0): number {
  return philox4x32([Math.floor(i / 4), c1, c2, c3], key)[i % 4]
}

/** The standard normal number of a word: the inverse CDF at one of 2^23 equally spaced points inside (0, 1). */
export const normalOf = (word: number): number => inverseNormal(((word >>> 9) + 0.5) * 2 ** -23)

/** Initial weights [fanIn x fanOut] of a layer; biases start at 0. */
export function initialWeights(
  key: Key,
  layer: number,
  fanIn: number,
  fanOut: number,
  init: Init,
): Float64Array {
  const deviation = Math.sqrt(init === 'he' ? 2 / fanIn : 2 / (fanIn + fanOut))
  return Float64Array.from({ length: fanIn * fanOut }, (_, i) => deviation * normalOf(wordAt(key, i, layer)))
}

/** The training rows in the order of an epoch (0-based): Fisher-Yates from the end, on the ascending ids. */
export function epochOrder(key: Key, epoch: number, rows: readonly number[]): number[] {
  const order = [...rows].sort((a, b) => a - b)
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor((wordAt(key, i, epoch) * (i + 1)) / TWO_32)
    const last = order[i]
    order[i] = order[j]
    order[j] = last
  }
  return order
}

/**
 * Whether unit j of a row is kept at update `step`; site 0 is the input, site s the s-th hidden layer. The counter
 * walks blocks so that lane (j & 3) of four neighbouring blocks serves four neighbouring units: see docs/math.md.
 */
export function isKept(key: Key, keep: number, j: number, row: number, site: number, step: number): boolean {
  return unitWord(key, j, row, site, step) < Math.floor(keep * TWO_32 + 0.5)
}

/** The word of a unit that `isKept` compares, and of which Gaussian noise makes its normal number. */
function unitWord(key: Key, j: number, row: number, site: number, step: number): number {
  return philox4x32([4 * (j >> 4) + (j & 3), row, site, step], key)[(j >> 2) & 3]
}

/** The number in [0, 1) of a unit. */
export const unitUniform = (key: Key, j: number, row: number, site: number, step: number): number =>
  (unitWord(key, j, row, site, step) >>> 8) * 2 ** -24

/** The standard normal number of a unit. */
export const unitNormal = (key: Key, j: number, row: number, site: number, step: number): number =>
  normalOf(unitWord(key, j, row, site, step))

/**
 * Whether the weight from input i (fanIn for the bias) to unit j of a layer is kept for a row: half a word each, the low
 * half for the first four of eight neighbouring columns, read as a signed number.
 */
export function isWeightKept(
  key: Key,
  keep: number,
  i: number,
  j: number,
  row: number,
  layer: number,
  step: number,
): boolean {
  const counter: [number, number, number, number] = [4 * (j >> 5) + (j & 3), row, layer * 2 ** 24 + i, step]
  const word = philox4x32(counter, key)[(j >> 3) & 3]
  const half = (j & 4 ? word >>> 16 : word) & 0xffff
  const signed = half < 2 ** 15 ? half : half - 2 ** 16
  return signed < Math.floor(keep * 2 ** 16 + 0.5) - 2 ** 15
}

/**
 * z with Phi(z) = u, to a few units in the last place, for u at least e^-25 away from 0 and 1 (normalOf: 2^-24).
 * M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37 (1988),
 * the PPND16 approximation without the part for the farthest tail.
 */
export function inverseNormal(u: number): number {
  const q = u - 0.5
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q)
  const r = Math.sqrt(-Math.log(q < 0 ? u : 1 - u))
  const z = ratio(TAIL, r - 1.6)
  return q < 0 ? -z : z
}

type Rational = { over: readonly number[]; under: readonly number[] }

const ratio = ({ over, under }: Rational, x: number): number => polynomial(over, x) / polynomial(under, x)
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0)

/* Coefficients in ascending powers, rounded to float64. */
const CENTRE: Rational = {
  over: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  under: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
}
const TAIL: Rational = {
  over: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  under: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
}
