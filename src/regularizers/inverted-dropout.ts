import { checkDropout, dropoutParams, enumerableKeeps } from './dropout.ts'
import { type MaskScaling, maskHooks, maskRequests } from './masks.ts'
import { defineRegularizer } from './regularizer.ts'

const SCALING: MaskScaling = { training: (keep) => 1 / keep, prediction: () => 1, sampled: 'all' }

export const invertedDropout = defineRegularizer({
  title: 'Inverted dropout',
  summary: 'drops units in training and divides the kept by keep; prediction is left untouched',
  formula: 'training: a = h * mask / keep; prediction: a = h; mask ~ Bernoulli(keep)',
  reference: 'Srivastava et al. (2014), JMLR 15, section 10; the CS231n notes on regularization',
  notes: [
    'keep is the probability of keeping a unit; drop = 1 - keep. Keras Dropout(rate) and PyTorch Dropout(p) take drop.',
    'This is what Keras, PyTorch and TensorFlow call dropout.',
    'mask=batch trains one thin network a minibatch: the masks of its rows are one, so it averages over fewer networks, faster.',
  ],
  ingredient: 'dropout',
  params: dropoutParams,
  noise: 'units',
  keeps: enumerableKeeps,
  compensation: 'training',
  loosely: ['dropout', 'drop-out'],
  check: checkDropout,
  requests: maskRequests,
  create: (args, context) => maskHooks(args, context, SCALING),
})
