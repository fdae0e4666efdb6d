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

function main([file, half, ...only]: string[]): void {
  const bytes = readFileSync(file!)
  const records = readRecords((file!.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'))
  const names = only.length > 0 ? only : [...new Set(records.map(({ candidate }) => candidate!))]
  const tables = TABLES.filter((_, t) => half === 'all' || halfOf(t) === half).filter(({ table }) =>
    names.every((name) => records.some((record) => record.table === table && record.candidate === name)),
  )
  const dropouts = ['inverted-dropout:keep=0.5', 'inverted-dropout:keep=0.8']
  const perTable = tables.map(({ table, task }) => {
    const own = records.filter((record) => record.table === table)
    const errors = (method: string) =>
      names.map((candidate) =>
        errorOf(
          own.filter((trial) => trial.candidate === candidate && trial.method === method),
          task === 'classification',
        ),
      )
    const none = errors('none')
    const noisy = dropouts.map(errors)
    return { none, noisy, noneRanks: ranks(none), noisyRanks: noisy.map(ranks) }
  })
  console.log(`${tables.length} tables, ${names.length} candidates`)
  console.log(
    'candidate                          diverged  rank none  rank dropouts  loss none  loss 0.5  loss 0.8  0.5/none  0.8/none  seconds',
  )
  names.forEach((name, c) => {
    const own = records.filter(
      ({ candidate, table }) => candidate === name && tables.some((one) => one.table === table),
    )
    const loss = (of: (table: (typeof perTable)[number]) => readonly number[]) => {
      const ratios = perTable.map((table) => Math.log((of(table)[c]! + 1e-3) / (of(table)[0]! + 1e-3)))
      return Math.exp(mean(ratios.filter(Number.isFinite))).toFixed(3)
    }
    const cells = [
      String(own.filter(({ status }) => status !== 'ok').length).padStart(8),
      mean(perTable.map(({ noneRanks }) => noneRanks[c]!))
        .toFixed(2)
        .padStart(9),
      mean(perTable.flatMap(({ noisyRanks }) => noisyRanks.map((each) => each[c]!)))
        .toFixed(2)
        .padStart(13),
      loss(({ none }) => none).padStart(9),
      ...dropouts.map((_, d) => loss(({ noisy }) => noisy[d]!).padStart(8)),
      // Of the candidate's own none: what the noise costs or gains.
      ...dropouts.map((_, d) => {
        const ratios = perTable.map(({ none, noisy }) => Math.log((noisy[d]![c]! + 1e-3) / (none[c]! + 1e-3)))
        return Math.exp(mean(ratios.filter(Number.isFinite)))
          .toFixed(3)
          .padStart(8)
      }),
      own
        .reduce((sum, { train_seconds }) => sum + Number(train_seconds), 0)
        .toFixed(0)
        .padStart(7),
    ]
    console.log(`${name.padEnd(34)} ${cells.join('  ')}`)
  })
}

main(process.argv.slice(2))
