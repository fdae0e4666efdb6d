/** Predictions as CSV: one row a test row and trial. Made line by line, since there may be millions. */
import type { PredictedClasses } from '../metrics/predicted.ts'
import { csvCell, quoteField } from './csv.ts'
import { predictedOf } from './outputs.ts'
import type { TrialResult } from './trial.ts'

const FIXED = ['dataset', 'method', 'repeat', 'fold', 'row', 'target', 'prediction'] as const

/** Names of the classes of each dataset, in the order of their labels; empty for a regression. */
export type ClassNames = ReadonlyMap<string, readonly string[]>

/** `p_CLASS` for every class of any dataset, in order; a row of a dataset without the class leaves it empty. */
const classColumns = (names: ClassNames): string[] => [...new Set([...names.values()].flat())]

/**
 * The header and every line, each with its end. `row` is the number of the row in the dataset, from 0, training file first.
 */
export function* predictionLines(trials: readonly TrialResult[], names: ClassNames): Generator<string> {
  const columns = classColumns(names)
  yield `${[...FIXED, ...columns.map((name) => `p_${name}`)].map(quoteField).join(',')}\n`
  for (const trial of trials) yield* linesOf(trial, names.get(trial.dataset) ?? [], columns)
}

function* linesOf(
  { dataset, method, repeat, fold, outputs }: TrialResult,
  classes: readonly string[],
  columns: readonly string[],
): Generator<string> {
  if (outputs === undefined) return
  const record = predictedOf(outputs)
  const start = [dataset, method, repeat, fold].map(csvCell).join(',')
  const blank = ','.repeat(columns.length)
  for (let i = 0; i < outputs.rows.length; i++) {
    const row = outputs.rows[i]
    yield record.task === 'regression'
      ? `${start},${row},${csvCell(record.targets[i])},${csvCell(record.values[i])}${blank}\n`
      : `${start},${row},${classCells(record, i, classes, columns)}\n`
  }
}

function classCells(
  { labels, predicted, probabilities, classes: width }: PredictedClasses,
  row: number,
  classes: readonly string[],
  columns: readonly string[],
): string {
  const shares = columns.map((name) => {
    const label = classes.indexOf(name)
    return label < 0 ? '' : csvCell(probabilities[row * width + label])
  })
  return [csvCell(classes[labels[row]]), csvCell(classes[predicted[row]]), ...shares].join(',')
}
