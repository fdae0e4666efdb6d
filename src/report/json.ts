import { chosenColumns } from '../results/choice.ts'
import type { Comparison } from '../results/comparison.ts'
import { named } from '../results/json.ts'
import { summaryColumns } from '../results/summary.ts'
import { trialColumns } from '../results/trial.ts'
import { comparisonFinding } from './findings/comparison.ts'
import { warningTexts } from './warnings.ts'

/** The whole comparison. Rows have the names of the CSV columns, so that one description serves both. */
export function jsonOf(comparison: Comparison) {
  const { methods, yardsticks = [], trials, warnings, ...setting } = comparison
  return {
    ...setting,
    finding: comparisonFinding(comparison),
    warnings: warningTexts(warnings),
    summary: [...methods, ...yardsticks].map((row) => named(summaryColumns, row)),
    trials: trials.map((row) => ({
      ...named(trialColumns, row),
      ...(row.choice && { choice: named(chosenColumns, row.choice) }),
    })),
  }
}
