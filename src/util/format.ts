/** How numbers look in sentences and tables. */

/** `0.004`, `<0.001`: three decimals are what a reader compares with 0.05. */
export const pText = (p: number): string => (p < 0.001 ? '<0.001' : p.toFixed(3))

/** `p = 0.004`, `p < 0.001`. */
export const pEquals = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`)

/** Decimals that show the largest of the values with so many significant digits; at most 12, at least 0. */
export function decimalsFor(values: readonly number[], significant: number): number {
  const largest = Math.max(...values.map(Math.abs))
  if (!(largest > 0) || largest === Number.POSITIVE_INFINITY) return significant - 1
  return Math.min(12, Math.max(0, significant - 1 - Math.floor(Math.log10(largest))))
}

/** Digits of an error that are shown: more of a number say nothing. */
const ERROR_DIGITS = 3

/**
 * Decimals for numbers that have errors: so many significant digits of the largest number, but no more than the smallest
 * error bears. Below 0 where tens, hundreds and so on are rounded.
 */
export function decimalsWithin(
  values: readonly number[],
  errors: readonly number[],
  significant: number,
): number {
  const decimals = decimalsFor(values, significant)
  const least = Math.min(...errors.filter((error) => error > 0))
  return Number.isFinite(least)
    ? Math.min(decimals, ERROR_DIGITS - 1 - Math.floor(Math.log10(least)))
    : decimals
}

/** Fixed decimals, or rounded to tens and more where they are below 0; an explicit sign on request, and never "-0.0". */
export function fixed(value: number, decimals: number, sign: 'always' | 'negative' = 'negative'): string {
  const unit = 10 ** Math.max(0, -decimals)
  const rounded = unit === 1 ? value : Math.round(value / unit) * unit
  const text = Math.abs(value) >= 1e15 ? value.toExponential(3) : rounded.toFixed(Math.max(0, decimals))
  const unsigned = /^-0(\.0*)?$/.test(text) ? text.slice(1) : text
  return sign === 'always' && value > 0 && Number(unsigned) !== 0 ? `+${unsigned}` : unsigned
}

/** `12.3 %` of a share from 0 to 1: three digits, and not 0 where there is some. */
export const percentage = (share: number): string =>
  share > 0 && share < 0.001 ? '<0.1 %' : `${Number((100 * share).toPrecision(3))} %`

/** `1 method`, `2 methods`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
