import { loadDataset } from '../../library/load.ts'
import { train } from '../../library/train.ts'
import { sum } from '../../statistics/moments.ts'
import { failure, usageError } from '../../util/errors.ts'
import type { ResultRow } from '../table.ts'
import { defineMeasure } from './measure.ts'
import { fittingFrom, numberFrom } from './options.ts'

/** Weights between features and the first layer, [inputs x units]. */
interface FirstLayer {
  readonly names: readonly string[]
  /** Whether an input had one value in all training rows, so that no gradient reaches its weights. */
  readonly constant: readonly boolean[]
  readonly weights: Float32Array
  readonly units: number
}

/**
 * How each method leaves the weights of the first layer, from fits on all rows with several seeds. Norms are Euclidean, and
 * sums are taken in float64.
 */
export const firstLayer = defineMeasure({
  summary: 'the incoming weights of the first layer: how peaky, how sparse, on which inputs',
  columns: {
    effective_inputs:
      'participation ratio (sum w^2)^2 / sum w^4 of a unit, mean over units that have weights: n for n equal weights, 1 for a single one',
    largest_share:
      'share of the largest weight in the squared norm of a unit, mean over units that have weights',
    norm: 'norm of all weights',
    zeros: 'share of weights that are exactly 0, constant inputs left out',
    noise_zeros: 'the same share among weights of inputs called noise_*',
    signal_zeros: 'the same share among weights of all others',
    noise_dead: 'share of the inputs called noise_* all of whose weights are 0',
    signal_dead: 'share of the others all of whose weights are 0',
    noise_share: 'share of the squared norm that lies on inputs called noise_*',
    twin_difference:
      'norm of the difference of the weights of X and X_twin, as a share of the sum of their norms',
    constant_kept: 'norm of the weights of constant inputs, as a share of what it is with the first method',
  },
  async measure(context) {
    const { data, methods, settings } = fittingFrom(context, ['seeds'])
    const seeds = numberFrom(context, 'seeds', 1)
    const dataset = await loadDataset(data)
    const found: Record<string, number | null>[][] = []
    for (const method of methods) {
      const rows = []
      for (let seed = 0; seed < seeds; seed++) {
        context.signal.throwIfAborted()
        const { model } = await train(dataset, { ...settings, method, seed, signal: context.signal })
        const { inputs, layers } = model.model
        if (inputs.some(({ kind }) => kind !== 'numeric')) {
          throw usageError(`${context.place}: ${data} has columns of categories; the measure wants numbers`)
        }
        const { weights } = layers[0]
        rows.push(
          describe({
            names: inputs.map(({ name }) => name),
            constant: inputs.map((input) => input.kind === 'numeric' && input.scale === 0),
            weights,
            units: weights.length / inputs.length,
          }),
        )
      }
      found.push(rows)
    }
    return methods.map((method, i): ResultRow => {
      const means = meansOf(found[i])
      const { constant_norm, ...shown } = means
      const before = meansOf(found[0]).constant_norm
      return {
        method,
        ...shown,
        constant_kept:
          before === null || constant_norm === null || before === 0 ? null : constant_norm / before,
      }
    })
  },
})

/** Over seeds; null where one of them has none. */
function meansOf(rows: readonly Record<string, number | null>[]): Record<string, number | null> {
  if (rows.length === 0) throw failure('no seed was asked for')
  return Object.fromEntries(
    Object.keys(rows[0]).map((name) => {
      const values = rows.map((row) => row[name])
      const sum = values.reduce<number>((total, value) => total + (value ?? Number.NaN), 0)
      return [name, Number.isNaN(sum) ? null : sum / values.length]
    }),
  )
}

/** The columns of one fit; the norm of constant inputs' weights in the place of its share. */
export function describe({ names, constant, weights, units }: FirstLayer): Record<string, number | null> {
  const row = (input: number) => weights.subarray(input * units, (input + 1) * units)
  const all = names.map((_, input) => input)
  const live = all.filter((input) => !constant[input])
  const isNoise = (input: number) => names[input].startsWith('noise_')
  const noise = live.filter(isNoise)
  const signal = live.filter((input) => !isNoise(input))
  const peaks = Array.from({ length: units }, (_, unit) =>
    peakOf(live.map((input) => row(input)[unit])),
  ).filter((peak) => peak !== null)
  const twin = all.find((input) => names[input].endsWith('_twin'))
  const first = twin === undefined ? -1 : names.indexOf(names[twin].replace(/_twin$/, ''))
  const squares = sum(live.map((input) => squaresOf(row(input))))
  return {
    effective_inputs: mean(peaks.map(({ effective }) => effective)),
    largest_share: mean(peaks.map(({ largest }) => largest)),
    norm: Math.sqrt(sum(all.map((input) => squaresOf(row(input))))),
    zeros: zerosOf(live.map(row)),
    noise_zeros: zerosOf(noise.map(row)),
    signal_zeros: zerosOf(signal.map(row)),
    noise_dead: deadOf(noise.map(row)),
    signal_dead: deadOf(signal.map(row)),
    noise_share: noise.length === 0 ? null : sum(noise.map((input) => squaresOf(row(input)))) / squares,
    twin_difference: twin === undefined ? null : distance(row(twin), row(first)),
    constant_norm: constant.includes(true)
      ? Math.sqrt(sum(all.filter((input) => constant[input]).map((input) => squaresOf(row(input)))))
      : null,
  }
}

/** Null where all weights are 0. */
function peakOf(weights: readonly number[]): { effective: number; largest: number } | null {
  const squares = weights.map((weight) => weight * weight)
  const total = sum(squares)
  if (total === 0) return null
  const fourth = sum(squares.map((square) => square * square))
  return { effective: (total * total) / fourth, largest: Math.max(...squares) / total }
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sum(values) / values.length
const squaresOf = (values: Float32Array): number => sum(Array.from(values, (value) => value * value))
const zerosOf = (rows: readonly Float32Array[]): number | null =>
  mean(rows.flatMap((row) => Array.from(row, (value) => (value === 0 ? 1 : 0))))
const deadOf = (rows: readonly Float32Array[]): number | null =>
  mean(rows.map((row) => (row.every((value) => value === 0) ? 1 : 0)))

function distance(one: Float32Array, other: Float32Array): number {
  const apart = Math.sqrt(sum(Array.from(one, (value, i) => (value - other[i]) ** 2)))
  return apart / (Math.sqrt(squaresOf(one)) + Math.sqrt(squaresOf(other)))
}
