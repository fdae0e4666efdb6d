/**
 * The options that several commands share, by group: one name means one thing everywhere. Each group has a function that
 * declares it and one that turns commander's values into plain, checked data.
 */
import { availableParallelism } from 'node:os'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { BUILDS, type Build } from '../core/load.ts'
import type { DataOptions } from '../data/options.ts'
import type { Scale } from '../data/scale.ts'
import type { Evaluation } from '../data/split.ts'
import {
  type Analysis,
  DEFAULT_CONFIDENCE,
  DEFAULT_EVALUATION,
  DEFAULT_NETWORK,
  DEFAULT_TRAINING,
  validationFractionOf,
} from '../experiment/config.ts'
import { type ActivationName, activations } from '../nn/activation.ts'
import { type InitializationName, initializations } from '../nn/init.ts'
import { optimizers } from '../optimizers/index.ts'
import { schedules } from '../optimizers/schedules.ts'
import type { Method } from '../regularizers/method.ts'
import { describeRange, isInRange, type NumberParam, parseNumber } from '../regularizers/params.ts'
import { type FormatName, formats } from '../report/index.ts'
import type { Shard } from '../results/identity.ts'
import type { NetworkSettings, TrainingSettings } from '../training/model.ts'
import { usageError } from '../util/errors.ts'

export { DEFAULT_CONFIDENCE }

export type RawOptions = Record<string, unknown>

type Bounds = Omit<NumberParam, 'kind' | 'summary'>

/** An option parser for numbers; its message gives the value, the range and nothing else. */
export const number =
  (bounds: Bounds) =>
  (text: string): number => {
    const param = { kind: 'number', summary: '', ...bounds } as const
    const value = parseNumber(text)
    if (value === undefined || !isInRange(param, value)) {
      throw new InvalidArgumentError(`It must be ${describeRange(param)}.`)
    }
    return value
  }

export const whole = (min: number) => number({ min, integer: true })
export const share = number({ above: 0, below: 1 })

/** `a,b,c`, and the option may be repeated. */
export const list = (text: string, previous: string[] = []): string[] => [
  ...previous,
  ...text.split(',').map((item) => item.trim()),
]

export const repeatable = (text: string, previous: string[] = []): string[] => [...previous, text]

function widths(text: string): number[] {
  if (text.trim() === 'none') return []
  return text.split(',').map((item) => {
    const width = parseNumber(item)
    if (width === undefined || !Number.isInteger(width) || width < 1 || width > 65536) {
      throw new InvalidArgumentError('Write widths such as 128,64, or none for a linear model.')
    }
    return width
  })
}

export const option = (flags: string, summary: string): Option => new Option(flags, summary)

/** `4G`, `500M` or a number of bytes; units are powers of 1024. */
function byteCount(text: string): number {
  const [, digits, unit] = /^(\d+)([kmgt]?)$/i.exec(text.trim()) ?? []
  const bytes = Number(digits) * 1024 ** ['', 'k', 'm', 'g', 't'].indexOf(unit?.toLowerCase() ?? '')
  if (!Number.isSafeInteger(bytes) || bytes === 0) {
    throw new InvalidArgumentError('Write a number of bytes such as 500M or 4G.')
  }
  return bytes
}

export function addGroup(command: Command, heading: string, options: readonly Option[]): void {
  for (const entry of options) command.addOption(entry.helpGroup(heading))
}

/** `several` datasets may each have a target of their own: see `targetOf`. */
export function addDataOptions(command: Command, { several = false } = {}): void {
  addGroup(command, 'Data:', [
    several
      ? option(
          '--target <column>',
          'column to predict, by name or 1-based index (default: the last); data=column for one of several files',
        ).argParser(repeatable)
      : option('--target <column>', 'column to predict, by name or 1-based index (default: the last)'),
    option('--task <task>', 'what the target is')
      .choices(['auto', 'classification', 'regression'])
      .default('auto'),
    option(
      '--ignore <columns>',
      'columns to leave out: names, indices, ranges (3-7, a..c), or all but some (!a,b)',
    ).argParser(repeatable),
    option('--categorical <columns>', 'columns of categories, though they look like numbers').argParser(
      repeatable,
    ),
    option('--delimiter <char>', 'field delimiter (default: detected)'),
    option(
      '--encoding <name>',
      'of the file, e.g. latin1 (default: UTF-8, or UTF-16 with a byte order mark)',
    ),
    option('--decimal <char>', 'mark before decimals, "." (the default) or ","'),
    option('--thousands <char>', 'what stands between thousands: , . \' _ or "space" (default: nothing)'),
    option('--no-header', 'the first line is data; columns are called column1, column2, ...'),
    option('--null-value <text>', 'a further spelling of a missing value').argParser(repeatable),
    option('--missing <how>', 'what to do about missing values')
      .choices(['error', 'drop', 'impute'])
      .default('error'),
    option('--no-cache', 'read large files anew, and keep nothing for the next time'),
    option('--scale <how>', 'scaling of the features, fitted on training rows')
      .choices(['standard', 'minmax', 'robust', 'none'])
      .default('standard'),
    option('--max-bytes <size>', 'refuse longer data, counted unpacked, e.g. 4G (default: 1G)').argParser(
      byteCount,
    ),
  ])
}

export function dataOptions(raw: RawOptions): DataOptions {
  const delimiter = raw.delimiter as string | undefined
  const target = raw.target as string | undefined
  const test = raw.test as string | undefined
  const foldColumn = raw.foldColumn as string | undefined
  return {
    ...(target !== undefined && { target }),
    task: raw.task as DataOptions['task'],
    ignore: (raw.ignore as string[] | undefined) ?? [],
    categorical: (raw.categorical as string[] | undefined) ?? [],
    ...(delimiter !== undefined && { delimiter }),
    ...readingOptions(raw),
    ...(raw.cache === true && { cache: true }),
    header: raw.header as boolean,
    nullValues: (raw.nullValue as string[] | undefined) ?? [],
    missing: raw.missing as DataOptions['missing'],
    ...(test !== undefined && { test }),
    ...(foldColumn !== undefined && { foldColumn }),
    ...(raw.maxBytes !== undefined && { maxBytes: raw.maxBytes as number }),
  }
}

/** How the bytes of a file become cells and numbers. */
export function readingOptions(raw: RawOptions): Pick<DataOptions, 'encoding' | 'decimal' | 'thousands'> {
  const { encoding, decimal, thousands } = raw as Record<string, string | undefined>
  return {
    ...(encoding !== undefined && { encoding }),
    ...(decimal !== undefined && { decimal }),
    ...(thousands !== undefined && { thousands }),
  }
}

/**
 * The target of one of several datasets: `wine=cultivar` or `data.csv=y` names it for that one, a plain column for the
 * others. What stands before "=" is a dataset only if it was given as one; column names may hold "=" too.
 */
export function targetOf(
  source: string,
  sources: readonly string[],
  targets: readonly string[],
): string | undefined {
  const named = (target: string): string | undefined =>
    sources.find((candidate) => target.startsWith(`${candidate}=`))
  const own = targets.filter((target) => named(target) === source)
  const plain = targets.filter((target) => named(target) === undefined)
  for (const list of [own, plain]) {
    if (list.length > 1) throw usageError(`--target is given twice: ${list.join(' and ')}`)
  }
  return own[0]?.slice(source.length + 1) ?? plain[0]
}

export const scaleOption = (raw: RawOptions): Scale => raw.scale as Scale

export function addEvaluationOptions(command: Command): void {
  addGroup(command, 'Evaluation:', [
    option('--folds <K>', 'cross-validation folds').argParser(whole(2)).default(DEFAULT_EVALUATION.folds),
    option('--repeats <R>', 'repetitions, each with new folds and weights')
      .argParser(whole(1))
      .default(DEFAULT_EVALUATION.repeats),
    option('--test <file>', 'test on the rows of this file instead of folds'),
    option('--test-fraction <F>', 'hold out this share of the rows instead of folds').argParser(share),
    option('--validation-fraction <F>', 'share of the training rows set aside for early stopping').argParser(
      share,
    ),
    option('--fold-column <column>', 'take the folds from this column'),
    option('--seed <N>', 'seed of every random choice')
      .argParser(number({ min: 0, integer: true }))
      .default(0),
  ])
}

/** Early stopping in any method sets validation rows aside for all, so that all train on the same rows. */
export function evaluationOptions(raw: RawOptions, methods: readonly Method[]): Evaluation {
  const ways = ['test', 'testFraction', 'foldColumn'].filter((name) => raw[name] !== undefined)
  if (ways.length > 1) {
    const flags = ways.map((name) => `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`)
    throw usageError(`${flags.join(' and ')} exclude each other: each says which rows are tested`)
  }
  const testFraction = raw.testFraction as number | undefined
  return {
    folds: raw.folds as number,
    repeats: raw.repeats as number,
    ...(testFraction !== undefined && { testFraction }),
    validationFraction: validationFractionOf(raw.validationFraction as number | undefined, methods),
  }
}

export function addNetworkOptions(command: Command): void {
  addGroup(command, 'Network:', [
    option('--hidden <widths>', 'widths of the hidden layers, or none')
      .argParser(widths)
      .default([...DEFAULT_NETWORK.hidden], DEFAULT_NETWORK.hidden.join(',')),
    option('--activation <name>', 'activation of the hidden layers')
      .choices(Object.keys(activations))
      .default(DEFAULT_NETWORK.activation),
    option('--init <name>', 'initial weights')
      .choices(Object.keys(initializations))
      .default(DEFAULT_NETWORK.init),
  ])
}

export const networkOptions = (raw: RawOptions): NetworkSettings => ({
  hidden: raw.hidden as number[],
  activation: raw.activation as ActivationName,
  init: raw.init as InitializationName,
})

export function addTrainingOptions(command: Command): void {
  const { epochs, batchSize, learningRate, optimizer, momentum, schedule } = DEFAULT_TRAINING
  addGroup(command, 'Training:', [
    option('--epochs <N>', 'passes over the training rows').argParser(whole(1)).default(epochs),
    option('--batch-size <N>', 'rows of a minibatch').argParser(whole(1)).default(batchSize),
    option('--learning-rate <rate>', 'rate of the first step')
      .argParser(number({ above: 0 }))
      .default(learningRate),
    option('--optimizer <name>', 'how gradients become updates')
      .choices(Object.keys(optimizers))
      .default(optimizer),
    option('--momentum <mu>', 'of the optimizers momentum and nesterov')
      .argParser(number({ min: 0, below: 1 }))
      .default(momentum),
    option('--schedule <name>', 'learning rate over the run')
      .choices(Object.keys(schedules))
      .default(schedule),
  ])
  addConfigOption(command)
}

/** See config.ts, which reads the file before the command line is parsed. */
export function addConfigOption(command: Command): void {
  addGroup(command, 'Running:', [
    option(
      '--config <file>',
      'YAML file of options, which those given here override; "regbench init" writes one',
    ),
  ])
}

export const trainingOptions = (raw: RawOptions): TrainingSettings => ({
  epochs: raw.epochs as number,
  batchSize: raw.batchSize as number,
  learningRate: raw.learningRate as number,
  optimizer: raw.optimizer as TrainingSettings['optimizer'],
  momentum: raw.momentum as number,
  schedule: raw.schedule as TrainingSettings['schedule'],
})

/** What is made of the trials once they are there; a `saved` run has its own defaults. */
export function addAnalysisOptions(command: Command, { saved = false } = {}): void {
  const confidence = option(
    '--confidence <share>',
    'of intervals; tests are held to 1 - confidence',
  ).argParser(share)
  addGroup(command, 'Analysis:', [
    option(
      '--rope <width>',
      'differences up to this count as none, in units of the score (default: 0.01 of accuracy, 1 % of rmse)',
    ).argParser(number({ min: 0 })),
    saved ? confidence : confidence.default(DEFAULT_CONFIDENCE),
    option(
      '--fail-if <condition>',
      'exit with code 4 if it holds, e.g. "test_score_mean(l2) < 0.97"; repeatable',
    ).argParser(repeatable),
  ])
}

export const analysisOptions = (raw: RawOptions, baseline: string): Analysis => ({
  baseline,
  ...(raw.rope !== undefined && { rope: raw.rope as number }),
  confidence: raw.confidence as number,
})

export function addCurvesOption(command: Command): void {
  addGroup(command, 'Output:', [
    option(
      '--curves <file>',
      'write one CSV row a trial and epoch: losses, scores and norms as they develop',
    ),
  ])
}

/** What is written only where whole comparisons are. */
export function addDiagramOption(command: Command): void {
  addGroup(command, 'Output:', [
    option('--export-svg <file>', 'also draw the ranks over several datasets: a critical-difference diagram'),
  ])
}

/** Of a command that `runs` trials, or that reads saved ones. */
export function addOutputOptions(command: Command, { runs = true } = {}): void {
  addGroup(command, 'Output:', [
    option('--format <format>', 'of standard output').choices(Object.keys(formats)).default('table'),
    option('--export-csv <file>', 'also write the summary as CSV'),
    runs
      ? option('--export-trials <file>', 'write one CSV row a trial, appended as each ends')
      : option('--export-trials <file>', 'write all trials to one new file'),
    option('--export-json <file>', 'also write settings, summary and trials as JSON'),
    option('--export-markdown <file>', 'also write the table as Markdown'),
    option('--quiet', runs ? 'no progress, notes or warnings' : 'no notes or warnings'),
    ...(runs ? [option('--no-progress', 'no progress line')] : []),
    option('--no-color', 'no colours'),
  ])
}

/** What a command that only lists something takes. */
export function addListingOptions(command: Command): void {
  addGroup(command, 'Output:', [
    option('--format <format>', 'of standard output').choices(Object.keys(formats)).default('table'),
    option('--no-color', 'no colours'),
  ])
}

export const formatOption = (raw: RawOptions): FormatName => raw.format as FormatName

/** `2/5`: the second of five parts. */
function shard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text.trim())?.map(Number) ?? []
  if (index === undefined || index < 1 || index > count) {
    throw new InvalidArgumentError('It must be I/N with I from 1 to N, e.g. 1/4.')
  }
  return { index, count }
}

export function addShardOption(command: Command): void {
  addGroup(command, 'Running:', [
    option(
      '--shard <I/N>',
      'run every N-th trial from the I-th on; "regbench report" joins the files',
    ).argParser(shard),
  ])
}

const MOST_THREADS = 64

/** It changes how long a run takes and no bit of it, so that it is no setting of an experiment. */
export const threadsOption = (whose: string): Option =>
  option(
    '--threads <N>',
    `threads that share the work ${whose}: the same bits; pays for layers of about 1024 units on idle cores`,
  )
    .argParser(number({ min: 1, max: MOST_THREADS, integer: true }))
    .default(1)

/** Trials at a time, so that all threads together are as many as the cores. */
export const jobsOption = (raw: RawOptions): number =>
  (raw.jobs as number | undefined) ??
  Math.max(1, Math.floor(availableParallelism() / ((raw.threads as number | undefined) ?? 1)))

/** Timers take no more than 2^31 milliseconds. */
const MOST_SECONDS = 2_000_000

export const trialTimeoutOption = (summary: string): Option =>
  option('--trial-timeout <seconds>', summary).argParser(number({ above: 0, max: MOST_SECONDS }))

export function addRunningOptions(command: Command): void {
  addGroup(command, 'Running:', [
    option('--jobs <N>', 'trials at a time (default: the cores, divided by --threads)').argParser(whole(1)),
    threadsOption('of a trial'),
    trialTimeoutOption('give a trial up after this time: status failed, the others go on'),
    option('--resume', 'continue the file of --export-trials'),
    option('--force', 'start the file of --export-trials anew'),
    option('--build <name>', 'of the core: strict gives the same bits on every machine')
      .choices(BUILDS.filter((build) => build !== 'debug'))
      .default('strict'),
  ])
}

export const buildOption = (raw: RawOptions): Build => raw.build as Build
