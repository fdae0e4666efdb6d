import type { Cell, Heading, Paragraph, ReportDocument, Table, TableColumn } from '../document.ts'
import { printable } from '../escape.ts'
import { inlineBy, oneLine, type PageStyle, pageOf } from './page.ts'

/** A fragment for `\input` in a paper: text, and tables with the rules of the package booktabs. */
export const render = (document: ReportDocument): string =>
  `% needs \\usepackage{booktabs}\n${pageOf(document, style)}`

const style: PageStyle = {
  heading: headingText,
  paragraph: paragraphText,
  points: ({ items }) =>
    list(
      'itemize',
      items.map((item) => `\\item ${latexText(item)}`),
    ),
  definitions: ({ items }) =>
    list(
      'description',
      items.map(({ term, text }) => `\\item[${latexText(term)}] ${latexText(text)}`),
    ),
  command: ({ line }) => typewriter(line),
  table: tableText,
}

function paragraphText({ role, text, lines = [] }: Paragraph): string {
  const whole = [text, ...lines].map(inline).join('\\\\\n')
  return role === 'fine' ? smallPrint(whole) : whole
}

const smallPrint = (text: string): string => `{\\footnotesize ${text}\\par}`

const list = (kind: string, items: readonly string[]): string =>
  [`\\begin{${kind}}`, ...items.map((item) => `  ${item}`), `\\end{${kind}}`].join('\n')

function headingText({ level, name, text, lines = [], items = [] }: Heading): string {
  const below = [...(text === undefined ? [] : [latexText(text)]), ...lines.map(inline)].join('\\\\\n')
  const points =
    items.length === 0
      ? []
      : [
          list(
            'itemize',
            items.map((item) => `\\item ${inline(item)}`),
          ),
        ]
  return [
    `\\${level === 1 ? 'paragraph' : 'subparagraph'}{${latexText(name)}}`,
    ...(below === '' ? [] : [below]),
    ...points,
  ].join('\n')
}

function tableText({ columns, rows, caption }: Table): string {
  const heading = columns.map(headingLines)
  // A second line of the heading where some column has a unit.
  const units = heading.some(([, unit]) => unit !== '') ? [heading.map(([, unit]) => unit)] : []
  const body = rows.map((cells) => cells.map(cellText))
  const line = (cells: readonly string[]): string => `  ${cells.join(' & ')} \\\\`
  return [
    ...(caption === undefined ? [] : [latexText(caption), '']),
    `\\begin{tabular}{${columns.map(({ right }) => (right ? 'r' : 'l')).join('')}}`,
    '  \\toprule',
    line(heading.map(([title]) => title)),
    ...units.map(line),
    '  \\midrule',
    ...body.map(line),
    '  \\bottomrule',
    '\\end{tabular}',
  ].join('\n')
}

const headingLines = ({ title, unit = '' }: TableColumn): [title: string, unit: string] => [
  latexText(oneLine(title)),
  latexText(unit),
]

function cellText({ text, code, note, strong }: Cell): string {
  const shown = code ? typewriter(text) : latexText(text.trim())
  return (strong ? `\\textbf{${shown}}` : shown) + (note === undefined ? '' : ` (${latexText(note)})`)
}

const inline = inlineBy(
  (text) => latexText(text),
  (text) => typewriter(text),
)

const typewriter = (text: string): string => `\\texttt{${latexText(text)}}`

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '±': '$\\pm$',
  '−': '$-$',
  '…': '\\dots{}',
}

/** Plain text. A minus before a number is one, not a hyphen. */
const latexText = (text: string): string =>
  printable(text)
    .replace(/[\\~^<>|±−…&%$#_{}]/g, (character) => SPECIAL[character] ?? `\\${character}`)
    .replace(/(^|[\s(])-(?=\d)/g, '$1$-$')
