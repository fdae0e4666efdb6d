/**
 * Conditions on a summary that a script fails on: `test_score_mean(l2:1e-3) < 0.97`.
 *
 *     gate    := operand op operand, at least one of them a column
 *     operand := column "(" method ")" | number
 *     op      := "<" | "<=" | ">" | ">=" | "=="
 */

import type { Column, ColumnKind } from '../results/columns.ts'
import { usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'
import { compareWithTies, tied } from '../util/ties.ts'

type Operand<Row> = { readonly column: Column<Row>; readonly method: string } | { readonly number: number }

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

/**
 * Reads a condition; throws usage errors that name what is unknown.
 *
 * @param resolve the method of the table that a specification means, or undefined.
 */
export function parseGate<Row>(
  text: string,
  columns: readonly Column<Row>[],
  methods: readonly string[],
  resolve: (spec: string) => string | undefined,
): Gate<Row> {
  const refuse = (sentence: string): Error => usageError(`--fail-if "${text}": ${sentence}`)
  const match = GATE.exec(text)
  if (match === null) throw refuse(`there is no comparison (<, <=, >, >=, ==); ${FORM}`)
  const operand = (side: string): Operand<Row> => {
    const trimmed = side.trim()
    if (NUMBER.test(trimmed)) return { number: Number(trimmed) }
    const parts = COLUMN.exec(trimmed)
    if (parts === null) throw refuse(`"${trimmed}" is neither a number nor column(method); ${FORM}`)
    const [, name, spec] = parts
    const numeric = columns.filter(({ kind }) => NUMERIC.includes(kind))
    const column = numeric.find((candidate) => candidate.name === name)
    if (column === undefined) {
      const near = suggest(
        name,
        numeric.map((candidate) => candidate.name),
      )
      const hint =
        near === undefined ? `columns: ${numeric.map((c) => c.name).join(', ')}` : `did you mean ${near}?`
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
  const [, left, op, right] = match
  const gate = { text, left: operand(left), op: op as Gate<Row>['op'], right: operand(right) }
  if ('number' in gate.left && 'number' in gate.right) throw refuse(`it compares two numbers; ${FORM}`)
  return gate
}

/** A sentence for every gate and table whose condition holds, or cannot be told because a number is missing. */
export function failedGates<Row extends { method: string }>(
  gates: readonly Gate<Row>[],
  tables: readonly GatedTable<Row>[],
): string[] {
  return gates.flatMap((gate) =>
    tables.flatMap(({ name, rows }) => {
      const where = name === null ? '' : ` on ${name}`
      const [left, right] = [gate.left, gate.right].map((operand) => numberOf(operand, rows))
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

function numberOf<Row extends { method: string }>(
  operand: Operand<Row>,
  rows: readonly Row[],
): number | null {
  if ('number' in operand) return operand.number
  const value = rows.find(({ method }) => method === operand.method)?.[operand.column.key]
  return typeof value === 'number' && !Number.isNaN(value) ? value : null
}

const describe = <Row>(operand: Operand<Row>): string =>
  'number' in operand ? String(operand.number) : `${operand.column.name}(${operand.method})`
