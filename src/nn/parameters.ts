/**
 * All parameters of a network in one flat range: the weights of every layer, then the biases of every layer, then what methods add.
 * So "all weights" is one range, "what is trained" is one range, and gradients and optimizer slots use the same offsets.
 */
import { type Region, slice } from '../core/arena.ts'

export interface Range {
  readonly offset: number
  readonly length: number
}

/** Numbers that prediction reads beside weights and biases. */
export interface ExtraParameters {
  readonly name: string
  readonly length: number
  /** Whether they have gradients; figures that the data set, such as a running mean, have none. */
  readonly trained: boolean
}

export interface ParameterLayout {
  /** Elements of the flat range, padding included; padding is 0 and has gradient 0. */
  readonly length: number
  /** What is trained, padding left out. */
  readonly count: number
  /** Per layer: fanIn * fanOut elements, row-major [fanIn x fanOut]. */
  readonly weights: readonly Range[]
  /** Per layer: fanOut elements. */
  readonly biases: readonly Range[]
  /** What methods add, by name: the trained ones first. */
  readonly extras: ReadonlyMap<string, Range>
  readonly allWeights: Range
  /** Weights and biases. */
  readonly everything: Range
  /** Weights, biases and the extras that have gradients: the range of gradients and optimizer slots. */
  readonly trained: Range
}

/** Each layer starts at a multiple of a cache line. */
const PAD = 16

/** For layers with weights [fanIn x fanOut] and as many biases as fanOut. */
export function layOutParameters(
  layers: readonly { readonly fanIn: number; readonly fanOut: number }[],
  extras: readonly ExtraParameters[] = [],
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
  const everything = { offset: 0, length: offset }
  const placed = (wanted: boolean) =>
    extras
      .filter(({ trained }) => trained === wanted)
      .map(({ name, length }) => [name, place(length)] as const)
  const learned = placed(true)
  const trained = { offset: 0, length: offset }
  const figures = placed(false)
  const count = [...weights, ...biases, ...learned.map(([, range]) => range)].reduce(
    (sum, range) => sum + range.length,
    0,
  )
  return {
    length: offset,
    count,
    weights,
    biases,
    extras: new Map([...learned, ...figures]),
    allWeights,
    everything,
    trained,
  }
}

/** The gains of a layer's normalization, as extras are called. */
export const gainsOf = (layer: number): string => `gains ${layer}`

/** Whether the biases of a layer are shifts of its normalization. */
export const isNormalized = ({ extras }: Pick<ParameterLayout, 'extras'>, layer: number): boolean =>
  extras.has(gainsOf(layer))

/** The extras that have gradients. */
export const trainedExtras = ({ extras, trained }: ParameterLayout): Range[] =>
  [...extras.values()].filter(({ offset }) => offset < trained.length)

/** The part of a flat region (parameters, gradients or a slot) that a range names. */
export const part = (flat: Region, range: Range, name: string): Region =>
  slice(flat, `${flat.name}: ${name}`, range.offset, range.length)
