/**
 * Ranks candidates by their trials:
 *
 *     npx tsx experiments/defaults/rank.ts TRIALS.csv[.gz] choose|confirm|all [NAME...]
 *
 * On each table candidates are ranked by the mean score of `none`, and again by the mean of the ranks of the two
 * dropouts; ties share their mean rank, and a candidate with a diverged trial ranks last. "loss" is the geometric mean over the tables of the
 * candidate's error (1 - accuracy, or rmse) over that of the first candidate, `none` and dropouts each; "0.5/none" is that of
 * keep 0.5 over that of the candidate's own `none`.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { readRecords } from '../tables/convert.ts'
import { halfOf, TABLES } from './tables.ts'

type Trial = Record<string, string>

/** Mean error of a method's trials, Infinity when one of them did not end well. */
function errorOf(trials: readonly Trial[], isClassification: boolean): number {
  if (trials.some(({ status }) => status !== 'ok')) return Infinity
  const mean = trials.reduce((sum, { test_score }) => sum + Number(test_score), 0) / trials.length
  return isClassification ? 1 - mean : mean
}

/** 1 for the smallest; equal ones share the mean of their places. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length
    const equal = values.filter((other) => other === value).length
    return below + (equal + 1) / 2
  })
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** What a line of the printed table says; numbers are rounded as they are printed. */
export interface Ranked {
  readonly name: string
  readonly diverged: number
  readonly rankNone: string
  readonly rankDropouts: string
  /** Over the first candidate's: of none, keep 0.5, keep 0.8. */
  readonly losses: readonly string[]
  /** Over the candidate's own none: keep 0.5, keep 0.8. */
  readonly ofNone: readonly string[]
  readonly seconds: string
}

const DROPOUTS = ['inverted-dropout:keep=0.5', 'inverted-dropout:keep=0.8']

/** The tables of a half that have trials of all the candidates, and the candidates in the order given. */
export function rankCandidates(records: readonly Trial[], half: string, names: readonly string[]) {
  const tables = TABLES.filter((_, t) => half === 'all' || halfOf(t) === half).filter(({ table }) =>
    names.every((name) => records.some((record) => record.table === table && record.candidate === name)),
  )
  const perTable = tables.map(({ table, task }) => {
    const own = records.filter((record) => record.table === table)
    const errors = (method: string) =>
      names.map((candidate) =>
        errorOf(
          own.filter((trial) => trial.candidate === candidate && trial.method === method),
          task === 'classification',
        ),
      )
    const all = [errors('none'), ...DROPOUTS.map(errors)]
    return { errors: all, ranks: all.map(ranks) }
  })
  /** Geometric mean over the tables; those with a diverged trial on either side are left out. */
  const ratio = (over: (table: (typeof perTable)[number]) => readonly [number, number]): string => {
    const logarithms = perTable.map((table) => {
      const [above, below] = over(table)
      return Math.log((above + 1e-3) / (below + 1e-3))
    })
    return Math.exp(mean(logarithms.filter(Number.isFinite))).toFixed(3)
  }
  const rows = names.map((name, c): Ranked => {
    const own = records.filter(
      ({ candidate, table }) => candidate === name && tables.some((one) => one.table === table),
    )
    return {
      name,
      diverged: own.filter(({ status }) => status !== 'ok').length,
      rankNone: mean(perTable.map((table) => table.ranks[0]![c]!)).toFixed(2),
      rankDropouts: mean(perTable.flatMap((table) => table.ranks.slice(1).map((each) => each[c]!))).toFixed(
        2,
      ),
      losses: [0, 1, 2].map((m) => ratio(({ errors }) => [errors[m]![c]!, errors[m]![0]!])),
      ofNone: [1, 2].map((m) => ratio(({ errors }) => [errors[m]![c]!, errors[0]![c]!])),
      seconds: own.reduce((sum, { train_seconds }) => sum + Number(train_seconds), 0).toFixed(0),
    }
  })
  return { tables: tables.length, rows }
}

export function readTrials(file: string): Trial[] {
  const bytes = readFileSync(file)
  return readRecords((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'))
}

function main([file, half, ...only]: string[]): void {
  const records = readTrials(file!)
  const names = only.length > 0 ? only : [...new Set(records.map(({ candidate }) => candidate!))]
  const { tables, rows } = rankCandidates(records, half!, names)
  console.log(`${tables} tables, ${names.length} candidates`)
  const titles = ['rank none', 'rank dropouts', 'loss none', 'loss 0.5', 'loss 0.8', '0.5/none', '0.8/none']
  console.log(`${'candidate'.padEnd(44)} diverged  ${titles.join('  ')}  seconds`)
  for (const { name, diverged, rankNone, rankDropouts, losses, ofNone, seconds } of rows) {
    const cells = [rankNone, rankDropouts, ...losses, ...ofNone].map((cell, i) =>
      cell.padStart(titles[i]!.length),
    )
    console.log(
      `${name.padEnd(44)} ${String(diverged).padStart(8)}  ${cells.join('  ')}  ${seconds.padStart(7)}`,
    )
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2))
