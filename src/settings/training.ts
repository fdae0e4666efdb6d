/** How a network is trained. */
import { optimizers } from '../optimizers/index.ts'
import { schedules } from '../optimizers/schedules.ts'
import { count } from '../util/format.ts'
import { nameIn, number, whole } from './kinds.ts'
import { defaultsOf, group, type Values } from './setting.ts'

export const training = group('Training', {
  epochs: {
    alsoCalled: ['max-iter', 'iterations', 'n-epochs'],
    common: true,
    kind: whole(1),
    placeholder: 'N',
    default: 40,
    summary: 'passes over the training rows',
    phrase: (epochs: number) => count(epochs, 'epoch'),
  },
  batchSize: {
    alsoCalled: ['batch', 'bs', 'minibatch'],
    kind: whole(1),
    placeholder: 'N',
    default: 32,
    summary: 'rows of a minibatch',
    phrase: (rows: number) => `batch ${rows}`,
  },
  learningRate: {
    alsoCalled: ['lr', 'rate', 'eta', 'alpha', 'step-size'],
    common: true,
    kind: number({ above: 0 }),
    placeholder: 'rate',
    default: 0.02,
    summary: 'learning rate of the first step',
  },
  optimizer: {
    alsoCalled: ['solver', 'opt'],
    kind: nameIn(optimizers),
    placeholder: 'name',
    default: 'momentum',
    summary: 'how gradients become updates',
    phrase: (
      name: keyof typeof optimizers,
      { momentum, learningRate, schedule }: { momentum: number; learningRate: number; schedule: string },
    ) =>
      `${optimizers[name].phrase({ momentum })}, rate ${learningRate}${schedule === 'constant' ? '' : ` (${schedule})`}`,
  },
  momentum: {
    kind: number({ min: 0, below: 1 }),
    placeholder: 'mu',
    default: 0.9,
    summary: 'momentum (for momentum and nesterov)',
  },
  schedule: {
    kind: nameIn(schedules),
    placeholder: 'name',
    default: 'constant',
    summary: 'learning rate over the run',
  },
})

export type TrainingSettings = Values<typeof training.settings>

export const DEFAULT_TRAINING: TrainingSettings = defaultsOf(training.settings)
