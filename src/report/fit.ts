/** What `regbench train` prints: how the fit went, in figures of the rows it was fitted on. */
import { Chalk } from 'chalk'
import type { FitFigures } from '../experiment/train.ts'
import type { Column } from '../results/columns.ts'
import { csvText } from '../results/csv.ts'
import { trialColumns } from '../results/trial.ts'
import { count, fixed } from '../util/format.ts'
import { type DataFacts, describeData } from './display.ts'
import { markdownCode, markdownText, printable } from './escape.ts'
import type { RenderOptions } from './format.ts'
import type { FormatName } from './index.ts'

export interface FitReport {
  readonly figures: FitFigures
  readonly data: DataFacts
  /** Network and training settings in words. */
  readonly settings: string
  /** The files written. */
  readonly saved: readonly string[]
}

/** The whole text, last line end included. */
export function renderFit(report: FitReport, format: FormatName, options: RenderOptions): string {
  return renderers[format](report, options)
}

/** The columns of the trials CSV that a fit has, in their order and under their names. */
const columnsOf = (figures: FitFigures): Column<FitFigures>[] =>
  trialColumns.filter(({ key }) => key in figures) as unknown as Column<FitFigures>[]

const renderers: Record<FormatName, (report: FitReport, options: RenderOptions) => string> = {
  table(report, { color }) {
    const chalk = new Chalk({ level: color ? 1 : 0 })
    const lines = linesOf(report)
    const wide = Math.max(...lines.map(([name]) => name.length))
    return [
      `${chalk.bold(printable(report.figures.dataset))}: ${printable(describeData(report.data))}`,
      chalk.dim(printable(`${report.figures.method}, seed ${report.figures.seed}; ${report.settings}`)),
      '',
      ...lines.map(([name, text]) => `${chalk.dim(name.padEnd(wide))}  ${printable(text)}`),
      '',
      ...report.saved.map((path) => `saved to ${chalk.bold(printable(path))}`),
      chalk.dim('The training rows say little about new ones: regbench compare holds rows out to score it.'),
      '',
    ].join('\n')
  },

  csv({ figures }) {
    const columns = columnsOf(figures)
    return csvText(columns, [figures])
  },

  json({ figures, settings, saved }) {
    const named = Object.fromEntries(columnsOf(figures).map(({ name, key }) => [name, figures[key]]))
    return `${JSON.stringify({ ...named, settings, saved }, null, 2)}\n`
  },

  markdown(report) {
    const { dataset, method, seed } = report.figures
    return [
      `**${markdownText(dataset)}**: ${markdownText(describeData(report.data))}  `,
      `${markdownCode(method)}, seed ${seed}; ${markdownText(report.settings)}`,
      '',
      '| figure | |',
      '|---|---|',
      ...linesOf(report).map(([name, text]) => `| ${markdownText(name)} | ${markdownText(text)} |`),
      '',
      `saved to ${report.saved.map(markdownCode).join(', ')}`,
      '',
    ].join('\n')
  },
}

/** Name and text of each figure. */
function linesOf({ figures }: FitReport): [string, string][] {
  const { metric, validationRows, epochs, bestEpoch, steps, keepSeen, penalty, fingerprint } = figures
  const score = (value: number | null): string => {
    if (value === null) return ''
    return metric === 'accuracy' ? `accuracy ${(100 * value).toFixed(2)} %` : `rmse ${short(value)}`
  }
  const kept = epochs === bestEpoch ? '' : `, weights of epoch ${bestEpoch} kept`
  const lines: [string, string][] = [
    [
      `on the ${count(figures.trainRows, 'training row')}`,
      `${score(figures.trainScore)}, loss ${short(figures.trainLoss)}`,
    ],
  ]
  if (validationRows > 0) {
    const what = `on the ${count(validationRows, 'validation row')}`
    lines.push([what, `${score(figures.validationScore)}, loss ${short(figures.validationLoss)}`])
  }
  if (penalty !== null && penalty > 0) lines.push(['penalty at the end', short(penalty)])
  lines.push([
    'weights',
    `norm ${short(figures.weightNorm)}, largest unit norm ${short(figures.maxUnitNorm)}, ` +
      `${fixed(100 * (figures.weightSparsity ?? 0), 1)} % zeros`,
  ])
  if (keepSeen !== null && keepSeen < 1) lines.push(['kept by the masks', `${fixed(100 * keepSeen, 2)} %`])
  lines.push(
    [
      'trained',
      `${count(epochs, 'epoch')}, ${count(steps, 'step')}${kept}, ${short(figures.trainSeconds)} s`,
    ],
    ['parameters', `${figures.parameters}, fingerprint ${fingerprint}`],
  )
  return lines
}

const short = (value: number | null): string => (value === null ? '-' : `${Number(value.toPrecision(4))}`)
