/**
 * Two inferences that train many times more: nested cross-validation (Bates, Hastie and Tibshirani 2023, algorithm 1) and the
 * conservative z (Nadeau and Bengio 2003, section 5). On the first simulations of a cell, beside what regbench says of them.
 *
 *     node --import tsx experiments/calibration/expensive.ts TABLES RAW cell simulations >> experiments/calibration/expensive.csv
 *
 * RAW takes a line of estimates a simulation, so that it goes on where it was stopped.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dataset, Split } from '../../src/data/dataset.ts'
import { mean, variance } from '../../src/statistics/moments.ts'
import { type Cell, cells, nameOf, taskOf } from './cells.ts'
import { openSource, type Source } from './sources.ts'
import { openTrainer, type Trainer } from './trainer.ts'

/** Folds and random splits into folds of nested cross-validation; its authors take ten folds and 200 splits. */
const FOLDS = 5
const SPLITS = 10
/** Nadeau and Bengio's advice: so many pairs of halves, and so many random test sets of a tenth of the rows in each half and in all. */
const HALVES = 10
const HOLDOUTS = 10
const TEST_SHARE = 0.1
/** Repeats of other splits than the study has. */
const BEYOND = 1000
const Q = 1.959963984540054

const [tables, raw, name, count] = process.argv.slice(2)
const cell = cells.find((one) => nameOf(one) === name)
if (cell === undefined) throw new Error('usage: expensive.ts TABLES RAW cell simulations')

/** Pairs of methods (copy - method, l2 - none), and those that are trained for them. */
const PAIRS = [
  [1, 0],
  [cell.copies + 2, cell.copies + 1],
] as const
const METHODS = [...new Set(PAIRS.flat())]

const source = await openSource(cell, tables)
const trainer = await openTrainer(cell, source)

/** Networks of each method that an inference trains. */
const TRAINED: Readonly<Record<string, number>> = {
  'all pairs': 2 * FOLDS,
  'nested cross-validation': SPLITS * (FOLDS + (FOLDS * (FOLDS - 1)) / 2),
  'conservative z': HOLDOUTS * (1 + 2 * HALVES),
}

/** One inference of one pair: less is better, since squared errors and wrong answers are compared. */
interface Interval {
  readonly difference: number
  readonly half: number
}

/** By inference, the intervals of the pairs. */
function simulate(
  { rows }: Cell,
  { draw }: Source,
  own: Trainer,
  number: number,
): Record<string, Interval[]> {
  const { sample } = draw(own.dataset, number)
  const losses = new Losses(own, number)
  return {
    'all pairs': plain(losses, sample, number),
    'nested cross-validation': nested(losses, sample, number),
    'conservative z': conservative(losses, sample, number, rows),
  }
}

/** What every method loses on the test rows of a split. */
class Losses {
  readonly #trainer: Trainer
  readonly #number: number

  constructor(own: Trainer, number: number) {
    this.#trainer = own
    this.#number = number
  }

  /** [pairs][test rows] loss of the method less that of the baseline. */
  differences(split: Split): Float64Array[] {
    const { dataset } = this.#trainer
    const byMethod = new Map(
      METHODS.map((method) => {
        const predicted = this.#trainer.train(this.#number, method, split).predict(split.test)
        return [method, predicted.map((value, i) => lossOf(dataset, split.test[i], value))]
      }),
    )
    return PAIRS.map(([a, b]) => byMethod.get(a)!.map((loss, i) => loss - byMethod.get(b)![i]))
  }
}

function lossOf(dataset: Dataset, row: number, value: number): number {
  if (taskOf(cell!.kind) === 'regression') return (value - dataset.targets[row]) ** 2
  return value > 0.5 === (dataset.labels[row] === 1) ? 0 : 1
}

/** For comparison: two repeats of five folds, and the spread of the rows' means alone. */
function plain(losses: Losses, sample: Int32Array, number: number): Interval[] {
  const sums = PAIRS.map(() => new Map<number, number>())
  for (const repeat of [0, 1]) {
    for (const split of trainer.folds(number, repeat, sample, FOLDS)) {
      losses.differences(split).forEach((values, p) => {
        values.forEach((value, i) => {
          sums[p].set(split.test[i], (sums[p].get(split.test[i]) ?? 0) + value / 2)
        })
      })
    }
  }
  return sums.map((byRow) => {
    const h = [...byRow.values()]
    return { difference: mean(h), half: Q * Math.sqrt(variance(h) / h.length) }
  })
}

/** A model of an outer and an inner fold left out serves both ways round. */
function nested(losses: Losses, sample: Int32Array, number: number): Interval[] {
  const K = FOLDS
  const sums = PAIRS.map(() => ({
    inner: [] as number[],
    gaps: [] as number[],
    errors: [] as number[],
  }))
  const outer = PAIRS.map(() => [] as number[])
  for (let r = 0; r < SPLITS; r++) {
    const folds = trainer.folds(number, BEYOND + r, sample, K)
    const without = PAIRS.map(() => Array.from({ length: K }, () => [] as number[]))
    let place = 0
    for (let j = 0; j < K; j++) {
      for (let k = j + 1; k < K; k++) {
        const test = joinedRows([folds[j].test, folds[k].test])
        const train = sample.filter((row) => !test.includes(row))
        const split = { repeat: BEYOND + r, fold: K + place++, train, validation: test.subarray(0, 0), test }
        losses.differences(split).forEach((values, p) => {
          values.forEach((value, i) => {
            // With fold j left out as the outer one, fold k is the inner one that tests; and the other way round.
            without[p][folds[k].test.includes(test[i]) ? j : k].push(value)
          })
        })
      }
    }
    folds.forEach((split, k) => {
      losses.differences(split).forEach((tested, p) => {
        const values = Array.from(tested)
        const inner = without[p][k]
        sums[p].inner.push(...inner)
        sums[p].gaps.push((mean(inner) - mean(values)) ** 2)
        sums[p].errors.push(variance(values) / values.length)
        outer[p].push(...values)
      })
    })
  }
  return sums.map(({ inner, gaps, errors }, p) => {
    const n = sample.length
    const naive = Math.sqrt(variance(inner) / n)
    const mse = Math.sqrt(Math.max(0, mean(gaps) - mean(errors)))
    // Between the naive standard error and sqrt(K) times it, as the authors' code bounds it.
    const error = Math.min(Math.max(mse, naive), Math.sqrt(K) * naive)
    const bias = (1 + (K - 2) / K) * (mean(inner) - mean(outer[p]))
    return { difference: mean(inner) - bias, half: Q * Math.sqrt((K - 1) / K) * error }
  })
}

function conservative(losses: Losses, sample: Int32Array, number: number, rows: number): Interval[] {
  let place = 0
  const holdouts = (ids: Int32Array): number[] => {
    const means = PAIRS.map(() => [] as number[])
    const size = Math.round(TEST_SHARE * rows)
    for (let j = 0; j < HOLDOUTS; j++) {
      const test = tested(ids, size, number, place)
      const train = ids.filter((row) => !test.includes(row))
      const split = { repeat: 2 * BEYOND, fold: place++, train, validation: test.subarray(0, 0), test }
      losses.differences(split).forEach((values, p) => {
        means[p].push(mean(Array.from(values)))
      })
    }
    return means.map(mean)
  }
  const all = holdouts(sample)
  const squares = PAIRS.map(() => [] as number[])
  for (let m = 0; m < HALVES; m++) {
    const half = tested(sample, Math.floor(rows / 2), number, BEYOND + m)
    const one = holdouts(half)
    const other = holdouts(sample.filter((row) => !half.includes(row)))
    one.forEach((value, p) => {
      squares[p].push((value - other[p]) ** 2 / 2)
    })
  }
  return all.map((difference, p) => ({ difference, half: Q * Math.sqrt(mean(squares[p])) }))
}

/** A random part of the rows: the first of them in an order drawn by `place`. */
function tested(ids: Int32Array, size: number, number: number, place: number): Int32Array {
  const parts = trainer.folds(number, 3 * BEYOND + place, ids, Math.max(2, Math.floor(ids.length / size)))
  return joinedRows([parts[0].test])
}

const joinedRows = (parts: readonly Int32Array[]): Int32Array =>
  Int32Array.from(parts.flatMap((part) => [...part])).sort()

/** Shares of the null pair called different and its coverage of 0, and mean half widths; squared errors and wrong answers both. */
function report(lines: readonly string[]): void {
  const all = lines.map((line) => JSON.parse(line) as Record<string, Interval[]>)
  for (const inference of Object.keys(all[0])) {
    const nulls = all.map((one) => one[inference][0])
    const called = mean(nulls.map(({ difference, half }) => (Math.abs(difference) > half ? 1 : 0)))
    const error = Math.sqrt((called * (1 - called)) / all.length)
    const spread = Math.sqrt(mean(nulls.map(({ difference }) => difference ** 2)))
    const estimated = Math.sqrt(mean(nulls.map(({ half }) => (half / Q) ** 2)))
    const effects = [0, 1].map((p) => mean(all.map((one) => one[inference][p].half)).toPrecision(4))
    const trained = TRAINED[inference]
    console.log(
      [
        name,
        inference,
        all.length,
        trained,
        called.toFixed(4),
        error.toFixed(4),
        (spread / estimated).toFixed(3),
        ...effects,
      ].join(','),
    )
  }
}

const file = join(raw, `${name}.expensive`)
mkdirSync(raw, { recursive: true })
const done = existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0
for (let number = done; number < Number(count); number++) {
  appendFileSync(file, `${JSON.stringify(simulate(cell, source, trainer, cell.first + number))}\n`)
}
report(readFileSync(file, 'utf8').trimEnd().split('\n').slice(0, Number(count)))
