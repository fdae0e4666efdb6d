/** What a picture needs to know of methods: which are of one family, their strengths, and the colour of each. */
import { readTerms } from '../regularizers/method.ts'
import { givenValues, numericValue } from '../regularizers/template.ts'
import { RegbenchError } from '../util/errors.ts'
import { COLORS, NEUTRAL } from './theme.ts'

/** The terms without their arguments: `inverted-dropout+l2`. A text that is no specification is a family of its own. */
export const familyOf = (method: string): string =>
  tolerant(() =>
    readTerms(method)
      .map(({ name }) => name)
      .join('+'),
  ) ?? method

/** Numbers that a specification writes out, by parameter: `l2.strength`. */
export function numbersOf(method: string): Readonly<Record<string, number>> {
  const values = tolerant(() => givenValues(method)) ?? {}
  const numbers = Object.entries(values).map(([name, text]) => [name, numericValue(text)] as const)
  return Object.fromEntries(numbers.filter(([, value]) => Number.isFinite(value)))
}

/** Trials files may name methods that this version does not know. */
function tolerant<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof RegbenchError) return undefined
    throw error
  }
}

export type Colors = (method: string) => string

/**
 * One colour a family, in the order of the methods, in every picture alike; the baseline is neutral. Beyond six families
 * colours come again: no picture tells methods apart by colour alone.
 */
export function colorsOf(methods: readonly string[], baseline: string): Colors {
  const families = [...new Set(methods.filter((method) => method !== baseline).map(familyOf))]
  return (method) => {
    if (method === baseline) return NEUTRAL
    const place = families.indexOf(familyOf(method))
    return place < 0 ? NEUTRAL : COLORS[place % COLORS.length]
  }
}
