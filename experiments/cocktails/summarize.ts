/**
 * What came out of the runs in FOLDER, as results.md and trials.csv.gz in OUT:
 *
 *     npx tsx experiments/cocktails/summarize.ts FOLDER OUT
 *
 * Tables whose trials are not all there are left out, so an interrupted study can be looked at. Errors are 1 - accuracy, or rmse;
 * errors of a table are means over its folds, and over that of `none` where tables are put together.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { mixedValues } from '../../src/experiment/choices.ts'
import { familyOf } from '../../src/regularizers/family.ts'
import { nemenyiCriticalDifference } from '../../src/statistics/criticalDifference.ts'
import { friedman } from '../../src/statistics/friedman.ts'
import { holm } from '../../src/statistics/holm.ts'
import { mean } from '../../src/statistics/moments.ts'
import { signTest } from '../../src/statistics/signTest.ts'
import { count } from '../../src/util/format.ts'
import { groupBy } from '../../src/util/groupBy.ts'
import { csvLines, readRecords } from '../tables/convert.ts'

/** Those of run.sh: so many candidates in full is what every tuned row may spend on each inner fold. */
const BUDGETS = ['9', '27']
/** A budget that has fewer yet is left out. */
const MIN_TABLES = 6
const COCKTAIL = 'cocktail'
/** Of each split the single method whose choice had the least loss on the inner folds: a search over methods, one at a time. */
const PICKED = 'the single with the least inner loss'

export interface Trial {
  readonly dataset: string
  readonly method: string
  readonly fold: string
  readonly status: string
  readonly metric: string
  readonly error: number
  /** Data loss of the test rows. */
  readonly testLoss: number
  readonly seconds: number
  /** Absent where nothing was tuned; the loss is that of the inner held-out rows. */
  readonly chosen?: string
  readonly loss?: number
  readonly epochs: number
}

export function readTrials(trials: string, choices: string): Trial[] {
  const keyOf = (row: Record<string, string>) => [row.dataset, row.method, row.repeat, row.fold].join('\n')
  const chosen = new Map(readRecords(choices).map((row) => [keyOf(row), row]))
  const own = readRecords(trials).filter(({ kind }) => kind !== 'yardstick')
  return own.map((row) => {
    const choice = chosen.get(keyOf(row))
    const score = Number(row.test_score)
    return {
      dataset: row.dataset!,
      method: row.method!,
      fold: `${row.repeat}/${row.fold}`,
      status: row.status!,
      metric: row.metric!,
      error: row.metric === 'accuracy' ? 1 - score : score,
      testLoss: Number(row.test_loss),
      seconds: Number(row.train_seconds),
      ...(choice && { chosen: choice.chosen!, loss: Number(choice.loss_mean) }),
      epochs: Number(choice?.epochs_spent ?? 0),
    }
  })
}

/** Those of tables with as many trials of each method as of any. */
export function wholeTables(trials: readonly Trial[], methods: readonly string[]): Trial[] {
  const counts = groupBy(trials, ({ dataset, method }) => `${dataset}\n${method}`)
  const most = Math.max(...[...counts.values()].map((own) => own.length))
  return trials.filter(({ dataset }) =>
    methods.every((method) => counts.get(`${dataset}\n${method}`)?.length === most),
  )
}

const tunedSingles = (trials: readonly Trial[]): string[] =>
  unique(trials.flatMap(({ method, loss }) => (method === COCKTAIL || loss === undefined ? [] : [method])))

/** One trial a split, that of the single method whose choice looked best inside; it cost the epochs of all. */
export function pickedSingles(trials: readonly Trial[]): Trial[] {
  const singles = trials.filter(({ method, loss }) => method !== COCKTAIL && loss !== undefined)
  const bySplit = groupBy(singles, ({ dataset, fold }) => `${dataset}\n${fold}`)
  return [...bySplit.values()].map((own) => ({
    ...own.reduce((a, b) => (b.loss! < a.loss! ? b : a)),
    method: PICKED,
    epochs: own.reduce((sum, { epochs }) => sum + epochs, 0),
  }))
}

/** [tables][methods] */
export const errorsOf = (trials: readonly Trial[], tables: readonly string[], methods: readonly string[]) =>
  tables.map((dataset) =>
    methods.map((method) =>
      mean(trials.filter((t) => t.dataset === dataset && t.method === method).map(({ error }) => error)),
    ),
  )

const line = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`
const heading = (titles: readonly string[]): string[] => [line(titles), `|${'---|'.repeat(titles.length)}`]
const significant = (value: number, digits = 3): string => `${Number(value.toPrecision(digits))}`
const unique = <T>(values: readonly T[]): T[] => [...new Set(values)]

/** Geometric mean over the splits of the cocktail's loss over that of a method; NaN where the method has none. */
function lossRatio(
  trials: readonly Trial[],
  method: string,
  lossOf: (trial: Trial) => number | undefined,
): number {
  const bySplit = groupBy(trials, ({ dataset, fold }) => `${dataset}\n${fold}`)
  const logs = [...bySplit.values()].map((own) => {
    const [cocktail, other] = [COCKTAIL, method].map((name) => own.find((trial) => trial.method === name)!)
    return Math.log(lossOf(cocktail!)! / (lossOf(other!) ?? Number.NaN))
  })
  return Math.exp(mean(logs))
}

/** Methods, ranks and tests. */
export function summary(trials: readonly Trial[], title: string): string[] {
  const tables = unique(trials.map(({ dataset }) => dataset))
  const own = unique(trials.map(({ method }) => method))
  // A choice among one would be that one.
  const picked = tunedSingles(trials).length > 1 ? pickedSingles(trials) : []
  const methods = [...own, ...(picked.length > 0 ? [PICKED] : [])]
  const all = [...trials, ...picked]
  const errors = errorsOf(all, tables, methods)
  const { ranks, f, pF } = friedman(errors.map((row) => row.map((error) => -error)))
  const diverged = trials.filter(({ status }) => status !== 'ok').length
  return [
    `## ${title}`,
    '',
    `${tables.length} tables, ${trials.length} trials, ${diverged} diverged. "Better" counts the tables on which the cocktail has the ` +
      'smaller error, "worse" those on which it has the larger; p is of the sign test, after Holm for all rows. "Inner" and "test" are the ' +
      "cocktail's loss over that of the row, on the inner held-out rows that chose and on the test rows.",
    '',
    ...methodRows(all, methods, errors, ranks),
    '',
    `Friedman's test in Iman and Davenport's form: F = ${significant(f)}, p = ${significant(pF)}. Two mean ranks differ at 5 % from ` +
      `${nemenyiCriticalDifference(methods.length, tables.length, 0.05).toFixed(2)} on (Nemenyi).`,
    '',
    ...heading(['error', 'as', ...methods]),
    ...tables.map((table, t) => {
      const { metric } = trials.find(({ dataset }) => dataset === table)!
      const least = Math.min(...errors[t]!)
      const cells = errors[t]!.map((error) =>
        error === least ? `**${significant(error)}**` : significant(error),
      )
      return line([table, metric === 'accuracy' ? '1 - accuracy' : 'rmse', ...cells])
    }),
    '',
    ...tally(trials),
  ]
}

/** A row a method, the best mean rank first. */
function methodRows(
  all: readonly Trial[],
  methods: readonly string[],
  errors: readonly (readonly number[])[],
  ranks: readonly number[],
): string[] {
  const [none, own] = ['none', COCKTAIL].map((method) => methods.indexOf(method)) as [number, number]
  const others = methods.filter((method) => method !== COCKTAIL)
  const tests = others.map((method) =>
    signTest(errors.map((row) => row[methods.indexOf(method)]! - row[own]!)),
  )
  const adjusted = holm(tests.map(({ pValue }) => pValue))
  const versus = (method: string): unknown[] => {
    const o = others.indexOf(method)
    if (o < 0) return ['', '', '', '', '', '']
    const { wins, losses, pValue } = tests[o]!
    const inner = lossRatio(all, method, ({ loss }) => loss)
    const test = lossRatio(all, method, ({ testLoss }) => testLoss)
    return [
      wins,
      losses,
      significant(pValue),
      significant(adjusted[o]!),
      Number.isNaN(inner) ? '' : inner.toFixed(3),
      test.toFixed(3),
    ]
  }
  const order = [...methods.keys()].sort((a, b) => ranks[a]! - ranks[b]!)
  return [
    ...heading([
      'row',
      'mean rank',
      'error / none',
      'tuning epochs',
      'train s',
      'better',
      'worse',
      'p',
      'Holm',
      'inner',
      'test',
    ]),
    ...order.map((m) => {
      const trials = all.filter(({ method }) => method === methods[m])
      return line([
        methods[m],
        ranks[m]!.toFixed(2),
        Math.exp(mean(errors.map((row) => Math.log(row[m]! / row[none]!)))).toFixed(3),
        Math.round(mean(trials.map(({ epochs }) => epochs))),
        significant(mean(trials.map(({ seconds }) => seconds))),
        ...versus(methods[m]!),
      ])
    }),
  ]
}

/** How often each ingredient was chosen, over all splits of all tables. */
export function tally(trials: readonly Trial[]): string[] {
  const chosen = trials.filter(({ method }) => method === COCKTAIL).flatMap(({ chosen }) => chosen ?? [])
  const sizes = chosen.map((spec) => (spec === 'none' ? 0 : familyOf(spec).split('+').length))
  const names = unique(chosen.flatMap((spec) => familyOf(spec).split('+'))).filter((name) => name !== 'none')
  return [
    `The ${chosen.length} cocktails that were chosen have ${mean(sizes).toFixed(1)} ingredients in the mean, ` +
      `${sizes.filter((size) => size === 0).length} have none:`,
    '',
    ...heading(['ingredient', 'chosen: median (range) of its strength']),
    ...mixedValues(chosen, names).map(({ parameter, text }) => line([parameter, text])),
  ]
}

const COLUMNS = [
  'budget',
  'dataset',
  'method',
  'fold',
  'status',
  'metric',
  'error',
  'testLoss',
  'seconds',
  'chosen',
  'loss',
  'epochs',
] as const

/** Trials of all budgets as one file. */
function gathered(folder: string): string {
  const rows = BUDGETS.flatMap((budget) => {
    const file = join(folder, `trials-${budget}.csv`)
    if (!existsSync(file)) return []
    const all = readTrials(readFileSync(file, 'utf8'), readFileSync(`${file}.chosen.csv`, 'utf8'))
    const whole = wholeTables(all, unique(all.map(({ method }) => method)))
    if (unique(whole.map(({ dataset }) => dataset)).length < MIN_TABLES) return []
    return whole.map((trial) => ({ budget, ...trial }))
  })
  return csvLines([COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column]))])
}

/** What more candidates change, on the splits that every budget has: errors, and losses of the cocktail over those of l2. */
export function acrossBudgets(byBudget: ReadonlyMap<string, readonly Trial[]>): string[] {
  const budgets = [...byBudget.keys()]
  const rows = (of: (trial: Trial) => string) =>
    budgets
      .map((budget) => unique(byBudget.get(budget)!.map(of)))
      .reduce((common, own) => common.filter((value) => own.includes(value)))
  const splitOf = ({ dataset, fold }: Trial) => `${dataset}\n${fold}`
  const [splits, methods] = [rows(splitOf), rows(({ method }) => method)]
  const tables = unique(splits.map((split) => split.split('\n')[0]!))
  const shared = new Map(
    budgets.map((budget) => [
      budget,
      byBudget.get(budget)!.filter((trial) => splits.includes(splitOf(trial))),
    ]),
  )
  const errors = budgets.map((budget) => errorsOf(shared.get(budget)!, tables, methods))
  const none = methods.indexOf('none')
  const versus = (m: number, o: number) =>
    budgets.map((_, i) => Math.exp(mean(errors[i]!.map((row) => Math.log(row[m]! / row[o]!)))).toFixed(3))
  const l2 = methods.indexOf('l2')
  const tests = budgets.map((_, i) =>
    signTest(errors[i]!.map((row) => row[l2]! - row[methods.indexOf(COCKTAIL)]!)),
  )
  const losses = (lossOf: (trial: Trial) => number | undefined) =>
    budgets.map((budget) => lossRatio(shared.get(budget)!, 'l2', lossOf).toFixed(3))
  return [
    '## Budgets side by side',
    '',
    `On ${count(splits.length, 'split')} of ${count(tables.length, 'table')} that every budget has, and the rows that all have.`,
    '',
    ...heading(['', ...budgets.map((budget) => `${budget} in full`)]),
    line(['candidates of a row at most', ...budgets.map((budget) => 3 * Number(budget))]),
    ...methods.flatMap((method, m) =>
      m === none ? [] : [line([`error of ${method} over that of none`, ...versus(m, none)])],
    ),
    line(['tables with a smaller error of the cocktail than of l2', ...tests.map(({ wins }) => wins)]),
    line(['with a larger one', ...tests.map(({ losses: lost }) => lost)]),
    line(['p of the sign test', ...tests.map(({ pValue }) => significant(pValue))]),
    line(['inner loss of the cocktail over that of l2', ...losses(({ loss }) => loss)]),
    line(['test loss of the cocktail over that of l2', ...losses(({ testLoss }) => testLoss)]),
  ]
}

/** The page, from what `gathered` wrote. */
export function resultsPage(csv: string): string {
  const records = groupBy(readRecords(csv), (row) => row.budget!)
  const byBudget = new Map(
    [...records].map(([budget, rows]) => [
      budget,
      rows.map(
        (row): Trial => ({
          dataset: row.dataset!,
          method: row.method!,
          fold: row.fold!,
          status: row.status!,
          metric: row.metric!,
          error: Number(row.error),
          testLoss: Number(row.testLoss),
          seconds: Number(row.seconds),
          ...(row.chosen !== '' && { chosen: row.chosen!, loss: Number(row.loss) }),
          epochs: Number(row.epochs),
        }),
      ),
    ]),
  )
  const parts = [
    ['# Results', '', '`summarize.ts` writes this page. [README.md](README.md) says what it means.'],
    acrossBudgets(byBudget),
    ...[...byBudget].map(([budget, trials]) =>
      summary(trials, `In the epochs of ${budget} candidates in full`),
    ),
  ]
  return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`
}

function main([folder, out]: string[]): void {
  if (folder === undefined || out === undefined)
    throw new Error('give the folder of the runs and the one to write to')
  const csv = gathered(folder)
  writeFileSync(join(out, 'trials.csv.gz'), gzipSync(csv, { level: 9 }))
  writeFileSync(join(out, 'results.md'), resultsPage(csv))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2))
