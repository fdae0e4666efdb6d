/** The options of the command line as plain data, under the same names in camelCase and with the same defaults. */
import { availableParallelism } from 'node:os'
import { BUILDS, type Build } from '../core/load.ts'
import { type DataOptions, defaultDataOptions } from '../data/options.ts'
import type { Scale } from '../data/scale.ts'
import {
  DEFAULT_CONFIDENCE,
  DEFAULT_EVALUATION,
  DEFAULT_NETWORK,
  DEFAULT_TRAINING,
  type Experiment,
  validationFractionOf,
} from '../experiment/config.ts'
import { activations } from '../nn/activation.ts'
import { initializations } from '../nn/init.ts'
import { optimizers } from '../optimizers/index.ts'
import { schedules } from '../optimizers/schedules.ts'
import type { Method } from '../regularizers/method.ts'
import { describeRange, isInRange, type NumberParam } from '../regularizers/params.ts'
import { CRITERIA } from '../results/choice.ts'
import { SEARCHES } from '../results/tuning.ts'
import { type Average, parseAverage } from '../training/average.ts'
import type { NetworkSettings, TrainingSettings } from '../training/model.ts'
import { usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'

/** How a file is read: `--target`, `--task`, `--missing` and the others of the group data. */
export type DataSettings = Partial<Omit<DataOptions, 'test' | 'foldColumn'>>

/** What decides a fit, apart from its method and rows. */
export interface FittingSettings extends Partial<NetworkSettings>, Partial<TrainingSettings> {
  readonly scale?: Scale
  readonly seed?: number
  readonly build?: Build
  /** How noise is averaged out in prediction: `scale` (the default), `mc:K`, `exact` or `gaussian`. */
  readonly average?: string
}

type Evaluation = Experiment['evaluation']

/** Which rows are held out, in each of the repeats. */
export interface SplitSettings {
  readonly folds?: number
  readonly repeats?: number
  /** Hold out this share of the rows in each repeat, in place of folds. */
  readonly testFraction?: number
  /** Share of the training rows set aside for early stopping. */
  readonly validationFraction?: number
}

/** The same with everything said, for these methods. */
export function evaluationOf(
  options: SplitSettings,
  defaults: Pick<Evaluation, 'folds' | 'repeats'>,
  methods: readonly Method[],
): Evaluation {
  const { folds = defaults.folds, repeats = defaults.repeats, testFraction } = options
  return {
    folds,
    repeats,
    validationFraction: validationFractionOf(options.validationFraction, methods),
    ...(testFraction !== undefined && { testFraction }),
  }
}

type Bounds = Omit<NumberParam, 'kind' | 'summary'>
type Rule = { readonly number: Bounds } | { readonly oneOf: readonly string[] } | { readonly type: string }

const whole = (min: number): Rule => ({ number: { min, integer: true } })
const oneOf = (choices: object | readonly string[]): Rule => ({
  oneOf: Array.isArray(choices) ? choices : Object.keys(choices),
})
const share: Rule = { number: { above: 0, below: 1 } }

/** By option, what it may be. TypeScript tells most of it; a program in JavaScript learns it from here. */
const RULES = {
  target: { type: 'string' },
  task: oneOf(['auto', 'classification', 'regression']),
  ignore: { type: 'list' },
  categorical: { type: 'list' },
  delimiter: { type: 'string' },
  encoding: { type: 'string' },
  decimal: { type: 'string' },
  thousands: { type: 'string' },
  header: { type: 'boolean' },
  nullValues: { type: 'list' },
  missing: oneOf(['error', 'drop', 'impute']),
  hidden: { type: 'list' },
  activation: oneOf(activations),
  init: oneOf(initializations),
  epochs: whole(1),
  batchSize: whole(1),
  learningRate: { number: { above: 0 } },
  optimizer: oneOf(optimizers),
  momentum: { number: { min: 0, below: 1 } },
  schedule: oneOf(schedules),
  scale: oneOf(['standard', 'minmax', 'robust', 'none']),
  seed: whole(0),
  build: oneOf(BUILDS),
  method: { type: 'string' },
  methods: { type: 'list' },
  baseline: { type: 'string' },
  folds: whole(2),
  repeats: whole(1),
  test: { type: 'string' },
  testFraction: share,
  foldColumn: { type: 'string' },
  validationFraction: share,
  confidence: share,
  rope: { number: { min: 0 } },
  jobs: whole(1),
  scan: { type: 'list' },
  list: { type: 'list' },
  search: oneOf(SEARCHES),
  budget: { number: { min: 1, max: 10_000, integer: true } },
  by: oneOf(CRITERIA),
  average: { type: 'string' },
  keep: { type: 'list' },
  signal: { type: 'object' },
  onProgress: { type: 'function' },
  onEpoch: { type: 'function' },
} as const satisfies Record<string, Rule>

export type OptionName = keyof typeof RULES

/** How bytes become cells. */
const READING: readonly OptionName[] = [
  'delimiter',
  'encoding',
  'decimal',
  'thousands',
  'header',
  'nullValues',
  'missing',
]
const DATA: readonly OptionName[] = ['target', 'task', 'ignore', 'categorical', ...READING]
const FITTING: readonly OptionName[] = [
  'hidden',
  'activation',
  'init',
  'epochs',
  'batchSize',
  'learningRate',
  'optimizer',
  'momentum',
  'schedule',
  'scale',
  'seed',
  'build',
]

/** What each function takes. */
export const OPTIONS = {
  loadDataset: [...DATA, 'test', 'foldColumn'],
  train: [...DATA, ...FITTING, 'average', 'method', 'validationFraction', 'signal', 'onEpoch'],
  compare: [
    ...DATA,
    ...FITTING,
    'average',
    'methods',
    'baseline',
    'folds',
    'repeats',
    'test',
    'testFraction',
    'foldColumn',
    'validationFraction',
    'confidence',
    'rope',
    'jobs',
    'signal',
    'onProgress',
  ],
  tune: [
    ...DATA,
    ...FITTING,
    'method',
    'scan',
    'list',
    'search',
    'budget',
    'by',
    'folds',
    'repeats',
    'testFraction',
    'foldColumn',
    'validationFraction',
    'jobs',
    'signal',
    'onProgress',
  ],
  predict: ['keep', ...READING, 'build', 'average'],
} as const satisfies Record<string, readonly OptionName[]>

/** Throws a usage error for an option that the function does not know, or a value out of range. Undefined is absent. */
export function checkOptions(of: keyof typeof OPTIONS, options: object): void {
  const known: readonly string[] = OPTIONS[of]
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) {
      const near = suggest(name, known)
      throw usageError(
        `${of}: there is no option "${name}"; ${near === undefined ? `it takes ${known.join(', ')}` : `did you mean ${near}?`}`,
      )
    }
    if (value !== undefined) checkValue(`${of}: ${name}`, RULES[name as OptionName], value)
  }
}

function checkValue(what: string, rule: Rule, value: unknown): void {
  if ('number' in rule) {
    const param = { kind: 'number', summary: '', ...rule.number } as const
    if (typeof value === 'number' && Number.isFinite(value) && isInRange(param, value)) return
    throw usageError(`${what} must be ${describeRange(param)}, got ${JSON.stringify(value)}`)
  }
  if ('oneOf' in rule) {
    if (rule.oneOf.includes(value as string)) return
    throw usageError(`${what} must be ${rule.oneOf.join(' or ')}, got ${JSON.stringify(value)}`)
  }
  const fits = rule.type === 'list' ? Array.isArray(value) : typeof value === rule.type
  if (!fits) throw usageError(`${what} must be a ${rule.type}, got ${JSON.stringify(value)}`)
}

/** Names and values of the options that are given and that `names` lists. */
function pick<T>(options: object, names: readonly string[]): T {
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => value !== undefined && names.includes(name)),
  ) as T
}

export const dataOptionsOf = (options: object): DataOptions => ({
  ...defaultDataOptions,
  ...pick<Partial<DataOptions>>(options, OPTIONS.loadDataset),
})

/** Network and training, defaults filled in. */
export function fittingOf(options: FittingSettings) {
  const network = {
    ...DEFAULT_NETWORK,
    ...pick<Partial<NetworkSettings>>(options, Object.keys(DEFAULT_NETWORK)),
  }
  const training = {
    ...DEFAULT_TRAINING,
    ...pick<Partial<TrainingSettings>>(options, Object.keys(DEFAULT_TRAINING)),
  }
  for (const width of network.hidden) {
    if (!Number.isInteger(width) || width < 1 || width > 65536) {
      throw usageError(
        `hidden must be widths of layers such as [128, 64], got ${JSON.stringify(network.hidden)}`,
      )
    }
  }
  const { scale = 'standard', seed = 0, build = 'strict' } = options
  return { network, training, scale, seed, build, ...averageOf(options) }
}

/** Left out where it is the default, as on the command line. */
export function averageOf({ average = 'scale' }: { readonly average?: string }): { average?: Average } {
  const parsed = parseAverage(average)
  if (parsed === undefined) {
    throw usageError(
      `average must be scale, mc:K with a whole K, exact or gaussian, got ${JSON.stringify(average)}`,
    )
  }
  return parsed.kind === 'scale' ? {} : { average: parsed }
}

export const DEFAULTS = {
  ...DEFAULT_EVALUATION,
  confidence: DEFAULT_CONFIDENCE,
  jobs: availableParallelism(),
}
