/** From what a user, a file or a program says to the values of a table. */
import { isDeepStrictEqual } from 'node:util'
import { internalError, usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'
import { absentOf, flagOf, type Group, type Settings, type Values, withDerived } from './setting.ts'

/** Values by the name of the parsed option: the flag in camel case, without the "no" of a negated one. */
export type ParsedOptions = Readonly<Record<string, unknown>>

export const optionName = (flag: string): string =>
  flag.replace(/^no-/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** What the parser has found, by the names of the table, defaults filled in. */
export function fromOptions<S extends Settings>(settings: S, options: ParsedOptions): Values<S> {
  const values = Object.entries(settings).flatMap(([name, setting]) => {
    const value = options[optionName(flagOf(name, setting))] ?? setting.default
    if (value === undefined) return []
    if (!setting.kind.admits(value))
      throw internalError(`--${flagOf(name, setting)} was read as ${JSON.stringify(value)}`)
    return [[name, value]]
  })
  return withDerived(settings, Object.fromEntries(values))
}

export type Groups = Readonly<Record<string, Group>>
export type GroupValues<G extends Groups> = { readonly [K in keyof G]: Values<G[K]['settings']> }

/** Values of all groups of a command, as `fromOptions` reads each. */
export const groupsFromOptions = <G extends Groups>(groups: G, options: ParsedOptions): GroupValues<G> =>
  Object.fromEntries(
    Object.entries(groups).map(([name, { settings }]) => [name, fromOptions(settings, options)]),
  ) as GroupValues<G>

/**
 * Refuses, with a usage error, a name that is not in the table or a value that is not of its kind. Undefined is absent.
 * `who` starts the sentence.
 */
export function checkGiven(settings: Settings, given: object, who: string): void {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(settings, name)) {
      const known = Object.keys(settings)
      const near = suggest(name, known)
      throw usageError(
        `${who}: there is no option "${name}"; ${near === undefined ? `it takes ${known.join(', ')}` : `did you mean ${near}?`}`,
      )
    }
    const { kind } = settings[name]
    if (value !== undefined && !kind.admits(value)) {
      throw usageError(`${who}: ${name} must be ${kind.expected}, got ${JSON.stringify(value)}`)
    }
  }
}

/** Values of the table among those given, defaults filled in. */
export const withDefaults = <S extends Settings>(settings: S, given: object): Values<S> =>
  withDerived(
    settings,
    Object.fromEntries(
      Object.entries(settings).flatMap(([name, setting]) => {
        const value = (given as Record<string, unknown>)[name] ?? setting.default
        return value === undefined ? [] : [[name, value]]
      }),
    ),
  )

/**
 * Values out of JSON that somebody else wrote; a setting that did not exist yet has the value that its absence meant.
 * `refuse` is told the name and what would be right.
 */
export function fromJson<S extends Settings>(
  settings: S,
  json: Readonly<Record<string, unknown>>,
  refuse: (name: string, expected: string) => Error,
): Values<S> {
  const unknown = Object.keys(json).find((name) => !Object.hasOwn(settings, name))
  if (unknown !== undefined) throw refuse(unknown, 'absent')
  const values = { ...absentOf(settings), ...json } as Record<string, unknown>
  for (const [name, { kind, default: preset }] of Object.entries(settings)) {
    const value = values[name]
    const isThere = value !== undefined || preset !== undefined
    if (isThere && !kind.admits(value)) throw refuse(name, kind.expected)
  }
  return Object.fromEntries(
    Object.keys(settings).flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  ) as Values<S>
}

/** The flags of those settings that differ from what is the case where nothing is given. */
export const givenFlags = (settings: Settings, values: object): string[] =>
  Object.entries(settings).flatMap(([name, setting]) => {
    const value = (values as Readonly<Record<string, unknown>>)[name]
    return value === undefined || isDeepStrictEqual(value, setting.default ?? setting.derived?.(values))
      ? []
      : [`--${flagOf(name, setting)}`]
  })
