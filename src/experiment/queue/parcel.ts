/** A dataset as bytes and back: a line of JSON, then its arrays. The hash of the content is its address. */
import type { Dataset, Feature } from '../../data/dataset.ts'
import { hashDataset } from '../../data/hash.ts'
import { failure } from '../../util/errors.ts'
import { Field } from './field.ts'

const MOST_ENTRIES = 2 ** 32

/** In pieces of at most `size` bytes. Names and notes of the dataset stay behind: no trial depends on them. */
export function* packDataset(dataset: Dataset, size: number): Generator<Buffer> {
  const { rows, features, target, task, classes, trainableRows, folds } = dataset
  const exact = dataset.exactColumns?.length ?? 0
  const header = { rows, features, target, task, classes, trainableRows, folds: folds !== undefined, exact }
  const { exactColumns, exactValues } = dataset
  const arrays = [dataset.matrix, dataset.labels, dataset.targets, folds, exactColumns, exactValues]
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
  const exact = header.get('exact').number({ ...size, below: features.length + 1 })
  const widths = {
    matrix: rows * features.length,
    labels: task === 'classification' ? rows : 0,
    targets: task === 'regression' ? rows : 0,
    folds: header.get('folds').flag ? rows : 0,
    exactColumns: exact,
    exactValues: rows * exact,
  }
  const expected =
    4 * (widths.matrix + widths.labels + widths.folds + widths.exactColumns) +
    8 * (widths.targets + widths.exactValues)
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
    target: header.get('target').text,
    task,
    classes: header.get('classes').list(MOST_ENTRIES, ({ text }) => text),
    labels: take(Int32Array, widths.labels),
    targets: take(Float64Array, widths.targets),
    trainableRows: header.get('trainableRows').number({ ...size, below: rows + 1 }),
    ...(widths.folds > 0 && { folds: take(Int32Array, widths.folds) }),
    ...(exact > 0 && {
      exactColumns: take(Int32Array, widths.exactColumns),
      exactValues: take(Float64Array, widths.exactValues),
    }),
  }
  if (hashDataset(data) !== hash) throw failure(`data of ${hash} does not have that hash`)
  return { name, ...data, hash, notes: [] }
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
