/** What loading a CSV yields: plain arrays that every worker shares, and what is needed to scale them per split. */

export type Task = 'classification' | 'regression'

/** What stands before and behind every number of a column, like "$" or "kg"; one of them may be empty, or both. */
export interface Marks {
  readonly prefix: string
  readonly suffix: string
}

/** A number that a date holds, and the order of day and month where both are numbers: see read/dates.ts. */
export interface DatePart {
  readonly part: 'year' | 'month' | 'weekday' | 'yearday' | 'days' | 'hours'
  readonly dayFirst: boolean
}

/** One column of the matrix the network reads. */
export interface Feature {
  /** Unique: the CSV column's name, or `column=category` for an indicator. */
  readonly name: string
  /** The CSV column it came from. */
  readonly column: string
  /** The category an indicator stands for; absent for a numeric feature. */
  readonly category?: string
  /** True for an indicator whose category is compared as it is written, not as a number where it is one: --categorical. */
  readonly asWritten?: true
  /** What stood around the numbers of the column in the file: "$", "kg". */
  readonly marks?: Marks
  /** The column holds dates, and this is one of their numbers. */
  readonly date?: DatePart
}

/** What a column may say of a row, besides features and target. */
export const ROW_ROLES = ['fold', 'group', 'time', 'validation', 'weight'] as const
export type RowRole = (typeof ROW_ROLES)[number]
export type RowColumns = Readonly<Partial<Record<RowRole, string>>>

export interface Dataset {
  /** How tables and CSVs call it: the bundled name, or the file's base name without `.csv` and `.gz`. */
  readonly name: string
  readonly rows: number
  readonly features: readonly Feature[]
  /**
   * [rows x features.length], row-major, in shared memory; NaN where the value is missing. An entry is f32(value).
   */
  readonly matrix: Float32Array
  /** Columns of the matrix whose values f32 may not tell apart, or not hold, ascending: see coding.ts. Absent without any. */
  readonly exactColumns?: Int32Array
  /** [rows x exactColumns.length], row-major, in shared memory: their values in 64 bits. */
  readonly exactValues?: Float64Array
  readonly target: string
  readonly task: Task
  /** Class names in the order of their labels; empty for regression. Numbers sort as numbers, the rest as text. */
  readonly classes: readonly string[]
  /** [rows] class labels 0..classes.length - 1; empty for regression. */
  readonly labels: Int32Array
  /** [rows] target values; empty for classification. */
  readonly targets: Float64Array
  /** Rows before this index may train; those from it on came from `--test FILE`. Equal to `rows` without one. */
  readonly trainableRows: number
  /** [rows] fold of each row, 0-based, from `--fold-column`; absent otherwise. */
  readonly folds?: Int32Array
  /** [rows] group of each row, 0-based, from `--group`: rows of one group are never on two sides of a split. */
  readonly groups?: Int32Array
  /** [rows] from `--time`, ascending in time: a number as it stands, a date in milliseconds since 1970. */
  readonly times?: Float64Array
  /** [rows] 1 for a validation row of `--validation` or `--validation-column`, which is neither trained on nor tested, else 0. */
  readonly validation?: Int32Array
  /** [rows] from `--weight`, not negative; absent where all are equal. */
  readonly weights?: Float64Array
  /** Names of the columns that say the four, and the fold, of a row; they are not features. */
  readonly rowColumns?: RowColumns
  /** Sha-256 (hex) of everything above that reaches training: what `--resume` compares. */
  readonly hash: string
  /** What was decided or noticed, one sentence each, for standard error. */
  readonly notes: readonly string[]
  /** Words of a command line that say how it was read, from --missing to --group; those of the target are left out. */
  readonly readBy?: readonly string[]
}

/** One (repeat, fold): disjoint, ascending row ids. */
export interface Split {
  readonly repeat: number
  readonly fold: number
  readonly train: Int32Array
  /** Empty without a validation fraction. */
  readonly validation: Int32Array
  readonly test: Int32Array
}

/** A value is offset + unit * entry. */
export interface Coding {
  readonly offset: number
  readonly unit: number
}

/** A matrix column that the training rows need in another coding than plain f32. */
export interface Recoded extends Coding {
  /** Column of the matrix. */
  readonly column: number
  /** Position of the column among the exact columns. */
  readonly exact: number
}

/**
 * Encoder, imputer and scaler of one split, fitted on its training rows alone: an entry s of matrix column `columns[j]`
 * becomes x = (isNaN(s) ? fill[j] : s - shift[j]) * scale[j], held within +-bound[j], and then bent to
 * x / sqrt(1 + (x * bend[j])^2). All in f32.
 */
export interface FeatureScaling {
  /** Matrix columns the network reads: all but the indicators of categories absent from the training rows. */
  readonly columns: Int32Array
  readonly fill: Float32Array
  readonly shift: Float32Array
  /** 0 for a column that is constant in the training rows: its weights were never trained, so it says nothing. */
  readonly scale: Float32Array
  /** Columns whose entries are not those of the matrix, but made of the exact values; absent where there are none. */
  readonly recoded?: readonly Recoded[]
  /** Infinite where a column has none; absent where no column has one. */
  readonly bound?: Float32Array
  /** 0 where a column stays as it is; absent where all do. */
  readonly bend?: Float32Array
  /**
   * Entries outside are told of: they are further from the training rows' values than `FAR` of their deviations. Both are
   * the one value where a column was constant.
   */
  readonly low: Float32Array
  readonly high: Float32Array
}

/** Regression: the network learns (target - mean) / deviation, both from the training rows. */
export interface TargetScaling {
  readonly mean: number
  readonly deviation: number
}
