import type { DatePart } from '../dataset.ts'

/** One feature column of the training file. */
export interface FeatureColumn {
  readonly name: string
  readonly kind: 'numeric' | 'categorical'
  /** Position of the column in the training file. */
  readonly position: number
  /** Categories named by --categorical: "7" and "7.0" are two of them. */
  readonly asWritten?: true
  /** The column of the file holds dates, and this is one of their numbers. */
  readonly date?: DatePart
}
