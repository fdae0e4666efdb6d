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

/** Fixed decimals, an explicit sign on request, and never "-0.0". */
export function fixed(value: number, decimals: number, sign: 'always' | 'negative' = 'negative'): string {
  const text = Math.abs(value) >= 1e15 ? value.toExponential(3) : value.toFixed(decimals)
  const unsigned = /^-0(\.0*)?$/.test(text) ? text.slice(1) : text
  return sign === 'always' && value > 0 && Number(unsigned) !== 0 ? `+${unsigned}` : unsigned
}

/** `1 method`, `2 methods`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
