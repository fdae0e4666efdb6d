import { dataError, type Place, usageError } from '../../util/errors.ts'
import { listed, shown, sortedNames } from '../cells.ts'
import type { RowRole } from '../dataset.ts'
import type { DataOptions } from '../options.ts'
import type { Column, Reading } from './column.ts'
import type { Table } from './csv.ts'
import {
  guessStyle,
  isPercent,
  looksLocalized,
  numberParser,
  styleOptions,
  withoutPercent,
} from './numerals.ts'
import { findRowRoles, type RowRoles, readingOf } from './rowRoles.ts'
import { findColumn, selectColumns } from './select.ts'

/** What each column of a file is for, by position. */
export interface Roles {
  readonly target: number
  readonly ofRows: RowRoles
  readonly ignored: ReadonlySet<number>
  readonly categorical: ReadonlySet<number>
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
  for (const position of ofRows.values()) ignored.delete(position)
  return { target, ofRows, ignored, categorical, header }
}

/** How the reader should take each column: text for what is compared as it is written, numbers where possible. */
export function readings(names: readonly string[], roles: Roles): (Reading | 'skip')[] {
  return names.map((_, i) => {
    if (i === roles.target) return 'plain'
    const role = rowRoleAt(roles, i)
    if (role !== undefined) return readingOf(role)
    if (roles.ignored.has(i)) return 'skip'
    return roles.categorical.has(i) ? 'text' : 'numbers'
  })
}

/** One feature column of the training file. */
export interface FeatureColumn {
  readonly name: string
  readonly kind: 'numeric' | 'categorical'
  /** Position of the column in the training file. */
  readonly position: number
  /** Categories named by --categorical: "7" and "7.0" are two of them. */
  readonly asWritten?: true
}

/**
 * Decides what each feature column is: numeric when at least half of its values are numbers, categorical otherwise
 * or by --categorical. Columns without any value are left out. Categorical columns become text columns.
 */
export function inferFeatures(table: Table, roles: Roles, notes: string[]): FeatureColumn[] {
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
    if (!asWritten) notes.push(...readPercents(table, column))
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

/** Numeric when at least half of its values are numbers, unless its cells are to be taken as they are written. */
export const kindOf = ({ numbers, texts }: Column, asWritten: boolean): FeatureColumn['kind'] =>
  !asWritten && numbers >= texts ? 'numeric' : 'categorical'

/**
 * Makes numbers of a column whose every value ends in a percent sign: "45 %" is 45. Returns the note about it. Other columns
 * stay as they are, for 45 % beside 0.45 could mean either.
 */
export function readPercents({ numerals }: Pick<Table, 'numerals'>, column: Column): string[] {
  const parse = numberParser(numerals)
  const { words } = column
  if (column.numbers > 0 || words.length === 0 || !words.every((word) => isPercent(word, parse))) return []
  column.becomeNumbers((word) => parse(withoutPercent(word)))
  return [percentNote(column.name, words[0]!)]
}

export const percentNote = (name: string, word: string): string =>
  `column ${shown(name)}: the percent signs are left out, so ${shown(word)} is ${withoutPercent(word)}`

/** Decimal commas would silently make one category, or one class, per value. `hint` is for the case that they are to. */
export function refuseLocalizedNumbers(table: Table, column: Column, hint: string): void {
  const { numerals } = table
  const localized = column.words.filter((word) => looksLocalized(word, numerals))
  if (localized.length === 0 || 2 * localized.length < column.words.length) return
  const word = column.words.indexOf(localized[0]!)
  const row = firstRow(table.rows, (r) => column.word(r) === word)!
  throw dataError(
    { file: table.file, line: table.lineOf(row), column: column.name },
    `${shown(localized[0]!)} looks like a number in a local style; ${styleHint(localized, numerals)}, or use ${hint} if not`,
  )
}

/** What makes numbers of these cells, which are none in the style at hand. */
function styleHint(cells: readonly string[], at: Table['numerals']): string {
  const style = guessStyle(cells, at) ?? guessStyle(cells.slice(0, 1), at)
  if (style !== undefined) return `${styleOptions(style)} reads it`
  return 'write the percent sign in every cell of the column or in none'
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
  if (use.kind !== 'numeric' && use.kind !== 'categorical') {
    throw dataError(place, `the ${use.kind} is missing${count}; --missing drop leaves such rows out`)
  }
  throw dataError(
    place,
    `the value is missing${count}; --missing impute ${use.kind === 'numeric' ? 'fills in the training mean' : 'reads it as no category'}, ` +
      '--missing drop leaves such rows out',
  )
}

/** The sentence for text where a number belongs. `hint` is the next step when the text is nothing like a number. */
export function notANumber(place: Place, text: string, at: Table['numerals'], hint: string): Error {
  if (Math.abs(numberParser(at)(text)) === Infinity)
    return dataError(place, `${shown(text)} is too large for a 64-bit number`)
  const next = looksLocalized(text, at) ? styleHint([text], at) : hint
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
