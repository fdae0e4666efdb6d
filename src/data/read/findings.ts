/**
 * What the owner of a table should know before anything is compared on it: the one place where it is found, for the warnings
 * of `describe` and for those of every command that reads the table.
 */
import { count, percentage } from '../../util/format.ts'
import { isPadded, listed, NULL_CELLS, parseNumber, shown } from '../cells.ts'
import type { Column } from './column.ts'
import type { FeatureColumn } from './feature.ts'
import type { TrainingPart } from './parts.ts'
import { type ColumnType, countWords, type Decided, typeOf } from './profile.ts'
import { repeatedRows, sameAsTarget } from './redundancy.ts'
import { quoteArgument } from './schema.ts'
import type { Table } from './table.ts'

/** What one option does about a finding. */
export interface Remedy {
  readonly ignore?: true
  readonly categorical?: true
  readonly dates?: true
  readonly keepNa?: true
  readonly nullValues?: readonly string[]
}

export interface Finding {
  /** A sentence without what to do about it. */
  readonly sentence: string
  readonly remedy?: Remedy
}

/** A feature column of the file, and what kind of thing it holds. */
export interface Looked extends Decided {
  readonly type: ColumnType
  /** Named by --categorical. */
  readonly asWritten?: boolean
}

/** A column of codes may reasonably have so many categories. */
export const MAX_CODES = 50

/** What programs write where there is nothing, but what may as well be a category, so nothing takes it for missing unasked. */
export const BLANKS: readonly string[] = [
  ...['.', '-', '--', '<NA>', 'NaT', 'N.A.', 'n.a.', 'None', 'none'],
  ...['Null', '#DIV/0!', '#VALUE!', '#REF!', '1.#QNAN', '-1.#IND'],
]
/** Blanks that are names as well, so that they mean nothing by themselves. */
const NAMES: readonly string[] = ['None', 'none']

/** What a feature column makes hard or impossible to learn; at most one thing, the gravest. */
export function findInColumn(looked: Looked, rows: Int32Array): Finding | undefined {
  const { type, column, asWritten } = looked
  const name = shown(column.name)
  switch (type) {
    case 'identifier':
      return {
        sentence: `column ${name} names or numbers the rows, so nothing can be learnt from it`,
        remedy: { ignore: true },
      }
    case 'date': {
      const categories = distinctWords(column, rows).length
      return {
        sentence: `column ${name} holds dates, which as texts are ${categories} categories, a feature each`,
        remedy: asWritten ? { ignore: true } : { dates: true },
      }
    }
    case 'text': {
      const texts = distinctWords(column, rows)
      return (
        (asWritten ? undefined : numbersBesideOneText(column, rows)) ?? {
          sentence: `column ${name} holds ${texts.length} different texts in ${filledRows(column, rows)} rows, which become as many features`,
          remedy: { ignore: true },
        }
      )
    }
    case 'categorical':
      return asWritten ? undefined : findInCategories(column, rows)
    case 'numeric':
      return column.padded === undefined
        ? undefined
        : {
            sentence: `column ${name} holds whole numbers with zeros before them, like ${shown(column.padded)}, as codes do; they are read as quantities`,
            remedy: { categorical: true },
          }
    default:
      return undefined
  }
}

function findInCategories(column: Column, rows: Int32Array): Finding | undefined {
  const name = shown(column.name)
  const words = distinctWords(column, rows)
  const blanks = words.filter((word) => BLANKS.includes(word) && !NAMES.includes(word))
  if (blanks.length > 0) {
    return {
      sentence: `${listed(blanks)} in column ${name} ${blanks.length === 1 ? 'looks like a missing value' : 'look like missing values'}`,
      remedy: { nullValues: blanks },
    }
  }
  const beside = numbersBesideOneText(column, rows)
  if (beside !== undefined) return beside
  const spelled = spelledTwice(words)
  if (spelled !== undefined) return spellingFinding(column, spelled)
  return words.length > MAX_CODES
    ? { sentence: `column ${name} holds ${words.length} categories and becomes as many features` }
    : undefined
}

/** Fewer different numbers than this beside a text may be codes. */
const MIN_QUANTITIES = 10

/** A column of numbers that is mostly one text, so that the numbers are taken for categories. */
function numbersBesideOneText(column: Column, rows: Int32Array): Finding | undefined {
  const words = distinctWords(column, rows)
  const texts = words.filter((word) => !Number.isFinite(parseNumber(word)))
  const numbers = words.length - texts.length
  if (texts.length !== 1 || numbers < MIN_QUANTITIES) return undefined
  const [text] = texts as [string]
  const times = countWords(column, rows)[column.words.indexOf(text)]!
  return {
    sentence: `column ${shown(column.name)} holds ${numbers} different numbers, and ${shown(text)} in ${times} of ${rows.length} rows; so its numbers are categories`,
    remedy: { nullValues: [text] },
  }
}

/** The first two texts that differ in case or in blanks alone. */
function spelledTwice(words: readonly string[]): readonly [string, string] | undefined {
  const first = new Map<string, string>()
  for (const word of words) {
    const key = word.toLowerCase().replace(/\s+/g, ' ')
    const before = first.get(key)
    if (before !== undefined) return [before, word]
    first.set(key, word)
  }
  return undefined
}

const spellingFinding = ({ name }: Column, [a, b]: readonly [string, string]): Finding => ({
  sentence: `column ${shown(name)} holds ${shown(a)} and ${shown(b)}, which are two categories; write them alike if they mean the same`,
})

/** What is odd about the cells of the target, before classes or quantities are made of them. */
export function findInTarget(target: Column, rows: Int32Array, asWritten: boolean): Finding[] {
  const words = distinctWords(target, rows)
  const findings: Finding[] = []
  const numbers = words.map(parseNumber)
  const areNumbers = words.length > 0 && numbers.every(Number.isFinite)
  if (!areNumbers) {
    const spelled = spelledTwice(words)
    if (spelled !== undefined) findings.push(spellingFinding(target, spelled))
    findings.push(...findNaClass(target, rows))
  } else if (!asWritten) {
    findings.push(...findPadded(target, words, numbers))
  }
  return findings
}

/** Codes among the classes: "01" and "1" are one number, and two codes. */
function findPadded({ name }: Column, words: readonly string[], numbers: readonly number[]): Finding[] {
  const padded = words.filter(isPadded)
  const others = new Map(words.flatMap((word, i) => (isPadded(word) ? [] : [[numbers[i]!, word]])))
  const [first] = padded
  if (first === undefined) return []
  const twin = padded.find((word) => others.has(Number(word)))
  const sentence =
    twin === undefined
      ? `the target ${shown(name)} holds whole numbers with zeros before them, like ${shown(first)}, as codes do`
      : `the target ${shown(name)} holds ${shown(others.get(Number(twin))!)} and ${shown(twin)}, which are one number`
  return [{ sentence, remedy: { categorical: true } }]
}

/** "NA" is a country's code and many an abbreviation: where it is as frequent as a class, it may be one. */
function findNaClass(target: Column, rows: Int32Array): Finding[] {
  const [[text, times] = ['', 0], ...others] = [...target.nulls].filter(([text]) => NULL_CELLS.includes(text))
  const classes = countWords(target, rows).filter((n) => n > 0)
  if (times === 0 || others.length > 0 || times < target.missing || classes.length < 2) return []
  // A column that is mostly "NA" lacks values; one where it is as rare as a slip does as well.
  if (times < Math.min(...classes) || times > 2 * Math.max(...classes)) return []
  return [
    {
      sentence: `${shown(text)} stands in the target ${shown(target.name)} in ${count(times, 'row')}, as often as a class, and is taken for a missing value`,
      remedy: { keepNa: true },
    },
  ]
}

/** A column that gives the answer away. */
export const revealing = ({ name }: Pick<Column, 'name'>): Finding => ({
  sentence: `column ${shown(name)} says the same as the target in every row, so it would give the answer away`,
  remedy: { ignore: true },
})

/** Half of a column is much to invent. */
export const findMissing = (columns: readonly Pick<Column, 'name' | 'missing'>[], rows: number): Finding[] =>
  columns
    .filter(({ missing }) => 2 * missing > rows && missing < rows)
    .map(({ name, missing }) => ({
      sentence: `column ${shown(name)} has no value in ${percentage(missing / rows)} of the rows`,
    }))

/** Whole rows of the file that are there more than once. */
export function findRepeats(table: Table): Finding[] {
  const repeated = repeatedRows(table)
  if (repeated === 0) return []
  const what = repeated === 1 ? '1 row repeats' : `${repeated} rows repeat`
  return [
    {
      sentence: `${what} an earlier one (${percentage(repeated / table.rows)}), so the same row may train and test`,
    },
  ]
}

/** A text of a column, or a class of the target, and the number of rows that hold it. */
export interface Count {
  readonly text: string
  readonly rows: number
}

/** What the sizes of the classes, the largest first, mean for accuracy. */
export function findInClasses(classes: readonly Count[], rows: number): Finding[] {
  const [largest] = classes
  if (largest === undefined) return []
  const findings: Finding[] = []
  if (largest.rows >= 0.8 * rows) {
    findings.push({
      sentence: `${percentage(largest.rows / rows)} of the rows are ${shown(largest.text)}: always answering so is that accurate, and no method should be praised for it`,
    })
  }
  if (classes.length > 20 && rows < 20 * classes.length) {
    findings.push({
      sentence: `${classes.length} classes in ${rows} rows; --task regression if they are quantities`,
    })
  }
  return findings
}

/** Classes by size, the largest first; those of equal size in their order. */
export function classCounts(classes: readonly string[], labels: ArrayLike<number>): Count[] {
  const counts = classes.map((text) => ({ text, rows: 0 }))
  for (let row = 0; row < labels.length; row++) counts[labels[row]!]!.rows++
  return counts.sort((a, b) => b.rows - a.rows)
}

/** The texts of a column that the rows hold. */
export function distinctWords(column: Column, rows: Int32Array): string[] {
  const counts = countWords(column, rows)
  return column.words.filter((_, code) => counts[code]! > 0)
}

const filledRows = (column: Column, rows: Int32Array): number =>
  countWords(column, rows).reduce((sum, n) => sum + n, 0)

/** Feature columns of the file, those of dates that have become numbers left out. */
function looked({ table, features, rows }: TrainingPart): Looked[] {
  const whole = features.filter(({ date }) => date === undefined)
  return whole.map((feature: FeatureColumn) => {
    const decided = { ...feature, column: table.columns[feature.position]! }
    return { ...decided, type: typeOf(decided, rows), asWritten: feature.asWritten === true }
  })
}

/** All of it about the training file of a command, as sentences with the option to give. */
export function warningsOf(
  training: TrainingPart,
  { classes, labels }: { readonly classes: readonly string[]; readonly labels: Int32Array },
): string[] {
  const { table, rows, target, roles } = training
  const columns = looked(training)
  const same = sameAsTarget(
    columns.filter(({ type }) => type !== 'empty' && type !== 'constant').map(({ column }) => column),
    target,
    table.rows,
  )
  const inColumns = columns.flatMap((one): string[] => {
    const { column } = one
    const finding = same.has(column) ? revealing(column) : findInColumn(one, rows)
    return finding === undefined ? [] : [withOption(finding, column.name)]
  })
  const constant = columns.filter(({ type }) => type === 'constant').map(({ column }) => column.name)
  const ofConstants = `the same in every row, so of no use: ${constant.length === 1 ? 'column' : 'columns'} ${listed(constant)}`
  const used = [target, ...columns.map(({ column }) => column)]
  const sizes = classCounts(classes, labels.subarray(0, rows.length))
  return [
    ...findInTarget(target, rows, roles.categorical.has(roles.target)).map((finding) =>
      withOption(finding, target.name),
    ),
    ...inColumns,
    ...(constant.length > 0 ? [ofConstants] : []),
    ...[...findMissing(used, table.rows), ...findRepeats(table), ...findInClasses(sizes, rows.length)].map(
      ({ sentence }) => sentence,
    ),
  ]
}

function withOption({ sentence, remedy = {} }: Finding, name: string): string {
  const column = quoteArgument(name)
  const options = [
    ...(remedy.dates ? ['--dates makes numbers of them'] : []),
    ...(remedy.ignore || remedy.dates ? [`--ignore ${column} leaves it out`] : []),
    ...(remedy.categorical ? [`--categorical ${column} keeps them apart as they are written`] : []),
    ...(remedy.keepNa ? [`--keep-na-in ${column} makes a class of it`] : []),
    ...(remedy.nullValues ?? []).map(
      (text) => `--null-value ${quoteArgument(text)} takes it for a missing value`,
    ),
  ]
  return options.length === 0 ? sentence : `${sentence}; ${options.join(', ')}`
}
