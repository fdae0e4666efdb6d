/** What a measure is: figures that no command prints, from networks trained here or from the tables of other runs. */
import type { RunOptions } from '../entry.ts'
import type { ResultRow, ResultTable } from '../table.ts'

export interface MeasureContext {
  /** What the entry says of the run, data replaced by paths. */
  readonly options: RunOptions
  /** Begins the sentence of a refusal. */
  readonly place: string
  /** Of the runs before it. */
  readonly tables: Readonly<Record<string, readonly ResultTable[]>>
  readonly jobs: number | undefined
  readonly signal: AbortSignal
}

export interface Measure {
  /** What it measures, in one line. */
  readonly summary: string
  /** The columns of its rows, and what each holds. */
  readonly columns: Readonly<Record<string, string>>
  measure(context: MeasureContext): Promise<ResultRow[]>
}

/** Keeps the columns and the measure together. */
export const defineMeasure = (measure: Measure): Measure => measure
