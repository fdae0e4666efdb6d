/** Where the rows of a simulation come from, and what is true of them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { randomKey } from '../../src/core/random.ts'
import type { Dataset } from '../../src/data/dataset.ts'
import { defaultDataOptions } from '../../src/data/options.ts'
import { loadDataset } from '../../src/data/read/load.ts'
import { normalDeviate, normalDraws } from '../../src/statistics/normalDraws.ts'
import { philoxBlock } from '../../src/statistics/philox.ts'
import { exp } from '../../src/util/elementary.ts'
import { type Cell, type Kind, taskOf } from './cells.ts'

export interface Source {
  readonly dataset: Dataset
  /** The rows of one simulation, and those that stand for all others. */
  draw(dataset: Dataset, simulation: number): { readonly sample: Int32Array; readonly population: Int32Array }
  /** [rows] where it is known: the probability of class 1, or the expected target and `noise` its variance about it. */
  readonly expected: Float64Array | null
  readonly noise: number
}

/**
 * Columns of the tables that are read. Of Ames and Chicago the numeric ones that vary in every sample: a column that is 0 in
 * all but a few rows has training deviations near 0 in a small sample, and the few rows elsewhere then decide the true rmse.
 */
const FILES: Partial<Record<Kind, { file: string; target: string; drop?: string[]; keep?: RegExp }>> = {
  churn: { file: 'wa_churn.csv.gz', target: 'churn' },
  stackoverflow: { file: 'stackoverflow.csv', target: 'Remote', drop: ['Country'] },
  ames: {
    file: 'ames.csv.gz',
    target: 'Sale_Price',
    keep: /^(Year_Built|Year_Remod_Add|Total_Bsmt_SF|First_Flr_SF|Gr_Liv_Area|Full_Bath|TotRms_AbvGrd|Garage_Cars|Garage_Area|Longitude|Latitude)$/,
  },
  chicago: { file: 'Chicago.csv.gz', target: 'ridership', keep: /^[A-Z]\w+$|^temp$/ },
}

/** @param tables folder with the tables of the R package modeldata, as CSV. */
export const openSource = (cell: Cell, tables: string): Promise<Source> | Source =>
  FILES[cell.kind] === undefined ? synthetic(cell) : table(cell, tables)

async function table(cell: Cell, tables: string): Promise<Source> {
  const { file, target, drop, keep } = FILES[cell.kind]!
  const columns = await headerOf(join(tables, file))
  const ignore =
    drop ?? (keep === undefined ? [] : columns.filter((name) => name !== target && !keep.test(name)))
  const dataset = await loadDataset(join(tables, file), {
    ...defaultDataOptions,
    target,
    ignore,
    task: taskOf(cell.kind),
    missing: 'impute',
  })
  const size = dataset.rows
  return {
    dataset,
    expected: null,
    noise: 0,
    draw(_, simulation) {
      // Fisher and Yates, as far as it is needed.
      const ids = Int32Array.from({ length: size }, (_, row) => row)
      const word = uniformWords(randomKey(simulation, 'search', cell.rows, 1))
      const needed = Math.min(size, cell.rows + cell.population)
      for (let i = 0; i < needed; i++) {
        const j = i + Math.floor(word(i) * (size - i))
        const swapped = ids[i]
        ids[i] = ids[j]
        ids[j] = swapped
      }
      return { sample: ids.slice(0, cell.rows).sort(), population: ids.slice(cell.rows, needed).sort() }
    },
  }
}

async function headerOf(path: string): Promise<string[]> {
  const bytes = await readFile(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text
    .slice(0, text.indexOf('\n'))
    .split(',')
    .map((name) => name.replaceAll('"', '').trim())
}

const WIDTH = 8
const VALUE_NOISE = 1

/** Eight normal features, of which four matter: one straight, two by their product, one by its size. */
function synthetic(cell: Cell): Source {
  const rows = cell.rows + cell.population
  const task = taskOf(cell.kind)
  const expected = new Float64Array(rows)
  const dataset: Dataset = {
    name: cell.kind,
    rows,
    features: Array.from({ length: WIDTH }, (_, j) => ({ name: `x${j}`, column: `x${j}` })),
    matrix: new Float32Array(rows * WIDTH),
    offset: new Float64Array(WIDTH),
    unit: new Float64Array(WIDTH).fill(1),
    target: 'y',
    task,
    classes: task === 'classification' ? ['0', '1'] : [],
    labels: new Int32Array(task === 'classification' ? rows : 0),
    targets: new Float64Array(task === 'regression' ? rows : 0),
    trainableRows: rows,
    hash: '',
    notes: [],
  }
  const fill = (into: Dataset, from: number, to: number, seed: number, part: number): void => {
    const features = new Float64Array((to - from) * WIDTH)
    normalDraws(randomKey(seed, 'search', part, 2), 0, features)
    into.matrix.set(features, from * WIDTH)
    const uniform = uniformWords(randomKey(seed, 'search', part, 3))
    for (let row = from; row < to; row++) {
      const x = features.subarray((row - from) * WIDTH, (row - from + 1) * WIDTH)
      const signal = x[0] + x[1] * x[2] + Math.abs(x[3]) - 0.8
      const u = uniform(row - from)
      if (cell.kind === 'values') {
        expected[row] = signal
        into.targets[row] = signal + VALUE_NOISE * normalDeviate(u)
      } else {
        expected[row] = cell.kind === 'noise' ? 0.5 : 1 / (1 + exp(-1.5 * signal))
        into.labels[row] = u < expected[row] ? 1 : 0
      }
    }
  }
  const sample = Int32Array.from({ length: cell.rows }, (_, row) => row)
  const population = Int32Array.from({ length: cell.population }, (_, row) => cell.rows + row)
  return {
    dataset,
    expected,
    noise: VALUE_NOISE ** 2,
    draw(placed, simulation) {
      fill(placed, 0, cell.rows, simulation, cell.rows + 7)
      // Other rows each time, so that the mean over the simulations has no error of one population's.
      fill(placed, cell.rows, rows, simulation, cell.rows + 11)
      return { sample, population }
    },
  }
}

/** Uniform numbers by index, above 0 and below 1. */
function uniformWords(key: readonly [number, number]): (index: number) => number {
  const words = new Uint32Array(4)
  return (index) => {
    philoxBlock(key, index, 0, words)
    return (words[0] + 0.5) / 2 ** 32
  }
}
