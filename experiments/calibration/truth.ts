/** True scores of the models that a simulation trained, measured on the population. */
import type { Dataset, TargetScaling } from '../../src/data/dataset.ts'
import { log } from '../../src/util/elementary.ts'
import { type Cell, taskOf } from './cells.ts'
import type { Source } from './sources.ts'

/** A probability of 0 in f32 costs as much as the smallest one. */
const SMALLEST = 2 ** -149

/**
 * Adds up, by method and row of the population, the mean over models of a row's part in the score: the score itself, or for
 * rmse its influence on the root. Where the law of the target is known, its expectation takes the place of the row's own
 * target, so that the sum has less noise.
 */
export class TrueScores {
  readonly #cell: Cell
  readonly #source: Source
  readonly #dataset: Dataset
  readonly #population: Int32Array
  readonly #byMethod = new Map<number, { readonly parts: Float64Array[]; readonly means: number[] }>()

  constructor(cell: Cell, source: Source, dataset: Dataset, population: Int32Array) {
    this.#cell = cell
    this.#source = source
    this.#dataset = dataset
    this.#population = population
  }

  /** @param outputs [population] of one model: probability of class 1, or the standardised prediction. */
  add(method: number, outputs: Float64Array, { mean, deviation }: TargetScaling): void {
    const size = this.#population.length
    const models = this.#cell.folds * this.#cell.repeats
    let entry = this.#byMethod.get(method)
    if (entry === undefined) {
      entry = { parts: [new Float64Array(size), new Float64Array(size)], means: [0, 0] }
      this.#byMethod.set(method, entry)
    }
    const scores =
      taskOf(this.#cell.kind) === 'classification'
        ? this.#classes(outputs)
        : this.#values(outputs, mean, deviation)
    scores.forEach(({ rows, score }, metric) => {
      entry.means[metric] += score / models
      const parts = entry.parts[metric]
      for (let i = 0; i < size; i++) parts[i] += rows[i] / models
    })
  }

  #classes(p1: Float64Array) {
    const { expected } = this.#source
    const { labels } = this.#dataset
    const right = new Float64Array(p1.length)
    const loss = new Float64Array(p1.length)
    this.#population.forEach((row, i) => {
      const p = expected === null ? labels[row] : expected[row]
      right[i] = p1[i] > 0.5 ? p : 1 - p
      loss[i] = -(
        (p === 0 ? 0 : p * log(Math.max(p1[i], SMALLEST))) +
        (p === 1 ? 0 : (1 - p) * log(Math.max(1 - p1[i], SMALLEST)))
      )
    })
    return [meanOf(right), meanOf(loss)]
  }

  #values(outputs: Float64Array, mean: number, deviation: number) {
    const { targets } = this.#dataset
    const { expected, noise } = this.#source
    const squares = new Float64Array(outputs.length)
    const sizes = new Float64Array(outputs.length)
    this.#population.forEach((row, i) => {
      const prediction = mean + deviation * outputs[i]
      squares[i] =
        expected === null ? (prediction - targets[row]) ** 2 : (prediction - expected[row]) ** 2 + noise
      sizes[i] = Math.abs(prediction - targets[row])
    })
    const rmse = Math.sqrt(meanOf(squares).score)
    return [{ rows: squares.map((square) => square / (2 * rmse)), score: rmse }, meanOf(sizes)]
  }

  /** [pairs x 2 metrics x 2]: difference, and its standard error over the rows of the population. */
  write(truths: Float64Array): void {
    this.#cell.measured.forEach(([method, baseline], pair) => {
      const a = this.#byMethod.get(method)!
      const b = this.#byMethod.get(baseline)!
      for (const metric of [0, 1]) {
        const differences = a.parts[metric].map((part, i) => part - b.parts[metric][i])
        const centre = meanOf(differences).score
        let squares = 0
        for (const difference of differences) squares += (difference - centre) ** 2
        const at = 4 * pair + 2 * metric
        truths[at] = a.means[metric] - b.means[metric]
        truths[at + 1] = Math.sqrt(squares) / differences.length
      }
    })
  }
}

function meanOf(rows: Float64Array): { readonly rows: Float64Array; readonly score: number } {
  let sum = 0
  for (const row of rows) sum += row
  return { rows, score: sum / rows.length }
}
