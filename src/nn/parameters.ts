/**
 * All parameters of a network in one flat range: the weights of every layer, then the biases of every layer. So "all
 * weights" is one range, "everything" is one range, and gradients and optimizer slots use the same offsets.
 */
import { type Region, slice } from '../core/arena.ts'

export interface Range {
  readonly offset: number
  readonly length: number
}

export interface ParameterLayout {
  /** Elements of the flat range, padding included; padding is 0 and has gradient 0. */
  readonly length: number
  /** Weights and biases, padding left out. */
  readonly count: number
  /** Per layer: fanIn * fanOut elements, row-major [fanIn x fanOut]. */
  readonly weights: readonly Range[]
  /** Per layer: fanOut elements. */
  readonly biases: readonly Range[]
  readonly allWeights: Range
  readonly everything: Range
}

/** Each layer starts at a multiple of a cache line. */
const PAD = 16

/** For layers with weights [fanIn x fanOut] and as many biases as fanOut. */
export function layOutParameters(
  layers: readonly { readonly fanIn: number; readonly fanOut: number }[],
): ParameterLayout {
  let offset = 0
  const place = (length: number): Range => {
    const range = { offset, length }
    offset = Math.ceil((offset + length) / PAD) * PAD
    return range
  }
  const weights = layers.map(({ fanIn, fanOut }) => place(fanIn * fanOut))
  const allWeights = { offset: 0, length: offset }
  const biases = layers.map(({ fanOut }) => place(fanOut))
  const count = [...weights, ...biases].reduce((sum, range) => sum + range.length, 0)
  return { length: offset, count, weights, biases, allWeights, everything: { offset: 0, length: offset } }
}

/** The part of a flat region (parameters, gradients or a slot) that a range names. */
export const part = (flat: Region, range: Range, name: string): Region =>
  slice(flat, `${flat.name}: ${name}`, range.offset, range.length)
