import { listed, shown } from './cells.ts'
import type { Part } from './encode.ts'
import { categoriesOf, type FeatureColumn, quoteArgument } from './schema.ts'

/** What is odd about the feature columns of the training file, one sentence each. */
export function noticeColumns(columns: readonly FeatureColumn[], training: Part): string[] {
  const notes: string[] = []
  const constant: string[] = []
  columns.forEach((feature, c) => {
    if (isConstant(feature, training, c)) constant.push(feature.name)
    else if (feature.kind === 'numeric' && isCounter(feature, training, c)) {
      notes.push(
        `column ${shown(feature.name)} looks like a row number; --ignore ${quoteArgument(feature.name)} leaves it out`,
      )
    } else if (feature.kind === 'categorical') {
      const count = categoriesOf(training.columns[c]!, training.rows).length
      const many = count > 50 || (count > 10 && 2 * count > training.rows.length)
      if (!many) return
      notes.push(
        `column ${shown(feature.name)} holds ${count} categories in ${training.rows.length} rows and becomes ${count} features; ` +
          `--ignore ${quoteArgument(feature.name)} leaves it out`,
      )
    }
  })
  if (constant.length > 0) {
    notes.push(
      `the same in every row, so of no use: ${constant.length === 1 ? 'column' : 'columns'} ${listed(constant)}`,
    )
  }
  return notes
}

function isConstant({ kind }: FeatureColumn, { columns, rows }: Part, c: number): boolean {
  const column = columns[c]!
  if (column.missing > 0) return false
  const [first] = rows
  if (kind === 'categorical') return rows.every((row) => column.word(row) === column.word(first!))
  return rows.every((row) => column.number(row) === column.number(first!))
}

/** Called like an identifier (or not at all), and whole numbers that rise from row to row. */
function isCounter({ name, position }: FeatureColumn, { columns, rows }: Part, c: number): boolean {
  const isNamed =
    /^(?:.*[ _.-])?(?:id|idx|index|key|nr|no|row|rownames?|unnamed: 0)$/i.test(name) ||
    /[a-z]I[dD]$/.test(name)
  if (!isNamed && name !== `column${position + 1}`) return false
  const column = columns[c]!
  let last = -Infinity
  return rows.every((row) => {
    const value = column.number(row)
    const rises = Number.isInteger(value) && value > last
    last = value
    return rises
  })
}
