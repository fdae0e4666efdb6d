/** What a method's terms add to the loss of the model as it is now. */
import type { ActivationMeans } from '../regularizers/regularizer.ts'
import type { Model } from './model.ts'
import { PREDICTION_ROWS } from './model.ts'

/** The sum over all terms; a penalty on activations is that of all training rows, in prediction mode. */
export function penaltyOf(model: Model): number {
  const { hooks } = model
  const means = hooks.some((hook) => hook.penalizesActivations) ? activationMeans(model) : undefined
  return hooks.reduce((sum, hook) => sum + (hook.penalty?.(means) ?? 0), 0)
}

/** Over the training rows, without the factor that stands for masks. */
function activationMeans({ net, plan, hooks, minibatch, train, arena }: Model): ActivationMeans {
  const { sizes, layers } = plan.net.architecture
  const hidden = layers.slice(0, -1).map(({ fanOut, convolution }, l) => ({
    site: l + 1,
    width: convolution === null ? sizes[l + 1] : fanOut,
    values: arena.f32(net.activations[l + 1].name),
    scale: hooks.reduce((product, hook) => product * (hook.predictionScale?.[l + 1] ?? 1), 1),
  }))
  const means = Object.fromEntries(hidden.map(({ site, width }) => [site, new Float64Array(width)]))
  for (let start = 0; start < train.count; start += PREDICTION_ROWS) {
    const M = Math.min(PREDICTION_ROWS, train.count - start)
    minibatch.loadFeatures(train.ids, start, net.activations[0], M)
    net.forwardPrediction(M)
    for (const { site, width, values } of hidden) {
      const sums = means[site]
      for (let i = 0; i < M * sizes[site]; i++) sums[i % width] += values[i]
    }
  }
  for (const { site, width, scale } of hidden) {
    const rows = (train.count * sizes[site]) / width
    for (let j = 0; j < width; j++) means[site][j] /= rows * scale
  }
  return means
}
