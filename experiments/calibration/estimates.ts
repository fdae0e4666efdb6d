/** What each kind of inference makes of a simulated table. */
import { estimateByRows } from '../../src/statistics/byRows.ts'
import { correctedTTest } from '../../src/statistics/correctedTTest.ts'
import { normalQuantile, tQuantile } from '../../src/statistics/distributions.ts'
import { holm } from '../../src/statistics/holm.ts'
import { choleskyOf, correlationOf } from '../../src/statistics/maxT.ts'
import { normalDraws } from '../../src/statistics/normalDraws.ts'
import { layOutRows, rowParts, type ScoredCell, varianceOfParts } from '../../src/statistics/rowParts.ts'
import type { Cell } from './cells.ts'

export type Pair = readonly [method: readonly ScoredCell[], baseline: readonly ScoredCell[]]

/** One pair by one inference. Differences are method - baseline, as the metric counts. */
export interface Estimate {
  readonly difference: number
  /** Of 95 %, taken alone; null where there is none. */
  readonly interval: readonly [low: number, high: number] | null
  readonly standardError: number
  readonly pValue: number
  /** sd(h) / sqrt(n): what effects are measured in. */
  readonly unit: number
}

export type Estimates = Readonly<Record<string, readonly Estimate[]>>

const named = (pairs: readonly Pair[]) =>
  pairs.map(([cells, baseline], i) => ({ method: `${i}`, cells, baseline, isIdentical: false }))

const around = (difference: number, standardError: number, df: number): readonly [number, number] => {
  const reach = tQuantile(0.975, df) * standardError
  return [difference - reach, difference + reach]
}

/** The pairs of one table by every inference. */
export function estimatesOf(cell: Cell, isBounded: boolean, pairs: readonly Pair[]): Estimates {
  const { estimates: alone } = estimateByRows(named(pairs), { higherIsBetter: true, isBounded })
  const n = cell.rows
  const layout = layOutRows(pairs[0][1])
  const variances = (centre: 'all' | 'fold') =>
    pairs.map(([a, b]) => varianceOfParts(rowParts(layout, a, b, centre)).variance)
  const plain = variances('all').map(Math.sqrt)
  const within = variances('fold').map((variance) => Math.sqrt((variance * (n - 1)) / (n - cell.folds)))
  const common = (i: number) => ({ difference: alone[i].difference, unit: plain[i], pValue: 1 })
  const byVariance = (errors: readonly number[], df: number): Estimate[] =>
    errors.map((standardError, i) => ({
      ...common(i),
      standardError,
      interval: standardError === 0 ? null : around(alone[i].difference, standardError, df),
    }))
  return {
    rows: alone.map((one, i) => ({
      ...common(i),
      interval: one.interval(0.05),
      standardError: one.standardError ?? 0,
      pValue: one.pValue ?? 1,
    })),
    'all pairs': byVariance(plain, n - 1),
    'within folds': byVariance(within, n - cell.folds),
    resampled: pairs.map(([a, b], i) => {
      const differences = a.map(({ score }, c) => score - b[c].score)
      const test = correctedTTest(differences, 1 / (cell.folds - 1), 0.95)
      const standardError = test.standardError ?? 0
      return {
        ...common(i),
        standardError,
        interval:
          standardError === 0 ? null : around(alone[i].difference, standardError, differences.length - 1),
        pValue: test.pValue ?? 1,
      }
    }),
  }
}

/** p-values of a table, adjusted as regbench does by rows and over resampled splits: the smallest of them at least. */
export function adjustedOf(
  { rows, resampled }: Estimates,
  pairs: readonly Pair[],
  isBounded: boolean,
): Record<string, readonly number[]> {
  const byRows = rows.map(({ pValue }) => pValue)
  return {
    rows: byMaxT(byRows, pairs, isBounded),
    resampled: holm(resampled.map(({ pValue }) => pValue)),
  }
}

/** Draws of the max-t adjustment, the same for all tables of a size: normal numbers of their own would take a tenth of a second each. */
const DRAWS = 20_000
const NUMBERS = new Map<number, Float64Array>()

function numbersFor(methods: number): Float64Array {
  const known = NUMBERS.get(methods)
  if (known !== undefined) return known
  const numbers = new Float64Array(methods * DRAWS)
  normalDraws([methods, DRAWS], 0, numbers)
  NUMBERS.set(methods, numbers)
  return numbers
}

/**
 * An adjusted p lies between the smallest p and that times the number of pairs: where both are on one side of 0.05, the bound
 * tells what is asked, whether any is below 0.05.
 */
function byMaxT(pValues: readonly number[], pairs: readonly Pair[], isBounded: boolean): readonly number[] {
  const smallest = Math.min(...pValues)
  if (smallest >= 0.05 || smallest * pValues.length < 0.05) return pValues.map((p) => p * pValues.length)
  const { estimates } = estimateByRows(named(pairs), { higherIsBetter: true, isBounded })
  const family = estimates.filter(({ pValue, differing }) => pValue !== null && differing > 0)
  const m = family.length
  const factor = choleskyOf(correlationOf(family.map(({ sums }) => sums)), m)
  const numbers = numbersFor(m)
  const size = -normalQuantile(smallest / 2)
  let exceeding = 0
  for (let draw = 0; draw < DRAWS; draw++) {
    let largest = 0
    for (let i = 0; i < m; i++) {
      let value = 0
      for (let j = 0; j <= i; j++) value += factor[i * m + j] * numbers[draw * m + j]
      largest = Math.max(largest, Math.abs(value))
    }
    if (largest >= size) exceeding++
  }
  return [(1 + exceeding) / (DRAWS + 1)]
}
