/** What becomes of weights over a run, in float64: strengths that change, lookahead, averages of docs/math.md. Imports nothing from src. */
import type { Parameters } from './network.ts'
import type { Method, PerLayer } from './regularizers.ts'

/** Factor of a strength at a share of the run. */
export function strengthFactor(schedule: string, share: number): number {
  if (schedule === 'linear') return 1 - share
  if (schedule === 'flat-cos') return share < 0.5 ? 1 : (1 + Math.cos(Math.PI * (2 * share - 1))) / 2
  if (schedule.startsWith('after:')) return share < Number(schedule.slice('after:'.length)) ? 0 : 1
  return 1
}

/** The same a moment before: what the updates so far have come to. */
export const strengthReached = (schedule: string, share: number): number =>
  schedule.startsWith('after:') && share === Number(schedule.slice('after:'.length))
    ? 0
    : strengthFactor(schedule, share)

const eachOf = (value: PerLayer, change: (x: number) => number): PerLayer =>
  typeof value === 'number' ? change(value) : value.map(change)

/** The method with a factor of its strengths and probabilities, of what is dropped, and of the rows where it acts on a row or not. */
export function weakened(method: Method, factor: number): Method {
  const times = (value: PerLayer | undefined) => value && eachOf(value, (x) => factor * x)
  const kept = (keep: number) => 1 - factor * (1 - keep)
  const { l1, l2, weightDecay, inputNoise, dropout, dropconnect, adversarial, sparsity } = method
  const inputKeep = dropout?.inputKeep
  const plain = ['labelSmoothing', 'swapNoise', 'featureMask', 'flip', 'scale', 'rotate', 'shear'] as const
  const { cutmix, elastic } = method
  return {
    ...method,
    share: factor,
    ...Object.fromEntries(plain.flatMap((name) => (method[name] ? [[name, factor * method[name]]] : []))),
    ...(cutmix && { cutmix: { ...cutmix, prob: factor * cutmix.prob } }),
    ...(elastic && { elastic: { ...elastic, pixels: factor * elastic.pixels } }),
    ...(dropconnect && { dropconnect: { ...dropconnect, keep: eachOf(dropconnect.keep, kept) } }),
    ...(l1 !== undefined && { l1: times(l1)! }),
    ...(l2 !== undefined && { l2: times(l2)! }),
    ...(weightDecay !== undefined && { weightDecay: times(weightDecay)! }),
    ...(inputNoise !== undefined && { inputNoise: factor * inputNoise }),
    ...(adversarial !== undefined && { adversarial: factor * adversarial }),
    ...(sparsity && { sparsity: { ...sparsity, strength: times(sparsity.strength)! } }),
    ...(dropout && {
      dropout: {
        ...dropout,
        keep: eachOf(dropout.keep, kept),
        ...(inputKeep !== undefined && { inputKeep: kept(inputKeep) }),
      },
    }),
  }
}

const arraysOf = ({ weights, biases, gains = [] }: Parameters): Float64Array[] => [
  ...weights,
  ...biases,
  ...gains,
]

/** into += share * (from - into) */
export function blend(into: Parameters, from: Parameters, share: number): void {
  const sources = arraysOf(from)
  arraysOf(into).forEach((values, a) => {
    for (let i = 0; i < values.length; i++) values[i] += share * (sources[a][i] - values[i])
  })
}

export const copyOf = ({ weights, biases, gains }: Parameters): Parameters => ({
  weights: weights.map((w) => w.slice()),
  biases: biases.map((b) => b.slice()),
  ...(gains && { gains: gains.map((g) => g.slice()) }),
})

/** Call after every update: every k-th time the weights go back. */
export function createLookahead({ k, alpha }: { k: number; alpha: number }, w: Parameters) {
  const slow = copyOf(w)
  let updates = 0
  return () => {
    if (++updates % k !== 0) return
    blend(slow, w, alpha)
    const values = arraysOf(slow)
    arraysOf(w).forEach((into, a) => {
      into.set(values[a])
    })
  }
}

export interface Averaging {
  readonly from: number
  readonly kind: 'swa' | 'ema'
  readonly decay?: number
  /** Whether the learning rate goes on along its schedule. Default: it stays what it is when averaging begins. */
  readonly followsSchedule?: boolean
}

/** The mean of weights: `take` it after every epoch (swa) or every update (ema) from the beginning on. */
export function createAverage({ kind, decay = 0.999 }: Averaging) {
  let average: Parameters | null = null
  let n = 0
  return {
    take(w: Parameters) {
      n++
      if (average === null) average = copyOf(w)
      else blend(average, w, kind === 'swa' ? 1 / n : 1 - decay)
    },
    get value(): Parameters | null {
      return average
    },
  }
}
