/** What `regbench tune` found. */
import { isShare } from '../metrics/index.ts'
import { type CandidateResult, candidateFigures, candidatesTable } from '../results/candidate.ts'
import { named } from '../results/json.ts'
import type { TuningReport, TuningStage } from '../results/tuning.ts'
import { decimalsWithin, fixed } from '../util/format.ts'
import { describeData } from './display.ts'
import type { Block, Cell, ReportDocument, Table, TableColumn } from './document.ts'
import { tuningFinding } from './findings/tuning.ts'
import { tuningCurve } from './tuningCurve.ts'
import { warningTexts } from './warnings.ts'

/** A longer table than this shows the best alone on a terminal; elsewhere there are all. */
const MAX_ROWS = 24

export function tuningDocument(report: TuningReport): ReportDocument {
  const { dataset, candidates, stages, command } = report
  const shown = candidates.length <= MAX_ROWS ? candidates : byError(report).slice(0, MAX_ROWS)
  const more = candidates.length - shown.length
  return {
    sections: [
      [
        {
          kind: 'heading',
          level: 1,
          name: dataset,
          text: describeData(report),
          lines: describeSearch(report),
        },
        ...stages.map((stage): Block => {
          const own = ofStage(report, stage)
          return { kind: 'plot', draw: (width) => tuningCurve(own, width) }
        }),
        {
          ...candidateTable(report, shown),
          on: 'screen',
          ...(more > 0 && { legend: () => `${more} more in --format csv` }),
        },
        { ...candidateTable(report, candidates), on: 'page' },
        { kind: 'paragraph', role: 'finding', text: tuningFinding(report) },
        ...(command === null ? [] : [{ kind: 'command', lead: leadOf(report), line: command } as const]),
      ],
    ],
    data: {
      csv: () =>
        candidatesTable(
          report.axes.map(({ name }) => name),
          candidates,
        ),
      json: () => ({ value: tuningJson(report) }),
    },
  }
}

const leadOf = ({ sameFolds }: TuningReport): string =>
  `compare it on ${sameFolds ? 'the same folds, which have chosen it' : 'other folds'}; for a score that no choice has touched use regbench compare --tune:`

function tuningJson(report: TuningReport) {
  const { candidates, stages, oneSe, epochsSpent, epochsOfAll, warnings, command, sameFolds, ...about } =
    report
  return {
    ...about,
    finding: tuningFinding(report),
    warnings: warningTexts(warnings),
    command,
    stages: stages.map((stage) => ({ candidates: stage.candidates, best: stage.best, one_se: stage.oneSe })),
    one_se: oneSe,
    epochs_spent: epochsSpent,
    epochs_of_all: epochsOfAll,
    candidates: candidates.map((candidate) => ({
      method: candidate.method,
      values: candidate.values,
      ...named(candidateFigures, candidate),
    })),
  }
}

function describeSearch(report: TuningReport): string[] {
  const { method, search, evaluation, seed, settings, criterion, epochsSpent, epochsOfAll } = report
  const share =
    epochsSpent < epochsOfAll
      ? `, ${Math.round((100 * epochsSpent) / epochsOfAll)} % of every candidate in full`
      : ''
  const what = criterion === 'loss' ? 'least loss' : 'best score'
  return [
    `tuning ${method}: ${search}; ${epochsSpent} epochs${share}`,
    `${evaluation}, seed ${seed}; ${settings}`,
    `the choice is the ${what} of the held-out rows, so the scores shown of it are optimistic`,
  ]
}

/** Narrower than it needs, it goes without scores, then without standard errors; names stay whole, to be copied. */
function candidateTable({ candidates, metric }: TuningReport, shown: readonly CandidateResult[]): Table {
  const isHalving = new Set(candidates.map(({ epochs }) => epochs)).size > 1
  const losses = shown.flatMap(({ lossMean }) => lossMean ?? [])
  const scores = shown.flatMap(({ scoreMean }) => scoreMean ?? [])
  const factor = isShare(metric) ? 100 : 1
  const lossErrors = shown.flatMap(({ lossSe }) => lossSe ?? [])
  const scoreErrors = shown.flatMap(({ scoreSe }) => scoreSe ?? [])
  const lossDecimals = decimalsWithin([Math.min(...losses)], lossErrors, 4)
  const scoreDecimals = isShare(metric) ? 2 : decimalsWithin(scores, scoreErrors, 4)
  const columns: [column: TableColumn, cell: (candidate: CandidateResult) => Cell][] = [
    [{ title: 'candidate' }, ({ method }) => ({ text: method, tone: 'key' })],
    [
      { title: 'loss' },
      ({ lossMean, lossSe }) => ({
        text: withError(lossMean, lossSe, 1, lossDecimals),
        short: withError(lossMean, null, 1, lossDecimals),
      }),
    ],
    [
      { title: isShare(metric) ? `${metric} %` : metric, rank: 0 },
      ({ scoreMean, scoreSe }) => ({ text: withError(scoreMean, scoreSe, factor, scoreDecimals) }),
    ],
    ...(isHalving ? [column({ title: 'epochs', right: true }, ({ epochs }) => `${epochs}`)] : []),
    column({ title: 'choice' }, choiceText),
  ]
  return {
    kind: 'table',
    columns: columns.map(([column]) => column),
    rows: shown.map((candidate) => columns.map(([, cell]) => cell(candidate))),
  }
}

const column = (
  heading: TableColumn,
  text: (candidate: CandidateResult) => string,
): [TableColumn, (candidate: CandidateResult) => Cell] => [
  heading,
  (candidate) => ({ text: text(candidate) }),
]

const choiceText = ({ best, oneSe, ok, folds }: CandidateResult): string =>
  [
    ...(best ? ['best'] : []),
    ...(oneSe ? ['1-SE'] : []),
    ...(ok < folds ? [`${ok} of ${folds} runs ok`] : []),
  ].join(', ')

function withError(value: number | null, error: number | null, factor: number, decimals: number): string {
  if (value === null) return '-'
  return fixed(factor * value, decimals) + (error === null ? '' : ` ± ${fixed(factor * error, decimals)}`)
}

/** A stage as if it were all. */
function ofStage(report: TuningReport, { candidates: methods, best, oneSe }: TuningStage): TuningReport {
  const candidates = report.candidates
    .filter(({ method }) => methods.includes(method))
    .map((candidate) => ({
      ...candidate,
      best: candidate.method === best,
      oneSe: candidate.method === oneSe,
    }))
  const axes = report.axes.map((axis) => ({
    ...axis,
    values: axis.values.filter((value) => candidates.some(({ values }) => values[axis.name] === value)),
  }))
  return { ...report, candidates, axes }
}

/** Candidates that were trained in full first, and the best of them first. */
function byError({ candidates, criterion, metric }: TuningReport): CandidateResult[] {
  const error = ({ lossMean, scoreMean }: CandidateResult): number => {
    const value = criterion === 'loss' ? lossMean : scoreMean
    return value === null
      ? Number.POSITIVE_INFINITY
      : criterion === 'score' && isShare(metric)
        ? -value
        : value
  }
  return [...candidates].sort((a, b) => b.epochs - a.epochs || compare(error(a), error(b)))
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)
