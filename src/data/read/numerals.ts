/** Numbers as spreadsheets of other countries write them: `1.234,5`, `1 234,5`, `1'234.5`. */
import { usageError } from '../../util/errors.ts'
import { parseNumber, shown } from '../cells.ts'

/** `--decimal` and `--thousands`. */
export interface Numerals {
  readonly decimal: '.' | ','
  /** What stands between groups of three digits; nothing when absent. */
  readonly thousands?: string
}

export const PLAIN: Numerals = { decimal: '.' }

/** Spaces come in several widths, some of which do not break a line; apostrophes in two shapes. */
const ALIKE: Readonly<Record<string, string>> = { ' ': ' \u00a0\u2009\u202f', "'": "'\u2019" }

const SEPARATORS = [',', '.', ' ', "'", '_']

/** Checks the two options. Throws a usage error for a sign that separates no digits, and for one sign with both meanings. */
export function numerals(decimal: string | undefined, thousands: string | undefined): Numerals {
  if (decimal !== undefined && decimal !== '.' && decimal !== ',') {
    throw usageError(`--decimal must be "." or ",", got ${shown(decimal)}`)
  }
  if (thousands === undefined) return { decimal: decimal ?? '.' }
  const sign = thousands === 'space' ? ' ' : (ALIKE["'"]!.includes(thousands) && "'") || thousands
  if (!SEPARATORS.includes(sign)) {
    throw usageError(`--thousands must be one of , . ' _ or "space", got ${shown(thousands)}`)
  }
  // 1.234 with points between thousands can only mean that commas mark decimals.
  const mark = decimal ?? (sign === '.' ? ',' : '.')
  if (sign === mark) throw usageError(`--decimal and --thousands are both ${shown(sign)}; they must differ`)
  return { decimal: mark, thousands: sign }
}

/** Rewrites a cell as `parseNumber` reads it; undefined for what is not a number in this style. */
export function plainForm({ decimal, thousands }: Numerals): (cell: string) => string | undefined {
  if (decimal === '.' && thousands === undefined) {
    return (cell) => (Number.isNaN(parseNumber(cell)) ? undefined : cell)
  }
  const group = thousands === undefined ? undefined : `[${ALIKE[thousands] ?? `\\${thousands}`}]`
  const whole = group === undefined ? '\\d*' : `(?:\\d{1,3}(?:${group}\\d{3})+|\\d*)`
  const form = new RegExp(`^([+-]?${whole})(?:\\${decimal}(\\d*))?((?:[eE][+-]?\\d+)?)$`)
  const groups = group === undefined ? undefined : new RegExp(group, 'g')
  return (cell) => {
    const match = form.exec(cell)
    if (match === null) return undefined
    const [, before, after, exponent] = match
    const digits = groups === undefined ? before! : before!.replace(groups, '')
    const plain = `${digits}${after === undefined ? '' : `.${after}`}${exponent}`
    return Number.isNaN(parseNumber(plain)) ? undefined : plain
  }
}

/** `parseNumber` for this style: NaN for what is not a number in it. */
export function numberParser(style: Numerals): (cell: string) => number {
  if (style.decimal === '.' && style.thousands === undefined) return parseNumber
  const plain = plainForm(style)
  return (cell) => {
    const text = plain(cell)
    return text === undefined ? Number.NaN : parseNumber(text)
  }
}

/** Styles with the same mark for decimals, and something between thousands where nothing was said about them. */
export const sureStyles = ({ decimal, thousands }: Numerals): Numerals[] =>
  thousands === undefined
    ? SEPARATORS.filter((sign) => sign !== decimal).map((sign) => ({ decimal, thousands: sign }))
    : []

/** Whether some cell can only be read so: with groups and decimals, or with two groups. */
export function isProven(cells: readonly string[], { decimal, thousands }: Numerals): boolean {
  if (thousands === undefined) return true
  const group = `[${ALIKE[thousands] ?? `\\${thousands}`}]\\d{3}`
  const proof = new RegExp(`^[+-]?\\d{1,3}(?:(?:${group}){2,}|${group}\\${decimal}\\d)`)
  return cells.some((cell) => proof.test(cell))
}

/** The styles to try, the likeliest first. A comma before three digits is taken for thousands unless another cell says decimals. */
const STYLES: readonly Numerals[] = [
  { decimal: '.', thousands: ',' },
  { decimal: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: ' ' },
  { decimal: '.', thousands: "'" },
]

/** A style in which all of these cells are numbers though some are not in the one at hand; undefined if there is none. */
export function guessStyle(cells: readonly string[], at: Numerals = PLAIN): Numerals | undefined {
  const areNumbers = (style: Numerals): boolean => {
    const plain = plainForm(style)
    return cells.every((cell) => plain(cell) !== undefined)
  }
  if (areNumbers(at)) return undefined
  // "0,500" groups no thousands.
  const isDecimal = cells.some((cell) => /^[+-]?0,/.test(cell))
  const candidates = STYLES.filter(({ thousands }) => !(isDecimal && thousands === ','))
  // What the user has said about decimals stands, unless it cannot.
  const agreeing = at.decimal === ',' ? candidates.filter(({ decimal }) => decimal === ',') : []
  return agreeing.find(areNumbers) ?? candidates.find(areNumbers)
}

/** A number in another style than the one at hand, like "5,1" or "1,234.5" for plain numbers. */
export const looksLocalized = (cell: string, at: Numerals = PLAIN): boolean =>
  /\d/.test(cell) && plainForm(at)(cell) === undefined && guessStyle([cell], at) !== undefined

/** The options that read this style, as one types them; empty for plain numbers. */
export function styleOptions({ decimal, thousands }: Numerals): string {
  const sign = thousands === ' ' ? 'space' : thousands === "'" ? `"'"` : thousands
  return [
    ...(decimal === '.' ? [] : [`--decimal ${decimal}`]),
    ...(sign === undefined ? [] : [`--thousands ${sign}`]),
  ].join(' ')
}
