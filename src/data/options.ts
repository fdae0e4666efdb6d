/** How a file is read, as plain data: apart from the readers, so that a program's types need none of theirs. */
import { type DataSettings, data } from '../settings/data.ts'
import type { EvaluationSettings, ROW_SETTINGS } from '../settings/evaluation.ts'
import { defaultsOf } from '../settings/setting.ts'

/** What decides which rows and columns are loaded; docs/reference.md says what each option means. */
export type DataOptions = Omit<DataSettings, 'scale' | 'cache'> &
  Partial<Pick<EvaluationSettings, (typeof ROW_SETTINGS)[number]>> & {
    /** Whether large files are kept parsed in the user's cache folder: see read/cache.ts. */
    readonly cache?: boolean
  }

const { scale: _, cache: __, ...defaults } = defaultsOf(data.settings)

export const defaultDataOptions: DataOptions = defaults

/** Where the cells of a file are, and what they mean: the same for data to train on and for new rows. */
export type LayoutOptions = Pick<
  DataOptions,
  'delimiter' | 'decimal' | 'thousands' | 'header' | 'nullValues'
> &
  Partial<Pick<DataOptions, 'skipLines' | 'comment' | 'rename'>>

/** How new rows are read for a model. */
export type RowOptions = LayoutOptions &
  Pick<DataOptions, 'missing'> & {
    /** Columns to copy, by name or 1-based position. */
    readonly keep: readonly string[]
  }
