/** A dataset as bytes and back: a line of JSON, then its arrays. The hash of the content is its address. */
import type { Dataset } from '../../data/dataset.ts'
import { hashDataset } from '../../data/hash.ts'
import { failure } from '../../util/errors.ts'
import { always, checkJson, list, object, oneOf, optional, text, texts, whole } from '../../util/shape.ts'
import { refused } from './refused.ts'

const MAX_ENTRIES = 2 ** 32

const size = whole({ min: 0, below: MAX_ENTRIES })

/** What a dataset may say of every row; most say nothing. */
const VIEWS = {
  folds: Int32Array,
  groups: Int32Array,
  validation: Int32Array,
  times: Float64Array,
  weights: Float64Array,
} as const
const BY_ROW = Object.keys(VIEWS) as (keyof typeof VIEWS)[]

const featureShape = object({
  name: text,
  column: text,
  category: optional(text),
  asWritten: optional(always),
})

const headerShape = object({
  rows: size,
  features: list(featureShape, MAX_ENTRIES),
  target: text,
  task: oneOf(['classification', 'regression']),
  classes: list(text, MAX_ENTRIES),
  trainableRows: size,
  /** What is said of every row. */
  byRow: list(oneOf(BY_ROW), BY_ROW.length),
  /** Names of columns, for messages. */
  rowColumns: optional(texts),
  /** How many columns are kept in 64 bits besides. */
  exact: size,
})

/** In pieces of at most `size` bytes. Names and notes of the dataset stay behind: no trial depends on them. */
export function* packDataset(dataset: Dataset, size: number): Generator<Buffer> {
  const { rows, features, target, task, classes, trainableRows, rowColumns } = dataset
  const byRow = BY_ROW.filter((name) => dataset[name] !== undefined)
  const { exactColumns, exactValues } = dataset
  const exact = exactColumns?.length ?? 0
  const header = { rows, features, target, task, classes, trainableRows, byRow, rowColumns, exact }
  const arrays = [
    ...[dataset.matrix, dataset.labels, dataset.targets],
    ...byRow.map((name) => dataset[name]),
    ...[exactColumns, exactValues],
  ]
  let room = size
  let pieces: Buffer[] = []
  for (const bytes of [Buffer.from(`${JSON.stringify(header)}\n`), ...arrays.flatMap(viewOf)]) {
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + room)
      pieces.push(piece)
      at += piece.length
      room -= piece.length
      if (room > 0) continue
      yield Buffer.concat(pieces)
      pieces = []
      room = size
    }
  }
  if (pieces.length > 0) yield Buffer.concat(pieces)
}

const viewOf = (array: Float32Array | Float64Array | Int32Array | undefined): Buffer[] =>
  array === undefined ? [] : [Buffer.from(array.buffer, array.byteOffset, array.byteLength)]

/** Throws a failure for bytes whose content does not have this hash. */
export function unpackDataset(bytes: Buffer, hash: string, name: string): Dataset {
  const end = bytes.indexOf(10)
  const header = checkJson(headerShape, bytes.toString('utf8', 0, end), refused('data'))
  const { rows, features, target, task, classes, trainableRows, byRow, rowColumns, exact } = header
  if (exact > features.length) throw failure(`data.exact is not a whole number of at most ${features.length}`)
  if (trainableRows > rows) throw failure(`data.trainableRows is not a whole number of at most ${rows}`)
  const widths = {
    matrix: rows * features.length,
    exactColumns: exact,
    exactValues: rows * exact,
    labels: task === 'classification' ? rows : 0,
    targets: task === 'regression' ? rows : 0,
  }
  const expected =
    4 * (widths.matrix + widths.labels + widths.exactColumns) +
    8 * (widths.targets + widths.exactValues) +
    byRow.reduce((sum, name) => sum + rows * VIEWS[name].BYTES_PER_ELEMENT, 0)
  if (bytes.length - end - 1 !== expected)
    throw failure(`data of ${hash} has ${bytes.length - end - 1} bytes, not ${expected}`)
  let at = end + 1
  const take = <T>(View: { new (buffer: ArrayBuffer): T; BYTES_PER_ELEMENT: number }, count: number): T => {
    // A copy, since views must start at multiples of their elements.
    const copy = new Uint8Array(count * View.BYTES_PER_ELEMENT)
    copy.set(bytes.subarray(at, at + copy.length))
    at += copy.length
    return new View(copy.buffer)
  }
  const data = {
    rows,
    features,
    matrix: take(Float32Array, widths.matrix),
    target,
    task,
    classes,
    labels: take(Int32Array, widths.labels),
    targets: take(Float64Array, widths.targets),
    trainableRows,
    ...Object.fromEntries(byRow.map((name) => [name, take<Int32Array | Float64Array>(VIEWS[name], rows)])),
    ...(rowColumns && { rowColumns }),
    ...(exact > 0 && {
      exactColumns: take(Int32Array, widths.exactColumns),
      exactValues: take(Float64Array, widths.exactValues),
    }),
  }
  if (hashDataset(data) !== hash) throw failure(`data of ${hash} does not have that hash`)
  return { name, ...data, hash, notes: [] }
}
