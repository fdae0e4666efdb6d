/** `--fail-if`: conditions read before anything runs, held against the result after it is written. */

import { failedGates, type Gate, type GatedTable, methodMeant, parseGate } from '../report/gates.ts'
import type { Column } from '../results/columns.ts'
import type { Study } from '../results/comparison.ts'
import { summaryColumns } from '../results/summary.ts'
import { EXIT } from '../util/errors.ts'

export const gatesOf = <Row>(
  conditions: readonly string[],
  columns: readonly Column<Row>[],
  methods: readonly string[],
): Gate<Row>[] =>
  conditions.map((text) =>
    parseGate(text, { columns, methods, resolve: (spec) => methodMeant(spec, methods) }),
  )

export const summaryGates = (conditions: readonly string[], methods: readonly string[]) =>
  gatesOf(conditions, summaryColumns, methods)

export const tablesOf = ({ comparisons }: Study) =>
  comparisons.map(({ dataset, methods }) => ({
    name: comparisons.length === 1 ? null : dataset,
    rows: methods,
  }))

/** The exit code, once every failed gate has had its line. */
export function checkGates<Row extends { method: string }>(
  gates: readonly Gate<Row>[],
  tables: readonly GatedTable<Row>[],
): number {
  const failed = failedGates(gates, tables)
  for (const sentence of failed) process.stderr.write(`regbench: ${sentence}\n`)
  return failed.length === 0 ? EXIT.done : EXIT.gate
}
