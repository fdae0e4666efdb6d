/** From the values of a table to the words of a command line, and to a phrase. */
import { isDeepStrictEqual } from 'node:util'
import { absentOf, flagOf, type Settings, type Values } from './setting.ts'

/**
 * The words that give these values to a command; those that have their default are left out. A value that follows from
 * others is always said, unless it is silent: so the line holds also where it is changed by hand, or read by a later version.
 */
export function wordsOf<S extends Settings>(settings: S, values: Partial<Values<S>>): string[] {
  return Object.entries(settings).flatMap(([name, setting]) => {
    const value = (values as Record<string, unknown>)[name]
    const preset = setting.silent ? setting.derived?.(values) : setting.default
    if (value === undefined || isDeepStrictEqual(value, preset)) return []
    const flag = `--${flagOf(name, setting)}`
    if (setting.kind.form === 'toggle') return [flag]
    return setting.kind.words(value).flatMap((word: string) => [flag, word])
  })
}

/** All that the table's entries have to say of these values, in its order: `128-64 relu (he), 40 epochs, batch 32`. */
export const phraseOf = <S extends Settings>(settings: S, values: Values<S>): string =>
  Object.entries(settings)
    .map(([name, setting]) => {
      const value = (values as Record<string, unknown>)[name]
      return value === undefined ? '' : (setting.phrase?.(value as never, values as never) ?? '')
    })
    .filter((part) => part !== '')
    .join(', ')

/**
 * Values as an identity of a run compares them: a setting that is at what its absence meant is left out, so that runs from
 * before it was there are still the same runs.
 */
export const identityOf = <S extends Settings>(
  settings: S,
  values: Partial<Values<S>>,
): Partial<Values<S>> => {
  const before: Readonly<Record<string, unknown>> = absentOf(settings)
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => settings[name]?.absent === undefined || !isDeepStrictEqual(value, before[name]),
    ),
  ) as Partial<Values<S>>
}

/** The values of a table in its order, so that equal values give equal JSON. */
export const inOrder = <S extends Settings>(settings: S, values: object): Partial<Values<S>> =>
  Object.fromEntries(
    Object.keys(settings).flatMap((name) => {
      const value = (values as Readonly<Record<string, unknown>>)[name]
      return value === undefined ? [] : [[name, value]]
    }),
  ) as Partial<Values<S>>
