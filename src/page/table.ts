/** The table of a comparison as HTML, with the figures of the terminal's table; a page's script sorts it. */

import { isHigherBetter } from '../metrics/index.ts'
import {
  type DisplayColumn,
  displayColumns,
  legend,
  shortfall,
  sortByScore,
  verdict,
} from '../report/display.ts'
import type { Comparison } from '../results/comparison.ts'
import type { MethodSummary } from '../results/summary.ts'
import { html } from './escape.ts'

/** Rows start with the best score; each heading is a button that sorts by its column. */
export function tableHtml(comparison: Comparison): string {
  const columns = displayColumns(comparison)
  const rows = sortByScore(comparison)
  const bestFirst = isHigherBetter(comparison.metric) ? 'descending' : 'ascending'
  const heading = (title: string, unit: string, sorted: string | undefined, first: string) =>
    `<th scope="col"${sorted === undefined ? '' : ` aria-sort="${sorted}"`} data-first="${first}"><button type="button">${html(title)}${unit === '' ? '' : ` <small>${html(unit)}</small>`}</button></th>`
  return [
    '<div class="scroll" tabindex="0" role="region" aria-label="Table of methods"><table>',
    `<thead><tr>${heading('method', '', undefined, 'ascending')}${columns
      .map(({ key, title, unit }) =>
        heading(
          title,
          unit,
          key === 'testScoreMean' ? bestFirst : undefined,
          key === 'testScoreMean' ? bestFirst : key === 'difference' ? 'descending' : 'ascending',
        ),
      )
      .join('')}</tr></thead>`,
    '<tbody>',
    ...rows.map((row) => {
      const cells = columns.map((column) => cell(row, column, comparison))
      return `<tr${row.method === comparison.baseline ? ' class="baseline"' : ''}>${nameCell(row, `<code>${html(row.method)}</code>`)}${cells.join('')}</tr>`
    }),
    '</tbody>',
    ...yardsticksHtml(comparison, columns),
    '</table></div>',
    `<p class="legend">${html(legend(comparison, columns))}</p>`,
  ].join('\n')
}

const nameCell = (row: MethodSummary, name: string): string => {
  const note = shortfall(row)
  return `<th scope="row" data-value="${html(row.method)}">${name}${note === '' ? '' : ` <small class="note">${html(note)}</small>`}</th>`
}

/** Rows of their own, which stay below the methods however these are sorted. */
const yardsticksHtml = (comparison: Comparison, columns: readonly DisplayColumn[]): string[] => {
  const { yardsticks = [] } = comparison
  if (yardsticks.length === 0) return []
  const rows = yardsticks.map(
    (row) =>
      `<tr>${nameCell(row, html(row.method))}${columns.map((column) => cell(row, column, comparison)).join('')}</tr>`,
  )
  return ['<tbody class="yardsticks">', ...rows, '</tbody>']
}

/** Only a significant difference has a colour; its star and its sign say the same. */
function cell(row: MethodSummary, { key, text, value: of }: DisplayColumn, comparison: Comparison): string {
  const value = key === 'also' ? of?.(row) : row[key]
  const verdictClass =
    key === 'difference' || key === 'pHolm'
      ? ['worse', undefined, 'better'][verdict(row, comparison) + 1]
      : undefined
  // A baseline has no difference; between better and worse it stands at none.
  const sortable = key === 'difference' && row.method === comparison.baseline ? 0 : value
  return `<td data-value="${typeof sortable === 'number' ? sortable : ''}"${verdictClass === undefined ? '' : ` class="${verdictClass}"`}>${html(text(row).trim())}</td>`
}

/** What tuning chose, a row a parameter; empty where strengths are as written. */
export function chosenHtml({ tuned }: Comparison): string {
  if (tuned === undefined || tuned.chosen.length === 0) return ''
  return [
    '<h3>Chosen strengths</h3>',
    '<div class="scroll" tabindex="0" role="region" aria-label="Chosen strengths"><table class="plain">',
    '<thead><tr><th scope="col">method</th><th scope="col">parameter</th><th scope="col">median (range)</th><th scope="col">training parts</th></tr></thead><tbody>',
    ...tuned.chosen.map(
      ({ method, parameter, text, of }) =>
        `<tr><th scope="row"><code>${html(method)}</code></th><td>${html(parameter)}</td><td>${html(text)}</td><td>${of}</td></tr>`,
    ),
    '</tbody></table></div>',
  ].join('\n')
}
