import { checkDropout, dropoutParams, enumerableKeeps, needsWholeRun } from './dropout.ts'
import { type MaskScaling, maskHooks, maskRequests } from './masks.ts'
import { defineRegularizer } from './regularizer.ts'

const SCALING: MaskScaling = { training: () => 1, prediction: (keep) => keep, sampled: 'present' }

export const vanillaDropout = defineRegularizer({
  title: 'Vanilla dropout',
  summary: 'drops units in training; multiplies activations by keep in prediction',
  formula: 'training: a = h * mask; prediction: a = h * keep; mask ~ Bernoulli(keep)',
  reference: 'Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), JMLR 15',
  notes: [
    'keep is the probability of keeping a unit; drop = 1 - keep. Keras and PyTorch take drop, papers mostly keep.',
    'Equal in expectation to inverted-dropout, but gradients are keep times as large, so it learns more slowly at the same rate.',
    'With schedule= prediction multiplies by the keep that the run has come to, which at its end is 1 for linear and flat-cos; sampled networks have that keep, too.',
    'early-stopping, weight-averaging and snapshot-ensemble predict with weights of other moments, so with schedule= they want inverted-dropout.',
    'mask=batch trains one thin network a minibatch: the masks of its rows are one, so it averages over fewer networks, faster.',
  ],
  ingredient: 'dropout',
  params: dropoutParams,
  noise: 'units',
  keeps: enumerableKeeps,
  compensation: 'prediction',
  loosely: ['dropout', 'drop-out'],
  check: checkDropout,
  excludesBy: needsWholeRun,
  requests: maskRequests,
  create: (args, context) => maskHooks(args, context, SCALING),
})
