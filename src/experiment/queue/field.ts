/** Reads JSON that came over a network: nothing of it is believed before it is looked at. */
import { failure } from '../../util/errors.ts'

interface Bounds {
  readonly min?: number
  readonly above?: number
  readonly below?: number
  readonly integer?: true
}

/** A value and where it stands, for the sentence of its refusal. */
export class Field {
  readonly #value: unknown
  readonly #path: string

  constructor(value: unknown, path: string) {
    this.#value = value
    this.#path = path
  }

  static parse(json: string, path: string): Field {
    try {
      return new Field(JSON.parse(json), path)
    } catch {
      throw failure(`${path} is not JSON`)
    }
  }

  /** The same value under this name. */
  get(name: string): Field {
    const { record } = this
    return new Field(Object.hasOwn(record, name) ? record[name] : undefined, `${this.#path}.${name}`)
  }

  get isAbsent(): boolean {
    return this.#value === undefined
  }

  get record(): Readonly<Record<string, unknown>> {
    const value = this.#value
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#wrong('a record')
    return value as Readonly<Record<string, unknown>>
  }

  get text(): string {
    if (typeof this.#value !== 'string') throw this.#wrong('a text')
    return this.#value
  }

  get flag(): boolean {
    if (typeof this.#value !== 'boolean') throw this.#wrong('true or false')
    return this.#value
  }

  number({ min, above, below, integer }: Bounds = {}): number {
    const value = this.#value
    const isInside =
      typeof value === 'number' &&
      Number.isFinite(value) &&
      (min === undefined || value >= min) &&
      (above === undefined || value > above) &&
      (below === undefined || value < below) &&
      (integer === undefined || Number.isSafeInteger(value))
    if (!isInside) throw this.#wrong('a number in its range')
    return value
  }

  /** Of something that may be unknown. */
  measure(bounds?: Bounds): number | null {
    return this.#value === null ? null : this.number(bounds)
  }

  oneOf<T extends string>(choices: readonly T[]): T {
    if (!(choices as readonly unknown[]).includes(this.#value)) throw this.#wrong(choices.join(' or '))
    return this.#value as T
  }

  list<T>(most: number, read: (entry: Field) => T): T[] {
    const value = this.#value
    if (!Array.isArray(value) || value.length > most) throw this.#wrong(`a list of at most ${most}`)
    return value.map((entry, i) => read(new Field(entry, `${this.#path}[${i}]`)))
  }

  /** Texts by name. */
  texts(): Record<string, string> {
    return Object.fromEntries(Object.keys(this.record).map((name) => [name, this.get(name).text]))
  }

  #wrong(expected: string): Error {
    return failure(`${this.#path} is not ${expected}`)
  }
}
