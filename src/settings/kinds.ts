/**
 * Kinds of values: how one is read from a word, told from other values, written as words again, and described. Parsing,
 * range checks, help, completion, JSON Schema and error texts derive from these.
 */
import { isDeepStrictEqual } from 'node:util'

export interface Bounds {
  /** Bounds: `min` and `max` are allowed values, `above` and `below` are not. */
  readonly min?: number
  readonly max?: number
  readonly above?: number
  readonly below?: number
  readonly integer?: true
  /** `inf` is allowed. */
  readonly infinite?: true
}

/** How a value is given: with a word or without, once or repeatedly, as one value or as a list with commas. */
export type Form = 'toggle' | 'choice' | 'number' | 'text' | 'list' | 'repeatable'

export interface Kind<T> {
  readonly form: Form
  /** Ends the sentence `it must be ...`. */
  readonly expected: string
  readonly choices?: readonly (T & string)[]
  /** JSON Schema of a value in a file. */
  readonly schema: Readonly<Record<string, unknown>>
  /** The value that a word stands for, after those of earlier words where it may be repeated; undefined for none. */
  parse(word: string, previous?: T): T | undefined
  /** Whether plain data, from JSON or from a program, is such a value. */
  admits(value: unknown): value is T
  /** The words that `parse` reads as the value: one for each time the flag is given. */
  words(value: T): readonly string[]
}

/** A decimal number as JavaScript writes it; `inf` where `infinite`. Undefined for anything else, "" and "0x1" included. */
export function parseNumber(text: string, infinite = false): number | undefined {
  const trimmed = text.trim()
  if (infinite && /^\+?inf(inity)?$/i.test(trimmed)) return Infinity
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return undefined
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : undefined
}

export function isInRange(bounds: Bounds, value: number): boolean {
  return (
    (bounds.min === undefined || value >= bounds.min) &&
    (bounds.max === undefined || value <= bounds.max) &&
    (bounds.above === undefined || value > bounds.above) &&
    (bounds.below === undefined || value < bounds.below) &&
    // Beyond 2^53 neighbouring whole numbers are one.
    (bounds.integer === undefined || Number.isSafeInteger(value))
  )
}

/** `a number above 0 and at most 1` */
export function describeRange(bounds: Bounds): string {
  const parts = [
    bounds.min === undefined ? '' : `at least ${bounds.min}`,
    bounds.above === undefined ? '' : `above ${bounds.above}`,
    bounds.max === undefined ? '' : `at most ${bounds.max}`,
    bounds.below === undefined ? '' : `below ${bounds.below}`,
  ].filter((part) => part !== '')
  const noun = bounds.integer === undefined ? 'a number' : 'a whole number'
  return `${noun} ${parts.join(' and ')}${bounds.infinite ? ', or inf' : ''}`.trim()
}

/** A number as a word: the shortest decimal that reads back as the same bits, 1e-6 rather than 0.000001. */
export const numberText = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value)

export function number(bounds: Bounds = {}): Kind<number> {
  const admits = (value: unknown): value is number =>
    typeof value === 'number' &&
    (Number.isFinite(value) || bounds.infinite === true) &&
    isInRange(bounds, value)
  return {
    form: 'number',
    expected: describeRange(bounds),
    schema: { type: 'number' },
    parse(word) {
      const value = parseNumber(word, bounds.infinite)
      return admits(value) ? value : undefined
    },
    admits,
    words: (value) => [numberText(value)],
  }
}

export const whole = (min: number, max?: number): Kind<number> =>
  number({ min, ...(max !== undefined && { max }), integer: true })

export const share: Kind<number> = number({ above: 0, below: 1 })

export function choice<const T extends string>(choices: readonly T[]): Kind<T> {
  const admits = (value: unknown): value is T => (choices as readonly unknown[]).includes(value)
  return {
    form: 'choice',
    expected: choices.join(' or '),
    choices,
    schema: { enum: choices },
    parse: (word) => (admits(word) ? word : undefined),
    admits,
    words: (value) => [value],
  }
}

/** The names of a registry, in its order. */
export const nameIn = <T extends object>(registry: T): Kind<keyof T & string> =>
  choice(Object.keys(registry) as (keyof T & string)[])

/** On or off: the flag has no value, and stands for what is not the default. */
export const toggle: Kind<boolean> = {
  form: 'toggle',
  expected: 'true or false',
  schema: { type: 'boolean' },
  parse: (word) => (word === 'true' ? true : word === 'false' ? false : undefined),
  admits: (value): value is boolean => typeof value === 'boolean',
  words: () => [],
}

const ANY_SCALAR = { type: ['string', 'number', 'boolean'] } as const

export const text: Kind<string> = {
  form: 'text',
  expected: 'a text',
  schema: ANY_SCALAR,
  parse: (word) => word,
  admits: (value): value is string => typeof value === 'string',
  words: (value) => [value],
}

/** Several texts: the flag is repeated. */
export const texts: Kind<readonly string[]> = {
  form: 'repeatable',
  expected: 'a list of texts',
  schema: oneOrMany(ANY_SCALAR),
  parse: (word, previous = []) => [...previous, word],
  admits: (value): value is readonly string[] =>
    Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
  words: (value) => value,
}

/** Numbers with commas between; the word `none` is the empty list where `none` allows it. */
export function numbers(bounds: Bounds, expected: string, { none = false } = {}): Kind<readonly number[]> {
  const one = number(bounds)
  const admits = (value: unknown): value is readonly number[] =>
    Array.isArray(value) && (none || value.length > 0) && value.every((entry) => one.admits(entry))
  return {
    form: 'list',
    expected,
    schema: oneOrMany(ANY_SCALAR),
    parse(word) {
      if (none && word.trim() === 'none') return []
      const list = word.split(',').map((item) => one.parse(item))
      return admits(list) ? list : undefined
    },
    admits,
    words: (value) => [value.length === 0 ? 'none' : value.map(numberText).join(',')],
  }
}

/** A value with a notation of its own, such as 2/5 or mc:20: what its text says is all there is to it. */
export function coded<T>(notation: {
  readonly expected: string
  parse(word: string): T | undefined
  text(value: T): string
}): Kind<T> {
  return {
    form: 'text',
    expected: notation.expected,
    schema: ANY_SCALAR,
    parse: (word) => notation.parse(word),
    admits(value): value is T {
      try {
        return isDeepStrictEqual(notation.parse(notation.text(value as T)), value)
      } catch {
        // Not even shaped so that it has a text.
        return false
      }
    },
    words: (value) => [notation.text(value)],
  }
}

/** `4G`, `500M` or a number of bytes; units are powers of 1024. */
export const bytes: Kind<number> = {
  ...whole(1),
  form: 'text',
  expected: 'a number of bytes such as 500M or 4G',
  schema: ANY_SCALAR,
  parse(word) {
    const [, digits, unit] = /^(\d+)([kmgt]?)$/i.exec(word.trim()) ?? []
    const value = Number(digits) * 1024 ** ['', 'k', 'm', 'g', 't'].indexOf(unit?.toLowerCase() ?? '')
    return Number.isSafeInteger(value) && value > 0 ? value : undefined
  },
}

/** What only a program can hand over. */
export const callback = <F>(): Kind<F> => onlyInPrograms('a function', (value) => typeof value === 'function')
export const abortSignal: Kind<AbortSignal> = onlyInPrograms(
  'an AbortSignal',
  (value) => value instanceof AbortSignal,
)

function onlyInPrograms<T>(expected: string, admits: (value: unknown) => boolean): Kind<T> {
  return {
    form: 'text',
    expected,
    schema: {},
    parse: () => undefined,
    admits: (value): value is T => admits(value),
    words: () => [],
  }
}

function oneOrMany(one: object) {
  return { anyOf: [one, { type: 'array', items: one }] }
}
