/**
 * Numbers as people write them in tables: with money, units and percent signs around them, and with other signs than a
 * hyphen for "minus". `$1,234.50`, `5 kg`, `45 %`, `−1.5` (U+2212), `(1.5)` and `1.5-` are numbers where every value of the
 * column is written so.
 */
import { dataError } from '../../util/errors.ts'
import { isBeyondExact, parseNumber, shown } from '../cells.ts'
import type { Marks } from '../dataset.ts'
import type { Column } from './column.ts'
import {
  guessStyle,
  isProven,
  looksLocalized,
  type Numerals,
  numberParser,
  PLAIN,
  plainForm,
  sureStyles,
} from './numerals.ts'
import type { Table } from './table.ts'

/** A cell taken apart: the digits with their separators, and what stands around them. */
interface Pieces extends Marks {
  readonly isNegative: boolean
  readonly core: string
}

/** Codes of currencies and short forms of their names, as they stand before or behind an amount. */
const CURRENCY =
  'USD|EUR|GBP|JPY|CHF|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|TRY|RUB|UAH|BRL|MXN|ARS|CLP|COP|PEN|' +
  'ZAR|KRW|SGD|HKD|TWD|THB|IDR|MYR|PHP|VND|ILS|AED|SAR|EGP|NGN|KES|PKR|Rs\\.?|Fr\\.?|kr\\.?'

/** Money alone may stand before a number: "p17" and "Q4" are names. */
const PREFIX = `(?:[A-Z]{0,3}\\p{Sc}|${CURRENCY})`
/** Units: letters, signs of percent, degree and currency, and what joins them ("m/s", "EUR/kg", "sq. ft."). */
const SUFFIX = `[\\p{L}\\p{Sc}%‰°ªº′″"'µ][\\p{L}\\p{Sc}\\p{No}%‰°ªº′″"'µ/·.^* ]{0,11}`
const CORE = `(?:\\d[\\d.,'’_ \\u00a0\\u2009\\u202f]*\\d|\\d|[.,]\\d+)[.,]?(?:[eE][+-]?\\d+)?`
const MINUS = '[-−–]'

const PIECES = new RegExp(
  `^(\\+|${MINUS})?\\s*(${PREFIX})?\\s*(\\+|${MINUS})?\\s*(${CORE})\\s*(${SUFFIX})?(${MINUS})?$`,
  'u',
)

/** A longer cell is a text. */
const MAX_CELL = 60

/** Undefined for what is no number in any style. A cell has one minus at most. */
function takeApart(cell: string): Pieces | undefined {
  if (cell.length > MAX_CELL) return undefined
  const inner = /^\((.*)\)$/.exec(cell)?.[1]
  const match = PIECES.exec((inner ?? cell).trim())
  if (match === null) return undefined
  const [, before, prefix = '', within, core, suffix = '', behind] = match
  const signs = [before, within, behind].filter((sign) => sign !== undefined)
  if (signs.length + (inner === undefined ? 0 : 1) > 1) return undefined
  const isNegative = inner !== undefined || (signs.length > 0 && signs[0] !== '+')
  return { isNegative, prefix, suffix: suffix.trim(), core: core! }
}

export const hasMarks = ({ prefix, suffix }: Marks): boolean => prefix !== '' || suffix !== ''

/** `"$"`, `"kg"`, or `"$" and "kg"`: as messages name them. */
export const marksShown = ({ prefix, suffix }: Marks): string =>
  [prefix, suffix]
    .filter((mark) => mark !== '')
    .map(shown)
    .join(' and ')

/** All of the cells taken apart, where what stands around the numbers is the same in all of them. */
function takeAllApart(cells: readonly string[]): Pieces[] | undefined {
  const all: Pieces[] = []
  for (const cell of cells) {
    const pieces = takeApart(cell)
    if (pieces === undefined) return undefined
    const [first = pieces] = all
    if (first.prefix !== pieces.prefix || first.suffix !== pieces.suffix) return undefined
    all.push(pieces)
  }
  return all
}

/** Marks that nothing but a number has: those of money and percents. Letters may make a name of the cell. */
const isSure = ({ prefix, suffix }: Marks): boolean => prefix !== '' || /[%‰\p{Sc}]/u.test(suffix)

/**
 * The cells without what all of them have around their numbers. Where they have nothing in common, signs of money and percents
 * go cell by cell.
 */
export function coresOf(cells: readonly string[]): readonly string[] {
  const all = takeAllApart(cells)
  if (all !== undefined) return all.map(({ core }) => core)
  return cells.map((cell) => {
    const pieces = takeApart(cell)
    return pieces !== undefined && isSure(pieces) ? pieces.core : cell
  })
}

/** The style that all of these cells are written in, if it is another than the one at hand. */
export const styleOfCells = (cells: readonly string[], at: Numerals): Numerals | undefined =>
  guessStyle(coresOf(cells), at)

/** The cells among these that are numbers written otherwise than those that are read as numbers. */
export function foreignNumbers(cells: readonly string[], at: Numerals = PLAIN): string[] {
  const cores = coresOf(cells)
  return cells.filter((cell, i) => {
    if (looksLocalized(cores[i]!, at)) return true
    const pieces = takeApart(cell)
    return pieces !== undefined && isSure(pieces) && Number.isFinite(numberParser(at)(pieces.core))
  })
}

export interface MarkedNumbers {
  readonly marks: Marks
  /** Cell by cell, what `parseNumber` reads. */
  readonly plain: readonly string[]
}

/**
 * The cells as numbers, if every one of them is a number with the same marks around it. Groups of thousands are read without
 * an option where no other reading of the column is possible: "1,234.5" beside "1,234,567".
 */
export function markedNumbers(cells: readonly string[], at: Numerals): MarkedNumbers | undefined {
  if (cells.length === 0) return undefined
  const all = takeAllApart(cells)
  if (all === undefined) return undefined
  const cores = all.map(({ core }) => core)
  const style = [at, ...sureStyles(at)].find(
    (candidate) =>
      cores.every((core) => Number.isFinite(numberParser(candidate)(core))) &&
      (candidate === at || isProven(cores, candidate)),
  )
  if (style === undefined) return undefined
  const plainOf = plainForm(style)
  const plain = all.map(({ core, isNegative }) => {
    const text = plainOf(core)!
    return isNegative && Number(text) !== 0 ? `-${text}` : text
  })
  const [{ prefix, suffix }] = all as [Pieces]
  return { marks: { prefix, suffix }, plain }
}

/**
 * Makes numbers of a column's texts, if every value of the column fits: its numbers without marks may stand beside other signs
 * for "minus", but not beside marks, for 45 % beside 0.45 could mean either. Returns the note about it.
 */
export function readMarks({ numerals }: Pick<Table, 'numerals'>, column: Column): string[] {
  const { words, name } = column
  const found = words.some(isBeyondExact) ? undefined : markedNumbers(words, numerals)
  if (found === undefined || (hasMarks(found.marks) && column.numbers > 0)) return []
  const [example, plain] = [words[0]!, found.plain[0]!]
  const numbers = new Map(words.map((word, i) => [word, parseNumber(found.plain[i]!)]))
  column.becomeNumbers((word) => numbers.get(word)!)
  if (hasMarks(found.marks)) column.marks = found.marks
  return [marksNote(name, found.marks, example, plain)]
}

/** A target is read as text, so it is respelled instead. */
export function respellMarks({ numerals }: Pick<Table, 'numerals'>, target: Column): string[] {
  const { words, name } = target
  const odd = words.findIndex((word) => !Number.isFinite(parseNumber(word)))
  const found = odd < 0 ? undefined : markedNumbers(words, numerals)
  if (found === undefined) return []
  const note = marksNote(name, found.marks, words[odd]!, found.plain[odd]!)
  const plain = new Map(words.map((word, i) => [word, found.plain[i]!]))
  target.respell((word) => plain.get(word)!)
  if (hasMarks(found.marks)) target.marks = found.marks
  return [note]
}

/**
 * Holds the marks of a column against those that `reference`, a file or a model, has in it. Throws a data error for other marks,
 * and for percents beside plain numbers, either of which could mean another quantity; returns a note where one of the two
 * leaves out a unit.
 */
export function compareMarks(
  table: Table,
  column: Column,
  expected: Marks | undefined,
  reference: string,
): string[] {
  const own = column.marks
  const [a, b] = [own ?? NO_MARKS, expected ?? NO_MARKS]
  if ((a.prefix === b.prefix && a.suffix === b.suffix) || column.numbers + column.texts === 0) return []
  const isPercent = a.suffix === '%' || b.suffix === '%'
  if (!isPercent && (own === undefined || expected === undefined)) {
    const [marked, bare] = own === undefined ? [expected!, table.file] : [own, reference]
    return [
      `column ${shown(column.name)}: ${bare} leaves out ${marksShown(marked)}; its numbers are taken to be in the same unit`,
    ]
  }
  const written = (marks: Marks | undefined) =>
    marks === undefined ? 'plain numbers' : `numbers with ${marksShown(marks)}`
  throw dataError(
    { file: table.file, column: column.name },
    `${written(own)} stand here, and ${written(expected)} in ${reference}; write both alike`,
  )
}

const NO_MARKS: Marks = { prefix: '', suffix: '' }

/** What was made of a column's cells: `example` is one of them, `plain` what it means. */
export function marksNote(name: string, marks: Marks, example: string, plain: string): string {
  const column = `column ${shown(name)}`
  const means = `so ${shown(example)} is ${plain}`
  if (marks.prefix === '' && marks.suffix === '%')
    return `${column}: the percent signs are left out, ${means}`
  if (hasMarks(marks)) return `${column}: ${marksShown(marks)} is left out, ${means}`
  return `${column}: ${shown(example)} is read as ${plain}`
}
