import { initializeNorms, normParameters, normRequests } from '../nn/batchNorm.ts'
import { usageError } from '../util/errors.ts'
import { defineRegularizer } from './regularizer.ts'

/** PyTorch's; where they are not given. */
const MOMENTUM = 0.1
const EPSILON = 1e-5

export const batchNorm = defineRegularizer({
  title: 'Batch normalization',
  alsoCalled: ['batchnorm', 'bn', 'batch-normalization', 'batch_norm'],
  summary:
    'gives every hidden unit mean 0 and variance 1 over the rows of a minibatch, then a gain and a shift that are trained',
  formula:
    'training: y = gain * (z - mean) / sqrt(variance + E) + shift, of the minibatch, before the activation; prediction: by running mean and variance',
  reference:
    'Ioffe and Szegedy (ICML 2015), "Batch normalization: accelerating deep network training by reducing internal covariate shift"',
  notes: [
    'The shift of a unit is its bias, and its gain is one parameter more. No penalty, decay or bound acts on either, with bias=true too.',
    'Running figures move by M of the way at each update; the running variance is unbiased. A minibatch of one row, as the last one may be,',
    'goes by them and leaves them. PyTorch BatchNorm1d(momentum=M, eps=E), which refuses such a minibatch; Keras momentum = 1 - M, 0.99 there.',
    'Prediction and saved models have ordinary weights and biases, into which the figures are folded. weight_norm is that of the weights',
    'that train: their size has no effect on what a normalized layer computes, so an l2 on them acts on the rate at which they turn.',
  ],
  ingredient: 'normalization',
  params: {
    momentum: {
      kind: 'number',
      summary: `M, the share by which running figures move at each update; ${MOMENTUM} where it is not given`,
      above: 0,
      max: 1,
      detail: true,
    },
    eps: {
      kind: 'number',
      summary: `E, what is added to variances; ${EPSILON} where it is not given`,
      above: 0,
      detail: true,
    },
  },
  excludes: {
    dropconnect:
      'dropconnect masks the biases that normalization has for its shifts, so take inverted-dropout',
  },
  withoutNeutral:
    'It has no strength, so none gives the run of none; with the deviations of a minibatch for gains and its means for shifts it is the identity on that minibatch.',
  checkTraining(term, { batchSize }) {
    if (batchSize > 1) return
    throw usageError(
      `method term "${term}": a minibatch of one row has no variance; give --batch-size 2 or more`,
    )
  },
  parameters: (_args, architecture) => normParameters(architecture),
  requests: (_args, architecture, rows) => normRequests(architecture, rows),
  create({ momentum = [MOMENTUM], eps = [EPSILON] }, { arena, architecture, layout, parameters }) {
    initializeNorms(architecture, layout, arena.f32(parameters.name))
    return { norm: { momentum: momentum[0], epsilon: eps[0] } }
  },
})
