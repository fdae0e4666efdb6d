/** What some methods of a comparison predicted, condensed. */
import type { Comparison } from '../results/comparison.ts'
import type { PredictedBy } from '../results/predictedRows.ts'
import { predictedRows } from '../statistics/predictedRows.ts'

/** In the order of the methods given; those without a trial that kept its predictions are left out. */
export const predictedBy = ({ trials }: Comparison, methods: readonly string[]): PredictedBy[] =>
  methods.flatMap((method) => {
    const rows = predictedRows(trials.filter((trial) => trial.method === method))
    return rows === null ? [] : [{ method, rows }]
  })
