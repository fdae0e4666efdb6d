/** What several networks predict for the same rows, brought together: probabilities or predictions, averaged. */
import { exp, log } from '../util/elementary.ts'
import { addRow, type Tally } from './head.ts'
import type { Model } from './model.ts'

/** Smaller f32 probabilities of a label lose bits, or all of them: their logarithm is taken from the logits. */
const TINY = 1e-30

/** How far networks disagree about M rows. */
export interface Spread {
  /** [M x outputs] standard deviations of their predictions; NaN where one sampled network cannot tell. */
  readonly deviations: Float64Array
  /** [M] of classes, in nats: the entropy of the mean, and how far it exceeds the mean of the entropies. */
  readonly entropies: Float64Array
  readonly mutualInformation: Float64Array
}

/**
 * The weighted arithmetic mean of what networks predict for M rows: of their probabilities (classification), or of their
 * predictions (regression, on the standardised target). Losses are those of the mean, not the mean of losses.
 */
export class ArithmeticMean {
  readonly outputs: number
  readonly #model: Model
  readonly #classification: boolean
  readonly #M: number
  #total = 0
  readonly #sums: Float64Array
  readonly #squares: Float64Array
  /** [M] of the label's probabilities that are not tiny. */
  readonly #labelSums: Float64Array
  /** [M] of the tiny ones: the largest logarithm, and their sum relative to it. */
  readonly #tinyLogs: Float64Array
  readonly #tinySums: Float64Array
  readonly #logits: Float32Array

  /** [M] of each network's own prediction; summed only where the spread is wanted, since they cost as much as the network. */
  readonly #entropySums: Float64Array
  readonly #wantsSpread: boolean

  /** The minibatch holds the targets of the M rows, for as long as `add` is called. */
  constructor(model: Model, M: number, { spread = false } = {}) {
    this.outputs = model.net.layers[model.net.layers.length - 1].fanOut
    this.#model = model
    this.#classification = model.head.task === 'classification'
    this.#M = M
    this.#sums = new Float64Array(M * this.outputs)
    this.#squares = new Float64Array(M * this.outputs)
    this.#labelSums = new Float64Array(M)
    this.#entropySums = new Float64Array(M)
    this.#wantsSpread = spread
    this.#tinyLogs = new Float64Array(M).fill(-Infinity)
    this.#tinySums = new Float64Array(M)
    this.#logits = new Float32Array(M * this.outputs)
  }

  /** Takes in the network whose outputs the model holds; with classes it leaves probabilities there. */
  add(weight: number): void {
    this.#total += weight
    const { kernels, net, arena } = this.#model
    const values = arena.f32(net.outputs.name)
    if (this.#classification) {
      this.#logits.set(values.subarray(0, this.#logits.length))
      kernels.softmax(net.outputs, net.outputs, this.#M, this.outputs)
      this.#addLabels(values, weight)
      if (this.#wantsSpread) {
        const own = entropiesOf(values.subarray(0, this.#sums.length), this.outputs)
        for (let r = 0; r < this.#M; r++) this.#entropySums[r] += weight * own[r]
      }
    }
    for (let i = 0; i < this.#sums.length; i++) {
      const value = values[i]
      this.#sums[i] += weight * value
      this.#squares[i] += weight * value * value
    }
  }

  #addLabels(probabilities: Float32Array, weight: number): void {
    const labels = this.#model.arena.i32(this.#model.minibatch.labels.name)
    for (let r = 0; r < this.#M; r++) {
      const probability = probabilities[r * this.outputs + labels[r]]
      if (probability >= TINY) {
        this.#labelSums[r] += weight * probability
        continue
      }
      const logits = this.#logits.subarray(r * this.outputs, (r + 1) * this.outputs)
      const value = log(weight) + logProbability(logits, labels[r])
      const largest = Math.max(value, this.#tinyLogs[r])
      this.#tinySums[r] = this.#tinySums[r] * exp(this.#tinyLogs[r] - largest) + exp(value - largest)
      this.#tinyLogs[r] = largest
    }
  }

  /** [M x outputs] */
  get mean(): Float64Array {
    return this.#sums.map((sum) => sum / this.#total)
  }

  /**
   * Spread of all networks there are, or of `drawn` ones with equal weights, for whose variance the divisor is drawn - 1. Entropies
   * are those of Houlsby et al. (2011) and Gal (2016): what is left uncertain, and what of it the networks disagree about.
   */
  spread(drawn?: number): Spread {
    const mean = this.mean
    const correction = drawn === undefined ? 1 : drawn / (drawn - 1)
    const deviations = this.#squares.map((square, i) => {
      const variance = Math.max(0, square / this.#total - mean[i] * mean[i])
      return Math.sqrt(correction * variance)
    })
    const entropies = entropiesOf(mean, this.outputs)
    const mutualInformation = entropies.map((entropy, r) =>
      Math.max(0, entropy - this.#entropySums[r] / this.#total),
    )
    return {
      deviations: drawn === 1 ? deviations.fill(Number.NaN) : deviations,
      entropies,
      mutualInformation,
    }
  }

  /** Adds the M rows' losses of the mean: -log of the averaged probability, or that of the averaged prediction. */
  tally(tally: Tally): void {
    if (this.#classification) this.#tallyClasses(tally)
    else tallyPredictions(tally, this.mean, this.#model, this.#M)
  }

  #tallyClasses(tally: Tally): void {
    const labels = this.#model.arena.i32(this.#model.minibatch.labels.name)
    for (let r = 0; r < this.#M; r++) {
      const [sum, tinySum, tinyLog] = [this.#labelSums[r], this.#tinySums[r], this.#tinyLogs[r]]
      const loss = log(this.#total) - (sum > 0 ? log(sum + tinySum * exp(tinyLog)) : tinyLog + log(tinySum))
      const isRight = isLargest(this.#sums, r * this.outputs, this.outputs, labels[r])
      addRow(tally, this.#model.minibatch, r, loss, Number(isRight))
    }
  }
}

/**
 * The weighted normalised geometric mean of what networks predict: probabilities proportional to the product over
 * networks of p^weight. As log p = logit - (something common to all classes), it is the softmax of the mean logits.
 * For predictions with normal errors it is the arithmetic mean.
 */
export class GeometricMean {
  readonly #model: Model
  readonly #classification: boolean
  readonly #M: number
  readonly #outputs: number
  #total = 0
  readonly #sums: Float64Array

  constructor(model: Model, M: number) {
    this.#model = model
    this.#classification = model.head.task === 'classification'
    this.#M = M
    this.#outputs = model.net.layers[model.net.layers.length - 1].fanOut
    this.#sums = new Float64Array(M * this.#outputs)
  }

  /** Takes in the network whose outputs, logits and not probabilities, the model holds. */
  add(weight: number): void {
    const values = this.#model.arena.f32(this.#model.net.outputs.name)
    this.#total += weight
    for (let i = 0; i < this.#sums.length; i++) this.#sums[i] += weight * values[i]
  }

  /** [M x outputs] mean logits, or mean predictions. */
  get mean(): Float64Array {
    return this.#sums.map((sum) => sum / this.#total)
  }

  tally(tally: Tally): void {
    const mean = this.mean
    if (!this.#classification) {
      tallyPredictions(tally, mean, this.#model, this.#M)
      return
    }
    const labels = this.#model.arena.i32(this.#model.minibatch.labels.name)
    for (let r = 0; r < this.#M; r++) {
      const logits = mean.subarray(r * this.#outputs, (r + 1) * this.#outputs)
      const isRight = isLargest(logits, 0, this.#outputs, labels[r])
      addRow(tally, this.#model.minibatch, r, -logProbability(logits, labels[r]), Number(isRight))
    }
  }
}

/** [M] -sum p log p over each row of probabilities [M x classes]. */
function entropiesOf(probabilities: Float32Array | Float64Array, classes: number): Float64Array {
  const entropies = new Float64Array(probabilities.length / classes)
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i]
    if (p > 0) entropies[Math.floor(i / classes)] -= p * log(p)
  }
  return entropies
}

/** log softmax(logits)[label] in float64. */
export function logProbability(logits: ArrayLike<number>, label: number): number {
  let largest = -Infinity
  for (let c = 0; c < logits.length; c++) largest = Math.max(largest, logits[c])
  let sum = 0
  for (let c = 0; c < logits.length; c++) sum += exp(logits[c] - largest)
  return logits[label] - largest - log(sum)
}

function tallyPredictions(
  tally: Tally,
  predictions: Float64Array,
  { arena, head, minibatch }: Model,
  M: number,
): void {
  const targets = arena.f32(minibatch.targets.name)
  for (let r = 0; r < M; r++) {
    const difference = predictions[r] - targets[r]
    addRow(tally, minibatch, r, head.rowLoss(difference), difference ** 2 / 2)
  }
}

/** Whether value `label` of those from `at` on is the largest, the first on ties; NaN is never right. */
function isLargest(values: Float64Array, at: number, count: number, label: number): boolean {
  const own = values[at + label]
  for (let c = 0; c < count; c++) {
    if (c < label ? !(own > values[at + c]) : !(own >= values[at + c])) return false
  }
  return true
}
