/** How a file is read, as plain data: apart from the readers, so that a program's types need none of theirs. */
import type { Task } from './dataset.ts'

/** How the cells of a file are found and what they mean: the same for data to train on and for new rows. */
export interface LayoutOptions {
  /** One character, or "tab"; found from the first lines when absent. */
  delimiter?: string
  /** The mark before decimals, "." when absent, and what stands between thousands, if anything does. */
  decimal?: string
  thousands?: string
  /** Whether the first line names the columns. */
  header: boolean
  /** Lines before the header that are passed over; 0 when absent. */
  skipLines?: number
  /** Lines that begin with this character are passed over; there are no such lines when absent. */
  comment?: string
  /** Whether the second column of a name is called `name_2`; otherwise equal names are refused. */
  rename?: boolean
  /** Cells that mean a missing value, besides the empty one and NULL_CELLS. */
  nullValues: string[]
}

/** The options that decide what is loaded. */
export interface DataOptions extends LayoutOptions {
  /** Name or 1-based position; the last column when absent. */
  target?: string
  task: 'auto' | Task
  /** Columns: each entry a list as `selectColumns` reads it. */
  ignore: string[]
  categorical: string[]
  /** Whether NULL_CELLS are values like any other: in every column, or in those of a list (see `selectColumns`). */
  keepNa?: boolean
  keepNaIn?: string[]
  /** Whether columns of dates become numbers: year, month, weekday, day of the year, and days since 1970. */
  dates?: boolean
  /** The encoding of the files, as TextDecoder calls it; UTF-8, or what a byte order mark says, when absent. */
  encoding?: string
  /**
   * What a missing value means: the end; a row less; or, for a feature, the training mean of a number and no category
   * at all of a text (see fitFeatures). A row without a target is left out under impute as well.
   */
  missing: 'error' | 'drop' | 'impute'
  /** A file with the same columns, in any order, whose rows are for testing alone. */
  test?: string
  /** A column whose values say which fold a row is tested in. */
  foldColumn?: string
  /** Whether large files are kept parsed in the user's cache folder: see cache.ts. */
  cache?: boolean
  /** The largest size of one file, unpacked; see `loadDataset` for the default. */
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

/** How new rows are read for a model. */
export type RowOptions = Readonly<LayoutOptions> &
  Pick<DataOptions, 'missing'> & {
    /** Columns to copy, by name or 1-based position. */
    readonly keep: readonly string[]
  }
