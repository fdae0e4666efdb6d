/** The files behind a dataset, read and checked: the training file, and the file of --test if there is one. */
import { dataError, type Place } from '../../util/errors.ts'
import { shown } from '../cells.ts'
import type { DataOptions } from '../options.ts'
import type { Column } from './column.ts'
import { readTable, type Table } from './csv.ts'
import { columnOf } from './dateColumns.ts'
import type { Part } from './encode.ts'
import type { FeatureColumn } from './feature.ts'
import { compareMarks, respellMarks } from './marks.ts'
import {
  assignRoles,
  checkCells,
  completeRows,
  inferFeatures,
  type Roles,
  readings,
  settleNumbers,
  type UsedColumn,
} from './schema.ts'
import type { Source } from './source.ts'
import { tableOptions } from './tableOptions.ts'

export interface TargetedPart extends Part {
  readonly target: Column
}

export interface TrainingPart extends TargetedPart {
  readonly roles: Roles
  readonly features: readonly FeatureColumn[]
  readonly fold: Column | undefined
}

/** Reads the file that decides everything: which columns there are and what each is for. */
export async function readTraining(
  source: Source,
  options: DataOptions,
  notes: string[],
): Promise<TrainingPart> {
  let roles!: Roles
  const table = await readTable(source, tableOptions(options), (names, line) => {
    roles = assignRoles(placeOf(source.file, line), names, options)
    return readings(names, roles)
  })
  notes.push(...table.notes)
  const features = inferFeatures(table, roles, options, notes)
  const columns = features.map((feature) => columnOf(table, table.columns[feature.position]!, feature))
  const target = table.columns[roles.target]!
  notes.push(...settleTarget(table, target, roles, options))
  const fold = roles.fold === undefined ? undefined : table.columns[roles.fold]!
  const used = usedColumns(features, columns, target)
  if (fold !== undefined) used.push({ kind: 'fold', column: fold })
  return { table, rows: usableRows(table, used, options, notes), columns, target, roles, features, fold }
}

/** Reads the rows of --test: its columns are found by name and taken as those of the training file were. */
export async function readTest(
  source: Source,
  options: DataOptions,
  training: TrainingPart,
  notes: string[],
): Promise<TargetedPart> {
  const { roles, features, target: trainingTarget, table: trainingTable } = training
  const names = trainingTable.names
  const planned = readings(names, roles)
  const wanted = new Map(
    [roles.target, ...features.map(({ position }) => position)].map((at) => [names[at]!, planned[at]!]),
  )
  const table = await readTable(source, tableOptions(options), (names, line) => {
    for (const name of wanted.keys()) {
      if (names.includes(name)) continue
      throw dataError(
        placeOf(source.file, line),
        `there is no column ${shown(name)}, which ${trainingTable.file} has`,
      )
    }
    return names.map((name) => wanted.get(name) ?? 'skip')
  })
  notes.push(...table.notes)
  const positions = new Map(table.names.map((name, position) => [name, position]))
  const named = (name: string) => table.columns[positions.get(name)!]!
  const columns = features.map((feature, c) => {
    const column = named(names[feature.position]!)
    if (feature.date !== undefined) return columnOf(table, column, feature)
    if (feature.kind === 'categorical') column.becomeText()
    else {
      notes.push(...settleNumbers(table, column))
      notes.push(...compareMarks(table, column, training.columns[c]!.marks, trainingTable.file))
    }
    return column
  })
  const target = named(trainingTarget.name)
  notes.push(...settleTarget(table, target, roles, options))
  notes.push(...compareMarks(table, target, trainingTarget.marks, trainingTable.file))
  const used = usedColumns(features, columns, target)
  return { table, rows: usableRows(table, used, options, notes), columns, target }
}

const usedColumns = (
  features: readonly FeatureColumn[],
  columns: readonly Column[],
  target: Column,
): UsedColumn[] => [
  ...features.map(({ kind }, c) => ({ kind, column: columns[c]! })),
  { kind: 'target', column: target },
]

/** A target is read as text, with numbers in plain form, unless it holds classes as they are written. */
function settleTarget(
  table: Table,
  target: Column,
  { target: position, categorical }: Roles,
  { task }: DataOptions,
): string[] {
  return categorical.has(position) || task === 'classification' ? [] : respellMarks(table, target)
}

/**
 * All rows that may be used: under `--missing drop` those without a missing value, under impute those that have a target
 * and a fold, which nothing can fill in. Throws for a cell that cannot be used.
 */
function usableRows(
  table: Table,
  used: readonly UsedColumn[],
  { missing }: DataOptions,
  notes: string[],
): Int32Array {
  checkCells(table, used, missing)
  const needed = missing === 'drop' ? used : used.filter(({ kind }) => kind === 'target' || kind === 'fold')
  const complete = completeRows(table.rows, needed)
  if (complete === undefined) return Int32Array.from({ length: table.rows }, (_, row) => row)
  if (complete.length === 0) {
    const hint =
      missing === 'drop'
        ? 'every row has a missing value; --missing impute keeps them'
        : 'no row has a target'
    throw dataError({ file: table.file, line: 1 }, hint)
  }
  const dropped = table.rows - complete.length
  const which = missing === 'drop' ? 'which have missing values' : 'whose target or fold is missing'
  notes.push(`${table.file}: left out ${dropped} of ${table.rows} rows, ${which}`)
  return complete
}

const placeOf = (file: string, line: number | undefined): Place =>
  line === undefined ? { file } : { file, line }
