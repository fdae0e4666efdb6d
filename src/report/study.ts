/** What a command compared: one dataset as it is alone; several one after the other, then the ranks. */
import type { Study } from '../results/comparison.ts'
import { type CsvTable, tableOf } from '../results/csv.ts'
import type { CurvePoint } from '../results/curve.ts'
import { summaryColumns } from '../results/summary.ts'
import { comparisonBlocks } from './comparison.ts'
import { curvePlots } from './curvePlots.ts'
import type { ReportDocument } from './document.ts'
import { jsonOf } from './json.ts'
import { rankingBlocks, rankingJson } from './ranking.ts'

/** `curves` of the same trials, if there are any, are drawn below. */
export function studyDocument(study: Study, curves: readonly CurvePoint[] = []): ReportDocument {
  const { comparisons, ranking } = study
  const sections = [
    ...comparisons.map(comparisonBlocks),
    ...(ranking === null ? [] : [rankingBlocks(ranking)]),
  ]
  return {
    sections: sections.map((blocks, i) =>
      i === sections.length - 1 ? [...blocks, ...curvePlots(curves)] : blocks,
    ),
    data: { csv: () => studyCsv(study), json: () => ({ value: studyJson(study) }) },
  }
}

/** The columns of one dataset are public as they are; several get one more in front, which says whose the row is. */
function studyCsv({ comparisons }: Study): CsvTable {
  const tables = comparisons.map(({ methods }) => tableOf(summaryColumns, methods))
  if (tables.length === 1) return tables[0]
  return {
    columns: ['dataset', ...summaryColumns.map(({ name }) => name)],
    rows: comparisons.flatMap(({ dataset }, i) => tables[i].rows.map((cells) => [dataset, ...cells])),
  }
}

/** One dataset alone; several are a list, beside the ranks. */
function studyJson({ comparisons, ranking }: Study): unknown {
  if (comparisons.length === 1) return jsonOf(comparisons[0])
  return {
    datasets: comparisons.map(jsonOf),
    ranking: ranking === null ? null : rankingJson(ranking),
  }
}
