/** Rows of a new file as a fitted network reads them: columns found by name, categories and scaling those of the model. */

import { dataError, type Place, usageError } from '../../util/errors.ts'
import { suggest } from '../../util/suggest.ts'
import { listed, NULL_CELLS, shown } from '../cells.ts'
import type { Task } from '../dataset.ts'
import { type CategoricalInput, columnOfInput, type Input, type NumericInput, widthOf } from '../inputs.ts'
import type { RowOptions } from '../options.ts'
import { CellReader, Column, type Reading } from './column.ts'
import { type ColumnPlan, readTables, type Table, type TableOptions } from './csv.ts'
import { datePartColumn } from './dateColumns.ts'
import { type NumericColumn, type Part, writeIndicators, writeNumbers } from './encode.ts'
import { FarNumbers } from './far.ts'
import { compareMarks } from './marks.ts'
import { checkCells, completeRows, settleNumbers, type UsedColumn } from './schema.ts'
import { selectColumns } from './select.ts'
import type { Source } from './source.ts'
import { tableOptions } from './tableOptions.ts'

export type { RowOptions }

/** Some rows of the file, in its order. */
export interface RowChunk {
  readonly rows: number
  /** The line of a row in the file, 1-based. */
  lineOf(row: number): number
  /** [rows x features], before scaling: what `Dataset.matrix` holds. NaN where a number is missing. */
  readonly matrix: Float32Array
  /** Names of the kept columns, and by column the cells of each row as they are written. */
  readonly keptNames: readonly string[]
  readonly kept: readonly (readonly string[])[]
  /** By row, what the target column holds: a text, or a number for a regression; null where nothing is there to compare with. */
  readonly truth?: readonly (string | number | null)[]
}

/** What a model predicts, should a file hold it. */
export interface TargetColumn {
  readonly name: string
  readonly task: Task
}

/**
 * Reads a CSV chunk by chunk. Every column of `inputs` must be there, in any order; others are passed over. Throws a data
 * error that names file, line and column for a missing column, text among numbers, and a missing value under
 * `missing: 'error'`. `notes` is what to tell about the rows read so far: categories that the model does not know, numbers far from training's. A column of the
 * `target`'s name is read too, and need not be there.
 */
export function readRows(
  source: Source,
  inputs: readonly Input[],
  options: RowOptions,
  target?: TargetColumn,
) {
  const unseen = new UnseenCategories(source.file)
  const far = new FarNumbers(source.file, inputs)
  const notes: string[] = []
  const told: string[] = []
  let read = 0
  let dropped = 0
  async function* chunks(): AsyncGenerator<RowChunk, void, void> {
    const reading = tableOptions(options)
    let places!: Places
    const plan = (names: readonly string[], line: number | undefined) => {
      places = findPlaces(
        { file: source.file, ...(line !== undefined && { line }) },
        names,
        inputs,
        options,
        target,
      )
      return readingsOf(names, places, inputs)
    }
    const tables = readTables(source, { ...reading, mayBeOneColumn: true }, plan)
    for await (const table of tables) {
      notes.push(...table.notes)
      const part = partOf(table, places, inputs, reading, options.missing, told)
      read += table.rows
      dropped += table.rows - part.rows.length
      const chunk = encode(part, places, inputs, unseen)
      far.add(part, chunk.matrix)
      yield target === undefined || places.target < 0
        ? chunk
        : { ...chunk, truth: truthOf(part, places, target.task, reading) }
    }
  }
  return {
    chunks: chunks(),
    notes: (): string[] => {
      const left = `${source.file}: left out ${dropped} of ${read} rows, which have missing values`
      return [...notes, ...new Set(told), ...unseen.notes(), ...far.notes(), ...(dropped > 0 ? [left] : [])]
    },
  }
}

/** Positions in the file, 0-based. */
interface Places {
  /** By input. */
  readonly inputs: readonly number[]
  readonly kept: readonly number[]
  /** -1 where there is none. */
  readonly target: number
}

function findPlaces(
  header: Place,
  names: readonly string[],
  inputs: readonly Input[],
  { keep }: RowOptions,
  target: TargetColumn | undefined,
): Places {
  const places = inputs.map((input) => {
    const name = columnOfInput(input)
    const position = names.indexOf(name)
    if (position >= 0) return position
    const near = suggest(name, names)
    const hint = near === undefined ? '' : `; the nearest name is ${shown(near)}`
    throw dataError(header, `there is no column ${shown(name)}, which the model reads${hint}`)
  })
  const kept = keep.flatMap((word) => selectColumns(header, names, [word]))
  const repeated = kept.find((position, i) => kept.indexOf(position) !== i)
  if (repeated !== undefined) throw usageError(`--keep names the column ${shown(names[repeated]!)} twice`)
  return { inputs: places, kept, target: target === undefined ? -1 : names.indexOf(target.name) }
}

function readingsOf(
  names: readonly string[],
  { inputs: places, kept, target }: Places,
  inputs: readonly Input[],
) {
  const readings = names.map((): ColumnPlan => 'skip')
  inputs.forEach((input, i) => {
    readings[places[i]!] = planOf(input)
  })
  for (const position of target < 0 ? kept : [...kept, target]) readings[position] = 'verbatim'
  return readings
}

/** A model whose categories hold "NA" was trained with --keep-na. */
const keepsNa = (input: Input): boolean =>
  input.kind === 'categorical' && input.categories.some((category) => NULL_CELLS.includes(category))

function planOf(input: Input): ColumnPlan {
  const reading = readingOf(input)
  return keepsNa(input) ? { reading, keepNa: true } : reading
}

function readingOf(input: Input): Reading {
  if (input.kind === 'numeric') return input.date === undefined ? 'numbers' : 'text'
  return input.asWritten ? 'text' : 'numbers'
}

/** The input columns of a table, checked, and the rows to use. */
function partOf(
  table: Table,
  { inputs: places, kept }: Places,
  inputs: readonly Input[],
  { defaultNulls, nullCells, numerals }: TableOptions,
  missing: RowOptions['missing'],
  notes: string[],
): Part {
  const reader = new CellReader([...defaultNulls, ...nullCells], numerals)
  const keepingReader = new CellReader(nullCells, numerals)
  const columns = inputs.map((input, i) => {
    const column = table.columns[places[i]!]!
    const readAgain = keepsNa(input) ? keepingReader : reader
    const own = kept.includes(places[i]!) ? reread(column, table.rows, readAgain, readingOf(input)) : column
    if (input.kind === 'categorical') own.becomeText()
    else if (input.date !== undefined) return datePartColumn(table, own, input.date)
    else {
      settleNumbers(table, own)
      notes.push(...compareMarks(table, own, input.marks, 'the training data'))
    }
    return own
  })
  const used = inputs.map(({ kind }, i): UsedColumn => ({ kind, column: columns[i]! }))
  checkCells(table, used, missing, true)
  const complete = missing === 'drop' ? completeRows(table.rows, used) : undefined
  return { table, rows: complete ?? Int32Array.from({ length: table.rows }, (_, row) => row), columns }
}

/** What the target column holds of the rows of a part, read as training reads one. */
function truthOf(
  { table, rows }: Part,
  { target }: Places,
  task: Task,
  { defaultNulls, nullCells, numerals }: TableOptions,
): (string | number | null)[] {
  const reader = new CellReader([...defaultNulls, ...nullCells], numerals)
  const column = reread(
    table.columns[target]!,
    table.rows,
    reader,
    task === 'regression' ? 'numbers' : 'text',
  )
  if (task === 'regression') settleNumbers(table, column)
  return Array.from(rows, (row) => {
    const number = column.number(row)
    if (!Number.isNaN(number)) return number
    // A text where a number belongs is nothing to compare with.
    return task === 'regression' ? null : (column.words[column.word(row)] ?? null)
  })
}

/** A column that is copied as it is written and is an input as well. */
function reread(verbatim: Column, rows: number, reader: CellReader, reading: Reading): Column {
  const column = new Column(verbatim.name)
  for (let row = 0; row < rows; row++) reader.read(verbatim.words[verbatim.word(row)]!, column, reading)
  column.finish()
  return column
}

function encode(part: Part, places: Places, inputs: readonly Input[], unseen: UnseenCategories): RowChunk {
  const rows = part.rows.length
  const width = widthOf(inputs)
  const matrix = new Float32Array(rows * width)
  const numeric: NumericColumn[] = []
  let at = 0
  inputs.forEach((input, position) => {
    if (input.kind === 'numeric') {
      numeric.push({ position, at, center: input.offset, size: input.unit })
      at++
      return
    }
    unseen.add(
      input,
      position,
      part,
      writeIndicators(part, position, input.categories, matrix.subarray(at), width),
    )
    at += input.categories.length
  })
  writeNumbers(part, numeric, matrix, width)
  refuseInfinite(part, inputs, numeric, matrix)
  const kept = places.kept.map((position) => {
    const column = part.table.columns[position]!
    return Array.from(part.rows, (row) => column.words[column.word(row)]!)
  })
  const lineOf = (row: number) => part.table.lineOf(part.rows[row]!)
  return { rows, lineOf, matrix, keptNames: places.kept.map((position) => part.table.names[position]!), kept }
}

/** A number of which nothing is left but "too large", as it is stored or once it is scaled, can be answered by nothing. */
function refuseInfinite(
  { table, rows, columns }: Part,
  inputs: readonly Input[],
  numeric: readonly NumericColumn[],
  matrix: Float32Array,
): void {
  const width = widthOf(inputs)
  let first: { readonly row: number; readonly position: number } | undefined
  for (const { position, at } of numeric) {
    const { shift, scale } = inputs[position] as NumericInput
    for (let row = 0; row < (first?.row ?? rows.length); row++) {
      const entry = matrix[row * width + at]!
      if (Number.isNaN(entry)) continue
      if (Number.isFinite(entry) && Number.isFinite(Math.fround(Math.fround(entry - shift) * scale))) continue
      first = { row, position }
    }
  }
  if (first === undefined) return
  const row = rows[first.row]!
  const column = columns[first.position]!
  throw dataError(
    { file: table.file, line: table.lineOf(row), column: column.name },
    `${column.number(row)} is too far from what the model was trained on for 32-bit numbers; correct it, or leave the row out`,
  )
}

interface Unseen {
  rows: number
  readonly line: number
  readonly texts: Set<string>
}

/** A few of the unseen categories are shown; no more than these are remembered. */
const MAX_TEXTS = 1000

/** Counts, over all chunks, the categories that the training rows did not hold. */
class UnseenCategories {
  readonly #file: string
  readonly #byColumn = new Map<string, Unseen>()

  constructor(file: string) {
    this.#file = file
  }

  /** `texts`: one for each row of the part whose category is not among the input's. */
  add(
    { name }: CategoricalInput,
    position: number,
    { table, rows, columns }: Part,
    texts: readonly string[],
  ) {
    if (texts.length === 0) return
    let unseen = this.#byColumn.get(name)
    if (unseen === undefined) {
      const column = columns[position]!
      const first = rows.find((row) => column.words[column.word(row)] === texts[0])!
      unseen = { rows: 0, line: table.lineOf(first), texts: new Set() }
      this.#byColumn.set(name, unseen)
    }
    unseen.rows += texts.length
    for (const text of texts) if (unseen.texts.size < MAX_TEXTS) unseen.texts.add(text)
  }

  notes(): string[] {
    return Array.from(this.#byColumn, ([name, { rows, line, texts }]) => {
      const what = rows === 1 ? '1 row holds a category' : `${rows} rows, this the first, hold categories`
      return (
        `${this.#file}:${line}: column ${shown(name)}: ${what} that no training row had, ` +
        `read as none of them: ${listed([...texts], 3)}`
      )
    })
  }
}
