/**
 * Runs the simulations that are not done yet and keeps what they predicted; what is made of it is the affair of
 * summarize.ts, so that another variance needs no new training.
 *
 *     node --import tsx experiments/calibration/simulate.ts TABLES RAW [cell ...]
 */
import { join } from 'node:path'
import { compileCore } from '../../src/core/load.ts'
import { randomKey, WordSource } from '../../src/core/random.ts'
import type { Split } from '../../src/data/dataset.ts'
import { splitsWithin } from '../../src/data/split.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { DEFAULT_NETWORK } from '../../src/settings/network.ts'
import { DEFAULT_TRAINING, type TrainingSettings } from '../../src/settings/training.ts'
import { type Model, PREDICTION_ROWS } from '../../src/training/model.ts'
import { train } from '../../src/training/trainer.ts'
import { reserve, Workspace } from '../../src/training/workspace.ts'
import { type Cell, cells, FIRST_SIMULATION, nameOf, taskOf } from './cells.ts'
import { append, doneIn, emptyRecord } from './record.ts'
import { openSource, type Source } from './sources.ts'
import { TrueScores } from './truth.ts'

const [tables, raw, ...names] = process.argv.slice(2)
if (raw === undefined) throw new Error('usage: simulate.ts TABLES RAW [cell ...]')

/** In rounds, so that every cell has some figures early. */
for (const isFirst of [true, false]) {
  for (const share of isFirst ? [0.5, 1] : [0.25, 1]) {
    for (const cell of cells) {
      if (isFirst !== (cell.first === FIRST_SIMULATION)) continue
      if (names.length > 0 && !names.includes(nameOf(cell))) continue
      await run(cell, Math.ceil(share * cell.wanted))
    }
  }
}

async function run(cell: Cell, until: number): Promise<void> {
  const file = join(raw, `${nameOf(cell)}.bin`)
  const first = doneIn(file, cell)
  if (first >= until) return
  const began = performance.now()
  const simulation = await prepare(cell, await openSource(cell, tables))
  for (let number = first; number < until; number++) append(file, simulation(cell.first + number))
  const seconds = (performance.now() - began) / 1000
  console.error(
    `${new Date().toISOString()} ${nameOf(cell)}: ${until - first} more, ${until} of ${cell.wanted}, ${(seconds / (until - first)).toFixed(3)} s each`,
  )
}

/** Reserves memory for the cell; the function it returns runs a simulation and gives its record. */
async function prepare(cell: Cell, source: Source): Promise<(simulation: number) => Uint8Array> {
  const network = { ...DEFAULT_NETWORK, hidden: [16] }
  const training: TrainingSettings = {
    ...DEFAULT_TRAINING,
    optimizer: 'momentum',
    momentum: 0.9,
    schedule: 'constant',
    batchSize: 32,
    epochs: cell.epochs,
    learningRate: cell.learningRate,
  }
  const methods = cell.methods.map(({ spec }) => parseMethod(spec))
  const shared = await reserve(source.dataset, { methods, network, training, build: 'strict' })
  const { dataset, memory } = shared
  const words = new WordSource(await compileCore('strict'))
  const measured = new Set(cell.measured.flat())
  const isClasses = taskOf(cell.kind) === 'classification'

  return (number) => {
    const { sample, population } = source.draw(dataset, number)
    const record = emptyRecord(cell)
    const place = new Map(Array.from(sample, (row, i) => [row, i]))
    sample.forEach((row, i) => {
      record.answers[i] = isClasses ? dataset.labels[row] : dataset.targets[row]
    })
    const truth = new TrueScores(cell, source, dataset, population)
    const seeds = cell.methods.map(({ copy }) => number + 1_000_003 * copy)
    const workspaces = new Map(
      seeds.map((seed) => [seed, new Workspace(shared, { network, training, scale: 'standard', seed })]),
    )
    for (let repeat = 0; repeat < cell.repeats; repeat++) {
      // Plain folds: quantiles of a target that few rows have would be one more thing to explain.
      const inner = { validationFraction: 0, stratify: isClasses }
      const splits = splitsWithin(dataset, sample, cell.folds, inner, (_, count) =>
        words.words(randomKey(number, 'split', repeat, cell.rows), count),
      ).map((split): Split => ({ ...split, repeat }))
      for (const split of splits) {
        const { fold } = split
        for (const row of split.test) record.folds[repeat * cell.rows + place.get(row)!] = fold
        cell.methods.forEach((_, m) => {
          const workspace = workspaces.get(seeds[m])!
          const scaling = workspace.scaling(split)
          const model = workspace.model(methods[m], split, { scaling })
          const outcome = train(model, training, randomKey(seeds[m], 'order', repeat, fold))
          if (!outcome.finite) throw new Error(`${nameOf(cell)}, simulation ${number}: diverged`)
          const write = (m * cell.repeats + repeat) * cell.rows
          const { mean, deviation } = scaling.target
          const tested = predict(model, memory, split.test, isClasses)
          split.test.forEach((row, i) => {
            record.outputs[write + place.get(row)!] = isClasses ? tested[i] : mean + deviation * tested[i]
          })
          if (measured.has(m)) truth.add(m, predict(model, memory, population, isClasses), scaling.target)
        })
      }
    }
    truth.write(record.truths)
    return record.bytes
  }
}

/** [rows] probability of class 1, or the output on the standardised target. */
function predict(
  model: Model,
  memory: WebAssembly.Memory,
  rows: Int32Array,
  isClasses: boolean,
): Float64Array {
  // No row validates here, so that the region is free.
  const ids = model.arena.region('validation')
  model.arena.i32('validation').set(rows)
  const result = new Float64Array(rows.length)
  for (let start = 0; start < rows.length; start += PREDICTION_ROWS) {
    const M = Math.min(PREDICTION_ROWS, rows.length - start)
    model.minibatch.loadFeatures(ids, start, model.mlp.activations[0], M)
    model.mlp.forwardPrediction(M)
    const { outputs } = model.mlp
    if (isClasses) model.kernels.softmax(outputs, outputs, M, 2)
    const values = new Float32Array(memory.buffer, outputs.ptr, M * (isClasses ? 2 : 1))
    for (let i = 0; i < M; i++) result[start + i] = isClasses ? values[2 * i + 1] : values[i]
  }
  return result
}
