/** What `tune --export-csv` writes: one row a candidate. Between the method and the figures stand the values of its axes. */
import { dataError } from '../util/errors.ts'
import {
  type Column,
  type Columns,
  columnList,
  flag,
  integer,
  measure,
  type RowOf,
  specification,
  text,
} from './columns.ts'
import { tableOf } from './csv.ts'
import { csvNames, readCsv } from './readCsv.ts'

const candidate = {
  /** What `compare --method` takes. */
  method: specification('specification of the candidate'),
} as const satisfies Columns

const figures = {
  /** In successive halving those of the last round that the candidate reached. */
  epochs: integer('epochs of each run'),
  /** A candidate is judged only if all its runs ended well. */
  folds: integer('runs, one for each fold'),
  ok: integer('runs that ended well'),
  lossMean: measure('mean data loss of the held-out rows over the folds'),
  lossSe: measure('standard error of that mean'),
  scoreMean: measure('mean score of the held-out rows'),
  scoreSe: measure('standard error of that mean'),
  best: flag('whether it has the least mean error'),
  oneSe: flag('whether it is the most regularized within one standard error of the best'),
} as const satisfies Columns

/** One candidate, trained on some rows and judged on others, once for each fold. */
export interface CandidateResult extends RowOf<typeof candidate>, RowOf<typeof figures> {
  /** By axis. */
  readonly values: Readonly<Record<string, string>>
}

export const candidateFigures = columnList(figures)

/** A candidate as a file has it: the values of its axes beside its figures. */
type FlatCandidate = Readonly<Record<string, string | number | boolean | null>>

/** The columns of a file, whose axes differ from search to search. */
const columnsWith = (axes: readonly string[]): Column<FlatCandidate>[] => [
  ...columnList(candidate),
  ...axes.map((axis) => ({ ...text(`value of ${axis}`), key: axis, name: axis })),
  ...candidateFigures,
]

/** All of a search as a table, to be written as CSV. */
export const candidatesTable = (axes: readonly string[], candidates: readonly CandidateResult[]) =>
  tableOf<FlatCandidate>(
    columnsWith(axes),
    candidates.map(({ values, ...rest }) => ({ ...rest, ...values })),
  )

/** Throws a data error with line and column for what is not such a file, or not whole. */
export function readCandidates(content: string, file: string): CandidateResult[] {
  const fixed = columnsWith([]).map(({ name }) => name)
  const axes = csvNames(content, file).filter((name) => !fixed.includes(name))
  const table = { what: 'a file of candidates', columns: columnsWith(axes) }
  const { rows, torn } = readCsv(table, content, file)
  if (torn !== '') throw dataError({ file }, 'the last line is torn; write the file anew')
  return rows.map((row) => ({
    ...(row as RowOf<typeof candidate> & RowOf<typeof figures>),
    values: Object.fromEntries(axes.map((axis) => [axis, row[axis] as string])),
  }))
}
