/**
 * An effect on right answers that is not a shift: rows that a method has wrong are made right with one probability, in all
 * repeats, as a better method has them right in all. The variance of the difference then grows with the effect, as it does
 * where methods do differ.
 */
import { randomKey } from '../../src/core/random.ts'
import { philoxBlock } from '../../src/statistics/philox.ts'
import type { ScoredCell } from '../../src/statistics/rowParts.ts'
import type { Pair } from './estimates.ts'

/** Sums over the rows of all pairs that were seen, from which the probability is found. */
export class Planting {
  readonly #n: number
  #pairs = 0
  #wrong = 0
  #squares = 0
  #squaresIfRight = 0
  #difference = 0

  constructor(rows: number) {
    this.#n = rows
  }

  see([method, baseline]: Pair): void {
    const a = meanByRow(method, this.#n)
    const b = meanByRow(baseline, this.#n)
    this.#pairs++
    for (let row = 0; row < this.#n; row++) {
      this.#wrong += 1 - a[row]
      this.#squares += (a[row] - b[row]) ** 2
      this.#squaresIfRight += (1 - b[row]) ** 2
      this.#difference += a[row] - b[row]
    }
  }

  /** The probability that makes the mean difference larger by `effect` of its standard errors then; null where none does. */
  probabilityOf(effect: number): number | null {
    const n = this.#n
    const all = n * this.#pairs
    // How far the increase lies above the one that is asked for.
    const excess = (p: number): number => {
      const increase = (p * this.#wrong) / all
      const squares = ((1 - p) * this.#squares + p * this.#squaresIfRight) / all
      const variance = (squares - (this.#difference / all + increase) ** 2) / (n - 1)
      return increase - effect * Math.sqrt(Math.max(0, variance))
    }
    if (this.#pairs === 0 || !(excess(1) > 0)) return null
    let [low, high] = [0, 1]
    for (let halving = 0; halving < 50; halving++) {
      const middle = (low + high) / 2
      if (excess(middle) < 0) low = middle
      else high = middle
    }
    return high
  }
}

/** The pair with rows of the method made right. @param key differs from simulation to simulation and from pair to pair. */
export function planted([method, baseline]: Pair, probability: number, key: readonly [number, number]): Pair {
  const words = new Uint32Array(4)
  const isChosen = (row: number): boolean => {
    philoxBlock([key[0], key[1]], row, 0, words)
    return words[0] < probability * 2 ** 32
  }
  const better = method.map((cell): ScoredCell => {
    const values = cell.values.map((value, i) => (isChosen(cell.rows[i]) ? 1 : value))
    return { ...cell, values, score: values.reduce((sum, value) => sum + value, 0) / values.length }
  })
  return [better, baseline]
}

export const plantingKey = (simulation: number, pair: number): readonly [number, number] =>
  randomKey(simulation, 'search', pair, 5)

/** [n] share of the repeats in which the row is right. */
function meanByRow(cells: readonly ScoredCell[], n: number): Float64Array {
  const sums = new Float64Array(n)
  const times = new Int32Array(n)
  for (const { rows, values } of cells) {
    rows.forEach((row, i) => {
      sums[row] += values[i]
      times[row]++
    })
  }
  return sums.map((sum, row) => sum / times[row])
}
