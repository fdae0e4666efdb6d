/** From the tables of an entry to a verdict on its claim, and to the sentence of what was measured. */
import { isMet, methodMeant, operandValue, parseGate, parseOperand } from '../report/gates.ts'
import { usageError } from '../util/errors.ts'
import type { Entry, Verdict } from './entry.ts'
import type { ResultRow, ResultTable } from './table.ts'

/** The tables of each run, by its name. */
export type Tables = Readonly<Record<string, readonly ResultTable[]>>

/**
 * All conditions of `claim` met: it holds. All of `refuted` met, or none of those there and `claim` not met: it does not.
 * Otherwise it is not established. Without conditions there is nothing to hold against, and the figures are shown.
 */
export function verdictOf(entry: Entry, tables: Tables): Verdict {
  if (entry.claim.length === 0) return 'shown'
  const all = (conditions: readonly string[]) =>
    conditions.every((condition) => conditionMet(entry, condition, tables))
  if (all(entry.claim)) return 'holds'
  return entry.refuted.length === 0 || all(entry.refuted) ? 'does not hold' : 'not established'
}

/** On every dataset of its run, unless it names one. A number that is missing meets nothing. */
function conditionMet(entry: Entry, condition: string, tables: Tables): boolean {
  const { text, found } = addressed(entry, condition, tables)
  return found.every(({ columns, rows }) => {
    const gate = parseGate<ResultRow>(text, readable({ columns, rows }), place(entry, condition))
    return isMet(gate, rows) === true
  })
}

/** `{column(method)}` becomes its number: three digits, or with ` %` a percentage, with ` x` a factor, with ` count` a whole number. */
export function measuredOf(entry: Entry, tables: Tables): string {
  return entry.measured.replace(
    /\{([^{}]*?)( %| x| count| points)?\}/g,
    (_, operand: string, unit?: string) => {
      const { text, found } = addressed(entry, operand, tables)
      const [{ columns, rows }] = found
      const refuse = (sentence: string) => usageError(`${place(entry, operand)}: ${sentence}`)
      const value = operandValue(parseOperand<ResultRow>(text, readable({ columns, rows }), refuse), rows)
      return value === null ? 'nothing' : figure(value, unit?.trim())
    },
  )
}

function figure(value: number, unit: string | undefined): string {
  if (unit === '%') return `${(100 * value).toFixed(1)} %`
  if (unit === 'points') return `${value >= 0 ? '+' : ''}${(100 * value).toFixed(2)}`
  if (unit === 'count') return String(Math.round(value))
  const text =
    value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5) ? plain(value) : value.toExponential(1)
  return unit === 'x' ? `${text} times` : text
}

const plain = (value: number): string =>
  Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)))

/** `RUN: text` or `RUN/DATASET: text`; the run may be left out where there is one. */
function addressed(
  entry: Entry,
  words: string,
  tables: Tables,
): { text: string; found: readonly ResultTable[] } {
  const [, run, dataset, rest] = /^([a-z][\w-]*)(?:\/([\w.-]+))?: (.*)$/s.exec(words) ?? []
  const name = run ?? Object.keys(entry.runs).at(-1)!
  const ofRun = tables[name]
  if (ofRun === undefined) {
    throw usageError(
      `${place(entry, words)}: there is no run "${name}"; runs: ${Object.keys(entry.runs).join(', ')}`,
    )
  }
  const found = dataset === undefined ? ofRun : ofRun.filter((table) => table.dataset === dataset)
  if (found.length === 0) throw usageError(`${place(entry, words)}: run ${name} has no dataset "${dataset}"`)
  return { text: rest ?? words, found }
}

const place = ({ name }: Entry, words: string): string => `experiments/${name}/experiment.yaml: "${words}"`

function readable({ columns, rows }: Pick<ResultTable, 'columns' | 'rows'>) {
  const methods = rows.map(({ method }) => method)
  return { columns, methods, resolve: (spec: string) => methodMeant(spec, methods) }
}
