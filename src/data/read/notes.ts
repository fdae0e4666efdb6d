import { listed, shown } from '../cells.ts'
import type { Part } from './encode.ts'
import { type Decided, typeOf } from './profile.ts'
import { categoriesOf, type FeatureColumn, quoteArgument } from './schema.ts'

/** What is odd about the feature columns of the training file, one sentence each. */
export function noticeColumns(features: readonly FeatureColumn[], { columns, rows }: Part): string[] {
  const notes: string[] = []
  const constant: string[] = []
  features.forEach((feature, c) => {
    const note = noticeColumn({ ...feature, column: columns[c]! }, rows)
    if (note === 'constant') constant.push(feature.name)
    else if (note !== undefined) notes.push(note)
  })
  if (constant.length > 0) {
    notes.push(
      `the same in every row, so of no use: ${constant.length === 1 ? 'column' : 'columns'} ${listed(constant)}`,
    )
  }
  return notes
}

function noticeColumn(decided: Decided, rows: Int32Array): string | undefined {
  const { kind, name, column } = decided
  const type = typeOf(decided, rows)
  if (type === 'constant') return type
  const ignore = `--ignore ${quoteArgument(name)} leaves it out`
  if (kind === 'numeric')
    return type === 'identifier' ? `column ${shown(name)} looks like a row number; ${ignore}` : undefined
  const count = categoriesOf(column, rows).length
  if (type === 'date') {
    return `column ${shown(name)} holds dates, which are read as ${count} categories, one feature each; ${ignore}`
  }
  const isMany = count > 50 || (count > 10 && 2 * count > rows.length)
  if (!isMany) return undefined
  return (
    `column ${shown(name)} holds ${count} categories in ${rows.length} rows and becomes ${count} features; ` +
    ignore
  )
}
