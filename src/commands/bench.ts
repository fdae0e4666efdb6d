/** `regbench bench`: how fast this machine trains, predicts and compares. */
import { availableParallelism } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import { type Command, Option } from 'commander'
import type { BenchSetup } from '../bench/train.ts'
import { type WorkloadName, workloads } from '../bench/workloads.ts'
import { DEFAULT_NETWORK, DEFAULT_TRAINING, type Experiment } from '../experiment/config.ts'
import { needsValidation, parseMethod } from '../regularizers/method.ts'
import { usageError } from '../util/errors.ts'
import type { CommandDefinition } from './command.ts'
import * as shared from './options.ts'

const SUBJECTS = ['train', 'predict', 'kernels', 'compare']

export const benchCommand: CommandDefinition = {
  examples: [
    ['regbench bench train --workload W2', 'a training whose speed elsewhere docs/performance.md states'],
    ['regbench bench train data.csv --hidden 512,512 --method l2', 'your own data and network'],
    ['regbench bench predict --workload W3 --format json', 'one line of JSON a measurement'],
    ['regbench bench kernels --build relaxed --only "W2 TN"', 'the kernels whose name contains a text'],
    ['regbench bench compare', 'a whole comparison, start-up included'],
  ],

  configure(command: Command) {
    command
      .argument('<subject>', `what to measure: ${SUBJECTS.join(', ')}`)
      .argument('[data]', 'for train and predict: a CSV file or a bundled name, instead of --workload')
    const options = [
      new Option('--workload <name>', 'for train and predict: data, network, training and method').choices(
        Object.keys(workloads),
      ),
      new Option('--method <spec>', 'the method to train with').default('none'),
      new Option('--rounds <N>', 'measurements, of which the median counts')
        .argParser(shared.whole(1))
        .default(5),
      shared.threadsOption('of a training or prediction'),
      new Option('--only <text>', 'kernels whose name contains this').default(''),
      new Option('--build <name>', 'of the core').choices(['strict', 'relaxed']).default('strict'),
    ]
    for (const option of options) command.addOption(option.helpGroup('Measuring:'))
    shared.addDataOptions(command)
    shared.addNetworkOptions(command)
    shared.addTrainingOptions(command)
    shared.addListingOptions(command)
  },

  async run([subject, source], raw) {
    if (!SUBJECTS.includes(subject!)) {
      throw usageError(`bench measures ${SUBJECTS.join(', ')}, not "${subject}"; see regbench bench --help`)
    }
    const { outputStyle, print } = await import('./terminal.ts')
    const { renderMeasurements } = await import('../report/bench.ts')
    const measurements = await measure(subject!, source, raw)
    await print(renderMeasurements(measurements, shared.formatOption(raw), outputStyle(raw)))
    return 0
  },
}

async function measure(subject: string, source: string | undefined, raw: shared.RawOptions) {
  const build = shared.buildOption(raw)
  const rounds = raw.rounds as number
  if (subject === 'train' || subject === 'predict') {
    const { benchPredict, benchTrain } = await import('../bench/train.ts')
    const setup = await benchSetup(source, raw)
    return [await (subject === 'train' ? benchTrain(setup) : benchPredict(setup))]
  }
  if (source !== undefined || raw.workload !== undefined) {
    throw usageError(
      `bench ${subject} has its own data; leave out "${source ?? `--workload ${raw.workload}`}"`,
    )
  }
  if (subject === 'kernels') {
    const { benchKernels } = await import('../bench/kernels.ts')
    return benchKernels(build, rounds, raw.only as string)
  }
  const { benchCompare } = await import('../bench/compare.ts')
  return [benchCompare(build, rounds, availableParallelism())]
}

async function benchSetup(source: string | undefined, raw: shared.RawOptions): Promise<BenchSetup> {
  const { loadWorkload, wholeSplit } = await import('../bench/load.ts')
  const given = { network: shared.networkOptions(raw), training: shared.trainingOptions(raw) }
  const common = {
    evaluation: { folds: 2, repeats: 1, validationFraction: 0 },
    seed: 0,
    build: shared.buildOption(raw),
  }
  const repeats = { rounds: raw.rounds as number, threads: raw.threads as number }
  const name = raw.workload as WorkloadName | undefined
  if ((name === undefined) === (source === undefined)) {
    throw usageError('bench train and bench predict want --workload or data, one of them')
  }
  if (name !== undefined) {
    if (
      raw.method !== 'none' ||
      !isDeepStrictEqual(given, { network: DEFAULT_NETWORK, training: DEFAULT_TRAINING })
    ) {
      throw usageError(`--workload ${name} fixes network, training and method; name data to choose them`)
    }
    const workload = workloads[name]
    const { network, training, method } = workload
    const dataset = await loadWorkload(workload)
    const experiment: Experiment = {
      ...common,
      methods: [parseMethod(method)],
      network,
      training,
      scale: 'none',
    }
    return { name, experiment, dataset, split: wholeSplit(dataset), ...repeats }
  }
  const { loadDataset } = await import('../data/read/load.ts')
  const method = parseMethod(raw.method as string)
  if (needsValidation(method)) {
    throw usageError(
      `bench trains on all rows, so that none validate: time "${method.spec}" without early-stopping`,
    )
  }
  const dataset = await loadDataset(source!, shared.dataOptions(raw))
  const experiment: Experiment = { ...common, ...given, methods: [method], scale: shared.scaleOption(raw) }
  return { name: dataset.name, experiment, dataset, split: wholeSplit(dataset), ...repeats }
}
