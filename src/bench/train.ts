/** Seconds of whole trainings, one after the other in this thread, as a trial runs them. */

import { randomKey } from '../core/random.ts'
import type { Dataset, Split } from '../data/dataset.ts'
import type { Experiment } from '../experiment/config.ts'
import { fingerprint } from '../experiment/run/trial.ts'
import { forwardOperations, trainingOperations } from '../nn/chain.ts'
import { evaluate, timePrediction } from '../training/evaluate.ts'
import type { Model } from '../training/model.ts'
import { train } from '../training/trainer.ts'
import { Workspace } from '../training/workspace.ts'
import { type Measurement, peakMemory, summarizeRounds } from './measurement.ts'

export interface BenchSetup {
  /** How the measurement is called. */
  readonly name: string
  /** The first of its methods is timed. */
  readonly experiment: Experiment
  readonly dataset: Dataset
  readonly split: Split
  readonly rounds: number
  /** Threads that work on one training or prediction, 1 where absent. */
  readonly threads?: number
}

/** Fresh weights, shuffling and every step are timed; loading, scaling and scoring are not. Every round gives the same bits. */
export async function benchTrain(setup: BenchSetup): Promise<Measurement> {
  const { experiment, split, rounds, name } = setup
  const { training, seed } = experiment
  const bench = await prepare(setup)
  const orderKey = randomKey(seed, 'order', split.repeat, split.fold)
  const seconds: number[] = []
  let model: Model
  let steps: number
  do {
    const began = performance.now()
    model = bench.build()
    ;({ steps } = train(model, training, orderKey))
    seconds.push((performance.now() - began) / 1000)
  } while (seconds.length < rounds)
  await bench.close()
  const summary = summarizeRounds(seconds)
  const epochs = steps / Math.ceil(split.train.length / training.batchSize)
  const samples = epochs * split.train.length
  return {
    workload: name,
    build: experiment.build,
    ...summary,
    samples_per_second: samples / summary.seconds,
    gflops: (samples * trainingOperations(bench.architecture)) / summary.seconds / 1e9,
    peak_memory_mb: peakMemory(),
    train_score: evaluate(model, model.train)!.score,
    test_score: evaluate(model, model.test)!.score,
    fingerprint: fingerprint(model),
    node: process.version,
  }
}

/** Seconds to predict the test rows with a network of fresh weights, features to logits. */
export async function benchPredict(setup: BenchSetup): Promise<Measurement> {
  const { experiment, split, rounds, name } = setup
  const { build, architecture, close } = await prepare(setup)
  const model = build()
  const summary = summarizeRounds(Array.from({ length: rounds }, () => timePrediction(model, model.test)))
  await close()
  const samples = split.test.length
  return {
    workload: `${name} predict`,
    build: experiment.build,
    ...summary,
    samples_per_second: samples / summary.seconds,
    gflops: (samples * forwardOperations(architecture)) / summary.seconds / 1e9,
    peak_memory_mb: peakMemory(),
    node: process.version,
  }
}

async function prepare({ dataset, experiment, split, threads }: BenchSetup) {
  const [method] = experiment.methods
  const workspace = await Workspace.open(dataset, experiment, { threads })
  workspace.ready()
  return {
    // Scales are fitted now, and not while somebody times.
    architecture: workspace.architecture(split),
    build: () => workspace.model(method!, split),
    close: () => workspace.close(),
  }
}
