import { isBeyondExact, isPadded, MAX_EXACT_DIGITS } from '../cells.ts'
import type { Marks } from '../dataset.ts'
import { type Numerals, numberParser, PLAIN, plainForm } from './numerals.ts'
import type { Slabs } from './slabs.ts'

/** Rows of one chunk: the unit in which columns grow and are copied. */
export const CHUNK = 2048

interface Chunk {
  /** NaN where the cell is missing or text; f32 when that holds every value of the chunk exactly. */
  values: Float32Array | Float64Array | undefined
  /** 1 + index into `words` where the cell is text, else 0; undefined when no cell of the chunk is text. */
  codes: Int32Array | undefined
}

/**
 * One column as it is read: numbers in chunks, text as codes into a list of distinct words. A file of 70,000 x 785
 * small whole numbers takes four bytes a cell; nothing is allocated per cell.
 */
export class Column {
  readonly name: string
  /** Distinct texts, in order of appearance. */
  readonly words: string[] = []
  /** How many cells were numbers, text, missing. */
  numbers = 0
  texts = 0
  missing = 0
  /** How often each text that means a missing value was met; the empty cell is none. */
  readonly nulls = new Map<string, number>()
  /** The first whole number with zeros before it, like "007", among those read as numbers. */
  padded: string | undefined
  /** What stood around every number and was left out: see marks.ts. */
  marks: Marks | undefined
  private readonly slabs: Slabs | undefined
  private readonly codeOf = new Map<string, number>()
  private readonly chunks: Chunk[] = []
  /** The chunk that grows, in f32 as long as that holds every value exactly; with `wide`, nothing. */
  private narrow: Float32Array = new Float32Array(16)
  /** The chunk that grows, once f32 does not hold one of its values, or did not hold one of the chunk before. */
  private wide: Float64Array | undefined
  private codes: Int32Array | undefined
  /** Cells in the chunk that grows. */
  private filled = 0
  /** Whether one of them is a number. */
  private anyNumber = false

  /** `slabs`: where memory for whole chunks comes from, of a table that may be large. */
  constructor(name: string, slabs?: Slabs) {
    this.name = name
    this.slabs = slabs
  }

  pushNumber(value: number): void {
    this.numbers++
    this.append(value)
  }

  /** `count` numbers that stand at `from` in `cells`, and every `stride` from there. */
  pushNumbers(cells: Float64Array, from: number, stride: number, count: number): void {
    this.numbers += count
    for (let left = count, at = from; left > 0; ) {
      this.makeRoom()
      this.anyNumber = true
      const before = this.filled
      const end = Math.min(before + left, this.room)
      if (this.wide === undefined) this.filled = copyExactly(cells, at, stride, this.narrow, before, end)
      if (this.filled < end) {
        this.wide ??= this.widened()
        copyAll(cells, at + (this.filled - before) * stride, stride, this.wide, this.filled, end)
        this.filled = end
      }
      left -= end - before
      at += (end - before) * stride
    }
  }

  /** `text`: what stands there for it. */
  pushMissing(text = ''): void {
    this.missing++
    if (text !== '') this.nulls.set(text, (this.nulls.get(text) ?? 0) + 1)
    this.append(Number.NaN)
  }

  pushText(text: string): void {
    this.texts++
    this.append(Number.NaN)
    this.codes ??= new Int32Array(CHUNK)
    this.codes[this.filled - 1] = this.codeFor(text)
  }

  /** Ends the reading; rows may be looked up from now on. */
  finish(): void {
    if (this.filled > 0) this.seal()
    this.narrow = new Float32Array(0)
    this.wide = undefined
  }

  /** Rows that it holds. */
  get length(): number {
    return this.numbers + this.texts + this.missing
  }

  get chunkCount(): number {
    return this.chunks.length
  }

  /** The number in a row; NaN when the cell is text or missing. */
  number(row: number): number {
    const { values } = this.chunks[Math.floor(row / CHUNK)]!
    return values === undefined ? Number.NaN : values[row % CHUNK]!
  }

  /** Index into `words` of a row's text; -1 when the cell is a number or missing. */
  word(row: number): number {
    const { codes } = this.chunks[Math.floor(row / CHUNK)]!
    return codes === undefined ? -1 : codes[row % CHUNK]! - 1
  }

  isMissing(row: number): boolean {
    return Number.isNaN(this.number(row)) && this.word(row) < 0
  }

  /** The numbers of rows from chunk * CHUNK on, NaN where there is none; undefined when there is none at all. */
  chunkValues(chunk: number): Float32Array | Float64Array | undefined {
    return this.chunks[chunk]!.values
  }

  /** 1 + index into `words` of those rows, 0 where the cell is no text; undefined when no cell is one. */
  chunkCodes(chunk: number): Int32Array | undefined {
    return this.chunks[chunk]!.codes
  }

  /**
   * Forgets the numbers, of which somebody has a copy, and returns the memory they stood in, which other columns of the table may have
   * numbers in as well; rows look as if they were missing then.
   */
  releaseNumbers(): ArrayBuffer[] {
    return this.chunks.flatMap((chunk) => {
      const { values } = chunk
      chunk.values = undefined
      return values === undefined ? [] : [values.buffer as ArrayBuffer]
    })
  }

  /** Makes every number a text ("7" for 7 and for 7.0): for a column that turned out to hold categories. */
  becomeText(): void {
    for (const chunk of this.chunks) {
      const { values } = chunk
      if (values === undefined) continue
      chunk.codes ??= new Int32Array(values.length)
      for (let i = 0; i < values.length; i++) {
        if (!Number.isNaN(values[i]!)) chunk.codes[i] = this.codeFor(String(values[i]))
      }
      chunk.values = undefined
    }
    this.texts += this.numbers
    this.numbers = 0
  }

  /** Makes numbers of the texts that are numbers to `parse`; the others stay. */
  becomeNumbers(parse: (text: string) => number): void {
    const numbers = this.words.map(parse)
    for (const chunk of this.chunks) {
      const { codes } = chunk
      if (codes === undefined) continue
      const values = new Float64Array(codes.length)
      let texts = 0
      for (let i = 0; i < codes.length; i++) {
        const code = codes[i]!
        const number = code > 0 ? numbers[code - 1]! : (chunk.values?.[i] ?? Number.NaN)
        values[i] = number
        if (code === 0) continue
        if (Number.isNaN(number)) texts++
        else {
          codes[i] = 0
          this.numbers++
          this.texts--
        }
      }
      chunk.values = values.every(Number.isNaN) ? undefined : compact(values)
      if (texts === 0) chunk.codes = undefined
    }
    this.keepWords((code) => Number.isNaN(numbers[code]!))
  }

  private keepWords(isKept: (code: number) => boolean): void {
    const kept = this.words.filter((_, code) => isKept(code))
    if (kept.length === this.words.length) return
    const codeOf = new Map(kept.map((word, code) => [word, code + 1]))
    const codes = this.words.map((word) => codeOf.get(word) ?? 0)
    for (const chunk of this.chunks) {
      chunk.codes?.forEach((code, i) => {
        if (code > 0) chunk.codes![i] = codes[code - 1]!
      })
    }
    this.words.splice(0, this.words.length, ...kept)
    this.codeOf.clear()
    for (const [word, code] of codeOf) this.codeOf.set(word, code)
  }

  /** Spells every word anew; two of them may become one text. */
  respell(spell: (text: string) => string): void {
    this.codeOf.clear()
    this.words.forEach((word, code) => {
      this.words[code] = spell(word)
    })
  }

  private codeFor(text: string): number {
    let code = this.codeOf.get(text)
    if (code === undefined) {
      this.words.push(text)
      code = this.words.length
      this.codeOf.set(text, code)
    }
    return code
  }

  private append(value: number): void {
    this.makeRoom()
    if (!Number.isNaN(value)) {
      this.anyNumber = true
      if (Math.fround(value) !== value) this.wide ??= this.widened()
    }
    const values = this.wide ?? this.narrow
    values[this.filled++] = value
  }

  private get room(): number {
    return (this.wide ?? this.narrow).length
  }

  private makeRoom(): void {
    // Sealing waits for the next cell, so that pushText can still add its code to a full chunk.
    if (this.filled === CHUNK) this.seal()
    if (this.filled < this.room) return
    const room = Math.min(2 * this.filled, CHUNK)
    if (this.wide === undefined) this.narrow = longer(this.narrow, this.f32(room))
    else this.wide = longer(this.wide, this.f64(room))
  }

  private f32(length: number): Float32Array {
    return this.slabs !== undefined && length === CHUNK ? this.slabs.f32(length) : new Float32Array(length)
  }

  private f64(length: number): Float64Array {
    return this.slabs !== undefined && length === CHUNK ? this.slabs.f64(length) : new Float64Array(length)
  }

  private widened(): Float64Array {
    return longer(this.narrow.subarray(0, this.filled), this.f64(this.narrow.length))
  }

  private seal(): void {
    const { narrow, wide, filled } = this
    const values = !this.anyNumber
      ? undefined
      : wide === undefined
        ? whole(narrow, filled)
        : compact(whole(wide, filled))
    this.chunks.push({ values, codes: this.codes?.slice(0, filled) })
    this.codes = undefined
    this.anyNumber = false
    this.filled = 0
    // The next chunk will be like this one.
    const isWide = values instanceof Float64Array
    this.wide = isWide ? this.f64(CHUNK) : undefined
    this.narrow = this.f32(isWide ? 0 : CHUNK)
  }
}

/** Copies cells until f32 does not hold one exactly; returns where in `to` it stopped. */
function copyExactly(
  cells: Float64Array,
  from: number,
  stride: number,
  to: Float32Array,
  first: number,
  end: number,
): number {
  for (let i = first, at = from; i < end; i++, at += stride) {
    const value = cells[at]!
    if (Math.fround(value) !== value) return i
    to[i] = value
  }
  return end
}

function copyAll(
  cells: Float64Array,
  from: number,
  stride: number,
  to: Float64Array,
  first: number,
  end: number,
): void {
  for (let i = first, at = from; i < end; i++, at += stride) to[i] = cells[at]!
}

function longer<T extends Float32Array | Float64Array>(values: Float32Array | Float64Array, to: T): T {
  to.set(values)
  return to
}

/** The first `filled` values: the array itself where those are all, for a chunk is nobody else's. */
const whole = <T extends Float32Array | Float64Array>(values: T, filled: number): T =>
  (filled === values.length ? values : values.slice(0, filled)) as T

/** The cells in f32 where that is exact, else as they are. */
function compact(cells: Float64Array): Float32Array | Float64Array {
  for (let i = 0; i < cells.length; i++) {
    const value = cells[i]!
    if (Math.fround(value) !== value && !Number.isNaN(value)) return cells
  }
  return new Float32Array(cells)
}

/**
 * How a column reads its cells: as numbers where they are; each as it is written; so, but a number in a local style in its
 * plain form; or as it is written with nothing taken for missing.
 */
export type Reading = 'numbers' | 'text' | 'plain' | 'verbatim'

/** Sorts cells, trimmed, into a column. `nullCells` are the ways to write a missing value, besides leaving it out. */
export class CellReader {
  private readonly nullTexts: ReadonlySet<string>
  private readonly nullNumbers: ReadonlySet<number>
  private readonly parse: (cell: string) => number
  private readonly plain: (cell: string) => string | undefined

  constructor(nullCells: readonly string[], numerals: Numerals = PLAIN) {
    this.parse = numberParser(numerals)
    this.plain = plainForm(numerals)
    this.nullTexts = new Set(['', ...nullCells.map((cell) => cell.trim())])
    this.nullNumbers = new Set(nullCells.map(this.parse).filter(Number.isFinite))
  }

  read(raw: string, column: Column, reading: Reading): void {
    const cell = needsTrim(raw) ? raw.trim() : raw
    if (reading === 'numbers') {
      const value = this.parse(cell)
      if (Number.isFinite(value)) {
        // Two of them may be one double: what to do about it is decided when all are read.
        if (cell.length > MAX_EXACT_DIGITS && isBeyondExact(this.plain(cell)!))
          column.pushText(this.plain(cell)!)
        else {
          if (isPadded(cell)) column.padded ??= cell
          this.readNumber(value, column)
        }
        return
      }
    }
    if (reading !== 'verbatim' && this.nullTexts.has(cell)) column.pushMissing(cell)
    else column.pushText(reading === 'plain' ? (this.plain(cell) ?? cell) : cell)
  }

  /** Whether no number is a way to write a missing value. */
  get keepsNumbers(): boolean {
    return this.nullNumbers.size === 0
  }

  readNumber(value: number, column: Column): void {
    // --null-value -999 also means -999.0.
    if (this.nullNumbers.size > 0 && this.nullNumbers.has(value)) column.pushMissing(String(value))
    else column.pushNumber(value)
  }
}

/** A cheap look at both ends: nearly no cell needs trimming, and there may be fifty million of them. */
function needsTrim(cell: string): boolean {
  const first = cell.charCodeAt(0)
  const last = cell.charCodeAt(cell.length - 1)
  return first <= 32 || last <= 32 || first > 126 || last > 126
}
