/** A look at every column of a file, before anything is decided about missing values or texts among numbers. */
import type { Readable } from 'node:stream'
import { parseNumber } from '../cells.ts'
import { ROW_ROLES, type RowRole } from '../dataset.ts'
import type { DataOptions } from '../options.ts'
import type { Column } from '../read/column.ts'
import { readTable, type Table } from '../read/csv.ts'
import { looksLikeDate } from '../read/dates.ts'
import { type Count, distinctWords } from '../read/findings.ts'
import { findLayout } from '../read/layout.ts'
import { openData } from '../read/load.ts'
import { foreignNumbers, respellMarks, styleOfCells } from '../read/marks.ts'
import { numberParser } from '../read/numerals.ts'
import { type ColumnType, countWords, type Decided, rangeOf, typeOf } from '../read/profile.ts'
import { readingOf } from '../read/rowRoles.ts'
import { assignRoles, kindOf, type Roles, readings, rowRoleAt, settleNumbers } from '../read/schema.ts'
import { NotUtf8 } from '../read/source.ts'
import { tableOptions } from '../read/tableOptions.ts'

/** A file that is read more than once. `stdin` gives what standard input held, each time from its start. */
export interface Rereadable {
  readonly source: string
  readonly stdin?: () => Readable
}

export type { Count }

export type Role = 'feature' | 'target' | RowRole | 'ignored'

export interface ColumnDescription {
  /** In the file, 1-based. */
  readonly index: number
  readonly name: string
  readonly role: Role
  readonly type: ColumnType
  /** Rows without a value. */
  readonly missing: number
  /** Different values. */
  readonly distinct: number
  /** Least of the numbers in the column; null where there are none, and where they are names of categories. */
  readonly min: number | null
  readonly max: number | null
  /** The most frequent texts, at most five: categories, or what stands among numbers. */
  readonly top: readonly Count[]
}

export interface Survey {
  readonly file: string
  readonly rows: number
  readonly target: string
  readonly columns: readonly ColumnDescription[]
  readonly notes: readonly string[]
  /** The options given, and those without which the cells could not be read. */
  readonly options: DataOptions
  readonly table: Table
  readonly roles: Roles
  /** By position: texts that are numbers in another style than the one the file was read in. */
  readonly localized: ReadonlyMap<number, Localized>
}

interface Localized {
  readonly words: readonly string[]
  /** At least half of the texts of the column. */
  readonly isMost: boolean
}

/**
 * Reads the file, again where it turns out to be Latin-1, to begin further down, to have no header or to hold numbers in a local
 * style, until as many columns as possible are read as numbers.
 */
export async function readProfile(file: Rereadable, given: DataOptions): Promise<Survey> {
  let options = given
  let best: Survey | undefined
  const tried = new Set<string>()
  for (;;) {
    let survey: Survey
    try {
      if (best === undefined) options = await withLayout(file, options)
      survey = await surveyOnce(file, options)
    } catch (error) {
      if (!(error instanceof NotUtf8) || options.encoding !== undefined) throw error
      options = { ...options, encoding: 'latin1' }
      continue
    }
    if (looksLikeData(survey)) {
      options = { ...survey.options, header: false }
      best = undefined
      continue
    }
    if (best === undefined || localizedColumns(survey).length < localizedColumns(best).length) best = survey
    // Another style may read what the last one made texts of: 1.613 beside 0,11 wants both of its options.
    const style = styleOf(survey)
    const key = JSON.stringify(style)
    if (style === undefined || tried.has(key)) return best
    tried.add(key)
    const { decimal: _, thousands: __, ...others } = survey.options
    options = { ...others, ...style }
  }
}

/** Bytes from which the layout of a file is judged. */
const HEAD_BYTES = 1 << 16

/** The options, with those that pass over what stands before and between the rows of the table, where none is given. */
async function withLayout({ source, stdin }: Rereadable, options: DataOptions): Promise<DataOptions> {
  const { delimiter, skipLines, comment } = options
  if (delimiter !== undefined || skipLines > 0 || comment !== undefined) return options
  const chunks: Buffer[] = []
  let bytes = 0
  let isWhole = true
  for await (const chunk of openData(source, options, stdin?.()).bytes) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes < HEAD_BYTES) continue
    isWhole = false
    break
  }
  return { ...options, ...findLayout(Buffer.concat(chunks), isWhole) }
}

async function surveyOnce({ source, stdin }: Rereadable, given: DataOptions): Promise<Survey> {
  const data = openData(source, given, stdin?.())
  let roles!: Roles
  const table = await readTable(data, tableOptions({ ...given, rename: true }), (names, line) => {
    roles = assignRoles({ file: data.file, ...(line !== undefined && { line }) }, names, given)
    return readings(names, roles).map((plan) => (plan === 'hash' ? 'numbers' : plan))
  })
  const options = table.repeatedNames.length > 0 ? { ...given, rename: true } : given
  const notes = [...table.notes]
  const localized = new Map<number, Localized>()
  const lookForStyles = (position: number, { words, texts }: Column) => {
    const found = texts === 0 ? [] : foreignNumbers(words, table.numerals)
    if (found.length > 0) localized.set(position, { words: found, isMost: 2 * found.length >= words.length })
  }
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row)
  const columns = table.names.map((name, position) => {
    const column = table.columns[position]!
    const role = roleOf(roles, position)
    if (role === 'target') {
      if (!roles.categorical.has(position) && options.task !== 'classification') {
        notes.push(...respellMarks(table, column))
        lookForStyles(position, column)
      }
      return describeTarget(position, column, rows)
    }
    const asWritten = (isRowRole(role) && readingOf(role) === 'text') || roles.categorical.has(position)
    if (!asWritten) {
      notes.push(...settleNumbers(table, column))
      // Before numbers become texts, which are in plain form then.
      lookForStyles(position, column)
    }
    const kind = kindOf(column, asWritten)
    if (kind === 'categorical') column.becomeText()
    return describeColumn({ name, kind, position, column }, role, rows)
  })
  const { file, rows: count, names } = table
  return { file, rows: count, target: names[roles.target]!, columns, notes, options, table, roles, localized }
}

const isRowRole = (role: Role): role is RowRole => (ROW_ROLES as readonly string[]).includes(role)

const roleOf = (roles: Roles, position: number): Role =>
  position === roles.target
    ? 'target'
    : (rowRoleAt(roles, position) ?? (roles.ignored.has(position) ? 'ignored' : 'feature'))

function describeColumn(decided: Decided, role: Role, rows: Int32Array): ColumnDescription {
  const { name, position, column } = decided
  const range = rangeOf(column)
  const words = column.texts === 0 ? 0 : column.words.length
  return {
    index: position + 1,
    name,
    role,
    type: typeOf(decided, rows),
    missing: column.missing,
    distinct: (range?.distinct ?? 0) + words,
    min: range?.min ?? null,
    max: range?.max ?? null,
    top: column.texts === 0 ? [] : topWords(column, rows.length),
  }
}

/** A target is read as text: numbers are what most of its words are, if there are too many of them to be classes. */
function describeTarget(position: number, column: Column, rows: Int32Array): ColumnDescription {
  const numbers = column.words.map(parseNumber).filter(Number.isFinite)
  const isNumeric = numbers.length > 20 && 2 * numbers.length >= column.words.length
  const range = isNumeric ? extent(numbers) : { min: null, max: null }
  const keep = (text: string) => !isNumeric || !Number.isFinite(parseNumber(text))
  return {
    index: position + 1,
    name: column.name,
    role: 'target',
    type: targetType(column, rows, isNumeric),
    missing: column.missing,
    distinct: column.words.length,
    ...range,
    top: topWords(column, rows.length, keep),
  }
}

function targetType(column: Column, rows: Int32Array, isNumeric: boolean): ColumnType {
  const words = distinctWords(column, rows)
  if (words.length < 2) return words.length === 0 ? 'empty' : 'constant'
  if (isNumeric) return 'numeric'
  return words.every(looksLikeDate) ? 'date' : 'categorical'
}

function extent(numbers: readonly number[]): { min: number; max: number } {
  let [min, max] = [Infinity, -Infinity]
  for (const number of numbers) {
    if (number < min) min = number
    if (number > max) max = number
  }
  return { min, max }
}

function topWords(column: Column, rows: number, keep = (_: string) => true): Count[] {
  const counts = countWords(column, {
    *[Symbol.iterator]() {
      for (let row = 0; row < rows; row++) yield row
    },
  })
  return column.words
    .map((text, code) => ({ text, rows: counts[code]! }))
    .filter(({ text, rows }) => rows > 0 && keep(text))
    .sort((a, b) => b.rows - a.rows)
    .slice(0, 5)
}

/** Texts of the columns that are numbers in another style for the most part. */
const localizedColumns = ({ localized, roles }: Survey): string[][] =>
  [...localized].flatMap(([position, { words, isMost }]) =>
    isMost && !roles.ignored.has(position) ? [[...words]] : [],
  )

/**
 * A header that is not a header: every column of numbers is called by a number, and these do not count the columns. Not where an
 * option names a column, for whoever did that has read the header.
 */
function looksLikeData({ table, columns, options }: Survey): boolean {
  const { header, target, foldColumn, ignore, categorical } = options
  if (!header || target !== undefined || foldColumn !== undefined) return false
  if (ignore.length + categorical.length > 0) return false
  const names = columns
    .filter(
      ({ type, min }) => type === 'numeric' || type === 'identifier' || (type === 'constant' && min !== null),
    )
    .filter(({ min }) => min !== null)
    .map(({ name }) => numberParser(table.numerals)(name))
  const isCount = names.every((value, i) => i === 0 || value === names[i - 1]! + 1)
  return names.length > 1 && !isCount && names.every(Number.isFinite)
}

/** What reads most of these columns: a style for all of them, else one for the first. */
function styleOf(survey: Survey): Pick<DataOptions, 'decimal' | 'thousands'> | undefined {
  const columns = localizedColumns(survey)
  const { numerals } = survey.table
  const [first] = columns
  if (first === undefined) return undefined
  const style = styleOfCells(columns.flat(), numerals) ?? styleOfCells(first, numerals)
  if (style === undefined) return undefined
  const { decimal, thousands } = style
  return {
    ...(decimal === ',' && { decimal }),
    ...(thousands !== undefined && { thousands: thousands === ' ' ? 'space' : thousands }),
  }
}
