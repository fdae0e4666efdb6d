/** What a command compared, in each format: one dataset as it is alone; several one after the other, then the ranks. */
import type { Comparison, Study } from '../results/comparison.ts'
import { csvCell, csvHeader, csvRow, csvText } from '../results/csv.ts'
import { jsonText } from '../results/json.ts'
import { summaryColumns } from '../results/summary.ts'
import type { RenderOptions } from './format.ts'
import { jsonOf, renderJson } from './json.ts'
import { renderMarkdown } from './markdown.ts'
import { plotText } from './plotText.ts'
import { rankingJson, rankingMarkdown, rankingTable } from './ranking.ts'
import { scanPlots } from './scanPlots.ts'
import { renderTable } from './table.ts'

export function studyTable({ comparisons, ranking }: Study, options: RenderOptions): string {
  const tables = comparisons.map((comparison) => {
    const plots = scanPlots(comparison, options.width).map((plot) => `${plotText(plot, options)}\n`)
    return [renderTable(comparison, options), ...plots].join('\n')
  })
  return [...tables, ...(ranking === null ? [] : [rankingTable(ranking, options)])].join('\n\n')
}

export function studyMarkdown({ comparisons, ranking }: Study): string {
  const tables = comparisons.map(renderMarkdown)
  return [...tables, ...(ranking === null ? [] : [rankingMarkdown(ranking)])].join('\n')
}

/** The summary CSV of one dataset. */
export const renderCsv = ({ methods }: Comparison): string => csvText(summaryColumns, methods)

/** The columns of one dataset are public as they are; several get one more in front, which says whose the row is. */
export function studyCsv({ comparisons }: Study): string {
  if (comparisons.length === 1) return renderCsv(comparisons[0])
  const rows = comparisons.flatMap(({ dataset, methods }) =>
    methods.map((row) => `${csvCell(dataset)},${csvRow(summaryColumns, row)}\n`),
  )
  return [`dataset,${csvHeader(summaryColumns)}\n`, ...rows].join('')
}

/** The document of one dataset; several are a list, beside the ranks. */
export function studyJson({ comparisons, ranking }: Study): string {
  if (comparisons.length === 1) return renderJson(comparisons[0])
  return jsonText({
    datasets: comparisons.map(jsonOf),
    ranking: ranking === null ? null : rankingJson(ranking),
  })
}
