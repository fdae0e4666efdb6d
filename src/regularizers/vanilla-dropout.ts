import { checkDropout, dropoutParams, enumerableKeeps } from './dropout.ts'
import { maskHooks, maskRequests } from './masks.ts'
import { defineRegularizer } from './regularizer.ts'

export const vanillaDropout = defineRegularizer({
  title: 'Vanilla dropout',
  summary: 'drops units in training; multiplies activations by keep in prediction',
  formula: 'training: a = h * mask; prediction: a = h * keep; mask ~ Bernoulli(keep)',
  reference: 'Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), JMLR 15',
  notes: [
    'keep is the probability of keeping a unit; drop = 1 - keep. Keras and PyTorch take drop, papers mostly keep.',
    'Equal in expectation to inverted-dropout, but gradients are keep times as large, so it learns more slowly at the same rate.',
    'It has no schedule=: prediction multiplies by keep, which has to be one number. inverted-dropout has one.',
    'mask=batch trains one thin network a minibatch: the masks of its rows are one, so it averages over fewer networks, faster.',
  ],
  ingredient: 'dropout',
  params: dropoutParams,
  noise: 'units',
  keeps: enumerableKeeps,
  compensation: 'prediction',
  loosely: ['dropout', 'drop-out'],
  check: checkDropout,
  requests: maskRequests,
  create: (args, context) =>
    maskHooks(
      args,
      context,
      () => 1,
      (keep) => keep,
    ),
})
