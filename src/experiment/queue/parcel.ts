/** A dataset as bytes and back: a line of JSON, then its arrays. The hash of the content is its address. */
import type { Dataset, Feature } from '../../data/dataset.ts'
import { hashDataset } from '../../data/hash.ts'
import { failure } from '../../util/errors.ts'
import { Field } from './field.ts'

const MOST_ENTRIES = 2 ** 32

/** What a dataset may say of every row; most say nothing. */
const BY_ROW = ['folds', 'groups', 'validation', 'times', 'weights'] as const
const VIEWS = {
  folds: Int32Array,
  groups: Int32Array,
  validation: Int32Array,
  times: Float64Array,
  weights: Float64Array,
} as const

/** In pieces of at most `size` bytes. Names and notes of the dataset stay behind: no trial depends on them. */
export function* packDataset(dataset: Dataset, size: number): Generator<Buffer> {
  const { rows, features, target, task, classes, trainableRows, rowColumns } = dataset
  const present = BY_ROW.filter((name) => dataset[name] !== undefined)
  const header = { rows, features, target, task, classes, trainableRows, byRow: present, rowColumns }
  const arrays = [
    ...[dataset.matrix, dataset.offset, dataset.unit, dataset.labels, dataset.targets],
    ...present.map((name) => dataset[name]),
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
  const header = Field.parse(bytes.toString('utf8', 0, end), 'data')
  const size = { min: 0, below: MOST_ENTRIES, integer: true } as const
  const rows = header.get('rows').number(size)
  const features = header.get('features').list(MOST_ENTRIES, readFeature)
  const task = header.get('task').oneOf(['classification', 'regression'])
  const widths = {
    matrix: rows * features.length,
    offset: features.length,
    unit: features.length,
    labels: task === 'classification' ? rows : 0,
    targets: task === 'regression' ? rows : 0,
  }
  const byRow = header.get('byRow').list(BY_ROW.length, (name) => name.oneOf(BY_ROW))
  const expected =
    4 * (widths.matrix + widths.labels) +
    8 * (widths.offset + widths.unit + widths.targets) +
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
    offset: take(Float64Array, widths.offset),
    unit: take(Float64Array, widths.unit),
    target: header.get('target').text,
    task,
    classes: header.get('classes').list(MOST_ENTRIES, ({ text }) => text),
    labels: take(Int32Array, widths.labels),
    targets: take(Float64Array, widths.targets),
    trainableRows: header.get('trainableRows').number({ ...size, below: rows + 1 }),
    ...Object.fromEntries(byRow.map((name) => [name, take<Int32Array | Float64Array>(VIEWS[name], rows)])),
    ...readRowColumns(header.get('rowColumns')),
  }
  if (hashDataset(data) !== hash) throw failure(`data of ${hash} does not have that hash`)
  return { name, ...data, hash, notes: [] }
}

/** Names of columns, for messages. */
function readRowColumns(field: Field): Pick<Dataset, 'rowColumns'> {
  return field.isAbsent ? {} : { rowColumns: field.texts() }
}

function readFeature(field: Field): Feature {
  const category = field.get('category')
  const asWritten = field.get('asWritten')
  return {
    name: field.get('name').text,
    column: field.get('column').text,
    ...(!category.isAbsent && { category: category.text }),
    ...(!asWritten.isAbsent && asWritten.flag && { asWritten: true as const }),
  }
}
