/** Options that a file needs, and what its owner should know before comparing anything on it. */
import { count } from '../../util/format.ts'
import { listed, shown } from '../cells.ts'
import type { DataOptions } from '../options.ts'
import { duplicateRows, sameAsTarget } from './redundancy.ts'
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
/** A column of codes may reasonably have so many categories. */
const MAX_CODES = 50

/** What programs write where there is nothing, but what may as well be a category, so nothing takes it for missing unasked. */
const BLANKS: readonly string[] = [
  '.',
  '-',
  '--',
  '<NA>',
  'NaT',
  'N.A.',
  'n.a.',
  '#DIV/0!',
  '#VALUE!',
  '#REF!',
]

/** What one column asks for. */
interface Remedy {
  readonly ignore?: true
  readonly categorical?: true
  readonly nullValues?: readonly string[]
  readonly warning?: string
}

/** Options for every column that a command would refuse, or that no network can learn from. */
export function adviseColumns(survey: Survey, given: DataOptions): Advice {
  const { columns, options } = survey
  const features = columns.filter(({ role }) => role === 'feature')
  const same = sameAsTarget(survey)
  const remedies = new Map<ColumnDescription, Remedy>()
  for (const column of features) {
    remedies.set(column, same.has(column.index - 1) ? revealing(column) : remedyFor(column, survey))
  }
  const target = columns.find(({ role }) => role === 'target')!
  if (target.type === 'numeric' && target.top.length > 0) remedies.set(target, strays(target, survey))

  const ignored = features.filter((column) => remedies.get(column)!.ignore)
  // A file of nothing but texts is better read as categories than not at all.
  const nothingLeft = features.every(({ type }, i) => type === 'empty' || remedies.get(features[i]!)!.ignore)
  const isLeftOut = (column: ColumnDescription) =>
    ignored.includes(column) && !(nothingLeft && (column.type === 'text' || column.type === 'date'))
  const leftOut = features.filter(isLeftOut)
  const applied = [...remedies].filter(([, { ignore }]) => !ignore).map(([, remedy]) => remedy)
  const nullValues = [...new Set(applied.flatMap((remedy) => remedy.nullValues ?? []))]
  const categorical = features.filter((column) => remedies.get(column)!.categorical)
  const used = [
    target,
    ...columns.filter(({ role }) => !['target', 'feature', 'ignored', 'validation'].includes(role)),
    ...features.filter((column) => !leftOut.includes(column)),
  ]
  const isMissing =
    nullValues.length > 0 ||
    used.some(({ missing, type, role }) => missing > 0 && (type !== 'empty' || role !== 'feature'))

  const advised: DataOptions = {
    ...options,
    target: target.name,
    ignore: [...options.ignore, ...(leftOut.length > 0 ? [leftOut.map(({ name }) => name).join(',')] : [])],
    categorical: [
      ...options.categorical,
      ...(categorical.length > 0 ? [categorical.map(({ name }) => name).join(',')] : []),
    ],
    nullValues: [...options.nullValues, ...nullValues],
    missing: isMissing && options.missing === 'error' ? 'impute' : options.missing,
  }
  const unused = new Set([...leftOut.map(({ index }) => index - 1), ...survey.roles.ignored])
  return {
    options: advised,
    nullValues,
    nullWarnings: applied.flatMap(({ nullValues, warning }) => (nullValues && warning ? [warning] : [])),
    warnings: [
      ...(options.header || !given.header
        ? []
        : ['the first line looks like data, not like names of columns']),
      ...targetWarnings(survey),
      ...[...remedies.values()].flatMap(({ warning }) => (warning === undefined ? [] : [warning])),
      ...missingWarnings(used, survey.rows),
      ...duplicateWarnings(survey, unused),
    ],
  }
}

function remedyFor(column: ColumnDescription, survey: Survey): Remedy {
  const { name, type, distinct } = column
  const filled = survey.rows - column.missing
  const localized = survey.localized.get(column.index - 1)
  if (localized?.isMost) return mixed(column, localized.words)
  switch (type) {
    case 'identifier':
      return {
        ignore: true,
        warning: `column ${shown(name)} names or numbers the rows, so nothing can be learnt from it`,
      }
    case 'date':
      return {
        ignore: true,
        warning: `column ${shown(name)} holds dates, which would be ${distinct} categories; to use it, turn it into numbers`,
      }
    case 'text':
      return {
        ignore: true,
        warning: `column ${shown(name)} holds ${distinct} different texts in ${filled} rows, which would be as many features`,
      }
    case 'numeric':
      return column.top.length > 0 ? strays(column, survey) : {}
    case 'categorical': {
      const blanks = survey.table.columns[column.index - 1]!.words.filter((word) => BLANKS.includes(word))
      if (blanks.length > 0) {
        const warning = `${listed(blanks)} in column ${shown(name)} looks like a missing value; taken as one below`
        return { nullValues: blanks, warning }
      }
      return distinct > MAX_CODES
        ? { warning: `column ${shown(name)} holds ${distinct} categories and becomes as many features` }
        : {}
    }
    default:
      return {}
  }
}

/** Texts among the numbers of a column: few of them spell "missing", others make it one of codes, or of no use. */
function strays(column: ColumnDescription, survey: Survey): Remedy {
  const { table, rows } = survey
  const { name, top, role, distinct, missing, index } = column
  const words = top.map(({ text }) => text)
  const localized = survey.localized.get(index - 1)
  if (localized !== undefined && role !== 'target') return mixed(column, localized.words)
  const texts = table.columns[index - 1]!.words.length
  const among = `among the numbers of column ${shown(name)}: ${listed(words)}`
  if (
    role === 'target' ||
    (texts <= MAX_STRAYS && top.reduce((sum, { rows }) => sum + rows, 0) < (rows - missing) / 2)
  ) {
    return {
      nullValues: words,
      warning: `${words.length === 1 ? 'a text stands' : 'texts stand'} ${among}; taken as missing below`,
    }
  }
  if (distinct <= MAX_CODES && 2 * distinct <= rows) {
    return { categorical: true, warning: `texts stand ${among}; taken as categories below` }
  }
  return { ignore: true, warning: `${count(texts, 'text')} stand ${among}; left out below` }
}

/** Neither missing nor categories: whoever takes such cells for one of them gets a wrong result unseen. */
const mixed = ({ name }: ColumnDescription, words: readonly string[]): Remedy => ({
  ignore: true,
  warning: `column ${shown(name)} holds numbers in several styles: ${listed(words, 3)}; left out below, until they are written alike`,
})

const revealing = ({ name }: ColumnDescription): Remedy => ({
  ignore: true,
  warning: `column ${shown(name)} says the same as the target in every row, so it would give the answer away`,
})

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

/** Half of a column is much to invent. */
function missingWarnings(used: readonly ColumnDescription[], rows: number): string[] {
  const holed = used.filter(({ missing, type }) => 2 * missing > rows && type !== 'empty')
  return holed.map(
    ({ name, missing }) => `column ${shown(name)} has no value in ${percent(missing / rows)} of the rows`,
  )
}

function duplicateWarnings(survey: Survey, unused: ReadonlySet<number>): string[] {
  const { rows } = survey
  const repeated = duplicateRows(survey, unused)
  if (repeated === 0) return []
  const what = repeated === 1 ? '1 row repeats' : `${repeated} rows repeat`
  return [`${what} an earlier one (${percent(repeated / rows)}), so the same row may train and test`]
}

/** The default number of folds. */
const FOLDS = 5

/** What the sizes of the classes mean for accuracy, and for folds. */
export function adviseClasses(classes: readonly Count[], rows: number): string[] {
  const [largest] = classes
  if (largest === undefined) return []
  const rare = classes.filter(({ rows }) => rows < FOLDS)
  return [
    ...(rare.length > 0
      ? [
          `fewer than ${FOLDS} rows, so not in every one of ${FOLDS} folds: ${listed(rare.map(({ text }) => text))}`,
        ]
      : []),
    ...(largest.rows >= 0.8 * rows
      ? [
          `${percent(largest.rows / rows)} of the rows are ${shown(largest.text)}: always answering so is that accurate, and no method should be praised for it`,
        ]
      : []),
    ...(classes.length > 20 && rows < 20 * classes.length
      ? [`${classes.length} classes in ${rows} rows; --task regression if they are quantities`]
      : []),
  ]
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`
