import { chosenColumns } from '../results/choice.ts'
import type { Comparison } from '../results/comparison.ts'
import { jsonText, named } from '../results/json.ts'
import { summaryColumns } from '../results/summary.ts'
import { trialColumns } from '../results/trial.ts'

/** The whole comparison. Rows have the names of the CSV columns, so that one description serves both. */
export function jsonOf({ methods, trials, finding, warnings, ...setting }: Comparison) {
  return {
    ...setting,
    finding,
    warnings,
    summary: methods.map((row) => named(summaryColumns, row)),
    trials: trials.map((row) => ({
      ...named(trialColumns, row),
      ...(row.choice && { choice: named(chosenColumns, row.choice) }),
    })),
  }
}

export const renderJson = (comparison: Comparison): string => jsonText(jsonOf(comparison))
