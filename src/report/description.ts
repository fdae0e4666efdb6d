/** What `regbench describe` prints. */
import type { Description } from '../data/describe/describe.ts'
import type { ColumnDescription, Count } from '../data/describe/survey.ts'
import type { ImageShape } from '../nn/architecture.ts'
import type { Link } from '../nn/chain.ts'
import { count, decimalsFor, fixed, percentage } from '../util/format.ts'
import { chainTable } from './chain.ts'
import type { ReportDocument } from './document.ts'
import { printable } from './escape.ts'
import { listingCsv, listingTable } from './listing.ts'

/** A description, and the command line to run next; null where no options make the file usable. */
export interface DescriptionReport {
  readonly description: Description
  readonly next: string | null
  /** The network that was asked for, layer by layer. */
  readonly chain?: readonly Link[] | null
  /** What the names of the columns form. */
  readonly image?: ImageShape | null
}

/** CSV has one row a column, and no room for anything else. */
export function descriptionDocument({
  description,
  next,
  chain = null,
  image = null,
}: DescriptionReport): ReportDocument {
  const { file, rows, target, task, usable, classes, columns, notes, warnings } = description
  const classLine = classesLine(description)
  return {
    sections: [
      [
        { kind: 'heading', level: 1, name: file, text: headline(description) },
        listingTable(shortListing(description)),
        ...(classLine === null ? [] : [{ kind: 'paragraph', role: 'plain', text: classLine } as const]),
        ...(image === null ? [] : [{ kind: 'paragraph', role: 'plain', text: imageLine(image) } as const]),
        ...(chain === null ? [] : [chainTable(chain)]),
        ...(warnings.length === 0 ? [] : [{ kind: 'points', role: 'warning', items: warnings } as const]),
        ...(next === null ? [] : [{ kind: 'command', lead: 'next:', line: next } as const]),
      ],
    ],
    data: {
      csv: () => listingCsv(fullListing(description)),
      json: () => ({
        value: {
          file,
          rows,
          target,
          task,
          usable,
          classes,
          columns: columns.map(jsonColumn),
          notes,
          warnings,
          next,
          ...(image && { image }),
          ...(chain && { chain }),
        },
      }),
    },
  }
}

const imageLine = ({ height, width, channels }: ImageShape): string =>
  `images of ${height}x${width}${channels === 1 ? '' : `x${channels}`}, as the names say: --network conv:16x3,pool:2,dense:64 reads them as such`

function headline({ rows, columns, target, task, classes, usable }: Description): string {
  const what = task === 'classification' ? `${classes.length} classes` : task
  const left =
    usable === null
      ? 'of no use as it is'
      : `${usable.rows === rows ? '' : `${usable.rows} rows and `}${count(usable.features, 'feature')} with the options below`
  return [
    `${count(rows, 'row')} x ${count(columns.length, 'column')}`,
    `target ${target}`,
    ...(what === null ? [] : [what]),
    left,
  ].join(', ')
}

function shortListing({ columns, rows }: Description) {
  return {
    columns: ['#', 'column', 'type', 'missing', 'distinct', 'values'],
    right: ['#', 'missing', 'distinct'],
    rows: columns.map((column) => [
      column.index,
      column.name,
      column.role === 'feature' ? column.type : `${column.type} (${column.role})`,
      column.missing === 0 ? '' : percentage(column.missing / rows),
      column.distinct,
      valuesText(column),
    ]),
  }
}

/** `0.42 to 80`, the most frequent texts, or both for a column of numbers with texts in it. */
function valuesText({ min, max, top, distinct }: ColumnDescription): string {
  const texts = top
    .slice(0, 3)
    .map(({ text, rows }) => (rows === 1 ? short(text) : `${short(text)} (${rows})`))
  if (min === null || max === null) return [...texts, ...(distinct > texts.length ? ['...'] : [])].join(', ')
  const range = min === max ? shortest(min) : `${shortest(min)} to ${shortest(max)}`
  return [range, ...(texts.length > 0 ? [`texts: ${texts.join(', ')}`] : [])].join('; ')
}

function classesLine({ classes, rows, usable }: Description): string | null {
  if (classes.length === 0) return null
  const all = usable?.rows ?? rows
  const shownClasses = classes
    .slice(0, 10)
    .map(({ text, rows }) => `${short(text)} ${rows} (${percentage(rows / all)})`)
  const more = classes.length > 10 ? [`and ${classes.length - 10} more`] : []
  return `classes: ${[...shownClasses, ...more].join(', ')}`
}

const jsonColumn = ({ index, name, role, type, missing, distinct, min, max, top }: ColumnDescription) => ({
  index,
  name,
  role,
  type,
  missing,
  distinct,
  min,
  max,
  top,
})

function fullListing({ columns, rows }: Description) {
  return {
    columns: ['index', 'name', 'role', 'type', 'missing', 'missing_share', 'distinct', 'min', 'max', 'top'],
    rows: columns.map(({ index, name, role, type, missing, distinct, min, max, top }) => [
      index,
      name,
      role,
      type,
      missing,
      missing / rows,
      distinct,
      min ?? '',
      max ?? '',
      top.map(({ text, rows }: Count) => `${text} (${rows})`).join('; '),
    ]),
  }
}

const LONGEST = 24

function short(text: string): string {
  const letters = [...printable(text)]
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : letters.join('')
}

/** Six significant digits are enough to recognise a number. */
function shortest(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e15) return String(value)
  if (size > 0 && size < 1e-6) return String(Number(value.toPrecision(6)))
  return String(Number(fixed(value, decimalsFor([value], 6))))
}
