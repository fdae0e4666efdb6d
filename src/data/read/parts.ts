/** The files behind a dataset, read and checked: the training file, and the file of --test if there is one. */
import { dataError, type Place } from '../../util/errors.ts'
import { shown } from '../cells.ts'
import type { RowRole } from '../dataset.ts'
import type { DataOptions } from '../options.ts'
import type { Column } from './column.ts'
import { readTable, type Table } from './csv.ts'
import { columnOf } from './dateColumns.ts'
import type { Part } from './encode.ts'
import type { FeatureColumn } from './feature.ts'
import { compareMarks, respellMarks } from './marks.ts'
import { readingOf } from './rowRoles.ts'
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
  /** Columns of the file that give rows a role, by role. */
  readonly rowColumns: ReadonlyMap<RowRole, Column>
}

export interface TrainingPart extends TargetedPart {
  readonly roles: Roles
  readonly features: readonly FeatureColumn[]
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
  const rowColumns = new Map([...roles.ofRows].map(([role, position]) => [role, table.columns[position]!]))
  const used = usedColumns(features, columns, target, rowColumns)
  return {
    table,
    rows: usableRows(table, used, options, notes),
    columns,
    target,
    roles,
    features,
    rowColumns,
  }
}

/**
 * Reads the rows of --test or --validation: columns are found by name and taken as those of the training file were. The column of
 * weights must be there, since scores need it; those of groups and times may.
 */
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
  const weight = training.rowColumns.get('weight')
  if (weight !== undefined) wanted.set(weight.name, readingOf('weight'))
  const optional = new Map(
    (['group', 'time'] as const).flatMap((role) => {
      const column = training.rowColumns.get(role)
      return column === undefined ? [] : [[column.name, readingOf(role)] as const]
    }),
  )
  const table = await readTable(source, tableOptions(options), (names, line) => {
    for (const name of wanted.keys()) {
      if (names.includes(name)) continue
      throw dataError(
        placeOf(source.file, line),
        `there is no column ${shown(name)}, which ${trainingTable.file} has`,
      )
    }
    return names.map((name) => wanted.get(name) ?? optional.get(name) ?? 'skip')
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
  const rowColumns = new Map(
    [...training.rowColumns].flatMap(([role, { name }]) => {
      const column = table.columns[positions.get(name) ?? -1]
      return column === undefined ? [] : [[role, column] as const]
    }),
  )
  const used = usedColumns(features, columns, target, rowColumns)
  return { table, rows: usableRows(table, used, options, notes), columns, target, rowColumns }
}

const usedColumns = (
  features: readonly FeatureColumn[],
  columns: readonly Column[],
  target: Column,
  rowColumns: ReadonlyMap<RowRole, Column>,
): UsedColumn[] => [
  ...features.map(({ kind }, c) => ({ kind, column: columns[c]! })),
  { kind: 'target', column: target },
  // A row that is not marked for validation needs no mark that says so.
  ...[...rowColumns].flatMap(([kind, column]) => (kind === 'validation' ? [] : [{ kind, column }])),
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
 * and whatever else nothing can fill in. Throws for a cell that cannot be used.
 */
function usableRows(
  table: Table,
  used: readonly UsedColumn[],
  { missing }: DataOptions,
  notes: string[],
): Int32Array {
  checkCells(table, used, missing)
  const vital = used.filter(({ kind }) => kind !== 'numeric' && kind !== 'categorical')
  const needed = missing === 'drop' ? used : vital
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
  const which =
    missing === 'drop'
      ? 'which have missing values'
      : `whose ${vital.map(({ kind }) => kind).join(' or ')} is missing`
  notes.push(`${table.file}: left out ${dropped} of ${table.rows} rows, ${which}`)
  return complete
}

const placeOf = (file: string, line: number | undefined): Place =>
  line === undefined ? { file } : { file, line }
