/** Tables of what was predicted: who is taken for whom, how sure, how far off; for the best method and the baseline. */
import type { Comparison } from '../results/comparison.ts'
import type { PredictedBy, PredictedOfClasses, PredictedOfValues } from '../results/predictedRows.ts'
import { decimalsFor, fixed } from '../util/format.ts'
import { sortByScore } from './display.ts'
import type { Block, Cell, Table } from './document.ts'
import { printable } from './escape.ts'

/** More classes make a table nobody reads: then each has a row of its own. */
const MAX_MATRIX = 12

/** Methods whose predictions are shown: the best and the baseline. */
export function shownPredictors(comparison: Comparison): string[] {
  const [best] = sortByScore(comparison)
  return [...new Set(best === undefined ? [] : [best.method, comparison.baseline])]
}

export const predictionBlocks = (comparison: Comparison, found: readonly PredictedBy[]): Block[] =>
  found.flatMap(({ method, rows }): Block[] => [
    { kind: 'heading', level: 2, name: `${printable(method)}: what was predicted` },
    ...(rows.task === 'classification' ? classTables(rows, comparison) : [residualTable(rows)]),
  ])

const percent = (share: number | null): string => (share === null ? '-' : fixed(100 * share, 1))

const amount = (count: number): string => fixed(count, Number.isInteger(count) ? 0 : 1)

function classTables(found: PredictedOfClasses, { classNames }: Comparison): Table[] {
  const names = Array.from({ length: found.classes }, (_, label) =>
    printable(classNames?.[label] ?? `class ${label}`),
  )
  return [
    found.classes <= MAX_MATRIX ? matrixOf(found, names) : mistakesOf(found, names),
    calibrationOf(found),
  ]
}

/** A row for each true class, a column for each class that was predicted. */
function matrixOf({ counts, classes, recall }: PredictedOfClasses, names: readonly string[]): Table {
  return {
    kind: 'table',
    caption: 'test rows by their class, and by the class that was predicted',
    columns: [
      { title: 'class' },
      ...names.map((name) => ({ title: name, right: true })),
      { title: 'recall %', right: true },
    ],
    rows: names.map((name, i): Cell[] => [
      { text: name },
      ...names.map(
        (_, j): Cell => ({ text: amount(counts[i * classes + j]), ...(i === j && { tone: 'key' }) }),
      ),
      { text: percent(recall[i]) },
    ]),
  }
}

function mistakesOf({ counts, classes, recall }: PredictedOfClasses, names: readonly string[]): Table {
  return {
    kind: 'table',
    caption: 'test rows by their class, and for which class they are taken most often',
    columns: [
      { title: 'class' },
      { title: 'rows', right: true },
      { title: 'recall %', right: true },
      { title: 'taken for' },
    ],
    rows: names.map((name, i): Cell[] => {
      const own = counts.slice(i * classes, (i + 1) * classes)
      const others = own.map((count, j) => (j === i ? 0 : count))
      const most = Math.max(...others)
      const mistaken = most === 0 ? '-' : `${names[others.indexOf(most)]} (${amount(most)})`
      const rows = own.reduce((sum, count) => sum + count, 0)
      return [name, amount(rows), percent(recall[i]), mistaken].map((text) => ({ text }))
    }),
  }
}

function calibrationOf({ bins }: PredictedOfClasses): Table {
  return {
    kind: 'table',
    caption: 'how sure the predictions were, and how often they were right',
    columns: [
      { title: 'probability of the class predicted' },
      { title: 'rows', right: true },
      { title: 'mean %', right: true },
      { title: 'right %', right: true },
    ],
    rows: bins.map(({ low, high, rows, confidence, accuracy }) =>
      [`${fixed(low, 1)} to ${fixed(high, 1)}`, `${rows}`, percent(confidence), percent(accuracy)].map(
        (text) => ({ text }),
      ),
    ),
  }
}

function residualTable({ parts, points }: PredictedOfValues): Table {
  const decimals = decimalsFor(
    points.map(([, residual]) => residual),
    3,
  )
  const number = (value: number): string => fixed(value, decimals)
  return {
    kind: 'table',
    caption: 'prediction - target, by fifths of the test rows in the order of their predictions',
    columns: [
      { title: 'predictions' },
      ...['rows', 'mean', 'lower quartile', 'median', 'upper quartile'].map((title) => ({
        title,
        right: true,
      })),
    ],
    rows: parts.map(({ low, high, rows, mean, quartiles }) =>
      [`${number(low)} to ${number(high)}`, `${rows}`, ...[mean, ...quartiles].map(number)].map((text) => ({
        text,
      })),
    ),
  }
}
