/** Two saved runs side by side. */
import { isShare } from '../metrics/index.ts'
import { tableOf } from '../results/csv.ts'
import { named } from '../results/json.ts'
import { type PairedReport, type PairedSummary, pairedColumns } from '../results/paired.ts'
import { decimalsWithin, fixed, pText } from '../util/format.ts'
import { isByRows, percent, starred, verdict } from './display.ts'
import type { ReportDocument } from './document.ts'
import { pairedFinding } from './findings/paired.ts'
import { type Listing, listingTable } from './listing.ts'
import { warningTexts } from './warnings.ts'

export function pairedDocument(report: PairedReport): ReportDocument {
  const { methods, warnings, ...about } = report
  return {
    sections: [
      [
        {
          kind: 'heading',
          level: 1,
          name: `${about.old} (old) and ${about.new} (new), paired`,
          items: about.changes,
        },
        { ...listingTable(listingOf(report)), legend: () => legendOf(report) },
        { kind: 'paragraph', role: 'finding', text: pairedFinding(report) },
      ],
    ],
    data: {
      csv: () => tableOf(pairedColumns, methods),
      json: () => ({
        value: {
          ...about,
          finding: pairedFinding(report),
          warnings: warningTexts(warnings),
          summary: methods.map((row) => named(pairedColumns, row)),
        },
      }),
    },
  }
}

function legendOf({ methods, confidence }: PairedReport): string {
  const metrics = new Set(methods.map(({ metric }) => metric))
  return [
    `± ${percent(confidence)} % interval`,
    ...[...metrics].filter(isShare).map((metric) => `${metric} in %, differences in points`),
    '+ is better in the new run',
    starred(methods, confidence),
    'same: trials with bit-identical weights',
  ].join('; ')
}

function listingOf(report: PairedReport): Listing {
  const several = new Set(report.methods.map(({ dataset }) => dataset)).size > 1
  const p = isByRows(report.methods) ? 'p adjusted' : 'p Holm'
  const columns = [...(several ? ['data'] : []), 'method', 'old', 'new', 'difference', p, 'same']
  const rows = report.methods.map((row) => {
    const scale = isShare(row.metric) ? 100 : 1
    const alike = report.methods.filter(({ dataset }) => dataset === row.dataset)
    const sizes = alike.flatMap(({ oldScoreMean }) => oldScoreMean ?? [])
    const errors = alike.flatMap((other) => halfWidth(other) ?? [])
    const decimals = isShare(row.metric) ? 2 : decimalsWithin(sizes, errors, 4)
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
  return { columns, rows, right: ['old', 'new', 'difference', p, 'same'] }
}

const halfWidth = ({ differenceLow, differenceHigh }: PairedSummary): number | null =>
  differenceLow === null || differenceHigh === null ? null : (differenceHigh - differenceLow) / 2

function differenceOf(row: PairedSummary, number: (value: number | null, sign?: 'always') => string): string {
  const half = halfWidth(row)
  return number(row.difference, 'always') + (half === null ? '' : ` ± ${number(half)}`)
}
