/** Two saved runs side by side, in each format. */
import { Chalk } from 'chalk'
import { csvText } from '../results/csv.ts'
import { jsonText, named } from '../results/json.ts'
import type { PairedReport, PairedSummary } from '../results/paired.ts'
import { pairedColumns } from '../results/paired.ts'
import { alphaOf } from '../util/alpha.ts'
import { decimalsFor, fixed, pText } from '../util/format.ts'
import { percent, verdict } from './display.ts'
import { markdownText, printable } from './escape.ts'
import type { RenderOptions } from './format.ts'
import type { FormatName } from './index.ts'
import { type Listing, renderListing } from './listing.ts'
import { wrapWords } from './wrap.ts'

/** The whole text, last line end included. */
export function renderPaired(report: PairedReport, format: FormatName, options: RenderOptions): string {
  return renderers[format](report, options)
}

const renderers: Record<FormatName, (report: PairedReport, options: RenderOptions) => string> = {
  table(report, options) {
    const chalk = new Chalk({ level: options.color ? 1 : 0 })
    const wrapped = (text: string): string => wrapWords(printable(text), options.width)
    return [
      chalk.bold(wrapped(headingOf(report))),
      ...report.changes.map((change) => chalk.dim(wrapped(change))),
      '',
      renderListing(listingOf(report), 'table', options),
      chalk.dim(wrapped(legendOf(report))),
      '',
      chalk.bold(wrapped(report.finding)),
      '',
    ].join('\n')
  },

  csv: ({ methods }) => csvText(pairedColumns, methods),

  json: ({ methods, ...report }) =>
    jsonText({ ...report, summary: methods.map((row) => named(pairedColumns, row)) }),

  markdown(report, options) {
    return [
      `**${markdownText(headingOf(report))}**`,
      ...report.changes.map((change) => `- ${markdownText(change)}`),
      '',
      renderListing(listingOf(report), 'markdown', options),
      markdownText(report.finding),
      '',
      `<sub>${markdownText(legendOf(report))}</sub>`,
      '',
    ].join('\n')
  },
}

const headingOf = (report: PairedReport): string => `${report.old} (old) and ${report.new} (new), paired`

function legendOf({ methods, confidence }: PairedReport): string {
  const metrics = new Set(methods.map(({ metric }) => metric))
  return [
    `± ${percent(confidence)} % interval`,
    ...(metrics.has('accuracy') ? ['accuracy in %, differences in points'] : []),
    '+ is better in the new run',
    `* p < ${alphaOf(confidence)} after Holm`,
    'same: trials with bit-identical weights',
  ].join('; ')
}

function listingOf(report: PairedReport): Listing {
  const several = new Set(report.methods.map(({ dataset }) => dataset)).size > 1
  const columns = [...(several ? ['data'] : []), 'method', 'old', 'new', 'difference', 'p Holm', 'same']
  const rows = report.methods.map((row) => {
    const scale = row.metric === 'accuracy' ? 100 : 1
    const sizes = report.methods
      .filter(({ metric, dataset }) => metric === 'rmse' && dataset === row.dataset)
      .flatMap(({ oldScoreMean }) => oldScoreMean ?? [])
    const decimals = row.metric === 'accuracy' ? 2 : decimalsFor(sizes, 4)
    const number = (value: number | null, sign?: 'always'): string =>
      value === null ? '-' : fixed(scale * value, decimals, sign)
    return [
      ...(several ? [row.dataset] : []),
      row.method,
      number(row.oldScoreMean),
      number(row.newScoreMean),
      differenceOf(row, number),
      row.pHolm === null ? '-' : `${pText(row.pHolm)}${verdict(row, report) === 0 ? '' : '*'}`,
      `${row.identical} of ${row.trials}`,
    ]
  })
  return { columns, rows, right: ['old', 'new', 'difference', 'p Holm', 'same'] }
}

function differenceOf(
  { difference, differenceLow, differenceHigh }: PairedSummary,
  number: (value: number | null, sign?: 'always') => string,
): string {
  if (differenceLow === null || differenceHigh === null) return number(difference, 'always')
  return `${number(difference, 'always')} ± ${number((differenceHigh - differenceLow) / 2)}`
}
