import type { Comparison } from '../results/comparison.ts'
import {
  describeData,
  describeRun,
  describeStrengths,
  displayColumns,
  legend,
  shortfall,
  sortByScore,
  verdict,
} from './display.ts'
import { markdownCode, markdownText } from './escape.ts'

/** A GitHub table for pull requests, with the heading and the finding of the terminal table. */
export function renderMarkdown(comparison: Comparison): string {
  const columns = displayColumns(comparison)
  const heading = columns.map(({ title, unit }) => (unit === '' ? title : `${title}<br>${unit}`))
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const rows = sortByScore(comparison).map((row) => {
    const note = shortfall(row)
    const cells = columns.map((column) => {
      const text = markdownText(column.text(row).trim())
      return verdict(row, comparison) !== 0 && column.key === 'difference' ? `**${text}**` : text
    })
    return line([markdownCode(row.method) + (note === '' ? '' : ` (${note})`), ...cells])
  })
  return [
    `**${markdownText(comparison.dataset)}**: ${markdownText(describeData(comparison))}  `,
    `${markdownText(describeRun(comparison))}  `,
    markdownText(describeStrengths(comparison)),
    '',
    line(['method', ...heading]),
    line(['---', ...columns.map(() => '---:')]),
    ...rows,
    '',
    markdownText(comparison.finding),
    '',
    ...chosenLines(comparison),
    `<sub>${markdownText(legend(comparison, columns))}</sub>`,
    '',
  ].join('\n')
}

/** What tuning chose, if it did: a table of its own. */
function chosenLines({ tuned }: Comparison): string[] {
  if (tuned === undefined || tuned.chosen.length === 0) return []
  return [
    '| method | parameter | chosen: median (range) | training parts |',
    '| --- | --- | --- | ---: |',
    ...tuned.chosen.map(
      ({ method, parameter, text, trials }) =>
        `| ${markdownCode(method)} | ${markdownCode(parameter)} | ${markdownText(text)} | ${trials} |`,
    ),
    '',
  ]
}
