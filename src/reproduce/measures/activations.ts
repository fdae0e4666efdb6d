import { train } from '../../library/train.ts'
import { usageError } from '../../util/errors.ts'
import type { ResultRow } from '../table.ts'
import { numbersOf, scaledFeatures } from './features.ts'
import { defineMeasure } from './measure.ts'
import { fittingFrom } from './options.ts'

/** What the units of a relu network with one hidden layer do, in prediction, on the rows it was trained on; in float64. */
export const activations = defineMeasure({
  summary: 'mean size and sparsity of the activations of one hidden layer of relu units',
  columns: {
    mean_activation: 'mean over rows and units',
    zeros: 'share of activations that are 0',
    below_tenth: 'share of activations below a tenth of the largest mean activation of a unit',
  },
  async measure(context) {
    const { data, methods, settings } = fittingFrom(context)
    const numbers = numbersOf(data, context.place)
    const rows: ResultRow[] = []
    for (const method of methods) {
      const { model: saved } = await train(data, { ...settings, method, signal: context.signal })
      const { inputs, layers, predictionScale } = saved.model
      if (layers.length !== 2) throw usageError(`${context.place}: hidden has to name one layer`)
      const X = scaledFeatures(numbers, inputs, data, context.place)
      rows.push({ method, ...describe(X, layers[0], predictionScale[1] ?? 1) })
    }
    return rows
  },
})

/** @param scale what activations are multiplied by in prediction. */
export function describe(
  X: readonly (readonly number[])[],
  { weights, biases }: { readonly weights: Float32Array; readonly biases: Float32Array },
  scale: number,
) {
  const units = biases.length
  const means = new Float64Array(units)
  const values = X.flatMap((row) =>
    Array.from(biases, (bias, unit) => {
      const sum = row.reduce((total, x, input) => total + x * weights[input * units + unit], bias)
      const activation = scale * Math.max(0, sum)
      means[unit] += activation / X.length
      return activation
    }),
  )
  const share = (isMet: (value: number) => boolean) => values.filter(isMet).length / values.length
  const tenth = Math.max(...means) / 10
  return {
    mean_activation: values.reduce((sum, value) => sum + value, 0) / values.length,
    zeros: share((value) => value === 0),
    below_tenth: share((value) => value < tenth),
  }
}
