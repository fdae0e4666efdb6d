import { discard } from '../../util/discard.ts'
import { dataError } from '../../util/errors.ts'
import { listed, shown } from '../cells.ts'
import { clampedEntry, type Rounding, roundingOf } from '../coding.ts'
import type { Feature } from '../dataset.ts'
import { CHUNK, type Column } from './column.ts'
import type { Table } from './csv.ts'
import type { FeatureColumn } from './feature.ts'
import { categoriesOf, quoteArgument } from './schema.ts'

/** One file's share of the rows: the training file comes first, the file of --test second. */
export interface Part {
  readonly table: Table
  /** Rows of the file that are used, ascending. */
  readonly rows: Int32Array
  /** In the order of the feature columns. */
  readonly columns: readonly Column[]
}

const rowsOf = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + part.rows.length, 0)

export interface Encoded {
  readonly features: Feature[]
  readonly matrix: Float32Array
  readonly exactColumns?: Int32Array
  readonly exactValues?: Float64Array
}

/** 4 GiB: more is beyond what a worker's wasm memory can be fed from. */
const MAX_ENTRIES = 2 ** 30

/** The columns of the matrix, and by feature column the categories of the training file. Throws where the matrix would be too large. */
export function planFeatures(columns: readonly FeatureColumn[], parts: readonly Part[]) {
  const [training] = parts as [Part]
  const categories = columns.map(({ kind }, c) =>
    kind === 'numeric' ? undefined : categoriesOf(training.columns[c]!, training.rows),
  )
  const features = nameFeatures(columns, training.columns, categories)
  refuseHugeMatrix(training, columns, categories, rowsOf(parts) * features.length)
  return { features, categories }
}

/**
 * The matrix every worker shares: numbers as f32 has them (and in 64 bits besides where `roundingOf` says so), one 0/1 indicator for each category of
 * the training file. Nothing is fitted here; `fitFeatures` does that per split. A missing number is NaN; a missing
 * category, or one the training file does not hold, is 0 in all indicators of its column. The numbers of the parts' columns
 * are gone afterwards.
 */
export function encodeFeatures(
  columns: readonly FeatureColumn[],
  parts: readonly Part[],
  notes: string[],
): Encoded {
  const { features, categories } = planFeatures(columns, parts)
  const width = features.length
  const rows = rowsOf(parts)
  const matrix = new Float32Array(new SharedArrayBuffer(4 * rows * width))
  // Matrix column at which each feature column starts.
  let next = 0
  const starts = categories.map((names) => {
    const start = next
    next += names?.length ?? 1
    return start
  })
  const numeric: NumericColumn[] = []
  columns.forEach(({ kind }, c) => {
    if (kind === 'categorical') return
    const at = starts[c]!
    numeric.push({ position: c, at, center: 0, size: 1 })
  })
  const roundings = parts.map((part) => numeric.map((column) => roundingIn(part, column)))
  const exact = exactly(roundings[0]!, numeric, parts)
  let base = 0
  for (const part of parts) {
    writeNumbers(part, numeric, matrix.subarray(base * width), width)
    // The file is held once as columns and once as the matrix, and need not be for longer than that.
    // Nobody reads a number of another column from here on: targets and what rows are were encoded before.
    discard([...new Set(numeric.flatMap(({ position }) => part.columns[position]!.releaseNumbers()))])
    columns.forEach((_, c) => {
      const names = categories[c]
      if (names === undefined) return
      const unseen = writeIndicators(part, c, names, matrix.subarray(base * width + starts[c]!), width)
      if (unseen.length > 0) notes.push(unseenNote(part, columns[c]!, unseen))
    })
    base += part.rows.length
  }
  clampExtremes(roundings, numeric, parts, matrix, width)
  return { features, matrix, ...exact }
}

/** Rows that are filled at once: of 784 columns, 100 KB. */
const TILE = 32

export interface NumericColumn {
  /** Among the feature columns. */
  readonly position: number
  /** Among the matrix columns. */
  readonly at: number
  readonly center: number
  readonly size: number
}

const roundingIn = ({ columns }: Part, { position }: NumericColumn) => {
  const column = columns[position]!
  const chunks = Array.from({ length: column.chunkCount }, (_, chunk) => column.chunkValues(chunk))
  return roundingOf(chunks.filter((values) => values !== undefined))
}

/** Makes entries of values beyond f32 finite, as they are where no coding is made for them. */
function clampExtremes(
  roundings: readonly (readonly Rounding[])[],
  numeric: readonly NumericColumn[],
  parts: readonly Part[],
  matrix: Float32Array,
  width: number,
): void {
  let base = 0
  parts.forEach(({ rows }, p) => {
    numeric.forEach(({ at }, n) => {
      if (!roundings[p]![n]!.hasExtremes) return
      for (let r = 0, i = base * width + at; r < rows.length; r++, i += width) {
        matrix[i] = clampedEntry(matrix[i]!)
      }
    })
    base += rows.length
  })
}

/** The columns that must be kept in 64 bits; which they are, the training file says alone. */
function exactly(
  roundings: readonly Rounding[],
  numeric: readonly NumericColumn[],
  parts: readonly Part[],
): Pick<Encoded, 'exactColumns' | 'exactValues'> {
  const exact = numeric.filter((_, n) => roundings[n]!.mustBeExact)
  if (exact.length === 0) return {}
  const rows = rowsOf(parts)
  const values = new Float64Array(new SharedArrayBuffer(8 * rows * exact.length))
  let at = 0
  for (const { rows, columns } of parts) {
    for (const row of rows) for (const { position } of exact) values[at++] = columns[position]!.number(row)
  }
  return { exactColumns: Int32Array.from(exact, ({ at }) => at), exactValues: values }
}

/**
 * Writes (value - center) / size, NaN where it is missing. Copies some rows of a chunk at a time: the block of the matrix that
 * is being filled stays in cache while the columns pass by.
 */
export function writeNumbers(
  part: Part,
  columns: readonly NumericColumn[],
  matrix: Float32Array,
  width: number,
): void {
  const { rows } = part
  let first = 0
  while (first < rows.length) {
    const chunk = Math.floor(rows[first]! / CHUNK)
    let end = first
    const last = Math.min(rows.length, first + TILE)
    while (end < last && rows[end]! < (chunk + 1) * CHUNK) end++
    for (const { position, at, center, size } of columns) {
      const values = part.columns[position]!.chunkValues(chunk)
      const to = first * width + at
      if (values === undefined) for (let r = first, i = to; r < end; r++, i += width) matrix[i] = Number.NaN
      else if (center === 0 && size === 1)
        copyCells(values, rows, first, end, chunk * CHUNK, matrix, to, width)
      else
        for (let r = first, i = to; r < end; r++, i += width) {
          matrix[i] = (values[rows[r]! - chunk * CHUNK]! - center) / size
        }
    }
    first = end
  }
}

/** A function of its own, which V8 compiles for what it is given: within the loop over columns it takes twice the time. */
function copyCells(
  values: Float32Array | Float64Array,
  rows: Int32Array,
  first: number,
  end: number,
  firstOfChunk: number,
  matrix: Float32Array,
  to: number,
  width: number,
): void {
  for (let r = first, i = to; r < end; r++, i += width) matrix[i] = values[rows[r]! - firstOfChunk]!
}

/** Sets the indicator of each row's category; returns the categories without one, once for each row. */
export function writeIndicators(
  part: Part,
  position: number,
  categories: readonly string[],
  matrix: Float32Array,
  width: number,
): string[] {
  const column = part.columns[position]!
  const indexOf = new Map(categories.map((name, index) => [name, index]))
  const indexOfWord = column.words.map((word) => indexOf.get(word) ?? -1)
  const unseen: string[] = []
  part.rows.forEach((row, r) => {
    const word = column.word(row)
    if (word < 0) return
    const index = indexOfWord[word]!
    if (index >= 0) matrix[r * width + index] = 1
    else unseen.push(column.words[word]!)
  })
  return unseen
}

function unseenNote(part: Part, { name }: FeatureColumn, unseen: readonly string[]): string {
  const rows = unseen.length === 1 ? '1 row holds a category' : `${unseen.length} rows hold categories`
  return `${part.table.file}: column ${shown(name)}: ${rows} that no training row has, read as none of them: ${listed([...new Set(unseen)], 3)}`
}

function nameFeatures(
  columns: readonly FeatureColumn[],
  read: readonly Column[],
  categories: readonly (string[] | undefined)[],
): Feature[] {
  const isWholeColumn = (c: number) => categories[c] === undefined && columns[c]!.date === undefined
  const taken = new Set(columns.filter((_, c) => isWholeColumn(c)).map(({ name }) => name))
  const unique = (name: string): string => {
    // Only an indicator, or a part of a date, may be called like another column: category b of a, beside a column "a=b".
    let candidate = name
    for (let n = 2; taken.has(candidate); n++) candidate = `${name} (${n})`
    taken.add(candidate)
    return candidate
  }
  return columns.flatMap(({ name, asWritten, date }, c): Feature[] => {
    const names = categories[c]
    const { name: column, marks } = read[c]!
    if (names === undefined) {
      return date === undefined
        ? [{ name, column, ...(marks && { marks }) }]
        : [{ name: unique(name), column, date }]
    }
    return names.map((category) => ({
      name: unique(`${name}=${category}`),
      column,
      category,
      ...(asWritten && { asWritten }),
    }))
  })
}

function refuseHugeMatrix(
  training: Part,
  columns: readonly FeatureColumn[],
  categories: readonly (string[] | undefined)[],
  entries: number,
): void {
  if (entries <= MAX_ENTRIES) return
  const counts = categories.map((names) => names?.length ?? 1)
  const widest = counts.indexOf(Math.max(...counts))
  const hint =
    counts[widest] === 1
      ? 'use fewer rows or columns'
      : `column ${shown(columns[widest]!.name)} alone has ${counts[widest]} categories: --ignore ${quoteArgument(columns[widest]!.name)}`
  throw dataError(
    { file: training.table.file },
    `the data would take ${Math.ceil(entries / 2 ** 28)} GiB; ${hint}`,
  )
}
