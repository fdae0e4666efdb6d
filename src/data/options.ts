/** How a file is read, as plain data: apart from the readers, so that a program's types need none of theirs. */
import type { Task } from './dataset.ts'

/** The options of CONTRACT section 3, group data, that decide what is loaded. */
export interface DataOptions {
  /** Name or 1-based position; the last column when absent. */
  target?: string
  task: 'auto' | Task
  /** Columns: each entry a list as `selectColumns` reads it. */
  ignore: string[]
  categorical: string[]
  /** One character, or "tab"; found from the header line when absent. */
  delimiter?: string
  /** Of the files, as TextDecoder calls it; UTF-8, or what a byte order mark says, when absent. */
  encoding?: string
  /** The mark before decimals, "." when absent, and what stands between thousands, if anything does. */
  decimal?: string
  thousands?: string
  header: boolean
  /** Cells that mean a missing value, besides the empty one and NULL_CELLS. */
  nullValues: string[]
  /**
   * What a missing value means: the end; a row less; or, for a feature, the training mean of a number and no category
   * at all of a text (see fitFeatures). A row without a target is left out under impute as well.
   */
  missing: 'error' | 'drop' | 'impute'
  /** A file with the same columns, in any order, whose rows are for testing alone. */
  test?: string
  /** A file with the same columns, whose rows stop training early and choose nothing else: neither trained on nor tested. */
  validation?: string
  /** A column that marks such rows of the training file. */
  validationColumn?: string
  /** A column whose values say which fold a row is tested in. */
  foldColumn?: string
  /** A column whose equal values hold rows together: never on two sides of a split. */
  group?: string
  /** A column of numbers or ISO dates: rows are tested after those that trained for it. */
  time?: string
  /** A column of what a row counts for, in the loss and in the scores. */
  weight?: string
  /** Whether large files are kept parsed in the user's cache folder: see cache.ts. */
  cache?: boolean
  /** Of one file, unpacked; see `loadDataset` for the default. */
  maxBytes?: number
}

export const defaultDataOptions: DataOptions = {
  task: 'auto',
  ignore: [],
  categorical: [],
  header: true,
  nullValues: [],
  missing: 'error',
}

/** Of new rows, for a model. */
export type RowOptions = Pick<
  DataOptions,
  'delimiter' | 'decimal' | 'thousands' | 'header' | 'nullValues' | 'missing'
> & {
  /** Columns to copy, by name or 1-based position. */
  readonly keep: readonly string[]
}
