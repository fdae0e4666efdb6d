/** Collects what a model predicts for rows while they are scored: raw outputs, as the model has them. */
import type { Dataset, TargetScaling } from '../data/dataset.ts'
import type { TrialOutputs } from '../results/outputs.ts'
import type { Model, RowSet } from './model.ts'

export class RowOutputs {
  readonly #model: Model
  readonly #rows: Int32Array
  readonly #width: number
  #values: Float32Array | Float64Array | undefined

  constructor(model: Model, rows: RowSet) {
    this.#model = model
    this.#rows = model.arena.i32(rows.ids.name).slice(0, rows.count)
    this.#width = model.net.layers[model.net.layers.length - 1].fanOut
  }

  /** The network's own outputs for the M rows from `start` on: logits, or predictions on the standardised target. */
  add(start: number, M: number): void {
    this.#values ??= new Float32Array(this.#rows.length * this.#width)
    const values = this.#model.arena.f32(this.#model.net.outputs.name)
    this.#values.set(values.subarray(0, M * this.#width), start * this.#width)
  }

  /** An average's for the rows from `start` on: probabilities, or predictions on the standardised target. */
  addMean(start: number, mean: Float64Array): void {
    this.#values ??= new Float64Array(this.#rows.length * this.#width)
    this.#values.set(mean, start * this.#width)
  }

  /** All of them, beside what the dataset says of the rows; `positive` is a label. */
  result(dataset: Dataset, { mean, deviation }: TargetScaling, positive?: number): TrialOutputs {
    const { task, labels, targets, weights, groups, classes } = dataset
    const isClassification = task === 'classification'
    return {
      classes: classes.length,
      rows: this.#rows,
      truth: isClassification
        ? Int32Array.from(this.#rows, (row) => labels[row])
        : Float64Array.from(this.#rows, (row) => targets[row]),
      values: this.#values ?? new Float32Array(0),
      mean: isClassification ? 0 : mean,
      deviation: isClassification ? 1 : deviation,
      ...(positive !== undefined && { positive }),
      ...(weights && { weights: Float64Array.from(this.#rows, (row) => weights[row]) }),
      ...(groups && { groups: Int32Array.from(this.#rows, (row) => groups[row]) }),
    }
  }
}
