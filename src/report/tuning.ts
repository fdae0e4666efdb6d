/** What `regbench tune` found, in each format. */
import { Chalk } from 'chalk'
import { type CandidateResult, candidateFigures, candidatesCsv } from '../results/candidate.ts'
import { jsonText, named } from '../results/json.ts'
import type { TuningReport, TuningStage } from '../results/tuning.ts'
import { decimalsFor, fixed } from '../util/format.ts'
import { markdownCode, markdownText, printable } from './escape.ts'
import type { RenderOptions } from './format.ts'
import type { FormatName } from './index.ts'
import { renderListing } from './listing.ts'
import { plotText } from './plotText.ts'
import { tuningCurve } from './tuningCurve.ts'
import { widest, wrapWords } from './wrap.ts'

type Render = (report: TuningReport, options: RenderOptions) => string

/** A longer table than this shows the best alone; the other formats have them all. */
const MOST_ROWS = 24

const table: Render = (report, options) => {
  const { color, width } = options
  const chalk = new Chalk({ level: color ? 1 : 0 })
  const paint = (text: string, by: (line: string) => string): string =>
    text
      .split('\n')
      .map((l) => l && by(l))
      .join('\n')
  const wrapped = (text: string): string => wrapWords(printable(text), width)
  const shown =
    report.candidates.length <= MOST_ROWS ? report.candidates : byError(report).slice(0, MOST_ROWS)
  const more = report.candidates.length - shown.length
  const curves = report.stages.flatMap((stage) => tuningCurve(ofStage(report, stage), width) ?? [])
  return [
    paint(wrapped(`${report.dataset}: ${describeData(report)}`), chalk.bold),
    ...describeSearch(report).map((line) => paint(wrapped(line), chalk.dim)),
    '',
    ...curves.flatMap((curve) => [plotText(curve, options), '']),
    renderListing(listing(report, shown, width), 'table', options).trimEnd(),
    ...(more > 0 ? [paint(`${more} more in --format csv`, chalk.dim)] : []),
    '',
    paint(wrapped(report.finding), chalk.bold),
    ...nextStep(report).map((line, i) => (i === 0 ? `\n${wrapped(line)}` : line)),
    '',
  ].join('\n')
}

const markdown: Render = (report, options) =>
  [
    `**${markdownText(report.dataset)}**: ${markdownText(describeData(report))}  `,
    describeSearch(report).map(markdownText).join('  \n'),
    '',
    renderListing(listing(report, report.candidates), 'markdown', options),
    markdownText(report.finding),
    '',
    ...(report.command === null ? [] : [markdownCode(report.command), '']),
  ].join('\n')

const csv: Render = ({ axes, candidates }) =>
  candidatesCsv(
    axes.map(({ name }) => name),
    candidates,
  )

const json: Render = ({ candidates, stages, oneSe, epochsSpent, epochsOfAll, ...report }) =>
  jsonText({
    ...report,
    stages: stages.map((stage) => ({ candidates: stage.candidates, best: stage.best, one_se: stage.oneSe })),
    one_se: oneSe,
    epochs_spent: epochsSpent,
    epochs_of_all: epochsOfAll,
    candidates: candidates.map((candidate) => ({
      method: candidate.method,
      values: candidate.values,
      ...named(candidateFigures, candidate),
    })),
  })

export const tuningFormats: Readonly<Record<FormatName, Render>> = { table, csv, json, markdown }

function describeData({ rows, features, target, task, classes }: TuningReport): string {
  return `${rows} rows x ${features} features, target ${target}, ${task === 'classification' ? `${classes} classes` : task}`
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
function listing({ candidates, metric }: TuningReport, shown: readonly CandidateResult[], width = Infinity) {
  const isHalving = new Set(candidates.map(({ epochs }) => epochs)).size > 1
  const losses = shown.flatMap(({ lossMean }) => lossMean ?? [])
  const scores = shown.flatMap(({ scoreMean }) => scoreMean ?? [])
  const factor = metric === 'accuracy' ? 100 : 1
  const lossDecimals = decimalsFor([Math.min(...losses)], 4)
  const scoreDecimals = metric === 'accuracy' ? 2 : decimalsFor(scores, 4)
  const loss: ListedColumn = ['loss', ({ lossMean, lossSe }) => withError(lossMean, lossSe, 1, lossDecimals)]
  const score: ListedColumn = [
    metric === 'accuracy' ? 'accuracy %' : metric,
    ({ scoreMean, scoreSe }) => withError(scoreMean, scoreSe, factor, scoreDecimals),
  ]
  const bareLoss: ListedColumn = ['loss', ({ lossMean }) => withError(lossMean, null, 1, lossDecimals)]
  const epochs: ListedColumn[] = isHalving ? [['epochs', (candidate) => candidate.epochs]] : []
  const variants = [[loss, score], [loss], [bareLoss]].map((figures): ListedColumn[] => [
    ['candidate', (candidate) => candidate.method],
    ...figures,
    ...epochs,
    ['choice', choiceText],
  ])
  const columns = variants.find((variant) => widthOf(variant, shown) <= width) ?? variants[2]
  return {
    columns: columns.map(([name]) => name),
    rows: shown.map((candidate) => columns.map(([, text]) => text(candidate))),
  }
}

type ListedColumn = readonly [name: string, text: (candidate: CandidateResult) => string | number]

const choiceText = ({ best, oneSe, ok, folds }: CandidateResult): string =>
  [
    ...(best ? ['best'] : []),
    ...(oneSe ? ['1-SE'] : []),
    ...(ok < folds ? [`${ok} of ${folds} runs ok`] : []),
  ].join(', ')

const widthOf = (columns: readonly ListedColumn[], rows: readonly CandidateResult[]): number =>
  columns.reduce((sum, [name, text]) => sum + 2 + widest([name, ...rows.map((row) => `${text(row)}`)]), -2)

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

/** Those trained in full first, the best of them first. */
function byError({ candidates, criterion, metric }: TuningReport): CandidateResult[] {
  const error = ({ lossMean, scoreMean }: CandidateResult): number => {
    const value = criterion === 'loss' ? lossMean : scoreMean
    return value === null
      ? Number.POSITIVE_INFINITY
      : criterion === 'score' && metric === 'accuracy'
        ? -value
        : value
  }
  return [...candidates].sort((a, b) => b.epochs - a.epochs || compare(error(a), error(b)))
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)

function nextStep({ command }: TuningReport): string[] {
  if (command === null) return []
  return [
    'compare it on other folds; for a score that no choice has touched use regbench compare --tune:',
    `  ${printable(command)}`,
  ]
}
