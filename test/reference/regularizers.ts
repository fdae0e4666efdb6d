/** The methods of docs/math.md sections 4 and 5 in float64, as the hooks of one training step. */
import { type Augmentation, augment, type Partners, partnersOf, type Source } from './augmentation.ts'
import type { Averaging } from './averaging.ts'
import type { Factors, Matrix, Network, Parameters, WeightFactors } from './network.ts'
import type { NormSettings } from './norm.ts'
import { type OptimizerSettings, type Slot, thresholdOf } from './optimizers.ts'
import { isKept, isWeightKept, type Key, unitNormal } from './random.ts'
import type { Snapshots } from './snapshots.ts'
import type { Sparsity } from './sparsity.ts'

/** One number for every layer, or one each: weight layers in order, and for `keep` hidden layers in order. */
export type PerLayer = number | readonly number[]

export interface Dropout {
  readonly kind: 'vanilla' | 'inverted' | 'gaussian'
  readonly keep: PerLayer
  /** Probability of keeping an input; absent = inputs are never dropped. */
  readonly inputKeep?: number
  /** Whether all rows of a minibatch share the draws of one row. Default example. */
  readonly share?: 'example' | 'batch'
}

export interface DropConnect {
  readonly keep: PerLayer
  /** Default example. */
  readonly mask?: 'example' | 'batch'
}

/** The row whose draws a minibatch shares. */
const SHARED_ROW = 0xffffffff

/** Of methods that take nothing from other rows. */
export const NO_SOURCE: Source = { train: [], x: () => [], y: () => 0, weight: () => 1 }

/** A method specification, taken apart; an elastic net is `l1` and `l2` together. Absent = neutral. */
export interface Method extends Augmentation {
  readonly l2?: PerLayer
  readonly l1?: PerLayer
  /** Default proximal. */
  readonly l1Update?: 'proximal' | 'subgradient'
  readonly weightDecay?: PerLayer
  readonly maxNorm?: PerLayer
  readonly dropout?: Dropout
  readonly dropconnect?: DropConnect
  readonly labelSmoothing?: number
  /** How all strengths go over the run: linear, flat-cos, after:F. Default constant. */
  readonly schedule?: string
  readonly batchNorm?: NormSettings
  readonly sparsity?: Sparsity
  /** How far an adversary moves every feature. */
  readonly adversarial?: number
  readonly lookahead?: { readonly k: number; readonly alpha: number }
  readonly averaging?: Averaging
  readonly snapshots?: Snapshots
  /** Whether l2, l1 and weight decay act on biases too (max-norm never does). Default false. */
  readonly bias?: boolean
}

export interface Masks {
  readonly factors: Factors
  readonly weightFactors: WeightFactors
  /** x as training sees it: rows mixed, columns changed, noise added. */
  noisy(x: Matrix): Matrix
  readonly partners: Partners | null
  /** Units a mask was drawn for, and those it kept. */
  readonly drawn: number
  readonly kept: number
}

/** The masks of the rows with these ids at update `step` (0-based), and what they make of the activations. */
export function sampleMasks(
  method: Method,
  network: Network,
  key: Key,
  rows: readonly number[],
  step: number,
  source: Source = NO_SOURCE,
): Masks {
  let drawn = 0
  let kept = 0
  // A draw that all rows share counts once.
  const count = (isKept: boolean, r: number, isShared: boolean) => {
    if (isShared && r > 0) return
    drawn++
    if (isKept) kept++
  }
  const { kind, share } = method.dropout ?? {}
  const factors = keeps(method, network).map((keep, site) => {
    if (keep === 1) return null
    const survivor = kind === 'inverted' ? 1 / keep : 1
    return rows.map((row, r) =>
      Array.from({ length: network.sizes[site] }, (_, j) => {
        const drawnFor = share === 'batch' ? SHARED_ROW : row
        if (kind === 'gaussian') {
          return 1 + Math.sqrt((1 - keep) / keep) * unitNormal(key, j, drawnFor, site, step)
        }
        const mask = isKept(key, keep, j, drawnFor, site, step)
        count(mask, r, share === 'batch')
        return mask ? survivor : 0
      }),
    )
  })
  const { dropconnect } = method
  const weightFactors = network.sizes.slice(1).map((fanOut, layer) => {
    const isHidden = layer < network.sizes.length - 2
    const keep = dropconnect && isHidden ? at(dropconnect.keep, layer, 1) : 1
    if (keep === 1) return null
    const masks = rows.map((row, r) =>
      Array.from({ length: (network.sizes[layer] + 1) * fanOut }, (_, at) => {
        const drawnFor = dropconnect?.mask === 'batch' ? SHARED_ROW : row
        const mask = isWeightKept(key, keep, Math.floor(at / fanOut), at % fanOut, drawnFor, layer, step)
        count(mask, r, dropconnect?.mask === 'batch')
        return mask ? 1 : 0
      }),
    )
    return (r: number, i: number, j: number) => masks[r][i * fanOut + j]
  })
  const partners = partnersOf(method, key, rows, step, source)
  const noisy = (x: Matrix) => augment(method, key, rows, step, x, partners, source)
  return { factors, weightFactors, noisy, partners, drawn, kept }
}

/** By layer, what its weights and biases are multiplied by in prediction mode: their mean under DropConnect. */
export const predictionWeightFactors = ({ dropconnect }: Method, network: Network): WeightFactors =>
  network.sizes.slice(1).map((_, layer) => {
    if (!dropconnect || layer === network.sizes.length - 2) return null
    const keep = at(dropconnect.keep, layer, 1)
    return () => keep
  })

/** Prediction draws nothing: vanilla dropout multiplies by keep, inverted dropout by 1. */
export function predictionFactors(method: Method, network: Network, rows: number): Factors {
  return keeps(method, network).map((keep, site) =>
    keep === 1 || method.dropout?.kind !== 'vanilla'
      ? null
      : Array.from({ length: rows }, () => Array<number>(network.sizes[site]).fill(keep)),
  )
}

/** The keep probability of each site: the input, then every hidden layer. */
function keeps(method: Method, network: Network): number[] {
  return network.sizes.slice(0, -1).map((_, site) => {
    if (!method.dropout) return 1
    return site === 0 ? (method.dropout.inputKeep ?? 1) : at(method.dropout.keep, site - 1, 1)
  })
}

/** What the method adds to the loss: L1 * sum |w| + L2 / 2 * sum w^2. */
export function penaltyOf(method: Method, parameters: Parameters): number {
  let sum = 0
  eachPenalized(method, parameters, (w, layer) => {
    const l1 = at(method.l1, layer, 0)
    const l2 = at(method.l2, layer, 0)
    for (const value of w) sum += l1 * Math.abs(value) + (l2 / 2) * value ** 2
  })
  return sum
}

/** Adds L2 * w, and L1 * sign(w) with sign(0) = 0 when L1 is applied by its subgradient. */
export function addPenaltyGradients(method: Method, parameters: Parameters, gradients: Parameters): void {
  eachPenalized(method, parameters, (w, layer, kind) => {
    const l1 = method.l1Update === 'subgradient' ? at(method.l1, layer, 0) : 0
    const l2 = at(method.l2, layer, 0)
    const g = gradients[kind][layer]
    for (let i = 0; i < w.length; i++) g[i] += l2 * w[i] + l1 * Math.sign(w[i])
  })
}

/** Optimizer slots of every layer's weights and biases. */
export type Slots = Record<'weights' | 'biases' | 'gains', Slot[]>

/** After the optimizer's update number t (1-based): decoupled weight decay, then the proximal step of L1. */
export function shrink(
  method: Method,
  settings: OptimizerSettings,
  parameters: Parameters,
  slots: Slots,
  rate: number,
  t: number,
): void {
  eachPenalized(method, parameters, (w, layer, kind) => {
    const decay = at(method.weightDecay, layer, 0)
    const l1 = method.l1Update === 'subgradient' ? 0 : at(method.l1, layer, 0)
    for (let i = 0; i < w.length; i++) {
      w[i] -= rate * decay * w[i]
      w[i] = softThreshold(w[i], thresholdOf(settings, slots[kind][layer], i, l1, rate, t))
    }
  })
}

/** The minimiser of (u - w)^2 / 2 + threshold * |u|. Its zeros are +0. */
export function softThreshold(w: number, threshold: number): number {
  if (Math.abs(w) <= threshold) return 0
  return w - Math.sign(w) * threshold
}

/** Max-norm: every column of every weight matrix is projected onto the ball of radius C. */
export function project(method: Method, parameters: Parameters): void {
  parameters.weights.forEach((weights, layer) => {
    const bound = at(method.maxNorm, layer, Number.POSITIVE_INFINITY)
    columnNorms(weights, parameters.biases[layer].length).forEach((norm, j, norms) => {
      if (norm <= bound) return
      for (let i = j; i < weights.length; i += norms.length) weights[i] *= bound / norm
    })
  })
}

/** The norm of each unit's incoming weights: the columns of weights [fanIn x fanOut]. */
export function columnNorms(weights: Float64Array, fanOut: number): number[] {
  return Array.from({ length: fanOut }, (_, j) => {
    let sum = 0
    for (let i = j; i < weights.length; i += fanOut) sum += weights[i] ** 2
    return Math.sqrt(sum)
  })
}

function eachPenalized(
  method: Method,
  parameters: Parameters,
  visit: (w: Float64Array, layer: number, kind: 'weights' | 'biases') => void,
): void {
  parameters.weights.forEach((weights, layer) => {
    visit(weights, layer, 'weights')
  })
  if (!method.bias) return
  parameters.biases.forEach((biases, layer) => {
    if (method.batchNorm && layer < parameters.biases.length - 1) return
    visit(biases, layer, 'biases')
  })
}

function at(value: PerLayer | undefined, layer: number, neutral: number): number {
  if (value === undefined) return neutral
  return typeof value === 'number' ? value : value[layer]
}
