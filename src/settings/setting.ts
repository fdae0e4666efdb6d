/** What a setting is: an entry of a table, from which its type, flag, help, checks and words derive. */
import type { Kind } from './kinds.ts'

/** `T` is what it holds. The key in its table is its name in programs and, in kebab case, its flag. */
export interface Setting<T> {
  readonly kind: Kind<T>
  /** One line, a noun phrase or an imperative. */
  readonly summary: string
  /** What stands for the value in help, without its brackets; toggles have none. */
  readonly placeholder?: string
  /** A toggle is off and anything else absent where there is none. */
  readonly default?: T
  /** The default where it follows from other settings of the table; then there is no other, and help says it in the summary. */
  // biome-ignore lint/suspicious/noExplicitAny: the table's values, whose type derives from this entry
  derived?(all: any): T
  /** What is derived is left out of command lines, as a default is. */
  readonly silent?: true
  /** In place of the default in help, where it follows from something else. */
  readonly defaultText?: string
  /** Without its dashes, where it is not the key in kebab case. */
  readonly flag?: string
  /** One letter, for those that people give by hand. */
  readonly short?: string
  /** Among the few that `-h` shows. */
  readonly common?: true
  /** What other programs call it: whoever writes one of these as a flag is told ours. */
  readonly alsoCalled?: readonly string[]
  /** What the absence of a setting in an older file means, where that is not today's default. */
  readonly absent?: T
  /** Not shown in help. */
  readonly hidden?: true
  /** Cannot be left out. */
  readonly required?: true
  /** What the setting adds to the line that describes a run, given the value and the whole table's; empty for none. */
  phrase?(value: never, all: never): string
}

// A table holds settings of any kind of value.
// biome-ignore lint/suspicious/noExplicitAny: the kind and the default of an entry agree, and `unknown` would forbid parse
export type Settings = Readonly<Record<string, Setting<any>>>

/** Settings under one heading of `--help`. */
export interface Group<S extends Settings = Settings> {
  readonly heading: string
  readonly settings: S
}

type Value<S> = S extends { readonly kind: Kind<infer T> } ? T : never
type Given<S extends Settings> = {
  [K in keyof S]: S[K] extends
    | { readonly default: unknown }
    | { readonly required: true }
    | { readonly derived: unknown }
    ? K
    : never
}[keyof S]

/** The values of a table: those with a default are always there. */
export type Values<S extends Settings> = { readonly [K in Given<S>]: Value<S[K]> } & {
  readonly [K in Exclude<keyof S, Given<S>>]?: Value<S[K]>
}

/** Keeps the type of every entry; the entries say whether they have a default. */
export const group = <const S extends Settings>(heading: string, settings: S): Group<S> => ({
  heading,
  settings,
})

export const pick = <S extends Settings, K extends keyof S>(
  { heading, settings }: Group<S>,
  ...names: readonly K[]
): Group<Pick<S, K>> => ({
  heading,
  settings: Object.fromEntries(names.map((name) => [name, settings[name]])) as Pick<S, K>,
})

export const omit = <S extends Settings, K extends keyof S>(
  { heading, settings }: Group<S>,
  ...names: readonly K[]
): Group<Omit<S, K>> => ({
  heading,
  settings: Object.fromEntries(
    Object.entries(settings).filter(([name]) => !names.includes(name as K)),
  ) as Omit<S, K>,
})

type Changes<S extends Settings> = {
  readonly [K in keyof S]?: Partial<Omit<Setting<Value<S[K]>>, 'kind'>>
}

/** A group of which a command words or presets some settings in its own way. */
export const change = <S extends Settings>(
  { heading, settings }: Group<S>,
  changes: Changes<S>,
): Group<S> => ({
  heading,
  settings: Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [name, { ...setting, ...changes[name] }]),
  ) as unknown as S,
})

type WithoutDefault<S extends Settings, K extends keyof S> = {
  readonly [N in keyof S]: N extends K ? { readonly kind: S[N]['kind']; readonly summary: string } : S[N]
}

/** A group of which some settings are absent where they are not given. */
export const withoutDefault = <S extends Settings, K extends keyof S & string>(
  { heading, settings }: Group<S>,
  ...names: readonly K[]
): Group<WithoutDefault<S, K>> => ({
  heading,
  settings: Object.fromEntries(
    Object.entries(settings).map(([name, { default: preset, ...setting }]) => [
      name,
      names.includes(name as K) || preset === undefined ? setting : { ...setting, default: preset },
    ]),
  ) as unknown as WithoutDefault<S, K>,
})

/** One word between two cases: `learningRate` is --learning-rate. */
const kebabCase = (name: string): string => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)

/** `learning-rate`, or `no-header` for what is on by itself. */
export const flagOf = (name: string, { kind, flag, default: preset }: Setting<unknown>): string =>
  flag ?? (kind.form === 'toggle' && preset === true ? `no-${kebabCase(name)}` : kebabCase(name))

/** The values given and, for settings that are not among them, what follows from those; in the table's order. */
export const withDerived = <S extends Settings>(settings: S, values: object): Values<S> =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, { derived }]) => {
      const value = (values as Record<string, unknown>)[name] ?? derived?.(values)
      return value === undefined ? [] : [[name, value]]
    }),
  ) as Values<S>

/** What the whole table means where nothing is given. */
export const defaultsOf = <S extends Settings>(settings: S): Values<S> =>
  withDerived(
    settings,
    Object.fromEntries(
      Object.entries(settings).flatMap(([name, setting]) =>
        setting.default === undefined ? [] : [[name, setting.default]],
      ),
    ),
  )

/** Values as files meant them that were written before a setting was there. */
export const absentOf = <S extends Settings>(settings: S): Values<S> =>
  ({
    ...defaultsOf(settings),
    ...Object.fromEntries(
      Object.entries(settings).flatMap(([name, setting]) =>
        setting.absent === undefined ? [] : [[name, setting.absent]],
      ),
    ),
  }) as Values<S>
