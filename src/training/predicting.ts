/** From the weights that train to those that predict, where a method has others than these. */
import { type Model, PREDICTION_ROWS } from './model.ts'

/** Training is over: the model from now on holds the weights that predict. */
export function settle(model: Model): void {
  if (exchange(model)) renewStatistics(model)
}

/**
 * What `look` sees of a model between two epochs: the weights that would predict if training ended now. The model trains on as if
 * nobody had looked.
 */
export function asPredicted<T>(model: Model, look: () => T): T {
  settle(model)
  try {
    return look()
  } finally {
    exchange(model)
  }
}

/** Whether any hook had others to put in place. */
const exchange = ({ hooks }: Model): boolean =>
  hooks.map((hook) => hook.exchange?.() === true).some((exchanged) => exchanged)

/**
 * The running figures of normalizations, anew for weights that no update has had: over the training rows, a prediction chunk at a time,
 * each chunk counting the same, as PyTorch's `update_bn` has it but without noise.
 */
function renewStatistics({ net, minibatch, train }: Model): void {
  if (!net.isNormalized) return
  let chunks = 0
  for (let start = 0; start < train.count; start += PREDICTION_ROWS) {
    const M = Math.min(PREDICTION_ROWS, train.count - start)
    // A row alone has no variance.
    if (M === 1) continue
    minibatch.loadFeatures(train.ids, start, net.activations[0], M)
    net.forwardNormalizing(M, 1 / ++chunks)
  }
}
