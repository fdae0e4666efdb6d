/** Scores as readers know them: shares in percent, errors in the unit of the target. */

import { isShare } from '../metrics/index.ts'
import { displayColumns } from '../report/display.ts'
import type { Comparison } from '../results/comparison.ts'

export const inUnits = (metric: Comparison['metric'], score: number | null): number | null =>
  score === null ? null : isShare(metric) ? 100 * score : score

export const scoreTitle = (metric: Comparison['metric'], of: string): string =>
  isShare(metric) ? `${of} ${metric}, %` : `${of} ${metric}`

/** The cell of the table, so that a picture tells the same figure. */
export function cellOf(
  comparison: Comparison,
  key: 'testScoreMean' | 'difference' | 'gapMean',
  method: string,
): string {
  const column = displayColumns(comparison).find((candidate) => candidate.key === key)
  const row = comparison.methods.find((candidate) => candidate.method === method)
  return column === undefined || row === undefined ? '' : column.text(row)
}
