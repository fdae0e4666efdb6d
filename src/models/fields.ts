/** Typed access to JSON that somebody else may have written: whatever is not as expected is named by its path. */

/** What is wrong with a manifest; the message is a clause that follows "the file is no model of regbench: ". */
export class ManifestError extends Error {}

/** One value, and where it stands. */
class Value {
  readonly #value: unknown
  readonly #path: string

  constructor(value: unknown, path: string) {
    this.#value = value
    this.#path = path
  }

  asText(): string {
    if (typeof this.#value !== 'string') throw this.#refuse('a text')
    return this.#value
  }

  asNumber(): number {
    if (typeof this.#value !== 'number' || !Number.isFinite(this.#value)) throw this.#refuse('a number')
    return this.#value
  }

  asWhole(min: number): number {
    const value = this.asNumber()
    if (!Number.isSafeInteger(value) || value < min) throw this.#refuse(`a whole number of at least ${min}`)
    return value
  }

  asFlag(): boolean {
    if (typeof this.#value !== 'boolean') throw this.#refuse('true or false')
    return this.#value
  }

  asList(): Value[] {
    if (!Array.isArray(this.#value)) throw this.#refuse('a list')
    return this.#value.map((item, i) => new Value(item, `${this.#path}[${i}]`))
  }

  asObject(): Fields {
    const value = this.#value
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#refuse('an object')
    return new Fields(value as Record<string, unknown>, this.#path)
  }

  asOneOf<T extends string>(allowed: readonly T[]): T {
    const found = allowed.find((text) => text === this.#value)
    if (found === undefined) throw this.#refuse(allowed.join(' or '))
    return found
  }

  #refuse(expected: string): ManifestError {
    return new ManifestError(`its field ${this.#path || 'manifest'} is not ${expected}`)
  }
}

/** The fields of an object; one that is not there is as wrong as one of another type. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #path: string

  constructor(values: Readonly<Record<string, unknown>>, path: string) {
    this.#values = values
    this.#path = path
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#values, key)
  }

  text = (key: string): string => this.#at(key).asText()
  number = (key: string): number => this.#at(key).asNumber()
  whole = (key: string, min: number): number => this.#at(key).asWhole(min)
  flag = (key: string): boolean => this.#at(key).asFlag()
  object = (key: string): Fields => this.#at(key).asObject()
  texts = (key: string): string[] => this.list(key, (item) => item.asText())

  oneOf<T extends string>(key: string, allowed: readonly T[]): T {
    return this.#at(key).asOneOf(allowed)
  }

  list<T>(key: string, read: (item: Value) => T): T[] {
    return this.#at(key).asList().map(read)
  }

  /** The whole object, for what is only shown. */
  asIs(): Readonly<Record<string, unknown>> {
    return this.#values
  }

  #at(key: string): Value {
    const path = this.#path === '' ? key : `${this.#path}.${key}`
    return new Value(this.has(key) ? this.#values[key] : undefined, path)
  }
}

/** The fields of a JSON text that must be an object. */
export function readFields(json: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new ManifestError('its manifest is not JSON')
  }
  return new Value(value, '').asObject()
}
