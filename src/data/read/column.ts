import { type Numerals, numberParser, PLAIN, plainForm } from './numerals.ts'

/** Rows of one chunk: the unit in which columns grow and are copied. */
export const CHUNK = 512

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
  private readonly codeOf = new Map<string, number>()
  private readonly chunks: Chunk[] = []
  private values = new Float64Array(16)
  private codes: Int32Array | undefined
  private length = 0

  constructor(name: string) {
    this.name = name
  }

  pushNumber(value: number): void {
    this.numbers++
    this.append(value)
  }

  pushMissing(): void {
    this.missing++
    this.append(Number.NaN)
  }

  pushText(text: string): void {
    this.texts++
    this.append(Number.NaN)
    this.codes ??= new Int32Array(CHUNK)
    this.codes[this.length - 1] = this.codeFor(text)
  }

  /** Ends the reading; rows may be looked up from now on. */
  finish(): void {
    if (this.length > 0) this.seal()
    this.values = new Float64Array(0)
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

  /** Makes a number of every text: for a column whose texts are all numbers to `parse`. */
  becomeNumbers(parse: (text: string) => number): void {
    const numbers = this.words.map(parse)
    for (const chunk of this.chunks) {
      const { codes } = chunk
      if (codes === undefined) continue
      const old = chunk.values
      chunk.values = compact(
        Float64Array.from(codes, (code, i) => (code > 0 ? numbers[code - 1]! : (old?.[i] ?? Number.NaN))),
      )
      chunk.codes = undefined
    }
    this.numbers += this.texts
    this.texts = 0
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
    // Sealing waits for the next cell, so that pushText can still add its code to a full chunk.
    if (this.length === CHUNK) this.seal()
    if (this.length === this.values.length) {
      const wider = new Float64Array(Math.min(2 * this.length, CHUNK))
      wider.set(this.values)
      this.values = wider
    }
    this.values[this.length++] = value
  }

  private seal(): void {
    const cells = this.values.subarray(0, this.length)
    this.chunks.push({ values: compact(cells), codes: this.codes?.slice(0, this.length) })
    this.codes = undefined
    this.length = 0
  }
}

/** A copy of the cells in f32 where that is exact, else in f64; undefined when none is a number. */
function compact(cells: Float64Array): Float32Array | Float64Array | undefined {
  let any = false
  let exact = true
  for (let i = 0; i < cells.length; i++) {
    const value = cells[i]!
    if (Number.isNaN(value)) continue
    any = true
    if (Math.fround(value) !== value) {
      exact = false
      break
    }
  }
  if (!any) return undefined
  return exact ? Float32Array.from(cells) : cells.slice()
}

/**
 * How a column reads its cells: as numbers where they are; each as it is written; so, but a number in a local style in its
 * plain form; or as it is written with nothing taken for missing.
 */
export type Reading = 'numbers' | 'text' | 'plain' | 'verbatim'

/** Sorts cells, trimmed, into a column. `nullTexts` and `nullNumbers` are the ways to write a missing value. */
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
        this.readNumber(value, column)
        return
      }
    }
    if (reading !== 'verbatim' && this.nullTexts.has(cell)) column.pushMissing()
    else column.pushText(reading === 'plain' ? (this.plain(cell) ?? cell) : cell)
  }

  readNumber(value: number, column: Column): void {
    // --null-value -999 also means -999.0.
    if (this.nullNumbers.size > 0 && this.nullNumbers.has(value)) column.pushMissing()
    else column.pushNumber(value)
  }
}

/** A cheap look at both ends: nearly no cell needs trimming, and there may be fifty million of them. */
function needsTrim(cell: string): boolean {
  const first = cell.charCodeAt(0)
  const last = cell.charCodeAt(cell.length - 1)
  return first <= 32 || last <= 32 || first > 126 || last > 126
}
