/** What single cells mean, and how messages show them. */

/** Cells that hold no value, besides the empty one and those of `--null-value`. Case counts: a class may be called "na". */
export const NULL_CELLS: readonly string[] = [
  ...['NA', 'N/A', 'n/a', '#N/A', 'NULL', 'null', '?'],
  ...['NaN', 'nan', 'NAN', '-NaN', '-nan'],
]

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * The number a trimmed cell writes in decimal digits (sign, point and exponent allowed; no hex, no "Infinity"):
 * NaN when it writes none, an infinity when a double cannot hold it.
 */
export function parseNumber(cell: string): number {
  const length = cell.length
  // Most cells of large files are short whole numbers; reading them by hand is several times faster than Number().
  if (length > 0 && length < 10) {
    let value = 0
    let i = 0
    for (; i < length; i++) {
      const digit = cell.charCodeAt(i) - 48
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    if (i === length) return value
  }
  // + 0 turns -0 into 0, so that "-0" and "0" are the same value everywhere.
  return DECIMAL.test(cell) ? Number(cell) + 0 : Number.NaN
}

/** A whole number of so many digits is a double exactly; a longer one need not be. */
export const MAX_EXACT_DIGITS = 15

const WHOLE = /^[+-]?\d+$/

/** A whole number in plain digits beyond 2^53 - 1, where one double stands for several of them. */
export const isBeyondExact = (cell: string): boolean =>
  cell.length > MAX_EXACT_DIGITS &&
  WHOLE.test(cell) &&
  Number.isFinite(Number(cell)) &&
  !Number.isSafeInteger(Number(cell))

/** A whole number with zeros before it, which a code has and a quantity has not: "007". */
export const isPadded = (cell: string): boolean => /^[+-]?0\d+$/.test(cell)

const SHOWN = 40
// Control characters, line separators and direction marks could rewrite a terminal line.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Text from a file as messages quote it: shortened, with control characters escaped. */
export function shown(text: string): string {
  const letters = [...text]
  const short = letters.length > SHOWN ? `${letters.slice(0, SHOWN - 1).join('')}…` : text
  const escaped = short
    .replace(/["\\]/g, '\\$&')
    .replace(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `"${escaped}"`
}

/** `"a", "b", "c" and 4 more`. */
export function listed(texts: readonly string[], most = 5): string {
  const shownTexts = texts.slice(0, most).map(shown)
  return texts.length > most
    ? `${shownTexts.join(', ')} and ${texts.length - most} more`
    : shownTexts.join(', ')
}

/** Numbers in numeric order when every text is one, else code-unit order: the order of classes, categories and folds. */
export function sortedNames(texts: Iterable<string>): string[] {
  const names = [...texts]
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  if (!names.every((name) => Number.isFinite(parseNumber(name)))) return names.sort(byText)
  return names.sort((a, b) => parseNumber(a) - parseNumber(b) || byText(a, b))
}
