/**
 * Prediction in float64 from the text of two CSV files and the weights of a model file: encoding, imputing and scaling are
 * done anew from docs/math.md and the README, with csv-parse and test/reference, and nothing from src.
 */
import { parse } from 'csv-parse/sync'
import { type Activation, forward, logSumExp, type Task } from '../reference/network.ts'
import type { Read } from './readTensors.ts'

export interface OracleModel {
  readonly tensors: Read
  readonly task: Task
  readonly target: string
  readonly activation: Activation
  /** By site: factor of its values in prediction; the output's is left out. */
  readonly scales: readonly number[]
  /** By layer: factor of its weights and biases in prediction; 1 where absent. */
  readonly weightScales?: readonly number[]
  /** How numbers were scaled; standard where absent. */
  readonly scaling?: 'robust'
  /** Columns of categories; the others hold numbers. */
  readonly categorical: readonly string[]
}

type Row = Readonly<Record<string, string>>

const rowsOf = (csv: string): Row[] => parse(csv, { columns: true, trim: true })

const isMissing = (cell: string): boolean => cell === '' || cell === 'NA'

/** Probabilities of each row, or its one predicted value; `training` is the file the model was fitted on, all of it. */
export function oracle(training: string, fresh: string, model: OracleModel): number[][] {
  const known = rowsOf(training)
  const columns = Object.keys(known[0]!).filter((name) => name !== model.target)
  const encoders = columns.map((name) =>
    encoder(
      known.map((row) => row[name]!),
      model.categorical.includes(name),
      model.scaling,
    ),
  )
  const features = rowsOf(fresh).map((row) => columns.flatMap((name, c) => encoders[c]!(row[name]!)))
  const { arrays, entries } = model.tensors
  const layers = Object.keys(arrays).filter((name) => name.endsWith('.weights')).length
  const sizes = [features[0]!.length]
  for (let l = 0; l < layers; l++) sizes.push(entries[`layer${l}.weights`]!.shape[1])
  const scaled = (name: string) =>
    Array.from({ length: layers }, (_, l) =>
      arrays[`layer${l}.${name}`]!.map((w) => w * (model.weightScales?.[l] ?? 1)),
    )
  const parameters = { weights: scaled('weights'), biases: scaled('biases') }
  const factors = model.scales.map((scale, site) =>
    features.map(() => Array<number>(sizes[site]).fill(scale)),
  )
  const network = { sizes, activation: model.activation, task: model.task }
  const { outputs } = forward(network, parameters, features, factors)
  if (model.task === 'classification') {
    return outputs.map((logits) => logits.map((logit) => Math.exp(logit - logSumExp(logits))))
  }
  const { mean, deviation } = moments(known.map((row) => Number(row[model.target])))
  return outputs.map(([output]) => [output * deviation + mean])
}

/** From a cell of a column to its features, given the column's cells in the training file. */
function encoder(
  known: readonly string[],
  isCategorical: boolean,
  scaling?: 'robust',
): (cell: string) => number[] {
  const cells = known.filter((cell) => !isMissing(cell))
  const isConstant = new Set(cells).size === 1 && (!isCategorical || cells.length === known.length)
  if (isConstant) return () => [0]
  if (!isCategorical && scaling === 'robust') {
    const [lower, median, upper] = quartiles(cells.map(Number))
    const range =
      upper > lower ? upper - lower : (Math.max(...cells.map(Number)) - Math.min(...cells.map(Number))) / 2
    return (cell) => {
      const x = isMissing(cell) ? 0 : (Number(cell) - median) / range
      return [x / Math.sqrt(1 + (x / 3) ** 2)]
    }
  }
  if (!isCategorical) {
    const { mean, deviation } = moments(cells.map(Number))
    const scaled = (value: number) => Math.max(-20, Math.min(20, (value - mean) / deviation))
    return (cell) => [isMissing(cell) ? 0 : scaled(Number(cell))]
  }
  const categories = [...new Set(cells)].sort()
  // Codes that are all numbers stand in numeric order, others in that of their text.
  if (categories.every((category) => !Number.isNaN(Number(category)))) {
    categories.sort((a, b) => Number(a) - Number(b))
  }
  return (cell) => categories.map((category) => (cell === category ? 1 : 0))
}

/** Mean and population standard deviation; a deviation of 0 counts as 1. */
function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, deviation: Math.sqrt(variance) || 1 }
}

/** Linear between neighbours. */
function quartiles(values: readonly number[]): [number, number, number] {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => {
    const place = share * (sorted.length - 1)
    const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
    return below + (place % 1) * (above - below)
  }
  return [at(0.25), at(0.5), at(0.75)]
}
