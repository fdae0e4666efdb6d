import { train } from '../../library/train.ts'
import type { ResultRow } from '../table.ts'
import { numbersOf, scaledFeatures } from './features.ts'
import { defineMeasure } from './measure.ts'
import { fittingFrom, numberFrom } from './options.ts'

/**
 * Weights of linear networks beside two closed forms, all on the features as the network reads them, centred:
 *
 *     least squares   (X'X)^-1 X'y
 *     ridge           (X'X + (1 - p) / p diag(X'X))^-1 X'y    Srivastava et al. (2014), section 9.1, with p the keep
 *
 * In inverted dropout the weights of the network are p times those of the paper's, and so are compared as they are.
 */
export const ridge = defineMeasure({
  summary: 'weights of linear networks beside least squares and the ridge regression that dropout amounts to',
  columns: {
    to_ridge: 'distance of the weights from ridge, as a share of its norm',
    to_least_squares: 'distance of the weights from least squares, as a share of its norm',
    apart: 'distance of the two closed forms, as a share of the norm of ridge',
  },
  async measure(context) {
    const { data, methods, settings } = fittingFrom(context, ['keep'])
    const keep = numberFrom(context, 'keep', 0.8)
    const numbers = numbersOf(data, context.place)
    const rows: ResultRow[] = []
    for (const method of methods) {
      const { model } = await train(data, { ...settings, method, hidden: [], signal: context.signal })
      const { inputs, layers, targetScaling } = model.model
      const y = numbers.map((row) => (row[row.length - 1] - targetScaling.mean) / targetScaling.deviation)
      const X = scaledFeatures(numbers, inputs, data, context.place)
      const { gram, moments } = normalEquations(X, y)
      const least = solve(gram, moments)
      const penalty = (1 - keep) / keep
      const penalised = gram.map((row, i) => row.map((value, j) => (i === j ? value * (1 + penalty) : value)))
      const expected = solve(penalised, moments)
      const weights = Array.from(layers[0].weights)
      rows.push({
        method,
        to_ridge: apart(weights, expected) / norm(expected),
        to_least_squares: apart(weights, least) / norm(least),
        apart: apart(least, expected) / norm(expected),
      })
    }
    return rows
  },
})

/** X'X and X'y of centred columns, whose regression needs no bias. */
export function normalEquations(X: readonly (readonly number[])[], y: readonly number[]) {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const columns = X[0].map((_, j) => {
    const column = X.map((row) => row[j])
    const centre = mean(column)
    return column.map((value) => value - centre)
  })
  const centre = mean(y)
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0)
  const target = y.map((value) => value - centre)
  return {
    gram: columns.map((a) => columns.map((b) => dot(a, b))),
    moments: columns.map((column) => dot(column, target)),
  }
}

/** Gaussian elimination with the largest pivot of each column. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]])
  const n = rows.length
  for (let k = 0; k < n; k++) {
    const below = rows.slice(k).map((row) => Math.abs(row[k]))
    const pivot = k + below.indexOf(Math.max(...below))
    ;[rows[k], rows[pivot]] = [rows[pivot], rows[k]]
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i][k] / rows[k][k]
      for (let j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j]
    }
  }
  const x = new Array<number>(n).fill(0)
  for (let k = n - 1; k >= 0; k--) {
    const known = x.reduce((sum, value, j) => (j > k ? sum + rows[k][j] * value : sum), 0)
    x[k] = (rows[k][n] - known) / rows[k][k]
  }
  return x
}

const norm = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
const apart = (a: readonly number[], b: readonly number[]): number => norm(a.map((value, i) => value - b[i]))
