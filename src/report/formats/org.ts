import type { Cell, Heading, ReportDocument, Table, TableColumn } from '../document.ts'
import { printable } from '../escape.ts'
import { widest } from '../wrap.ts'
import { inlineBy, oneLine, type PageStyle, pageOf } from './page.ts'

/** Org, the outlines and tables of Emacs (https://orgmode.org/manual/). */
export const render = (document: ReportDocument): string => pageOf(document, style)

const inline = inlineBy(orgText, verbatim)

/** Ends a line within a paragraph. */
const BREAK = '\\\\\n'

const style: PageStyle = {
  heading: headingText,
  paragraph: ({ text, lines = [] }) => [text, ...lines].map(inline).join(BREAK),
  points: ({ items }) => items.map((item) => `- ${orgText(item)}`).join('\n'),
  definitions: ({ items }) =>
    items.map(({ term, text }) => `- ${orgText(term)} :: ${orgText(text)}`).join('\n'),
  command: ({ line }) => `#+begin_src sh\n${printable(line)}\n#+end_src`,
  table: tableText,
}

function headingText({ level, name, text, lines = [], items = [] }: Heading): string {
  const first = `${'*'.repeat(level)} ${orgText(text === undefined ? name : `${name}: ${text}`)}`
  const below = lines.map(inline).join(BREAK)
  return [first, ...(below === '' ? [] : [below]), ...items.map((item) => `- ${inline(item)}`)].join('\n')
}

function tableText({ columns, rows, caption }: Table): string {
  const heading = columns.map(headingCell)
  const body = rows.map((cells) => cells.map(cellText))
  const widths = columns.map((_, i) => widest([heading[i], ...body.map((cells) => cells[i])]))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, i) => pad(text, widths[i], columns[i].right === true)).join(' | ')} |`
  return [
    ...(caption === undefined ? [] : [`#+caption: ${orgText(caption)}`]),
    line(heading),
    `|${widths.map((width) => '-'.repeat(width + 2)).join('+')}|`,
    ...body.map(line),
  ].join('\n')
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(width - [...text].length)
  return right ? space + text : text + space
}

const headingCell = ({ title, unit = '' }: TableColumn): string =>
  orgText(unit === '' ? oneLine(title) : `${oneLine(title)} (${unit})`)

function cellText({ text, code, note, strong }: Cell): string {
  const shown = code ? verbatim(text) : orgText(text.trim())
  return (strong ? `*${shown}*` : shown) + (note === undefined ? '' : ` (${orgText(note)})`)
}

/**
 * As entities, which M-x org-entities-help lists, are characters that would act; all others stay, since a file is read as it is
 * too. An entity without a width keeps apart what would act together.
 */
function orgText(text: string): string {
  const shown = printable(text)
  return (
    shown
      .replace(/\S+/g, (word, at: number) =>
        // There is no entity of a backslash, which makes one of the letters behind it.
        /\\[a-z]/i.test(word) && !/[|=]/.test(word)
          ? `=${word}=`
          : wordText(word, shown.slice(at + word.length)),
      )
      // What makes a line a heading, a keyword or an item of a list.
      .replace(/^\*/, '\\ast{}')
      .replace(/^#/, '\\zwnj{}#')
  )
}

/** Neither emphasis, the end of a cell, a subscript, a link or footnote, nor a timestamp or the width of a column. */
const wordText = (word: string, rest: string): string =>
  withoutMarks(word, rest)
    .replaceAll('|', '\\vert{}')
    .replace(/(?<=\S)_(?=[\w{*+-])/g, '\\under{}')
    .replace(/(?<=\S)\^(?=[\w{*+-])/g, '\\asciicirc{}')
    .replace(/\[(?=\[|fn:)/g, '[\\zwnj{}')
    .replace(/<(?=[^<>]*>)/g, '\\lt{}')

const MARKS: Readonly<Record<string, string>> = {
  '*': '\\ast{}',
  '/': '\\slash{}',
  '+': '\\plus{}',
  '=': '\\equal{}',
  '~': '\\tilde{}',
  _: '\\under{}',
}

/** Emphasis stands between two marks, of which the first has no letter before it: it is one if another follows. */
const withoutMarks = (word: string, rest: string): string =>
  word.replace(/(?<=^|[('"{-])[*/+=~_](?=\S)/g, (mark, at: number) =>
    `${word.slice(at + 1)}${rest}`.includes(mark) ? MARKS[mark] : mark,
  )

/** Text as it stands. No character can be escaped between the marks, and a bar would end the cell. */
function verbatim(text: string): string {
  const mark = ['=', '~'].find((candidate) => !text.includes(candidate))
  return mark === undefined || /\||^\s|\s$/.test(text) ? orgText(text) : mark + printable(text) + mark
}
