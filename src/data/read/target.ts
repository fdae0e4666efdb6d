import { dataError, type Place } from '../../util/errors.ts'
import { isBeyondExact, listed, parseNumber, shown } from '../cells.ts'
import type { Task } from '../dataset.ts'
import type { Column } from './column.ts'
import type { Table } from './csv.ts'
import { categoriesOf, notANumber, refuseLocalizedNumbers } from './schema.ts'

/** Rows of one file that are used, and its target column, which was read as text. */
export interface TargetPart {
  readonly table: Table
  readonly rows: Int32Array
  readonly target: Column
}

export interface Target {
  readonly task: Task
  readonly classes: readonly string[]
  readonly labels: Int32Array
  readonly targets: Float64Array
}

/** At most this many different whole numbers, each on three rows or more on average, are taken for classes. */
const MAX_NUMERIC_CLASSES = 20

/**
 * Labels or target values of all parts, one after the other. The first part (the training file) decides the task
 * and the classes; a class that only a later part knows is a data error, as are a single class and a constant. `asWritten`:
 * the target holds classes, and "01" and "1" are two of them.
 */
export function encodeTarget(
  parts: readonly TargetPart[],
  wanted: Task | 'auto',
  notes: string[],
  asWritten = false,
): Target {
  const [training] = parts as [TargetPart]
  const task = asWritten ? 'classification' : wanted === 'auto' ? guessTask(training, notes) : wanted
  return task === 'classification' ? encodeClasses(parts, asWritten) : encodeNumbers(parts)
}

function guessTask({ table, rows, target }: TargetPart, notes: string[]): Task {
  const words = categoriesOf(target, rows)
  const numbers = words.map(parseNumber)
  const name = shown(target.name)
  if (!numbers.every(Number.isFinite)) {
    refuseLocalizedNumbers(table, target, '--task classification')
    // A numeric target with a stray text would otherwise become hundreds of classes.
    const numeric = new Set(words.filter((_, i) => Number.isFinite(numbers[i])))
    let numericRows = 0
    for (const row of rows) if (numeric.has(target.words[target.word(row)]!)) numericRows++
    const isQuantity = numeric.size > MAX_NUMERIC_CLASSES && 2 * numericRows >= rows.length
    return isQuantity ? 'regression' : 'classification'
  }
  if (!numbers.every(Number.isInteger)) return 'regression'
  // Long whole numbers may be one double, and still different.
  const count = new Set(words.map((word, i) => (isBeyondExact(word) ? String(BigInt(word)) : numbers[i])))
    .size
  const few = count <= MAX_NUMERIC_CLASSES && rows.length >= 3 * count
  const [taken, otherwise] = few
    ? ['taken as classes', '--task regression if they are quantities']
    : ['taken as quantities', '--task classification if they are classes']
  notes.push(`the target ${name} holds ${count} different whole numbers, ${taken}; ${otherwise}`)
  return few ? 'classification' : 'regression'
}

/** Where to look when the whole column is at fault. */
const firstRow = ({ table, rows, target }: TargetPart): Place => ({
  file: table.file,
  line: table.lineOf(rows[0]!),
  column: target.name,
})

function encodeClasses(parts: readonly TargetPart[], asWritten: boolean): Target {
  const [training] = parts as [TargetPart]
  const words = categoriesOf(training.target, training.rows)
  const { names: classes, labelOf } = asWritten ? distinctTexts(words) : mergeEqualNumbers(words)
  if (classes.length < 2) {
    throw dataError(
      firstRow(training),
      `every row has the class ${shown(classes[0] ?? '')}; a comparison needs at least two`,
    )
  }
  const labels = sharedInt32(parts)
  let at = 0
  for (const { table, rows, target } of parts) {
    const labelOfWord = target.words.map(labelOf)
    for (const row of rows) {
      const label = labelOfWord[target.word(row)]
      if (label === undefined) {
        throw dataError(
          { file: table.file, line: table.lineOf(row), column: target.name },
          `the class ${shown(target.words[target.word(row)]!)} is not in the training rows (classes: ${listed(classes)})`,
        )
      }
      labels[at++] = label
    }
  }
  return { task: 'classification', classes, labels, targets: new Float64Array(0) }
}

function distinctTexts(names: readonly string[]) {
  const labels = new Map(names.map((name, label) => [name, label]))
  return { names, labelOf: (word: string) => labels.get(word) }
}

/**
 * "1" and "1.0" are one class, called by the text that sorts first; `words` are sorted, so they are neighbours. Whole numbers
 * that one double stands for remain two.
 */
function mergeEqualNumbers(words: readonly string[]) {
  const areNumbers = words.every((word) => Number.isFinite(parseNumber(word)))
  const key = (word: string) =>
    !areNumbers ? word : isBeyondExact(word) ? String(BigInt(word)) : parseNumber(word)
  const names: string[] = []
  const labels = new Map<string | number, number>()
  for (const word of words) {
    if (labels.has(key(word))) continue
    labels.set(key(word), names.length)
    names.push(word)
  }
  return { names, labelOf: (word: string) => labels.get(key(word)) }
}

function encodeNumbers(parts: readonly TargetPart[]): Target {
  const [training] = parts as [TargetPart]
  const targets = new Float64Array(new SharedArrayBuffer(8 * countRows(parts)))
  let at = 0
  for (const { table, rows, target } of parts) {
    const values = target.words.map(parseNumber)
    for (const row of rows) {
      const word = target.word(row)
      if (!Number.isFinite(values[word])) {
        throw notANumber(
          { file: table.file, line: table.lineOf(row), column: target.name },
          target.words[word]!,
          table.numerals,
          '--task classification if the target holds classes',
        )
      }
      targets[at++] = values[word]!
    }
  }
  const trained = targets.subarray(0, training.rows.length)
  if (trained.every((value) => value === trained[0])) {
    throw dataError(
      firstRow(training),
      `the target is ${trained[0]} in every row; there is nothing to predict`,
    )
  }
  return { task: 'regression', classes: [], labels: new Int32Array(0), targets }
}

const countRows = (parts: readonly TargetPart[]) => parts.reduce((sum, { rows }) => sum + rows.length, 0)
const sharedInt32 = (parts: readonly TargetPart[]) =>
  new Int32Array(new SharedArrayBuffer(4 * countRows(parts)))
