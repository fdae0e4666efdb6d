/**
 * An order: what a worker must know to run the trials of one dataset, apart from its rows. Texts and numbers only, each looked
 * at by whoever receives it; methods travel as they are written and are parsed again.
 */
import { BUILDS } from '../../core/load.ts'
import { activations } from '../../nn/activation.ts'
import { initializations } from '../../nn/init.ts'
import { optimizers } from '../../optimizers/index.ts'
import { schedules } from '../../optimizers/schedules.ts'
import { type Method, parseMethod } from '../../regularizers/method.ts'
import { parseTemplate } from '../../regularizers/template.ts'
import { CRITERIA } from '../../results/choice.ts'
import { averageText, parseAverage } from '../../training/average.ts'
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

const MOST_METHODS = 100_000

const HASH = /^[0-9a-f]{64}$/

const namesOf = <T extends object>(registry: T) => Object.keys(registry) as (keyof T & string)[]

/** Equal orders give equal texts. */
export function encodeOrder({ dataset, hash, experiment, curves, trialTimeout }: Order): string {
  const { network, training, evaluation, average, nested } = experiment
  return JSON.stringify({
    dataset,
    hash,
    methods: experiment.methods.map((method) => ({
      spec: method.spec,
      ...(isTunable(method) && { stages: method.stages }),
    })),
    network: { hidden: network.hidden, activation: network.activation, init: network.init },
    training: {
      epochs: training.epochs,
      batchSize: training.batchSize,
      learningRate: training.learningRate,
      optimizer: training.optimizer,
      momentum: training.momentum,
      schedule: training.schedule,
    },
    evaluation: {
      folds: evaluation.folds,
      repeats: evaluation.repeats,
      testFraction: evaluation.testFraction,
      validationFraction: evaluation.validationFraction,
    },
    scale: experiment.scale,
    seed: experiment.seed,
    build: experiment.build,
    average: average && averageText(average),
    nested: nested && { innerFolds: nested.innerFolds, criterion: nested.criterion },
    curves,
    trialTimeout,
  })
}

/** Throws failures and usage errors for whatever `encodeOrder` does not write. */
export function decodeOrder(json: string): Order {
  const order = Field.parse(json, 'order')
  const [network, training, evaluation] = ['network', 'training', 'evaluation'].map((name) => order.get(name))
  const optional = <K extends string, T>(name: K, parent: Field, read: (field: Field) => T) => {
    const field = parent.get(name)
    return (field.isAbsent ? {} : { [name]: read(field) }) as { [key in K]?: T }
  }
  const decoded: Order = {
    dataset: order.get('dataset').text,
    hash: order.get('hash').text,
    experiment: {
      methods: order.get('methods').list(MOST_METHODS, readMethod),
      network: {
        hidden: network.get('hidden').list(100, (width) => width.number({ min: 1, integer: true })),
        activation: network.get('activation').oneOf(namesOf(activations)),
        init: network.get('init').oneOf(namesOf(initializations)),
      },
      training: {
        epochs: training.get('epochs').number({ min: 1, integer: true }),
        batchSize: training.get('batchSize').number({ min: 1, integer: true }),
        learningRate: training.get('learningRate').number({ above: 0 }),
        optimizer: training.get('optimizer').oneOf(namesOf(optimizers)),
        momentum: training.get('momentum').number({ min: 0, below: 1 }),
        schedule: training.get('schedule').oneOf(namesOf(schedules)),
      },
      evaluation: {
        folds: evaluation.get('folds').number({ min: 1, integer: true }),
        repeats: evaluation.get('repeats').number({ min: 1, integer: true }),
        ...optional('testFraction', evaluation, (field) => field.number({ above: 0, below: 1 })),
        validationFraction: evaluation.get('validationFraction').number({ min: 0, below: 1 }),
      },
      scale: order.get('scale').oneOf(['standard', 'minmax', 'robust', 'none']),
      seed: order.get('seed').number({ min: 0, integer: true }),
      build: order.get('build').oneOf(BUILDS),
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
    stages.list(100, (stage) => stage.list(MOST_METHODS, (values) => values.texts())),
  )
}

function refuse(path: string, text: string): never {
  throw failure(`${path} is not understood: ${JSON.stringify(text.slice(0, 100))}`)
}
