import { dataError, type Place, usageError } from '../../util/errors.ts'
import { isBeyondExact, listed, NULL_CELLS, shown, sortedNames } from '../cells.ts'
import type { RowRole } from '../dataset.ts'
import type { DataOptions } from '../options.ts'
import type { Column, Reading } from './column.ts'
import type { ColumnPlan, Table } from './csv.ts'
import { dateFeatures } from './dateColumns.ts'
import type { FeatureColumn } from './feature.ts'
import { foreignNumbers, readMarks, styleOfCells } from './marks.ts'
import { numberParser, styleOptions } from './numerals.ts'
import { findRowRoles, type RowRoles, readingOf } from './rowRoles.ts'
import { findColumn, selectColumns } from './select.ts'

/** What each column of a file is for, by position. */
export interface Roles {
  readonly target: number
  readonly ofRows: RowRoles
  readonly ignored: ReadonlySet<number>
  readonly categorical: ReadonlySet<number>
  /** Columns in which NA and its like are values. */
  readonly keepNa: ReadonlySet<number>
  /** Where the file names its columns; for errors. */
  readonly header: Place
}

/** Gives each column its role; see `selectColumns` for how options name columns. The target is the last one by default. */
export function assignRoles(header: Place, names: readonly string[], options: DataOptions): Roles {
  const target = options.target === undefined ? names.length - 1 : findColumn(header, names, options.target)
  const ofRows = findRowRoles(header, names, options, target)
  const kept = [target, ...ofRows.values()]
  const ignored = new Set(selectColumns(header, names, options.ignore, kept))
  const categorical = new Set(selectColumns(header, names, options.categorical))
  const name = shown(names[target]!)
  if (ignored.has(target)) {
    throw usageError(`--ignore names the target ${name}; choose another with --target, or do not ignore it`)
  }
  if (categorical.has(target) && options.task === 'regression') {
    throw usageError(`--categorical names the target ${name}, and --task regression takes it for a quantity`)
  }
  for (const position of ofRows.values()) ignored.delete(position)
  const keepNa = options.keepNa
    ? new Set(names.keys())
    : new Set(selectColumns(header, names, options.keepNaIn))
  return { target, ofRows, ignored, categorical, keepNa, header }
}

/**
 * How the reader should take each column: text for what is compared as it is written, numbers where possible. Ignored columns
 * count only where rows are told from those that repeat them.
 */
export function readings(names: readonly string[], roles: Roles): ColumnPlan[] {
  return names.map((_, i) => {
    const reading = readingAt(i, roles)
    return reading !== 'hash' && roles.keepNa.has(i) ? { reading, keepNa: true } : reading
  })
}

function readingAt(position: number, roles: Roles): Reading | 'hash' {
  const { target, ignored, categorical } = roles
  if (position === target) return categorical.has(position) ? 'text' : 'plain'
  const role = rowRoleAt(roles, position)
  if (role !== undefined) return readingOf(role)
  if (ignored.has(position)) return 'hash'
  return categorical.has(position) ? 'text' : 'numbers'
}

/**
 * Decides what each feature column is: numeric when at least half of its values are numbers, categorical otherwise
 * or by --categorical. Columns without any value are left out. Categorical columns become text columns.
 */
export function inferFeatures(
  table: Table,
  roles: Roles,
  { dates }: Pick<DataOptions, 'dates'>,
  notes: string[],
): FeatureColumn[] {
  const features: FeatureColumn[] = []
  const empty: string[] = []
  table.columns.forEach((column, position) => {
    if (column === undefined || position === roles.target || rowRoleAt(roles, position) !== undefined) return
    const { name, numbers, texts } = column
    if (numbers + texts === 0) {
      empty.push(name)
      return
    }
    const asWritten = roles.categorical.has(position)
    const parts = dates && !asWritten ? dateFeatures(column, position, notes) : undefined
    if (parts !== undefined) {
      features.push(...parts)
      return
    }
    if (!asWritten) notes.push(...settleNumbers(table, column))
    const kind = kindOf(column, asWritten)
    if (kind === 'categorical') {
      if (!asWritten) refuseLocalizedNumbers(table, column, `--categorical ${quoteArgument(name)}`)
      column.becomeText()
    }
    features.push({ name, kind, position, ...(asWritten && { asWritten }) })
  })
  if (empty.length > 0) notes.push(`left out, having no values: ${listed(empty)}`)
  if (features.length === 0) {
    throw dataError({ file: table.file, line: 1 }, 'no column is left to be a feature')
  }
  return features
}

/** Makes numbers of the texts of a column that are numbers all the same; returns the notes about it. */
export function settleNumbers(table: Pick<Table, 'numerals'>, column: Column): string[] {
  return [...readLongNumbers(column), ...readMarks(table, column)]
}

/**
 * Whole numbers beyond 2^53 are read as texts, since two of them may be one double. Where no two of the column are, they become
 * numbers after all; otherwise all stay as they are written, so that none is taken for another.
 */
function readLongNumbers(column: Column): string[] {
  const long = column.words.filter(isBeyondExact)
  if (long.length === 0) return []
  const exact = new Set(long.map(BigInt))
  const rounded = new Set(long.map(Number))
  if (rounded.size === exact.size) {
    column.becomeNumbers((word) => (isBeyondExact(word) ? Number(word) : Number.NaN))
    return []
  }
  const twins = twinsAmong(long)
  return [
    `column ${shown(column.name)}: whole numbers beyond 2^53 are read as categories, since 64-bit numbers cannot tell ${twins.map(shown).join(' and ')} apart`,
  ]
}

/** Two of the texts that are different whole numbers and one double. */
function twinsAmong(long: readonly string[]): string[] {
  const first = new Map<number, string>()
  for (const word of long) {
    const before = first.get(Number(word))
    if (before !== undefined && BigInt(before) !== BigInt(word)) return [before, word]
    first.set(Number(word), before ?? word)
  }
  return []
}

/** Numeric when at least half of its values are numbers, unless its cells are to be taken as they are written. */
export function kindOf({ numbers, texts, words }: Column, asWritten: boolean): FeatureColumn['kind'] {
  // Long whole numbers that are still texts are told apart as such, and shorter ones beside them.
  if (asWritten || words.some(isBeyondExact)) return 'categorical'
  return numbers >= texts ? 'numeric' : 'categorical'
}

/** Decimal commas would silently make one category, or one class, per value. `hint` is for the case that they are to. */
export function refuseLocalizedNumbers(table: Table, column: Column, hint: string): void {
  const { numerals } = table
  const foreign = foreignNumbers(column.words, numerals)
  if (foreign.length === 0 || 2 * foreign.length < column.words.length) return
  const word = column.words.indexOf(foreign[0]!)
  const row = firstRow(table.rows, (r) => column.word(r) === word)!
  throw dataError(
    { file: table.file, line: table.lineOf(row), column: column.name },
    `${shown(foreign[0]!)} looks like a number in a local style; ${styleHint(foreign, numerals)}, or use ${hint} if not`,
  )
}

/** What makes numbers of these cells, which are none in the style at hand. */
function styleHint(cells: readonly string[], at: Table['numerals']): string {
  const style = styleOfCells(cells, at) ?? styleOfCells(cells.slice(0, 1), at)
  if (style !== undefined) return `${styleOptions(style)} reads it`
  const sign = cells.every((cell) => cell.endsWith('%')) ? 'percent sign' : 'same sign'
  return `write the ${sign} in every cell of the column or in none`
}

export const rowRoleAt = ({ ofRows }: Pick<Roles, 'ofRows'>, position: number): RowRole | undefined =>
  [...ofRows].find(([, taken]) => taken === position)?.[0]

const isOfNumbers = (kind: UsedColumn['kind']): boolean => kind === 'numeric' || kind === 'weight'

/** One column as the encoder needs it, from the training file or from the file of --test. */
export interface UsedColumn {
  readonly kind: 'numeric' | 'categorical' | 'target' | RowRole
  readonly column: Column
}

/**
 * Refuses the first cell, in reading order, that cannot be used: text among numbers, or a missing value. `forModel`: the
 * table is a part of a file that a fitted model reads, so no option can make a column of numbers one of categories.
 */
export function checkCells(
  table: Table,
  used: readonly UsedColumn[],
  missing: DataOptions['missing'],
  forModel = false,
): void {
  let first: { row: number; use: UsedColumn } | undefined
  for (const use of used) {
    const { kind, column } = use
    const mayMiss = missing !== 'error'
    const hasText = isOfNumbers(kind) && column.texts > 0
    if (!hasText && (mayMiss || column.missing === 0)) continue
    const limit = first?.row ?? table.rows
    const row = firstRow(limit, (r) => (hasText && column.word(r) >= 0) || (!mayMiss && column.isMissing(r)))
    if (row !== undefined) first = { row, use }
  }
  if (first === undefined) return
  const { row, use } = first
  const place = { file: table.file, line: table.lineOf(row), column: use.column.name }
  if (isOfNumbers(use.kind) && use.column.word(row) >= 0) {
    const text = use.column.words[use.column.word(row)]!
    const ifMissing = `use --null-value ${quoteArgument(text)} if it means missing`
    const ifCategories = `, --categorical ${quoteArgument(place.column)} for a column of categories`
    const isFeature = use.kind === 'numeric' && !forModel
    throw notANumber(place, text, table.numerals, isFeature ? ifMissing + ifCategories : ifMissing)
  }
  const count = use.column.missing > 1 && !forModel ? ` (${use.column.missing} are in this column)` : ''
  const keep = forModel || isOfNumbers(use.kind) ? '' : keepHint(use.column)
  if (use.kind !== 'numeric' && use.kind !== 'categorical') {
    throw dataError(place, `the ${use.kind} is missing${count}; --missing drop leaves such rows out${keep}`)
  }
  throw dataError(
    place,
    `the value is missing${count}; --missing impute ${use.kind === 'numeric' ? 'fills in the training mean' : 'reads it as no category'}, ` +
      `--missing drop leaves such rows out${keep}`,
  )
}

/** Where texts like "NA" stand for the missing values of a column, they may be values. */
function keepHint({ name, nulls }: Column): string {
  const texts = [...nulls.keys()].filter((text) => NULL_CELLS.includes(text))
  if (texts.length === 0) return ''
  return `, --keep-na-in ${quoteArgument(name)} makes ${texts.length === 1 ? 'a value' : 'values'} of ${listed(texts, 3)}`
}

/** The sentence for text where a number belongs. `hint` is the next step when the text is nothing like a number. */
export function notANumber(place: Place, text: string, at: Table['numerals'], hint: string): Error {
  if (Math.abs(numberParser(at)(text)) === Infinity)
    return dataError(place, `${shown(text)} is too large for a 64-bit number`)
  const next = foreignNumbers([text], at).length > 0 ? styleHint([text], at) : hint
  return dataError(place, `expected a number, got ${shown(text)}; ${next}`)
}

/** A word as one would type it in a shell. */
export const quoteArgument = (text: string): string =>
  /^[\w./:-]+$/.test(text) && text.length < 40 ? text : shown(text)

export function firstRow(rows: number, test: (row: number) => boolean): number | undefined {
  for (let row = 0; row < rows; row++) if (test(row)) return row
  return undefined
}

/** Rows without a missing cell in any used column, ascending; undefined when that is all of them. */
export function completeRows(rows: number, used: readonly UsedColumn[]): Int32Array | undefined {
  const holed = used.filter(({ column }) => column.missing > 0)
  if (holed.length === 0) return undefined
  const complete: number[] = []
  for (let row = 0; row < rows; row++) {
    if (!holed.some(({ column }) => column.isMissing(row))) complete.push(row)
  }
  return complete.length === rows ? undefined : Int32Array.from(complete)
}

/** The distinct texts that the given rows hold, in order. */
export function categoriesOf(column: Column, rows: Iterable<number>): string[] {
  const seen = new Uint8Array(column.words.length)
  for (const row of rows) {
    const word = column.word(row)
    if (word >= 0) seen[word] = 1
  }
  return sortedNames(column.words.filter((_, word) => seen[word] === 1))
}
