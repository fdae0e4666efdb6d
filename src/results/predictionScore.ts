/** What predictions of new rows are worth, where the file says what is true of them. */
import type { Task } from './task.ts'

export interface PredictionScore {
  readonly task: Task
  /** Rows whose target is known and is one that the model knows. */
  readonly rows: number
  /** Rows whose target is a class that the model never saw; they count as wrong and have no log-loss. */
  readonly unknown: number
  /** Accuracy, or rmse in the target's units. */
  readonly score: number
  /** Mean log-loss, or mean absolute error. */
  readonly further: number
  /** The score of one answer to all of them: the commonest class among them, or the mean of the training rows. */
  readonly constant: number
}
