/**
 * A network of convolutions, poolings and dense layers in float64 by plain loops, for classes: the oracle of src/nn. Imports nothing
 * from src. Images are channels last.
 */
import { convolve, convolvedShape, type ImageShape, type PoolWindows, pool, type Window } from './images.ts'

export type ReferenceLayer =
  | { readonly kind: 'conv'; readonly filters: number; readonly window: Window }
  | { readonly kind: 'max' | 'average'; readonly windows: PoolWindows }
  | { readonly kind: 'dense'; readonly units: number }

/** Of the layers with weights, in order: weights [fanIn x fanOut] and biases [fanOut]. */
export interface ReferenceParameters {
  readonly weights: readonly Float64Array[]
  readonly biases: readonly Float64Array[]
}

/** Logits [M x classes]; every layer with weights but the last is followed by `activation`. */
export function convnetOutputs(
  image: ImageShape,
  layers: readonly ReferenceLayer[],
  { weights, biases }: ReferenceParameters,
  x: ArrayLike<number>,
  activation: (z: number) => number,
): Float64Array {
  let values: Float64Array = Float64Array.from(x)
  let shape = image
  let l = 0
  layers.forEach((layer) => {
    if (layer.kind === 'conv') {
      values = convolve(values, shape, layer.window, weights[l]!, biases[l]!).map(activation)
      shape = convolvedShape(shape, layer.window, layer.filters)
      l++
    } else if (layer.kind === 'dense') {
      const isLast = l === weights.length - 1
      const z = dense(values, shape, weights[l]!, biases[l]!)
      values = isLast ? z : z.map(activation)
      shape = { M: shape.M, H: 1, W: 1, C: layer.units }
      l++
    } else {
      const { kind, windows } = layer
      values = Float64Array.from(
        pool(values, shape, [windows], (window) =>
          kind === 'max'
            ? Math.max(...window)
            : window.reduce((sum, value) => sum + value, 0) / window.length,
        ),
      )
      shape = { ...shape, H: windows.top.length, W: windows.left.length }
    }
  })
  return values
}

function dense(
  x: Float64Array,
  { M }: ImageShape,
  weights: Float64Array,
  biases: Float64Array,
): Float64Array {
  const fanIn = x.length / M
  const fanOut = biases.length
  return Float64Array.from({ length: M * fanOut }, (_, i) => {
    const [row, j] = [Math.floor(i / fanOut), i % fanOut]
    let sum = biases[j]!
    for (let k = 0; k < fanIn; k++) sum += x[row * fanIn + k]! * weights[k * fanOut + j]!
    return sum
  })
}

/** Mean cross-entropy of logits [M x classes]. */
export function meanCrossEntropy(logits: Float64Array, labels: ArrayLike<number>): number {
  const M = labels.length
  const classes = logits.length / M
  let sum = 0
  for (let row = 0; row < M; row++) {
    const own = logits.subarray(row * classes, (row + 1) * classes)
    const largest = Math.max(...own)
    sum += Math.log(own.reduce((total, z) => total + Math.exp(z - largest), 0)) + largest - own[labels[row]!]!
  }
  return sum / M
}

/** d loss / d parameter by central differences, of every parameter in turn. */
export function numericGradients(
  parameters: ReferenceParameters,
  loss: (parameters: ReferenceParameters) => number,
  step = 1e-6,
): ReferenceParameters {
  const of = (lists: readonly Float64Array[]) =>
    lists.map((list) =>
      list.map((value, i) => {
        list[i] = value + step
        const above = loss(parameters)
        list[i] = value - step
        const below = loss(parameters)
        list[i] = value
        return (above - below) / (2 * step)
      }),
    )
  return { weights: of(parameters.weights), biases: of(parameters.biases) }
}
