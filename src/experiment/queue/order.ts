/**
 * An order: what a worker must know to run the trials of one dataset, apart from its rows. Texts and numbers only, each looked
 * at by whoever receives it; methods travel as they are written and are parsed again.
 */

import { BUILDS } from '../../core/load.ts'
import { type Method, parseMethod } from '../../regularizers/method.ts'
import { parseTemplate } from '../../regularizers/template.ts'
import { averageText, parseAverage } from '../../settings/average.ts'
import { data } from '../../settings/data.ts'
import { evaluation } from '../../settings/evaluation.ts'
import { choice, number } from '../../settings/kinds.ts'
import { CRITERIA } from '../../settings/methods.ts'
import { network } from '../../settings/network.ts'
import { fromJson } from '../../settings/read.ts'
import { running } from '../../settings/running.ts'
import { pick, type Values } from '../../settings/setting.ts'
import { training } from '../../settings/training.ts'
import { inOrder } from '../../settings/write.ts'
import { failure } from '../../util/errors.ts'
import type { Experiment } from '../config.ts'
import { isTunable, tunable } from '../nested.ts'
import { Field } from './field.ts'

export interface Order {
  readonly dataset: string
  /** Of its content. */
  readonly hash: string
  readonly experiment: Experiment
  readonly curves: boolean
  readonly trialTimeout?: number
}

const MAX_METHODS = 100_000

/** An experiment says the share outright: none is 0. */
const validationFraction = {
  ...evaluation.settings.validationFraction,
  kind: number({ min: 0, below: 1 }),
  default: 0,
} as const

const HASH = /^[0-9a-f]{64}$/

/** What an order says of the run, by the table that knows its values. */
const TABLES = {
  network: network.settings,
  training: training.settings,
  evaluation: { ...pick(evaluation, 'folds', 'repeats', 'testFraction').settings, validationFraction },
  scale: pick(data, 'scale').settings,
  run: { ...pick(evaluation, 'seed').settings, build: { ...running.settings.build, kind: choice(BUILDS) } },
} as const

/** Equal orders give equal texts. */
export function encodeOrder({ dataset, hash, experiment, curves, trialTimeout }: Order): string {
  const { network, training, evaluation, scale, seed, build, average, nested } = experiment
  return JSON.stringify({
    dataset,
    hash,
    methods: experiment.methods.map((method) => ({
      spec: method.spec,
      ...(isTunable(method) && { stages: method.stages }),
    })),
    network: inOrder(TABLES.network, network),
    training: inOrder(TABLES.training, training),
    evaluation: inOrder(TABLES.evaluation, evaluation),
    scale: { scale },
    run: { seed, build },
    average: average && averageText(average),
    nested: nested && { innerFolds: nested.innerFolds, criterion: nested.criterion },
    curves,
    trialTimeout,
  })
}

/** Throws failures and usage errors for whatever `encodeOrder` does not write. */
export function decodeOrder(json: string): Order {
  const order = Field.parse(json, 'order')
  const optional = <K extends string, T>(name: K, parent: Field, read: (field: Field) => T) => {
    const field = parent.get(name)
    return (field.isAbsent ? {} : { [name]: read(field) }) as { [key in K]?: T }
  }
  const group = <N extends keyof typeof TABLES>(name: N): Values<(typeof TABLES)[N]> =>
    fromJson(TABLES[name], order.get(name).record, (setting, expected) =>
      failure(`order.${name}.${setting} must be ${expected}`),
    )
  const decoded: Order = {
    dataset: order.get('dataset').text,
    hash: order.get('hash').text,
    experiment: {
      methods: order.get('methods').list(MAX_METHODS, readMethod),
      network: group('network'),
      training: group('training'),
      evaluation: group('evaluation'),
      ...group('scale'),
      ...group('run'),
      ...optional('average', order, ({ text }) => parseAverage(text) ?? refuse('order.average', text)),
      ...optional('nested', order, (field) => ({
        innerFolds: field.get('innerFolds').number({ min: 2, integer: true }),
        criterion: field.get('criterion').oneOf(CRITERIA),
      })),
    },
    curves: order.get('curves').flag,
    ...optional('trialTimeout', order, (field) => field.number({ above: 0 })),
  }
  if (!HASH.test(decoded.hash)) refuse('order.hash', decoded.hash)
  // Nothing is left over that was not looked at.
  if (encodeOrder(decoded) !== json) throw failure('order is not as this version of regbench writes it')
  return decoded
}

function readMethod(field: Field): Method {
  const { text } = field.get('spec')
  const stages = field.get('stages')
  if (stages.isAbsent) return parseMethod(text)
  return tunable(
    text,
    parseTemplate(text),
    stages.list(100, (stage) => stage.list(MAX_METHODS, (values) => values.texts())),
  )
}

function refuse(path: string, text: string): never {
  throw failure(`${path} is not understood: ${JSON.stringify(text.slice(0, 100))}`)
}
