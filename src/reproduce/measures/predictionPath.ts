import { predict } from '../../library/predict.ts'
import { train } from '../../library/train.ts'
import type { SavedModel } from '../../models/manifest.ts'
import type { ResultRow } from '../table.ts'
import { defineMeasure } from './measure.ts'
import { fittingFrom } from './options.ts'

/** Whether the same weights predict the same, to the bit, once the method of the model is called `none`. */
export const predictionPath = defineMeasure({
  summary: 'predictions of one set of weights as the method makes them, and as `none` would',
  columns: {
    rows: 'rows predicted',
    changed_rows: 'rows of which any probability has other bits without the method',
    largest: 'largest distance of a probability',
    factor: 'smallest factor by which the method multiplies activations in prediction',
  },
  async measure(context) {
    const { data, methods, settings } = fittingFrom(context)
    const rows: ResultRow[] = []
    for (const method of methods) {
      const { model: saved } = await train(data, { ...settings, method, signal: context.signal })
      const { predictionScale, preactivationScale } = saved.model
      const plain: SavedModel = {
        ...saved,
        model: {
          ...saved.model,
          method: 'none',
          predictionScale: predictionScale.map(() => 1),
          preactivationScale: preactivationScale.map(() => 1),
        },
      }
      const [own, other] = [await probabilities(saved, data), await probabilities(plain, data)]
      const distances = own.map((row, i) => Math.max(...row.map((p, j) => Math.abs(p - other[i][j]))))
      rows.push({
        method,
        rows: own.length,
        changed_rows: distances.filter((distance) => distance !== 0).length,
        largest: Math.max(...distances),
        factor: Math.min(...predictionScale, ...preactivationScale),
      })
    }
    return rows
  },
})

async function probabilities(model: SavedModel, data: string): Promise<number[][]> {
  const rows = []
  for await (const { prediction, probabilities } of predict(model, data)) {
    const shares = Object.values(probabilities)
    rows.push(shares.length > 0 ? shares : [Number(prediction)])
  }
  return rows
}
