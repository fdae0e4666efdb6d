/** What predictions of new rows are worth, where the file says what is true of them, and whether they differ at all. */

import { compute } from '../metrics/index.ts'
import type { Predicted } from '../metrics/predicted.ts'
import { ONE_ANSWER } from '../results/outputs.ts'
import type { PredictionScore } from '../results/predictionScore.ts'
import type { FittedModel } from '../training/fitted.ts'
import type { Predictions } from './predictor.ts'

/** Adds up chunk by chunk; holds sums alone. */
export class PredictionTally {
  readonly #model: FittedModel
  readonly #classes: ReadonlyMap<string, number>
  readonly #counts: Float64Array
  #rows = 0
  #unknown = 0
  #score = 0
  #further = 0
  #constant = 0
  /** Of all rows, whether their target is known or not. */
  #predicted = 0
  #least = Number.POSITIVE_INFINITY
  #most = Number.NEGATIVE_INFINITY

  constructor(model: FittedModel) {
    this.#model = model
    this.#classes = new Map(model.classes.map((name, label) => [name, label]))
    this.#counts = new Float64Array(model.classes.length)
  }

  /** `truth` as `RowChunk` has it, absent where the file does not hold the target. */
  add(predictions: Predictions, truth: readonly (string | number | null)[] | undefined): void {
    const answers = predictions.task === 'classification' ? predictions.labels : predictions.values
    for (const answer of answers) {
      this.#least = Math.min(this.#least, answer)
      this.#most = Math.max(this.#most, answer)
    }
    this.#predicted += answers.length
    if (truth === undefined) return
    if (predictions.task === 'classification') this.#addClasses(predictions, truth)
    else this.#addValues(predictions.values, truth)
  }

  /** Null where no row has a target. */
  score(): PredictionScore | null {
    const rows = this.#rows + this.#unknown
    if (rows === 0) return null
    const { task } = this.#model
    const [score, further, constant] =
      task === 'classification'
        ? [this.#score / rows, this.#further / this.#rows, Math.max(...this.#counts) / rows]
        : [Math.sqrt(this.#score / rows), this.#further / rows, Math.sqrt(this.#constant / rows)]
    return { task, rows, unknown: this.#unknown, score, further, constant }
  }

  /** The one answer that all rows have, of `rows` of them; null where they differ. */
  oneAnswer(): { readonly rows: number; readonly answer: string | number } | null {
    if (this.#predicted === 0) return null
    const { task, classes, targetScaling } = this.#model
    const [rows, least, most] = [this.#predicted, this.#least, this.#most]
    if (task === 'classification') return least === most ? { rows, answer: classes[least]! } : null
    // By their range, as no chunk is kept of which the deviation could be taken.
    return most - least < ONE_ANSWER * targetScaling.deviation ? { rows, answer: least } : null
  }

  #addClasses(
    { labels, probabilities }: Extract<Predictions, { task: 'classification' }>,
    truth: readonly (string | number | null)[],
  ): void {
    const classes = this.#model.classes.length
    const known: number[] = []
    const own: number[] = []
    truth.forEach((text, row) => {
      if (text === null) return
      const label = this.#labelOf(String(text))
      if (label === undefined) {
        this.#unknown++
        return
      }
      known.push(row)
      own.push(label)
      this.#counts[label]!++
    })
    if (known.length === 0) return
    const record: Predicted = {
      task: 'classification',
      classes,
      labels: own,
      predicted: known.map((row) => labels[row]!),
      probabilities: known.flatMap((row) =>
        Array.from(probabilities.subarray(row * classes, (row + 1) * classes)),
      ),
    }
    this.#rows += known.length
    this.#score += known.length * compute('accuracy', record)!
    this.#further += known.length * compute('log-loss', record)!
  }

  #addValues(values: Float64Array, truth: readonly (string | number | null)[]): void {
    const known = truth.flatMap((target, row) => (typeof target === 'number' ? [row] : []))
    if (known.length === 0) return
    const targets = known.map((row) => truth[row] as number)
    const record: Predicted = { task: 'regression', targets, values: known.map((row) => values[row]!) }
    const { mean } = this.#model.targetScaling
    this.#rows += known.length
    this.#score += known.length * compute('rmse', record)! ** 2
    this.#further += known.length * compute('mae', record)!
    this.#constant += targets.reduce((sum, target) => sum + (target - mean) ** 2, 0)
  }

  /** By its text, or by the number that it is: 1 and 1.0 are one class. */
  #labelOf(text: string): number | undefined {
    const label = this.#classes.get(text)
    if (label !== undefined || text === '' || !Number.isFinite(Number(text))) return label
    const same = this.#model.classes.findIndex((name) => name !== '' && Number(name) === Number(text))
    return same < 0 ? undefined : same
  }
}
