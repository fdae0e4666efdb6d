/** How a network is trained. */
import { LOSS_FORMS, parseLoss, squared } from '../nn/loss.ts'
import { optimizers } from '../optimizers/index.ts'
import { schedules } from '../optimizers/schedules.ts'
import { count } from '../util/format.ts'
import { type ClassWeights, classWeightsKind, classWeightsText } from './classWeights.ts'
import { coded, nameIn, number, whole } from './kinds.ts'
import { defaultsOf, group, type Values } from './setting.ts'

/**
 * Where no number of epochs is given. A table of 100 rows has four minibatches an epoch: 40 epochs would end when the
 * network has hardly begun. experiments/defaults shows what these bring.
 */
const MIN_EPOCHS = 40
const MIN_STEPS = 2000

export const training = group('Training', {
  epochs: {
    alsoCalled: ['max-iter', 'iterations', 'n-epochs'],
    common: true,
    kind: whole(1),
    placeholder: 'N',
    summary: `passes over the training rows (default: ${MIN_EPOCHS}, or as many more as make ${MIN_STEPS} steps)`,
    phrase: (epochs: number) => count(epochs, 'epoch'),
  },
  batchSize: {
    alsoCalled: ['batch', 'bs', 'minibatch'],
    kind: whole(1),
    placeholder: 'N',
    default: 32,
    summary: 'rows of a minibatch',
    phrase: (rows: number, { epochs }: { epochs?: number }) =>
      `${epochs === undefined ? `at least ${MIN_EPOCHS} epochs and ${MIN_STEPS} steps, ` : ''}batch ${rows}`,
  },
  learningRate: {
    alsoCalled: ['lr', 'rate', 'eta', 'alpha', 'step-size'],
    common: true,
    kind: number({ above: 0 }),
    placeholder: 'rate',
    derived: ({ optimizer }: { readonly optimizer: keyof typeof optimizers }) => optimizers[optimizer].rate,
    summary: `learning rate of the first step (default: ${Object.entries(optimizers)
      .map(([name, { rate }]) => `${rate} for ${name}`)
      .join(', ')})`,
  },
  optimizer: {
    alsoCalled: ['solver', 'opt'],
    kind: nameIn(optimizers),
    placeholder: 'name',
    default: 'adam',
    summary: 'how gradients become updates; AdamW is adam with the method weight-decay',
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
    default: 'cosine',
    summary: 'learning rate over the run',
  },
  clipNorm: {
    kind: number({ min: 0 }),
    placeholder: 'C',
    default: 0,
    absent: 0,
    defaultText: '0, never',
    summary: 'largest norm of all gradients together: longer ones are shortened to it',
    phrase: (norm: number) => (norm === 0 ? '' : `gradients clipped to norm ${norm}`),
  },
  loss: {
    kind: coded<string>({
      expected: `${LOSS_FORMS.slice(0, -1).join(', ')} or ${LOSS_FORMS.at(-1)}, D a number above 0`,
      parse: (word) => parseLoss(word)?.text,
      text: (loss) => loss,
    }),
    placeholder: 'name',
    default: squared.text,
    absent: squared.text,
    summary: 'loss of a number: squared, absolute, or huber:D with D in deviations of the training target',
    phrase: (loss: string) => (loss === squared.text ? '' : `${loss} loss`),
  },
  classWeight: {
    kind: classWeightsKind,
    placeholder: 'weights',
    summary: 'what rows of a class count in the loss: balanced, or NAME=W,... with 1 for the other classes',
    phrase: (weights: ClassWeights) => `class weights ${classWeightsText(weights)}`,
  },
})

export type TrainingSettings = Values<typeof training.settings>

export const DEFAULT_TRAINING: TrainingSettings = defaultsOf(training.settings)

/** Passes over so many training rows. */
export const epochsOf = (
  { epochs, batchSize }: Pick<TrainingSettings, 'epochs' | 'batchSize'>,
  trainRows: number,
): number => epochs ?? Math.max(MIN_EPOCHS, Math.ceil(MIN_STEPS / Math.ceil(trainRows / batchSize)))

/** Epochs where several splits are to be trained alike: as many as the smallest needs. */
export const commonEpochs = (
  training: Pick<TrainingSettings, 'epochs' | 'batchSize'>,
  splits: readonly { readonly train: { readonly length: number } }[],
): number => epochsOf(training, Math.min(...splits.map(({ train }) => train.length)))
