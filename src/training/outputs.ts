/** What a model says of each of some rows, in float64: what scores by row are computed from, and what is exported. */
import type { Dataset, TargetScaling } from '../data/dataset.ts'
import type { Predicted } from '../metrics/predicted.ts'
import { exp } from '../util/elementary.ts'
import type { Model, RowSet } from './model.ts'

/** Plain and cloneable. */
export interface TrialOutputs {
  /** [rows] ids of the dataset, ascending. */
  readonly rows: Int32Array
  /** [rows x classes] probabilities, or [rows] predictions in the target's units. */
  readonly outputs: Float64Array
  /** [rows] the class of the largest output, the first of equals; -1 where an output is NaN. Empty for a regression. */
  readonly predicted: Int32Array
}

/**
 * Collects outputs chunk by chunk. Probabilities are computed from logits in float64: in f32 those of an overconfident network
 * round to 1 for many rows, and rows that are tied there could not be ranked.
 */
export class RowOutputs {
  readonly #model: Model
  readonly #rows: Int32Array
  readonly #width: number
  readonly #outputs: Float64Array
  readonly #predicted: Int32Array

  constructor(model: Model, rows: RowSet) {
    const isClassification = model.head.task === 'classification'
    this.#model = model
    this.#rows = model.arena.i32(rows.ids.name).slice(0, rows.count)
    this.#width = model.mlp.layers[model.mlp.layers.length - 1].fanOut
    this.#outputs = new Float64Array(rows.count * this.#width)
    this.#predicted = new Int32Array(isClassification ? rows.count : 0)
  }

  /** The network's own outputs for the M rows from `start` on: logits, or predictions on the standardised target. */
  add(start: number, M: number): void {
    const values = this.#model.arena.f32(this.#model.mlp.outputs.name)
    const [from, width] = [start * this.#width, this.#width]
    for (let i = 0; i < M * width; i++) this.#outputs[from + i] = values[i]
    if (this.#predicted.length === 0) return
    for (let r = 0; r < M; r++) {
      const row = this.#outputs.subarray(from + r * width, from + (r + 1) * width)
      this.#predicted[start + r] = largest(row)
      softmax(row)
    }
  }

  /** An average's outputs for the M rows from `start` on: probabilities, or predictions on the standardised target. */
  addMean(start: number, M: number, mean: Float64Array): void {
    this.#outputs.set(mean, start * this.#width)
    if (this.#predicted.length === 0) return
    for (let r = 0; r < M; r++) {
      this.#predicted[start + r] = largest(mean.subarray(r * this.#width, (r + 1) * this.#width))
    }
  }

  /** All of them, predictions in the target's units. */
  result({ mean, deviation }: TargetScaling): TrialOutputs {
    const isClassification = this.#model.head.task === 'classification'
    return {
      rows: this.#rows,
      predicted: this.#predicted,
      outputs: isClassification ? this.#outputs : this.#outputs.map((value) => mean + deviation * value),
    }
  }
}

/** The index of the largest value, the first of equals; -1 where one is NaN, since nothing is the largest then. */
function largest(values: Float64Array): number {
  let best = 0
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return -1
    if (values[i] > values[best]) best = i
  }
  return best
}

/** In place. */
function softmax(values: Float64Array): void {
  const shift = values.reduce((most, value) => Math.max(most, value), -Infinity)
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    values[i] = exp(values[i] - shift)
    sum += values[i]
  }
  for (let i = 0; i < values.length; i++) values[i] /= sum
}

/** Outputs beside the truth: what metrics are computed of. `positive` is a class's name. */
export function predictedOf(
  dataset: Dataset,
  { rows, outputs, predicted }: TrialOutputs,
  positive?: number,
): Predicted {
  const own = dataset.weights && Float64Array.from(rows, (row) => dataset.weights![row])
  // Rows that all count the same are rows without weights, to the bit.
  const weights = own?.every((weight) => weight === own[0]) ? undefined : own
  if (dataset.task === 'regression') {
    const targets = Float64Array.from(rows, (row) => dataset.targets[row])
    return { task: 'regression', targets, values: outputs, ...(weights && { weights }) }
  }
  return {
    task: 'classification',
    classes: dataset.classes.length,
    labels: rows.map((row) => dataset.labels[row]),
    predicted,
    probabilities: outputs,
    ...(weights && { weights }),
    ...(positive !== undefined && { positive }),
  }
}
