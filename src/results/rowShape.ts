/** Rows as they travel between threads and machines: JSON by the names of their fields, held against the columns. */
import { flag, measure, number, object, oneOf, type Shape, text, whole } from '../util/shape.ts'
import type { Column, ColumnSpec } from './columns.ts'

export const rowShape = <Row>(columns: readonly Column<Row>[]): Shape<Row> =>
  object(Object.fromEntries(columns.map((column) => [column.key, cellShape(column)]))) as Shape as Shape<Row>

function cellShape(column: ColumnSpec): Shape {
  switch (column.kind) {
    case 'text':
      return text
    case 'oneOf':
      return oneOf(column.choices)
    case 'flag':
      return flag
    case 'measure':
      return measure
    case 'integer':
      return whole(boundsOf(column))
    case 'number':
      return number(boundsOf(column))
  }
}

const boundsOf = ({ min }: { readonly min?: number }) => (min === undefined ? {} : { min })
