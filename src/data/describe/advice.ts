/** Options that a file needs, and what its owner should know before comparing anything on it. */
import { count } from '../../util/format.ts'
import { listed, parseNumber, shown } from '../cells.ts'
import type { DataOptions } from '../options.ts'
import {
  BLANKS,
  type Finding,
  findInColumn,
  findInTarget,
  findMissing,
  findRepeats,
  MAX_CODES,
  type Remedy,
  revealing,
} from '../read/findings.ts'
import { layoutOptions } from '../read/layout.ts'
import { styleOfCells } from '../read/marks.ts'
import { styleOptions } from '../read/numerals.ts'
import { sameAsTarget } from '../read/redundancy.ts'
import type { ColumnDescription, Count, Survey } from './survey.ts'

export interface Advice {
  readonly options: DataOptions
  readonly warnings: readonly string[]
  /** Texts that the options take for missing and that were not before: without them, another column may look different. */
  readonly nullValues: readonly string[]
  /** The warnings that say so. */
  readonly nullWarnings: readonly string[]
}

/** More strays than this are not spellings of "missing". */
const MAX_STRAYS = 3
/** Options for every column that a command would refuse, or that no network can learn from. */
export function adviseColumns(survey: Survey, given: DataOptions): Advice {
  const { columns, options } = survey
  const features = columns.filter(({ role }) => role === 'feature')
  const target = columns.find(({ role }) => role === 'target')!
  const found = findingsOf(survey, features, target)
  const remedyOf = (column: ColumnDescription): Remedy => found.get(column)?.remedy ?? {}

  const ignored = features.filter((column) => remedyOf(column).ignore)
  // A file of nothing but texts is better read as categories than not at all.
  const nothingLeft = features.every((column) => column.type === 'empty' || remedyOf(column).ignore)
  const leftOut = ignored.filter(({ type }) => !(nothingLeft && (type === 'text' || type === 'date')))
  const applied = [...found].filter(([column]) => !leftOut.includes(column))
  const named = (has: (remedy: Remedy) => boolean | undefined) =>
    applied.flatMap(([{ name }, { remedy = {} }]) => (has(remedy) ? [name] : []))
  const nullValues = [...new Set(applied.flatMap(([, { remedy }]) => remedy?.nullValues ?? []))]
  const keepNaIn = named((remedy) => remedy.keepNa)
  const used = [
    target,
    ...columns.filter(({ role }) => role === 'fold'),
    ...features.filter((column) => !leftOut.includes(column)),
  ]
  const isMissing =
    nullValues.length > 0 ||
    used.some(
      ({ missing, type, role, name }) =>
        missing > 0 && (type !== 'empty' || role !== 'feature') && !keepNaIn.includes(name),
    )
  const list = (before: readonly string[], names: readonly string[]) => [
    ...before,
    ...(names.length > 0 ? [names.join(',')] : []),
  ]
  const areDates = named((remedy) => remedy.dates).length > 0
  const advised: DataOptions = {
    ...options,
    target: target.name,
    ignore: list(
      options.ignore,
      leftOut.map(({ name }) => name),
    ),
    categorical: list(
      options.categorical,
      named((remedy) => remedy.categorical && !remedy.dates),
    ),
    ...(areDates && { dates: true }),
    ...(keepNaIn.length > 0 && { keepNaIn: list(options.keepNaIn, keepNaIn) }),
    nullValues: [...options.nullValues, ...nullValues],
    missing: isMissing && options.missing === 'error' ? 'impute' : options.missing,
  }
  return {
    options: advised,
    nullValues,
    nullWarnings: applied.flatMap(([, finding]) =>
      finding.remedy?.nullValues ? [withOutcome(finding)] : [],
    ),
    warnings: [
      ...layoutWarnings(options, given),
      ...targetWarnings(survey),
      ...[...found.values()].map(withOutcome),
      ...[...findMissing(used, survey.rows), ...findRepeats(survey.table)].map(withOutcome),
    ],
  }
}

/** What there is to say about each column, the target last. */
function findingsOf(
  survey: Survey,
  features: readonly ColumnDescription[],
  target: ColumnDescription,
): Map<ColumnDescription, Finding> {
  const { table, roles } = survey
  const columnOf = ({ index }: ColumnDescription) => table.columns[index - 1]!
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row)
  const known = features.filter(({ type }) => type !== 'empty' && type !== 'constant')
  const same = sameAsTarget(known.map(columnOf), columnOf(target), table.rows)
  const found = new Map<ColumnDescription, Finding>()
  const add = (column: ColumnDescription, finding: Finding | undefined) => {
    if (finding !== undefined) found.set(column, finding)
  }
  for (const column of features) {
    const position = column.index - 1
    add(
      column,
      same.has(columnOf(column))
        ? revealing(column)
        : (mixedOrStray(column, survey) ??
            findInColumn(
              {
                name: column.name,
                kind: column.type === 'numeric' ? 'numeric' : 'categorical',
                position,
                column: columnOf(column),
                type: column.type,
                asWritten: roles.categorical.has(position),
              },
              rows,
            )),
    )
  }
  if (target.type === 'numeric' && target.top.length > 0) add(target, strays(target, survey))
  else add(target, findInTarget(columnOf(target), rows, roles.categorical.has(roles.target))[0])
  return found
}

/** What became of it in the options below. */
function withOutcome({ sentence, remedy = {} }: Finding): string {
  const outcomes = [
    ...(remedy.dates ? ['read as numbers below'] : []),
    ...(remedy.ignore ? ['left out below'] : []),
    ...(remedy.categorical ? ['taken as categories below'] : []),
    ...(remedy.keepNa ? ['taken as a class below'] : []),
    ...(remedy.nullValues ? ['taken as missing below'] : []),
  ]
  return [sentence, ...outcomes].join('; ')
}

/** What a command would refuse in a column: numbers in another style, and texts among its numbers. */
function mixedOrStray(column: ColumnDescription, survey: Survey): Finding | undefined {
  const localized = survey.localized.get(column.index - 1)
  if (localized?.isMost) return mixed(column, localized.words, survey)
  return column.type === 'numeric' && column.top.length > 0 ? strays(column, survey) : undefined
}

/** Texts among the numbers of a column: few of them spell "missing", others make it one of codes, or of no use. */
function strays(column: ColumnDescription, survey: Survey): Finding {
  const { table, rows } = survey
  const { name, top, role, distinct, missing, index } = column
  const localized = survey.localized.get(index - 1)
  if (localized !== undefined && role !== 'target') return mixed(column, localized.words, survey)
  const texts = table.columns[index - 1]!.words.filter((text) => role !== 'target' || isText(text))
  const odd = texts.filter((text) => !BLANKS.includes(text))
  const among = `among the numbers of column ${shown(name)}: ${listed(texts)}`
  if (
    role === 'target' ||
    (odd.length <= MAX_STRAYS && top.reduce((sum, { rows }) => sum + rows, 0) < (rows - missing) / 2)
  ) {
    const sentence = `${texts.length === 1 ? 'a text stands' : 'texts stand'} ${among}`
    return { sentence, remedy: { nullValues: texts } }
  }
  if (distinct <= MAX_CODES && 2 * distinct <= rows) {
    return { sentence: `texts stand ${among}`, remedy: { categorical: true } }
  }
  return { sentence: `${count(texts.length, 'text')} stand ${among}`, remedy: { ignore: true } }
}

const isText = (text: string): boolean => !Number.isFinite(parseNumber(text))

/** Neither missing nor categories: whoever takes such cells for one of them gets a wrong result unseen. */
function mixed({ name }: ColumnDescription, words: readonly string[], { table }: Survey): Finding {
  const style = styleOfCells(words, table.numerals)
  const options = style === undefined ? '' : styleOptions(style)
  const sentence =
    options === '' || words.length < table.columns[table.names.indexOf(name)]!.words.length
      ? `column ${shown(name)} holds numbers in several styles: ${listed(words, 3)}`
      : `column ${shown(name)} is written as ${options} reads it (${listed(words, 3)}), and other columns are not; a file needs one style for all of them`
  return { sentence, remedy: { ignore: true } }
}

/** What had to be passed over before there was a table to look at. */
function layoutWarnings(options: DataOptions, given: DataOptions): string[] {
  const { skipLines, comment, delimiter } = options
  const found = {
    ...(skipLines !== given.skipLines && skipLines !== undefined && { skipLines }),
    ...(comment !== given.comment && comment !== undefined && { comment }),
    ...(delimiter !== given.delimiter && delimiter !== undefined && { delimiter }),
  }
  return [
    ...(Object.keys(found).length === 0
      ? []
      : [`the first lines are of another shape than the others; ${layoutOptions(found)} reads the table`]),
    ...(options.rename && !given.rename
      ? ['names stand twice in the header; --rename gives the later columns other names']
      : []),
    ...(options.header || !given.header ? [] : ['the first line looks like data, not like names of columns']),
  ]
}

/** Names that say what they are for. */
const TARGET_NAMES = /^(?:target|label|labels|class|y|outcome|response)$/i

function targetWarnings({ columns, options, target }: Survey): string[] {
  if (options.target !== undefined) return []
  const named = columns.find(({ name, role }) => role === 'feature' && TARGET_NAMES.test(name))
  const hint = named === undefined ? 'another' : `${shown(named.name)} or another`
  return [`the target is taken to be the last column, ${shown(target)}; --target names ${hint}`]
}

/** Columns that one might want to predict where the last one is of no use. */
export function otherTargets({ columns, options }: Survey): string[] {
  if (options.target !== undefined) return []
  const names = columns.flatMap(({ role, type, name, distinct, min }) =>
    role === 'feature' && (type === 'categorical' || (type === 'numeric' && min !== null && distinct > 1))
      ? [name]
      : [],
  )
  return names.length === 0 ? [] : [`--target may name one of ${listed(names)}`]
}

/** The default number of folds. */
const FOLDS = 5

/** Classes that not every fold can have. */
export function adviseFolds(classes: readonly Count[]): string[] {
  const rare = classes.filter(({ rows }) => rows < FOLDS)
  return rare.length === 0
    ? []
    : [
        `fewer than ${FOLDS} rows, so not in every one of ${FOLDS} folds: ${listed(rare.map(({ text }) => text))}`,
      ]
}

/** Why a column that is asked for is no target, where each of its values would be a class of its own. */
export function refuseTarget(survey: Survey): string | undefined {
  const { name, type, distinct, missing } = survey.columns.find(({ role }) => role === 'target')!
  const rows = survey.rows - missing
  if (type === 'date') {
    return `the target ${shown(name)} holds dates, which would be ${distinct} classes in ${rows} rows; name another column with --target`
  }
  if (type === 'categorical' && distinct > MAX_CODES && 2 * distinct > rows) {
    return `the target ${shown(name)} holds ${distinct} different texts in ${rows} rows, which would be as many classes; name another column with --target`
  }
  return undefined
}
