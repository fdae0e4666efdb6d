/**
 * Conditions on a summary that a script fails on: `test_score_mean(l2:1e-3) < 0.97`.
 *
 *     gate    := operand op operand, at least one of them a column
 *     operand := column "(" method ")" | number
 *     op      := "<" | "<=" | ">" | ">=" | "=="
 */

import { parseMethod } from '../regularizers/method.ts'
import type { Column, ColumnKind } from '../results/columns.ts'
import { RegbenchError, usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'
import { compareWithTies, tied } from '../util/ties.ts'

export type Operand<Row> =
  | { readonly column: Column<Row>; readonly method: string }
  | { readonly number: number }

export interface Gate<Row> {
  readonly text: string
  readonly left: Operand<Row>
  readonly op: keyof typeof operators
  readonly right: Operand<Row>
}

/** Rows that a gate is held against; `name` is a dataset's, where there are several. */
export interface GatedTable<Row> {
  readonly name: string | null
  readonly rows: readonly Row[]
}

/** Ties are equal: a gate does not fire at the last bit of a mean. */
const operators = {
  '<': (a: number, b: number) => compareWithTies(a, b) < 0,
  '<=': (a: number, b: number) => compareWithTies(a, b) <= 0,
  '>': (a: number, b: number) => compareWithTies(a, b) > 0,
  '>=': (a: number, b: number) => compareWithTies(a, b) >= 0,
  '==': (a: number, b: number) => tied(a, b),
} as const

const GATE = /^(.*?)(<=|>=|==|<|>)(.*)$/s
const COLUMN = /^([a-z_]+)\s*\(([^()]*)\)$/
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const NUMERIC: readonly ColumnKind[] = ['integer', 'number', 'measure']

const FORM = 'write for example "test_score_mean(l2) < 0.97" or "difference_low(l1) >= difference_low(l2)"'

/** What conditions are read with: the columns and rows of a table, and how a refusal begins (`--fail-if`, a file's name). */
export interface Readable<Row> {
  readonly columns: readonly Column<Row>[]
  readonly methods: readonly string[]
  /** The method of the table that a specification means, or undefined. */
  resolve(spec: string): string | undefined
}

/** Reads a condition; throws usage errors that begin with `who` and name what is unknown. */
export function parseGate<Row>(text: string, table: Readable<Row>, who = `--fail-if "${text}"`): Gate<Row> {
  const refuse = (sentence: string): Error => usageError(`${who}: ${sentence}`)
  const match = GATE.exec(text)
  if (match === null) throw refuse(`there is no comparison (<, <=, >, >=, ==); ${FORM}`)
  const [, left, op, right] = match
  const gate = {
    text,
    left: parseOperand(left, table, refuse),
    op: op as Gate<Row>['op'],
    right: parseOperand(right, table, refuse),
  }
  if ('number' in gate.left && 'number' in gate.right) throw refuse(`it compares two numbers; ${FORM}`)
  return gate
}

/** Reads `column(method)` or a number; throws what `refuse` makes of a sentence. */
export function parseOperand<Row>(
  side: string,
  { columns, methods, resolve }: Readable<Row>,
  refuse: (sentence: string) => Error,
): Operand<Row> {
  const trimmed = side.trim()
  if (NUMBER.test(trimmed)) return { number: Number(trimmed) }
  const parts = COLUMN.exec(trimmed)
  if (parts === null) throw refuse(`"${trimmed}" is neither a number nor column(method); ${FORM}`)
  const [, name, spec] = parts
  const numeric = columns.filter(({ kind }) => NUMERIC.includes(kind))
  const column = numeric.find((candidate) => candidate.name === name)
  if (column === undefined) {
    const names = numeric.map((candidate) => candidate.name)
    const near = suggest(name, names)
    const hint = near === undefined ? `columns: ${names.join(', ')}` : `did you mean ${near}?`
    throw refuse(`there is no column "${name}" of numbers; ${hint}`)
  }
  const method = resolve(spec.trim())
  if (method === undefined) {
    const near = suggest(spec.trim(), methods)
    throw refuse(
      `"${spec.trim()}" is not one of the methods; ${near === undefined ? `they are ${methods.join(', ')}` : `did you mean ${near}?`}`,
    )
  }
  return { column, method }
}

/** Whether the condition is met by these rows; null where a number is missing. */
export function isMet<Row extends { method: string }>(gate: Gate<Row>, rows: readonly Row[]): boolean | null {
  const [left, right] = [gate.left, gate.right].map((operand) => operandValue(operand, rows))
  return left === null || right === null ? null : operators[gate.op](left, right)
}

/** A sentence for every gate and table whose condition holds, or cannot be told because a number is missing. */
export function failedGates<Row extends { method: string }>(
  gates: readonly Gate<Row>[],
  tables: readonly GatedTable<Row>[],
): string[] {
  return gates.flatMap((gate) =>
    tables.flatMap(({ name, rows }) => {
      const where = name === null ? '' : ` on ${name}`
      const [left, right] = [gate.left, gate.right].map((operand) => operandValue(operand, rows))
      const missing = [gate.left, gate.right].filter((_, i) => [left, right][i] === null)
      if (left === null || right === null) {
        return [`--fail-if "${gate.text}": there is no ${missing.map(describe).join(' and no ')}${where}`]
      }
      return operators[gate.op](left, right)
        ? [`--fail-if "${gate.text}": ${left} ${gate.op} ${right}${where}`]
        : []
    }),
  )
}

/** The number that an operand stands for; null where the rows have none. */
export function operandValue<Row extends { method: string }>(
  operand: Operand<Row>,
  rows: readonly Row[],
): number | null {
  if ('number' in operand) return operand.number
  const value = rows.find(({ method }) => method === operand.method)?.[operand.column.key]
  return typeof value === 'number' && !Number.isNaN(value) ? value : null
}

const describe = <Row>(operand: Operand<Row>): string =>
  'number' in operand ? String(operand.number) : `${operand.column.name}(${operand.method})`

/** A method's name as the table has it, or another way to write the same: `l2` for l2:0.001. */
export function methodMeant(spec: string, methods: readonly string[]): string | undefined {
  if (methods.includes(spec)) return spec
  const wanted = meaning(spec)
  return wanted === undefined ? undefined : methods.find((method) => meaning(method) === wanted)
}

function meaning(spec: string): string | undefined {
  try {
    return JSON.stringify(parseMethod(spec).terms.map(({ name, args }) => [name, args]))
  } catch (error) {
    // Not everything that is a row is a specification, and what is none means nothing.
    if (error instanceof RegbenchError) return undefined
    throw error
  }
}
