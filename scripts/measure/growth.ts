/**
 * How cost grows: rows a second of training against width, depth, batch size and number of rows, and seconds of a
 * comparison against its trials. One line of JSON a point; with a file, also the picture.
 *
 *     node --import tsx scripts/measure/growth.ts [picture.svg]
 *
 * Rows are made up: what is timed does not depend on their values, but for the zeros that a ReLU leaves.
 */

import { writeFileSync } from 'node:fs'
import type { TopLevelSpec } from 'vega-lite'
import { wholeSplit } from '../../src/bench/load.ts'
import { benchTrain } from '../../src/bench/train.ts'
import { defaultDataOptions } from '../../src/data/options.ts'
import { loadDataset } from '../../src/data/read/load.ts'
import type { Experiment } from '../../src/experiment/config.ts'
import { compare } from '../../src/experiment/run/compare.ts'
import { drawSpec } from '../../src/pictures/svg.ts'
import { COLORS, theme } from '../../src/pictures/theme.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { toy } from '../../src/selftest/rig.ts'
import { DEFAULT_NETWORK } from '../../src/settings/network.ts'
import { DEFAULT_TRAINING } from '../../src/settings/training.ts'

interface Point {
  /** What is varied. */
  readonly axis: string
  readonly value: number
  readonly network: string
  readonly batch_size: number
  readonly rows: number
  readonly seconds: number
  /** Rows a second of training; absent where whole trials are counted. */
  readonly samples_per_second?: number
}

/** The fastest counts: what disturbs only slows. */
const ROUNDS = 5
/** Multiplications and additions of a round, about a third of a second. */
const WORK = 1.2e10
const JOBS = 2
/** Trials after which a comparison is not repeated again. */
const LONGEST = 64

const common = { seed: 0, build: 'strict', scale: 'none', methods: [parseMethod('none')] } as const

/** Trains one epoch of as many rows as take about the same time in every network, or of so many. */
async function training(
  axis: string,
  value: number,
  sizes: readonly number[],
  batchSize: number,
  rows = rowsFor(sizes, batchSize),
): Promise<Point> {
  const { dataset, network } = toy('classification', rows, sizes)
  const experiment: Experiment = {
    ...common,
    network,
    training: { ...DEFAULT_TRAINING, optimizer: 'momentum', learningRate: 0.01, epochs: 1, batchSize },
    evaluation: { folds: 2, repeats: 1, validationFraction: 0 },
  }
  const measured = await benchTrain({
    name: axis,
    experiment,
    dataset,
    split: wholeSplit(dataset),
    rounds: ROUNDS,
  })
  return {
    axis,
    value,
    network: sizes.join('-'),
    batch_size: batchSize,
    rows,
    seconds: measured.least_seconds,
    samples_per_second: rows / measured.least_seconds,
  }
}

function rowsFor(sizes: readonly number[], batchSize: number): number {
  const products = sizes.slice(1).reduce((sum, fanOut, l) => sum + sizes[l]! * fanOut, 0)
  const batches = Math.ceil(WORK / (6 * products * batchSize))
  return batchSize * Math.min(Math.max(batches, 4), Math.ceil(60_000 / batchSize))
}

/** A comparison on digits of so many trials, in this process; its start-up is not counted, that of its threads is. */
async function trials(count: number): Promise<Point> {
  const dataset = await loadDataset('digits', defaultDataOptions)
  const experiment: Experiment = {
    ...common,
    network: DEFAULT_NETWORK,
    training: { ...DEFAULT_TRAINING, epochs: 10 },
    evaluation: { folds: 5, repeats: count, testFraction: 0.2, validationFraction: 0 },
  }
  let seconds = Infinity
  for (let round = 0; round < ROUNDS && round * count < LONGEST; round++) {
    const began = performance.now()
    await compare(
      dataset,
      experiment,
      { baseline: 'none', confidence: 0.95 },
      { jobs: JOBS, signal: new AbortController().signal },
    )
    seconds = Math.min(seconds, (performance.now() - began) / 1000)
  }
  const { hidden } = DEFAULT_NETWORK
  return {
    axis: 'trials',
    value: count,
    network: [dataset.features.length, ...hidden, dataset.classes.length].join('-'),
    batch_size: DEFAULT_TRAINING.batchSize,
    rows: dataset.rows,
    seconds,
  }
}

const powers = (first: number, last: number): number[] => {
  const values: number[] = []
  for (let value = first; value <= last; value *= 2) values.push(value)
  return values
}

function* points(): Generator<Promise<Point>> {
  for (const width of powers(64, 2048)) yield training('width', width, [64, width, width, 10], 64)
  for (const depth of [1, 2, 3, 4, 6, 8]) {
    yield training('depth', depth, [64, ...Array<number>(depth).fill(256), 10], 64)
  }
  for (const batch of powers(4, 1024)) yield training('batch size', batch, [64, 256, 256, 10], batch)
  for (const rows of [1e3, 1e4, 1e5, 1e6]) yield training('rows', rows, [20, 64, 32, 10], 64, rows)
  for (const count of powers(1, 64)) yield trials(count)
}

/** A panel an axis, both scales logarithmic: a straight line is a power. */
function picture(measured: readonly Point[]): TopLevelSpec {
  const axes = [...new Set(measured.map(({ axis }) => axis))]
  const panels = axes.map((name) => {
    const values = measured.filter(({ axis }) => axis === name)
    const isTrials = name === 'trials'
    const color = COLORS[isTrials ? 1 : 0]
    return {
      data: { values },
      width: 200,
      height: 160,
      mark: { type: 'line' as const, point: { color }, color },
      encoding: {
        x: {
          field: 'value',
          type: 'quantitative' as const,
          title: name,
          scale: { type: 'log' as const, nice: false },
          axis: {
            values: values.map(({ value }) => value),
            format: name === 'rows' ? '~s' : 'd',
            labelOverlap: true,
          },
        },
        y: {
          field: isTrials ? 'seconds' : 'samples_per_second',
          type: 'quantitative' as const,
          title: isTrials ? `seconds, ${JOBS} at a time` : 'rows a second',
          scale: { type: 'log' as const },
          axis: { format: isTrials ? '~g' : '~s', tickCount: 4 },
        },
      },
    }
  })
  return { config: theme, columns: 3, concat: panels } as TopLevelSpec
}

const measured: Point[] = []
for (const point of points()) {
  measured.push(await point)
  console.log(JSON.stringify(measured.at(-1)))
}
const path = process.argv[2]
if (path !== undefined) writeFileSync(path, await drawSpec(picture(measured)))
