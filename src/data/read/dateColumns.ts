/** Columns of dates as the columns of numbers that `--dates` makes of them. */
import { dataError } from '../../util/errors.ts'
import { shown } from '../cells.ts'
import type { DatePart } from '../dataset.ts'
import { Column } from './column.ts'
import { dateNumber, dateStyleOf } from './dates.ts'
import type { FeatureColumn } from './feature.ts'
import type { Table } from './table.ts'

/** The features of a column of dates; undefined for any other column. */
export function dateFeatures(column: Column, position: number, notes: string[]): FeatureColumn[] | undefined {
  const style = column.numbers > 0 ? undefined : dateStyleOf(column.words)
  if (style === undefined) return undefined
  const { parts, dayFirst, isGuess } = style
  const name = shown(column.name)
  if (parts[0] === 'hours') notes.push(`column ${name} holds times, read as the hours since midnight`)
  else {
    notes.push(
      `column ${name} holds dates, read as five numbers: year, month, weekday (1 is Monday), day of the year, and days since 1970`,
    )
    if (isGuess) {
      const order = dayFirst ? 'the day' : 'the month'
      notes.push(
        `column ${name}: no number tells day and month apart, so ${shown(column.words[0]!)} is read with ${order} first`,
      )
    }
  }
  return parts.map((part) => ({
    name: `${column.name}.${part}`,
    kind: 'numeric',
    position,
    date: { part, dayFirst },
  }))
}

/** The numbers of one part, row by row. Throws a data error for the first text that is no such date. */
export function datePartColumn(table: Table, dates: Column, part: DatePart): Column {
  const numbers = dates.words.map((word) => dateNumber(word, part))
  const column = new Column(dates.name)
  for (let row = 0; row < table.rows; row++) {
    const word = dates.word(row)
    if (word < 0) {
      if (dates.isMissing(row)) column.pushMissing()
      else throw notADate(table, dates, row, String(dates.number(row)))
    } else if (Number.isNaN(numbers[word]!)) throw notADate(table, dates, row, dates.words[word]!)
    else column.pushNumber(numbers[word]!)
  }
  column.finish()
  return column
}

const notADate = (table: Table, { name }: Column, row: number, text: string): Error =>
  dataError(
    { file: table.file, line: table.lineOf(row), column: name },
    `expected a date as in the training rows, got ${shown(text)}; use --null-value if it means missing`,
  )

/** The column of a table that a feature reads; `column` is the one of its name in the file. */
export const columnOf = (table: Table, column: Column, { date }: Pick<FeatureColumn, 'date'>): Column =>
  date === undefined ? column : datePartColumn(table, column, date)
