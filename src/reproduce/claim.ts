/** From the tables of an entry to a verdict on its claim, and to the sentence of what was measured. */
import { isMet, methodMeant, operandValue, parseGate, parseOperand } from '../report/gates.ts'
import { usageError } from '../util/errors.ts'
import { type Entry, fileOf, type Verdict } from './entry.ts'
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

/** A figure of the sentence of what was measured. */
export interface Figure {
  readonly run: string
  readonly dataset: string | null
  readonly column: string
  readonly method: string
  readonly unit: string | undefined
  readonly value: number | null
  /** The row that it stands in. */
  readonly row: ResultRow
}

const UNITS = ' %| wrong| x| count| points'
const FIGURE = new RegExp(`\\{([^{}]*?)(${UNITS})?\\}`, 'g')
const OPERAND = new RegExp(`^(.*?)(${UNITS})?$`)

/**
 * `{column(method)}` becomes its number: three digits, or with ` %` a percentage, with ` wrong` the percentage that a share
 * lacks of all (an error rate, of an accuracy), with ` x` a factor, with ` count` a whole number.
 */
export function measuredOf(entry: Entry, tables: Tables): string {
  return entry.measured.replace(FIGURE, (_, operand: string, unit?: string) => {
    const { value } = figureOf(entry, operand, unit?.trim(), tables)
    return value === null ? 'nothing' : figure(value, unit?.trim())
  })
}

/** The figures of the sentence, in their order. */
export const figuresOf = (entry: Entry, tables: Tables): Figure[] =>
  [...entry.measured.matchAll(FIGURE)].map(([, operand, unit]) =>
    figureOf(entry, operand, unit?.trim(), tables),
  )

/** A figure of the source beside ours, both in its unit. */
export interface Comparison {
  readonly what: string
  readonly paper: number
  /** Null where there is none. */
  readonly here: number | null
  /** Both as they are printed. */
  readonly there: string
  readonly text: string
}

/** The figures of the source, and what was found in their place. */
export const comparedWith = (entry: Entry, tables: Tables): Comparison[] =>
  entry.published.map(({ what, paper, here }) => {
    const [, operand, unit] = OPERAND.exec(here)!
    const { value } = figureOf(entry, operand, unit?.trim(), tables)
    const there = printed(paper, unit?.trim())
    if (value === null) return { what, paper, here: null, there, text: 'nothing' }
    const counted = inUnit(value, unit?.trim())
    return { what, paper, here: counted, there, text: printed(counted, unit?.trim()) }
  })

/** What a reader of the paper asks. */
export type Outcome =
  | 'reproduced'
  | 'reproduced in order but not in value'
  | 'not reproduced'
  | 'not established'

/** How far a figure may be from that of the source and count as the same: this part of it. */
const NEAR = 0.1

/** A claim that holds is reproduced; in order alone, where a figure of ours is not near that of the source. */
export function outcomeOf(entry: Entry, tables: Tables): Outcome {
  const verdict = verdictOf(entry, tables)
  if (verdict === 'does not hold') return 'not reproduced'
  if (verdict !== 'holds') return 'not established'
  const isNear = comparedWith(entry, tables).every(
    ({ paper, here }) => here !== null && Math.abs(here - paper) <= NEAR * Math.abs(paper),
  )
  return isNear ? 'reproduced' : 'reproduced in order but not in value'
}

function figureOf(entry: Entry, operand: string, unit: string | undefined, tables: Tables): Figure {
  const { text, run, found } = addressed(entry, operand, tables)
  const [{ dataset, columns, rows }] = found
  const refuse = (sentence: string) => usageError(`${place(entry, operand)}: ${sentence}`)
  const read = parseOperand<ResultRow>(text, readable({ columns, rows }), refuse)
  if ('number' in read) throw refuse('it is a number, and a figure is column(method)')
  const row = rows.find(({ method }) => method === read.method)!
  const { name: column } = read.column
  return { run, dataset, column, method: read.method, unit, value: operandValue(read, rows), row }
}

/** A number as its unit counts: an accuracy of 0.98 is 2 percent wrong. */
export function inUnit(value: number, unit: string | undefined): number {
  if (unit === 'wrong') return 100 * (1 - value)
  return unit === '%' || unit === 'points' ? 100 * value : value
}

const figure = (value: number, unit: string | undefined): string => printed(inUnit(value, unit), unit)

/** A number that is counted in its unit already. */
function printed(value: number, unit: string | undefined): string {
  if (unit === '%') return `${value.toFixed(1)} %`
  if (unit === 'wrong') return `${value.toFixed(2)} %`
  if (unit === 'points') return `${value >= 0 ? '+' : ''}${value.toFixed(2)}`
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
): { text: string; run: string; found: readonly ResultTable[] } {
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
  return { text: rest ?? words, run: name, found }
}

const place = ({ name }: Entry, words: string): string => `${fileOf(name)}: "${words}"`

function readable({ columns, rows }: Pick<ResultTable, 'columns' | 'rows'>) {
  const methods = rows.map(({ method }) => method)
  return { columns, methods, resolve: (spec: string) => methodMeant(spec, methods) }
}
