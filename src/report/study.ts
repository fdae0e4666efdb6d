/** What a command compared: one dataset as it is alone; several one after the other, then the ranks. */
import type { Comparison, Study } from '../results/comparison.ts'
import { type CsvTable, tableOf } from '../results/csv.ts'
import type { CurvePoint } from '../results/curve.ts'
import type { PredictedBy } from '../results/predictedRows.ts'
import { summaryColumns } from '../results/summary.ts'
import { comparisonBlocks } from './comparison.ts'
import { curvePlots } from './curvePlots.ts'
import type { Block, ReportDocument } from './document.ts'
import { jsonOf } from './json.ts'
import { matrixDocument, matrixTable } from './matrix.ts'
import { predictionBlocks } from './predictedRows.ts'
import { rankingBlocks, rankingJson } from './ranking.ts'
import { rowsCurveBlocks, rowsCurvesOf } from './rowsCurve.ts'

interface StudyOptions {
  /** Curves of the same trials, to be drawn below. */
  readonly curves?: readonly CurvePoint[]
  /** Tables of what was predicted, below those of the methods. */
  readonly predictions?: (comparison: Comparison) => readonly PredictedBy[]
  /** Methods and datasets in one table, and nothing else. */
  readonly matrix?: boolean
}

export function studyDocument(
  study: Study,
  { curves = [], matrix = false, predictions }: StudyOptions = {},
): ReportDocument {
  if (matrix) return matrixDocument(study)
  const { comparisons, ranking } = study
  const sections = [
    ...comparisons.map((comparison) => [
      ...comparisonBlocks(comparison),
      ...(predictions === undefined ? [] : predictionBlocks(comparison, predictions(comparison))),
    ]),
    ...rowsCurvesOf(comparisons).map(rowsCurveBlocks),
    ...(comparisons.length > 1 && comparisons.every(({ trainRows }) => trainRows === undefined)
      ? [overview(study)]
      : []),
    ...(ranking === null ? [] : [rankingBlocks(ranking)]),
  ]
  return {
    sections: sections.map((blocks, i) =>
      i === sections.length - 1 ? [...blocks, ...curvePlots(curves)] : blocks,
    ),
    data: { csv: () => studyCsv(study), json: () => ({ value: studyJson(study) }) },
  }
}

/** All datasets side by side; a terminal rarely has the room, and shows ranks. */
const overview = (study: Study): Block[] => [
  { kind: 'heading', level: 1, name: `${study.comparisons.length} datasets`, on: 'page' },
  { ...matrixTable(study), on: 'page' },
]

/** The columns of one dataset are public as they are; several get one more in front, which says whose the row is. */
function studyCsv({ comparisons }: Study): CsvTable {
  const tables = comparisons.map(({ methods, yardsticks = [] }) =>
    tableOf(summaryColumns, [...methods, ...yardsticks]),
  )
  if (comparisons.some(({ trainRows }) => trainRows !== undefined)) {
    return {
      columns: ['dataset', 'train_rows', ...summaryColumns.map(({ name }) => name)],
      rows: comparisons.flatMap(({ dataset, trainRows }, i) =>
        tables[i].rows.map((cells) => [trainRows?.of ?? dataset, trainRows?.rows ?? null, ...cells]),
      ),
    }
  }
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
