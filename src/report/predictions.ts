/** The CSV of `regbench predict`, chunk by chunk. */
import { quoteField } from '../results/csv.ts'

/** What is printed of some rows. */
export interface PredictedRows {
  readonly rows: number
  /** By column, the cells of each row: copied as they are written. */
  readonly kept: readonly (readonly string[])[]
  /** The class of a row, or its value in the target's unit. */
  prediction(row: number): string | number
  /** [rows x classes]; empty for a regression. */
  readonly probabilities: Float32Array
  /** Further columns: their names, and values [rows x names]. */
  readonly spread?: { readonly names: readonly string[]; readonly values: Float64Array } | null
}

/** Names of the columns that follow the kept ones. */
export const predictionColumns = (classes: readonly string[], spread: readonly string[] = []): string[] => [
  'prediction',
  ...classes.map((name) => `probability_${name}`),
  ...spread,
]

export const renderHeader = (
  kept: readonly string[],
  classes: readonly string[],
  spread: readonly string[] = [],
): string => `${[...kept, ...predictionColumns(classes, spread)].map(quoteField).join(',')}\n`

/**
 * Texts are the data's own and stay as they are: an apostrophe before "-7", which keeps a spreadsheet from reading a
 * formula, would part a class or an identifier from the table it is to be joined with.
 */
export function renderRows({ rows, kept, prediction, probabilities, spread }: PredictedRows): string {
  const classes = probabilities.length / rows
  const lines: string[] = []
  for (let row = 0; row < rows; row++) {
    const cells = kept.map((column) => quoteField(column[row]))
    const value = prediction(row)
    cells.push(typeof value === 'number' ? numberText(value) : quoteField(value))
    for (let j = 0; j < classes; j++) cells.push(numberText(probabilities[row * classes + j]))
    const further = spread?.names.length ?? 0
    for (let j = 0; j < further; j++) cells.push(numberText(spread!.values[row * further + j]))
    lines.push(`${cells.join(',')}\n`)
  }
  return lines.join('')
}

/** Nine significant digits tell every 32-bit number from the next, and predictions are computed in such. */
const numberText = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(9))) : ''
