/** Methods and datasets in one table, as papers print it: mean and standard deviation of the test score, the best in bold. */

import { isHigherBetter, isShare } from '../metrics/index.ts'
import type { Comparison, Study } from '../results/comparison.ts'
import type { CsvTable } from '../results/csv.ts'
import { decimalsWithin, fixed } from '../util/format.ts'
import { tied } from '../util/ties.ts'
import type { Cell, ReportDocument, Table } from './document.ts'

/** The table alone. */
export const matrixDocument = (study: Study): ReportDocument => ({
  sections: [[matrixTable(study)]],
  data: { csv: () => matrixCsv(study), json: () => ({ value: matrixObjects(study) }) },
})

export const matrixTable = ({ comparisons }: Study): Table => {
  const columns = comparisons.map(columnOf)
  return {
    kind: 'table',
    ruled: true,
    columns: [
      { title: 'method', unit: '', wrap: 'name' },
      ...comparisons.map(({ dataset, metric }) => ({
        title: dataset,
        unit: isShare(metric) ? `${metric} %` : metric,
        right: true,
      })),
    ],
    rows: methodsOf(comparisons).map((method) => [
      { text: method, code: true },
      ...columns.map((cells) => cells.get(method) ?? { text: '-' }),
    ]),
    legend: () =>
      'mean ± standard deviation of the test score over the splits; bold: the best mean of a column',
  }
}

/** In the order of the first comparison; a dataset may have methods of its own. */
const methodsOf = (comparisons: readonly Comparison[]): string[] => [
  ...new Set(comparisons.flatMap(({ methods }) => methods.map(({ method }) => method))),
]

function columnOf({ methods, metric, collapsed = [] }: Comparison): ReadonlyMap<string, Cell> {
  const scored = methods.filter((row) => row.testScoreMean !== null)
  const means = scored.map((row) => row.testScoreMean!)
  const deviations = scored.flatMap(({ testScoreSd }) => testScoreSd ?? [])
  const scale = isShare(metric) ? 100 : 1
  const decimals = isShare(metric) ? 2 : decimalsWithin(means, deviations, 4)
  const number = (value: number): string => fixed(scale * value, decimals)
  // The share of the commonest class is not the best of anything.
  const real = scored.filter(({ method }) => !collapsed.includes(method)).map((row) => row.testScoreMean!)
  const best = isHigherBetter(metric) ? Math.max(...real) : Math.min(...real)
  return new Map(
    scored.map(({ method, testScoreMean, testScoreSd, ok, trials }) => {
      const text = [testScoreMean!, ...(testScoreSd === null ? [] : [testScoreSd])].map(number).join(' ± ')
      const isBest = scored.length > 1 && !collapsed.includes(method) && tied(testScoreMean!, best)
      return [
        method,
        { text, ...(isBest && { strong: true }), ...(ok < trials && { note: `${ok} of ${trials}` }) },
      ]
    }),
  )
}

/** Mean and deviation of each dataset in columns of their own, in the units of the summary. */
function matrixCsv({ comparisons }: Study): CsvTable {
  return {
    columns: ['method', ...comparisons.flatMap(({ dataset }) => [`${dataset}_mean`, `${dataset}_sd`])],
    rows: methodsOf(comparisons).map((method) => [
      method,
      ...comparisons.flatMap(({ methods }) => {
        const row = methods.find((candidate) => candidate.method === method)
        return [row?.testScoreMean ?? null, row?.testScoreSd ?? null]
      }),
    ]),
  }
}

const matrixObjects = ({ comparisons }: Study) =>
  methodsOf(comparisons).map((method) => ({
    method,
    scores: comparisons.flatMap(({ dataset, metric, methods }) => {
      const row = methods.find((candidate) => candidate.method === method)
      return row === undefined
        ? []
        : [{ dataset, metric, test_score_mean: row.testScoreMean, test_score_sd: row.testScoreSd }]
    }),
  }))
