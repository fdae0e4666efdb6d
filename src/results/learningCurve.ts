/** The same comparison with more and more of the training rows, on the same test rows. */
import type { Comparison } from './comparison.ts'

export interface LearningCurve {
  readonly dataset: string
  /** The fewest training rows first; each size has the rows of the smaller ones. */
  readonly sizes: readonly { readonly rows: number; readonly comparison: Comparison }[]
}
