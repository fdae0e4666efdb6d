/** What a simulation leaves: a record of fixed length, so that a file of them says how many are done. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Cell } from './cells.ts'

export interface SimulationRecord {
  /** [measured pairs x 2 metrics x 2] true difference (method - baseline, as the metric counts) and its standard error over the population. */
  readonly truths: Float64Array
  /** [repeats x rows] fold that tests each row. */
  readonly folds: Uint8Array
  /** [rows] label 0 or 1, or the target. */
  readonly answers: Float32Array
  /** [methods x repeats x rows] probability of class 1, or the prediction. */
  readonly outputs: Float32Array
}

const lengths = ({ measured, repeats, rows, methods }: Cell) => ({
  truths: measured.length * 4,
  folds: Math.ceil((repeats * rows) / 4) * 4,
  answers: rows,
  outputs: methods.length * repeats * rows,
})

export function bytesOf(cell: Cell): number {
  const { truths, folds, answers, outputs } = lengths(cell)
  return 8 * truths + folds + 4 * answers + 4 * outputs
}

export function emptyRecord(cell: Cell): SimulationRecord & { readonly bytes: Uint8Array } {
  return over(cell, new Uint8Array(Math.ceil(bytesOf(cell) / 8) * 8))
}

function over(cell: Cell, bytes: Uint8Array) {
  const { truths, folds, answers, outputs } = lengths(cell)
  const { buffer, byteOffset } = bytes
  let at = byteOffset
  const take = (size: number): number => {
    const from = at
    at += size
    return from
  }
  return {
    truths: new Float64Array(buffer, take(8 * truths), truths),
    folds: new Uint8Array(buffer, take(folds), folds),
    answers: new Float32Array(buffer, take(4 * answers), answers),
    outputs: new Float32Array(buffer, take(4 * outputs), outputs),
    bytes: bytes.subarray(0, bytesOf(cell)),
  }
}

/** Whole records in the file; a torn one at its end is cut off. */
export function doneIn(file: string, cell: Cell): number {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true })
    return 0
  }
  const done = Math.floor(statSync(file).size / bytesOf(cell))
  truncateSync(file, done * bytesOf(cell))
  return done
}

export const append = (file: string, bytes: Uint8Array): void => appendFileSync(file, bytes)

export function* recordsOf(file: string, cell: Cell): Generator<SimulationRecord> {
  if (!existsSync(file)) return
  const all = readFileSync(file)
  const size = bytesOf(cell)
  for (let at = 0; at + size <= Math.min(all.length, cell.wanted * size); at += size) {
    const aligned = new Uint8Array(Math.ceil(size / 8) * 8)
    aligned.set(all.subarray(at, at + size))
    yield over(cell, aligned)
  }
}
