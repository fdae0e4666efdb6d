/** `regbench bench`: how fast this machine trains, predicts and compares. */

import { availableParallelism } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import type { BenchSetup } from '../bench/train.ts'
import { workloads } from '../bench/workloads.ts'
import type { Experiment } from '../experiment/config.ts'
import { needsValidation, parseMethod } from '../regularizers/method.ts'
import { data } from '../settings/data.ts'
import { nameIn, text, whole } from '../settings/kinds.ts'
import { DEFAULT_NETWORK, network } from '../settings/network.ts'
import type { GroupValues } from '../settings/read.ts'
import { running } from '../settings/running.ts'
import { group, pick } from '../settings/setting.ts'
import { DEFAULT_TRAINING, training } from '../settings/training.ts'
import { usageError } from '../util/errors.ts'
import { defineCommand } from './command.ts'
import { listing } from './output.ts'

const SUBJECTS = ['train', 'predict', 'kernels', 'compare']

const groups = {
  measuring: group('Measuring', {
    workload: {
      kind: nameIn(workloads),
      placeholder: 'name',
      summary: 'for train and predict: data, network, training and method',
    },
    method: {
      kind: text,
      placeholder: 'spec',
      short: 'm',
      default: 'none',
      summary: 'the method to train with',
    },
    rounds: {
      kind: whole(1),
      placeholder: 'N',
      default: 5,
      summary: 'measurements, of which the median counts',
    },
    threads: {
      ...running.settings.threads,
      summary: running.settings.threads.summary.replace('of a trial', 'of a training or prediction'),
    },
    only: { kind: text, placeholder: 'text', default: '', summary: 'kernels whose name contains this' },
    build: { ...running.settings.build, summary: 'build of the WebAssembly core' },
  }),
  data,
  network,
  training,
  output: listing,
  running: pick(running, 'config'),
} as const

type Given = GroupValues<typeof groups>

export const benchCommand = defineCommand({
  examples: [
    ['regbench bench train --workload W2', 'a training whose speed elsewhere docs/performance.md states'],
    ['regbench bench train data.csv --hidden 512,512 --method l2', 'your own data and network'],
    ['regbench bench predict --workload W3 --format json', 'one line of JSON a measurement'],
    ['regbench bench kernels --build relaxed --only "W2 TN"', 'the kernels whose name contains a text'],
    ['regbench bench compare', 'a whole comparison, start-up included'],
  ],

  operands: [
    ['<subject>', `what to measure: ${SUBJECTS.join(', ')}`],
    ['[data]', 'for train and predict: a CSV file or a bundled name, instead of --workload'],
  ],
  groups,

  async run([subject, source], given) {
    if (!SUBJECTS.includes(subject!)) {
      throw usageError(`bench measures ${SUBJECTS.join(', ')}, not "${subject}"; see regbench bench --help`)
    }
    const { benchDocument } = await import('../report/bench.ts')
    const { printReport } = await import('./printReport.ts')
    const measurements = await measure(subject!, source, given)
    await printReport(benchDocument(measurements), given.output)
    return 0
  },
})

async function measure(subject: string, source: string | undefined, given: Given) {
  const { build, rounds, workload, only } = given.measuring
  if (subject === 'train' || subject === 'predict') {
    const { benchPredict, benchTrain } = await import('../bench/train.ts')
    const setup = await benchSetup(source, given)
    return [await (subject === 'train' ? benchTrain(setup) : benchPredict(setup))]
  }
  if (source !== undefined || workload !== undefined) {
    throw usageError(`bench ${subject} has its own data; leave out "${source ?? `--workload ${workload}`}"`)
  }
  if (subject === 'kernels') {
    const { benchKernels } = await import('../bench/kernels.ts')
    return benchKernels(build, rounds, only)
  }
  const { benchCompare } = await import('../bench/compare.ts')
  return [benchCompare(build, rounds, availableParallelism())]
}

async function benchSetup(source: string | undefined, given: Given): Promise<BenchSetup> {
  const { loadWorkload, wholeSplit } = await import('../bench/load.ts')
  const { network, training, measuring } = given
  const common = {
    evaluation: { folds: 2, repeats: 1, validationFraction: 0 },
    seed: 0,
    build: measuring.build,
  }
  const repeats = { rounds: measuring.rounds, threads: measuring.threads }
  const name = measuring.workload
  if ((name === undefined) === (source === undefined)) {
    throw usageError('bench train and bench predict want --workload or data, one of them')
  }
  if (name !== undefined) {
    if (
      measuring.method !== 'none' ||
      !isDeepStrictEqual({ network, training }, { network: DEFAULT_NETWORK, training: DEFAULT_TRAINING })
    ) {
      throw usageError(`--workload ${name} fixes network, training and method; name data to choose them`)
    }
    const workload = workloads[name]
    const dataset = await loadWorkload(workload)
    const experiment: Experiment = {
      ...common,
      methods: [parseMethod(workload.method)],
      network: workload.network,
      training: workload.training,
      scale: 'none',
    }
    return { name, experiment, dataset, split: wholeSplit(dataset), ...repeats }
  }
  const { loadDataset } = await import('../data/read/load.ts')
  const { dataOptionsOf } = await import('./sources.ts')
  const method = parseMethod(measuring.method)
  if (needsValidation(method)) {
    throw usageError(
      `bench trains on all rows, so that none validate: time "${method.spec}" without early-stopping`,
    )
  }
  const dataset = await loadDataset(source!, dataOptionsOf(given.data))
  const experiment: Experiment = { ...common, network, training, methods: [method], scale: given.data.scale }
  return { name: dataset.name, experiment, dataset, split: wholeSplit(dataset), ...repeats }
}
