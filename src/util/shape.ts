/**
 * Shapes of JSON that came from somewhere else: a file, a network, another version. Nothing of it is believed before it is held
 * against its shape; what passes has the shape's type, and whatever the shape does not name is left out.
 *
 * The one place that knows the package which does it. Import this module where such data is read, not where programs start.
 */
import * as v from 'valibot'
import { isRecord, type Json } from './json.ts'

export type Shape<T = unknown> = v.GenericSchema<unknown, T>
export type ShapeOf<S extends Shape> = v.InferOutput<S>

/** Finishes a sentence that begins with the path of the value: `is not a text`, `is missing`. */
export type Refuse = (path: string, clause: string) => Error

/** The value, once it has the shape; throws what `refuse` makes of the first place that has not. */
export function check<T>(shape: Shape<T>, value: unknown, refuse: Refuse): T {
  const result = v.safeParse(shape, value, { abortEarly: true, abortPipeEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  throw refuse(pathOf(issue), isMissing(issue) ? 'is missing' : `is not ${issue.message}`)
}

/** The value of a text of JSON, once it has the shape; throws as `check` does. */
export function checkJson<T>(shape: Shape<T>, json: string, refuse: Refuse): T {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw refuse('', 'is not JSON')
  }
  return check(shape, value, refuse)
}

/** `datasets[0].name`; empty for the value itself. */
const pathOf = ({ path }: v.BaseIssue<unknown>): string =>
  (path ?? []).reduce((text, { key }) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? `${key}` : `${text}.${key}`
  }, '')

/** An object's own complaint, with the name of what it lacks in the place of a type. */
const isMissing = ({ type, expected }: v.BaseIssue<unknown>): boolean =>
  type === 'object' && expected?.startsWith('"') === true

export const text = v.string('a text')
export const flag = v.boolean('true or false')
/** A flag that is absent where it does not hold. */
export const always = v.literal(true, 'true')
/** Whatever is there. */
export const anything = v.unknown()
/** Any object, for what is only shown or read later. */
export const record = v.custom<Json>(isRecord, 'an object')
/** Texts by name. */
export const texts = v.pipe(record, v.record(v.string(), text))

interface Bounds {
  /** Inclusive. */
  readonly min?: number
  /** Exclusive. */
  readonly above?: number
  readonly below?: number
}

const isWithin = (value: number, { min = -Infinity, above = -Infinity, below = Infinity }: Bounds): boolean =>
  value >= min && value > above && value < below

function phraseOf(what: string, { min, above, below }: Bounds): string {
  const limits = [
    ...(min === undefined ? [] : [`of at least ${min}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ]
  return [what, limits.join(' and ')].join(' ').trimEnd()
}

/** A finite number. */
export const number = (bounds: Bounds = {}): Shape<number> =>
  v.custom<number>(
    (value) => Number.isFinite(value) && isWithin(value as number, bounds),
    phraseOf('a number', bounds),
  )

export const whole = (bounds: Bounds = {}): Shape<number> =>
  v.custom<number>(
    (value) => Number.isSafeInteger(value) && isWithin(value as number, bounds),
    phraseOf('a whole number', bounds),
  )

/** A number of something that may be unknown: JSON writes null for it, as for what is not finite. */
export const measure = v.nullable(number())

export const oneOf = <const Choice extends string>(choices: readonly Choice[]): Shape<Choice> =>
  v.picklist(choices, choices.join(' or '))

export const object = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(record, v.object(entries))

/** A value that may be absent, within an object. */
export const optional = <S extends v.GenericSchema>(shape: S) => v.exactOptional(shape)

/** Refused by its length before any of its entries is looked at. */
export const list = <S extends v.GenericSchema>(entry: S, max?: number) =>
  max === undefined
    ? v.array(entry, 'a list')
    : v.pipe(
        v.array(v.unknown(), 'a list'),
        v.maxLength(max, `a list of at most ${max}`),
        v.array(entry, 'a list'),
      )

/** A list of two. */
export const pair = <S extends v.GenericSchema>(entry: S) => v.strictTuple([entry, entry], 'a list of two')
