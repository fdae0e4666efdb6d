/** Sampled networks of one hidden layer under inverted dropout, row by row in float64. */
import type { SavedModel } from '../../models/manifest.ts'
import type { Uniforms } from '../../statistics/uniforms.ts'
import { log } from '../../util/elementary.ts'
import { usageError } from '../../util/errors.ts'

export interface SampledNetwork {
  /** Probability that an input, and that a hidden unit, is kept. */
  readonly keep: number
  /** What a row comes to by weight scaling, in units of the target. */
  scaled(x: readonly number[]): number
  /** The preactivations without any mask, and what a unit of input adds to them: [inputs x units]. */
  readonly weights: Float64Array
  readonly biases: Float64Array
  readonly outputs: Float64Array
  /** Of a network's output: the target is mean + deviation * it. */
  readonly bias: number
  readonly mean: number
  readonly deviation: number
}

/** Throws a usage error unless it has one hidden layer of relu units and one output. */
export function networkOf(
  { layers, architecture: { activation, sizes }, targetScaling }: SavedModel['model'],
  keep: number,
  place: string,
): SampledNetwork {
  if (layers.length !== 2 || activation !== 'relu' || sizes[2] !== 1) {
    throw usageError(`${place}: hidden has to name one layer of relu units, and the target a number`)
  }
  const [first, second] = layers
  const network = {
    keep,
    weights: Float64Array.from(first.weights),
    biases: Float64Array.from(first.biases),
    outputs: Float64Array.from(second.weights),
    bias: second.biases[0],
    ...targetScaling,
  }
  const scaled = (x: readonly number[]) => {
    const hidden = relu(preactivations(network, x, 1))
    return inUnits(
      network,
      hidden.reduce((sum, h, j) => sum + h * network.outputs[j], network.bias),
    )
  }
  return { ...network, scaled }
}

const inUnits = ({ mean, deviation }: Pick<SampledNetwork, 'mean' | 'deviation'>, output: number): number =>
  mean + deviation * output

const relu = (z: Float64Array): Float64Array => z.map((value) => Math.max(0, value))

/** b + factor * x W. */
function preactivations(
  { weights, biases }: Pick<SampledNetwork, 'weights' | 'biases'>,
  x: readonly number[],
  factor: number,
): Float64Array {
  const units = biases.length
  return biases.map((bias, j) =>
    x.reduce((sum, value, i) => sum + factor * value * weights[i * units + j], bias),
  )
}

/**
 * What `count` sampled networks predict of one row: inputs and hidden units are each kept with probability keep, and then divided by it.
 * Most are kept, so the places of those that are dropped are drawn: gaps between them are geometric.
 */
export function sampledPasses(
  network: SampledNetwork,
  x: readonly number[],
  count: number,
  uniforms: Uniforms,
): Float64Array {
  const { keep, weights, outputs, bias } = network
  const units = outputs.length
  const places = x.length + units
  const whole = preactivations(network, x, 1 / keep)
  const z = new Float64Array(units)
  const dropped = new Uint8Array(units)
  const gap = () => Math.floor(log(uniforms.next()) / log(keep))
  let next = gap()
  return new Float64Array(count).map(() => {
    z.set(whole)
    dropped.fill(0)
    for (; next < places; next += 1 + gap()) {
      if (next >= x.length) dropped[next - x.length] = 1
      else for (let j = 0; j < units; j++) z[j] -= (x[next] / keep) * weights[next * units + j]
    }
    next -= places
    let output = bias
    for (let j = 0; j < units; j++) {
      if (dropped[j] === 0 && z[j] > 0) output += (z[j] / keep) * outputs[j]
    }
    return inUnits(network, output)
  })
}
