/** What a model predicts for its test rows, copied out of its arena. */
import { type Model, PREDICTION_ROWS } from '../../training/model.ts'

/** [rows x outputs] in prediction mode: probabilities, or predictions in the target's unit (its mean left out). */
export function testPredictions(model: Model): Float32Array {
  const { net, minibatch, test, kernels, arena, head, targetDeviation } = model
  const width = net.layers[net.layers.length - 1].fanOut
  const predictions = new Float32Array(test.count * width)
  const outputs = arena.f32(net.outputs.name)
  for (let start = 0; start < test.count; start += PREDICTION_ROWS) {
    const M = Math.min(PREDICTION_ROWS, test.count - start)
    minibatch.loadFeatures(test.ids, start, net.activations[0], M)
    net.forwardPrediction(M)
    if (head.task === 'classification') kernels.softmax(net.outputs, net.outputs, M, width)
    else kernels.scale(net.outputs, targetDeviation, M)
    predictions.set(outputs.subarray(0, M * width), start * width)
  }
  return predictions
}

/** [layer] copies of the weights, times `factors`. */
export function weightsOf({ arena, plan }: Model, factors?: readonly number[]): Float32Array[] {
  const parameters = arena.f32('parameters')
  return plan.net.layout.weights.map(({ offset, length }, l) => {
    const weights = parameters.slice(offset, offset + length)
    const factor = factors?.[l] ?? 1
    return factor === 1 ? weights : weights.map((w) => factor * w)
  })
}

/** Largest distance of corresponding values. */
export function largestDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]))
  return largest
}

/** Gives `to` the weights of `from` times `factors`, and its biases. */
export function copyParameters(from: Model, to: Model, factors?: readonly number[]): void {
  const parameters = to.arena.f32('parameters')
  parameters.set(from.arena.f32('parameters'))
  const weights = weightsOf(from, factors)
  to.plan.net.layout.weights.forEach(({ offset }, l) => {
    parameters.set(weights[l], offset)
  })
}
