/** What specifications have in common: their terms, and the numbers in which they differ. */
import { RegbenchError } from '../util/errors.ts'
import { readTerms } from './method.ts'
import { givenValues, numericValue } from './template.ts'

/** The terms without their arguments: `inverted-dropout+l2`. A text that is not a specification is a family of its own. */
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

/** A specification of an older file as this version writes it: `mask=batch` for `share=batch`. Other text stays as it is. */
export const presentSpec = (method: string): string =>
  tolerant(() =>
    readTerms(method)
      .map(({ name, given }) => (given === '' ? name : `${name}:${given}`))
      .join('+'),
  ) ?? method

/** Trials files may name methods that this version does not know. */
function tolerant<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof RegbenchError) return undefined
    throw error
  }
}

/** Methods that differ in one number alone; the others name the series. */
export interface Scan {
  readonly family: string
  readonly parameter: string
  readonly points: readonly ScanPoint[]
}

export interface ScanPoint {
  readonly method: string
  readonly value: number
  readonly series: string
}

/** Every parameter that takes two values or more within a family, all other numbers of it being equal. */
export function scansOf(methods: readonly string[]): Scan[] {
  const families = [...new Set(methods.map(familyOf))]
  return families.flatMap((family) => {
    const members = methods
      .filter((method) => familyOf(method) === family)
      .map((method) => ({ method, numbers: numbersOf(method) }))
    const parameters = [...new Set(members.flatMap(({ numbers }) => Object.keys(numbers)))]
    return parameters.flatMap((parameter) => {
      const points = members
        .filter(({ numbers }) => numbers[parameter] !== undefined)
        .map(({ method, numbers }) => ({
          method,
          value: numbers[parameter],
          series: Object.entries(numbers)
            .filter(([name]) => name !== parameter)
            .map(([name, value]) => `${name} ${value}`)
            .join(', '),
        }))
      const long = points.filter(
        (point) =>
          new Set(points.filter((p) => p.series === point.series).map(({ value }) => value)).size > 1,
      )
      return long.length === 0 ? [] : [{ family, parameter, points: long }]
    })
  })
}
