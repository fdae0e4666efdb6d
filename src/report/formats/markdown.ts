import type { Cell, Heading, Paragraph, ReportDocument, Table, TableColumn } from '../document.ts'
import { markdownCode, markdownText } from '../escape.ts'
import { inlineBy, oneLine, type PageStyle, pageOf } from './page.ts'

/** GitHub Markdown, for pull requests. */
export const render = (document: ReportDocument): string => pageOf(document, style)

const inline = inlineBy(markdownText, markdownCode)

const style: PageStyle = {
  heading: headingText,
  paragraph: paragraphText,
  points: ({ items }) => items.map((item) => `- ${markdownText(item)}`).join('\n'),
  definitions: ({ items }) =>
    items.map(({ term, text }) => `- **${markdownText(term)}**: ${markdownText(text)}`).join('\n'),
  command: ({ line }) => markdownCode(line),
  table: tableText,
}

function paragraphText({ role, text, lines = [] }: Paragraph): string {
  const whole = [text, ...lines].map(inline).join('  \n')
  return role === 'fine' ? `<sub>${whole}</sub>` : whole
}

function headingText({ level, name, text, lines = [], items = [] }: Heading): string {
  const rest = text === undefined ? '' : `: ${markdownText(text)}`
  const below = lines.map(inline).join('  \n')
  if (level === 2) return [`### ${markdownText(name)}${rest}`, ...(below === '' ? [] : [below])].join('\n\n')
  const first = `**${markdownText(name)}**${rest}`
  return [below === '' ? first : `${first}  \n${below}`, ...items.map((item) => `- ${inline(item)}`)].join(
    '\n',
  )
}

function tableText({ columns, rows, ruled, caption }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const bars = columns.map(({ right }) => (right ? '---:' : '---'))
  return [
    ...(caption === undefined ? [] : [markdownText(caption), '']),
    line(columns.map(headingCell)),
    ruled ? line(bars) : `|${bars.join('|')}|`,
    ...rows.map((cells) => line(cells.map(cellText))),
  ].join('\n')
}

const headingCell = ({ title, unit = '' }: TableColumn): string =>
  [oneLine(title), unit]
    .filter((text) => text !== '')
    .map(markdownText)
    .join('<br>')

function cellText({ text, code, note, strong }: Cell): string {
  const shown = code ? markdownCode(text) : markdownText(text.trim())
  return (strong ? `**${shown}**` : shown) + (note === undefined ? '' : ` (${markdownText(note)})`)
}
