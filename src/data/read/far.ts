/** Numbers of new rows that are far from all that training saw, where a network answers by extending lines. */
import { shown } from '../cells.ts'
import { type Input, type NumericInput, widthOf } from '../inputs.ts'
import { FAR } from '../scale.ts'
import type { Part } from './encode.ts'

/** Columns that are told of one by one. */
const MAX_COLUMNS = 3

interface Far {
  rows: number
  readonly line: number
  readonly example: number
}

/** Counts them over all chunks of a file. */
export class FarNumbers {
  readonly #file: string
  readonly #inputs: readonly Input[]
  readonly #byColumn = new Map<NumericInput, Far>()

  constructor(file: string, inputs: readonly Input[]) {
    this.#file = file
    this.#inputs = inputs
  }

  /** `matrix` [rows of the part x features], as the network's scaler finds it. */
  add({ table, rows }: Part, matrix: Float32Array): void {
    const width = widthOf(this.#inputs)
    let at = 0
    for (const input of this.#inputs) {
      if (input.kind === 'categorical') {
        at += input.categories.length
        continue
      }
      for (let r = 0, from = at; r < rows.length; r++, from += width) {
        const value = matrix[from]!
        if (value < input.low || value > input.high) this.#count(input, value, table.lineOf(rows[r]!))
      }
      at++
    }
  }

  #count(input: NumericInput, value: number, line: number): void {
    const far = this.#byColumn.get(input)
    if (far !== undefined) far.rows++
    else this.#byColumn.set(input, { rows: 1, line, example: value * input.unit + input.offset })
  }

  /** A sentence each for the first columns, and one for the rest. */
  notes(): string[] {
    const rest = this.#byColumn.size - MAX_COLUMNS
    const sentences = Array.from(this.#byColumn, ([{ name, low, high }, { rows, line, example }]) => {
      const what = rows === 1 ? '1 row holds a number' : `${rows} rows, this the first, hold numbers`
      const how =
        low === high
          ? 'other than the one value of all training rows, from which nothing could be learnt: it is not read'
          : `more than ${FAR} standard deviations beyond the training rows: no prediction is founded there`
      return `${this.#file}:${line}: column ${shown(name)}: ${what} (${Number(example.toPrecision(7))}) ${how}`
    })
    return rest <= 0
      ? sentences
      : [...sentences.slice(0, MAX_COLUMNS), `${this.#file}: likewise in ${rest} more columns`]
  }
}
