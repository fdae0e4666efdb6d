/**
 * An order: what a worker must know to run the trials of one dataset, apart from its rows. Texts and numbers only, each looked
 * at by whoever receives it; methods travel as they are written and are parsed again.
 */
import { BUILDS } from '../../core/load.ts'
import type { Evaluation } from '../../data/split.ts'
import { type Method, parseMethod } from '../../regularizers/method.ts'
import { parseMixed, parseTemplate, templateText } from '../../regularizers/template.ts'
import { yardstickNames } from '../../results/yardsticks.ts'
import { averageText, parseAverage } from '../../settings/average.ts'
import { data } from '../../settings/data.ts'
import { evaluation } from '../../settings/evaluation.ts'
import { choice, number as numberBetween, whole as wholeBetween } from '../../settings/kinds.ts'
import { CRITERIA } from '../../settings/methods.ts'
import { network } from '../../settings/network.ts'
import { fromJson } from '../../settings/read.ts'
import { running } from '../../settings/running.ts'
import { scores } from '../../settings/scores.ts'
import { pick, type Values } from '../../settings/setting.ts'
import { training } from '../../settings/training.ts'
import { inOrder } from '../../settings/write.ts'
import { failure } from '../../util/errors.ts'
import {
  always,
  checkJson,
  flag,
  list,
  number,
  object,
  oneOf,
  optional,
  record,
  type ShapeOf,
  text,
  texts,
  whole,
} from '../../util/shape.ts'
import type { Experiment } from '../config.ts'
import { isTunable, tunable } from '../tunable.ts'
import { refused } from './refused.ts'

export interface Order {
  readonly dataset: string
  /** Hash of its content. */
  readonly hash: string
  readonly experiment: Experiment
  readonly curves: boolean
  readonly trialTimeout?: number
}

const MAX_METHODS = 100_000

/** An experiment says the share outright: none is 0. */
const validationFraction = {
  ...evaluation.settings.validationFraction,
  kind: numberBetween({ min: 0, below: 1 }),
  default: 0,
} as const

const HASH = /^[0-9a-f]{64}$/

/** What an order says of the run, by the table that knows its values. */
const TABLES = {
  network: network.settings,
  training: training.settings,
  evaluation: {
    ...pick(evaluation, 'folds', 'testFraction', 'gap', 'stratify').settings,
    repeats: { ...evaluation.settings.repeats, kind: wholeBetween(1), default: 1 },
    validationFraction,
  },
  scoring: pick(scores, 'metric', 'positive').settings,
  scale: pick(data, 'scale').settings,
  run: { ...pick(evaluation, 'seed').settings, build: { ...running.settings.build, kind: choice(BUILDS) } },
} as const

/** Equal orders give equal texts. */
export function encodeOrder({ dataset, hash, experiment, curves, trialTimeout }: Order): string {
  const { yardsticks, network, training, evaluation, scale, seed, build } = experiment
  const { average, nested, metric, positive } = experiment
  return JSON.stringify({
    dataset,
    hash,
    methods: experiment.methods.map((method) => ({
      spec: method.spec,
      ...(isTunable(method) && {
        template: templateText(method.template),
        mixed: method.template.mixed,
        stages: method.stages,
        budget: method.budget,
      }),
    })),
    yardsticks,
    network: inOrder(TABLES.network, network),
    training: inOrder(TABLES.training, training),
    evaluation: inOrder(TABLES.evaluation, evaluation),
    scoring: inOrder(TABLES.scoring, { metric, positive }),
    scale: { scale },
    run: { seed, build },
    average: average && averageText(average),
    nested: nested && { innerFolds: nested.innerFolds, criterion: nested.criterion },
    curves,
    trialTimeout,
  })
}

const methodShape = object({
  spec: text,
  /** What is tuned, which the row of a table may call by another name. */
  template: optional(text),
  mixed: optional(always),
  stages: optional(list(list(texts, MAX_METHODS), 100)),
  budget: optional(whole({ min: 1 })),
})

const orderShape = object({
  dataset: text,
  hash: text,
  methods: list(methodShape, MAX_METHODS),
  yardsticks: optional(list(oneOf(yardstickNames), yardstickNames.length)),
  network: record,
  training: record,
  evaluation: record,
  scoring: record,
  scale: record,
  run: record,
  average: optional(text),
  nested: optional(object({ innerFolds: whole({ min: 2 }), criterion: oneOf(CRITERIA) })),
  curves: flag,
  trialTimeout: optional(number({ above: 0 })),
})

/** Throws failures and usage errors for whatever `encodeOrder` does not write. */
export function decodeOrder(json: string): Order {
  const order = checkJson(orderShape, json, refused('order'))
  const { dataset, hash, methods, yardsticks, average, nested, curves, trialTimeout } = order
  const group = <N extends keyof typeof TABLES>(name: N): Values<(typeof TABLES)[N]> =>
    fromJson(TABLES[name], order[name], (setting, expected) =>
      failure(`order.${name}.${setting} must be ${expected}`),
    )
  if (!HASH.test(hash)) refuse('order.hash', hash)
  const decoded: Order = {
    dataset,
    hash,
    experiment: {
      methods: methods.map(readMethod),
      ...(yardsticks && { yardsticks }),
      network: group('network'),
      training: group('training'),
      evaluation: evaluationOf(group('evaluation')),
      ...group('scoring'),
      ...group('scale'),
      ...group('run'),
      ...(average !== undefined && {
        average: parseAverage(average) ?? refuse('order.average', average),
      }),
      ...(nested && { nested }),
    },
    curves,
    ...(trialTimeout !== undefined && { trialTimeout }),
  }
  // Nothing is left over that was not looked at.
  if (encodeOrder(decoded) !== json) throw failure('order is not as this version of regbench writes it')
  return decoded
}

/** What is as it is by default is left out, as `evaluationOf` of config.ts leaves it. */
const evaluationOf = ({ stratify, ...evaluation }: Values<typeof TABLES.evaluation>): Evaluation =>
  stratify ? evaluation : { ...evaluation, stratify }

function readMethod({ spec, template, mixed, stages, budget }: ShapeOf<typeof methodShape>): Method {
  if (stages === undefined || template === undefined) return parseMethod(spec)
  return tunable(spec, mixed ? parseMixed(template) : parseTemplate(template), stages, budget)
}

function refuse(path: string, text: string): never {
  throw failure(`${path} is not understood: ${JSON.stringify(text.slice(0, 100))}`)
}
