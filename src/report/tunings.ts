/** What `regbench tune --train-rows` found: a search for each number of training rows, and what each of them chose. */
import { isShare } from '../metrics/index.ts'
import type { CsvTable } from '../results/csv.ts'
import type { TuningReport } from '../results/tuning.ts'
import { decimalsFor, fixed } from '../util/format.ts'
import type { Block, ReportDocument, Table } from './document.ts'
import type { Drawn } from './plot.ts'
import { rowsPlot } from './rowsPlot.ts'
import { tuningDocument } from './tuning.ts'

const HEIGHT = 9

/** The best candidate of each size; sizes where no candidate ended well are left out. */
const bestOf = (reports: readonly TuningReport[]) =>
  reports.flatMap((report) => {
    const best = report.candidates.find((candidate) => candidate.best)
    return best === undefined || report.trainRows === undefined
      ? []
      : [{ report, best, rows: report.trainRows }]
  })

export function tuningsDocument(reports: readonly TuningReport[]): ReportDocument {
  const documents = reports.map((report) =>
    tuningDocument({ ...report, dataset: `${report.dataset}@${report.trainRows}` }),
  )
  return {
    sections: [...documents.flatMap(({ sections }) => sections), choices(reports)],
    data: {
      csv: () =>
        joined(
          reports,
          documents.map(({ data }) => data.csv()),
        ),
      json: () => ({ value: documents.map(({ data }) => (data.json() as { value: unknown }).value) }),
    },
  }
}

const joined = (reports: readonly TuningReport[], tables: readonly CsvTable[]): CsvTable => ({
  columns: ['train_rows', ...tables[0].columns],
  rows: tables.flatMap(({ rows }, i) => rows.map((cells) => [reports[i].trainRows, ...cells])),
})

function choices(reports: readonly TuningReport[]): Block[] {
  const [{ dataset }] = reports
  return [
    {
      kind: 'heading',
      level: 1,
      name: dataset,
      text: 'what is chosen with how many training rows, judged by the same held-out rows',
    },
    choiceTable(reports),
    { kind: 'plot', draw: (width) => lossPlot(reports, width) },
  ]
}

function choiceTable(reports: readonly TuningReport[]): Table {
  const found = bestOf(reports)
  const decimals = decimalsFor(
    found.flatMap(({ best }) => best.lossMean ?? []),
    4,
  )
  const [{ metric }] = reports
  const factor = isShare(metric) ? 100 : 1
  return {
    kind: 'table',
    columns: [
      { title: 'training rows', right: true },
      { title: 'loss', right: true },
      { title: isShare(metric) ? `${metric} %` : metric, right: true },
      { title: 'best' },
      { title: 'most regularized within one standard error', wrap: 'words' },
    ],
    rows: found.map(({ report, best, rows }) => [
      { text: String(rows) },
      { text: best.lossMean === null ? '-' : fixed(best.lossMean, decimals) },
      { text: best.scoreMean === null ? '-' : fixed(factor * best.scoreMean, 2) },
      { text: best.method, code: true },
      { text: report.oneSe ?? '-', code: true },
    ]),
  }
}

function lossPlot(reports: readonly TuningReport[], width: number): Drawn | null {
  const points = bestOf(reports).flatMap(({ best, rows }) =>
    best.lossMean === null
      ? []
      : [
          {
            x: rows,
            y: best.lossMean,
            low: best.lossMean - (best.lossSe ?? 0),
            high: best.lossMean + (best.lossSe ?? 0),
            symbol: '●',
          },
        ],
  )
  if (points.length < 2) return null
  return rowsPlot(
    {
      what: 'loss of held-out rows, of the best at each size,',
      points,
      series: 1,
      sizes: points.map(({ x }) => x),
      legend: ['● best', '│ one standard error'],
      height: HEIGHT,
    },
    width,
  )
}
