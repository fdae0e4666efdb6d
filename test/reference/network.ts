/**
 * The network of docs/math.md sections 1, 2 and 5 in float64: plain loops, no blocking, no fusing. It is what the
 * fast trainer is tested against, so it is written to be read, and imports nothing from src.
 */
import {
  type Norm,
  type NormPass,
  type NormSettings,
  normalize,
  normalizeBackward,
  normalizePrediction,
} from './norm.ts'

export type Activation = 'relu' | 'leaky-relu' | 'tanh' | 'sigmoid'
export type Task = 'classification' | 'regression'
/** [rows][columns] */
export type Matrix = readonly (readonly number[])[]

export interface Network {
  /** Features, hidden units..., outputs: layer l has weights [sizes[l] x sizes[l + 1]]. */
  readonly sizes: readonly number[]
  readonly activation: Activation
  readonly task: Task
}

/** One entry a layer: weights [fanIn x fanOut] row-major, biases [fanOut]. Gradients have the same shape. */
export interface Parameters {
  weights: Float64Array[]
  biases: Float64Array[]
  /** Of batch normalization, one entry a hidden layer, whose biases are then its shifts; absent without. */
  gains?: Float64Array[]
}

/** Batch normalization of the hidden layers: of layer l, and whether it goes by the running figures or by those of the rows. */
export interface Normalization {
  readonly settings: NormSettings
  readonly running: readonly Pick<Norm, 'runningMeans' | 'runningVariances'>[]
  readonly predicts: boolean
}

const normOf = ({ gains, biases }: Parameters, { running }: Normalization, l: number): Norm => ({
  gains: gains![l],
  shifts: biases[l],
  ...running[l],
})

/**
 * What the values entering each layer are multiplied by: factors[site] is [rows][units], `null` is 1 everywhere.
 * Site 0 is the input, site s the s-th hidden layer. Both kinds of dropout, training and prediction, are such factors.
 */
export type Factors = readonly (Matrix | null)[]

/**
 * What the weights are multiplied by, row by row: weightFactors[layer](r, i, j) for the weight from input i to unit j of
 * row r of the minibatch, i = fanIn being the bias; `null` is 1 everywhere.
 */
export type WeightFactors = readonly (((r: number, i: number, j: number) => number) | null)[]

/** What the loss of a row is, and what it counts; docs/math.md section 2. */
export interface LossSettings {
  /** Labels are smoothed by this share. */
  readonly smoothing?: number
  /** Of a regression; default: half the squared error. */
  readonly loss?: RegressionLoss
  /** [rows] what each row of the minibatch counts; default: 1. */
  readonly weights?: readonly number[]
  /** [rows] of mixed rows: the other row's answer, what it counts, and the share of the row's own. */
  readonly mixed?: {
    readonly y: readonly number[]
    readonly weights: readonly number[]
    readonly shares: readonly number[]
  }
}

/** The number of Huber's is its limit, in the units of the outputs. */
export type RegressionLoss = 'squared' | 'absolute' | { readonly huber: number }

/** What a penalty on the activations of hidden layer l adds to the gradient of each of a unit's: [units], or null. */
export type Pull = (l: number, hidden: Matrix) => readonly number[] | null

/** Everything the backward pass needs, per layer. */
export interface ForwardPass {
  /** inputs[l] [rows][fanIn]: what layer l multiplied by its weights, factors applied. */
  inputs: number[][][]
  /** preactivations[l] [rows][fanOut]; of the last layer, the logits or the prediction. */
  preactivations: number[][][]
  outputs: number[][]
  /** [rows][features] gradient of the loss by what the first layer read, once `backward` has run. */
  dInput?: number[][]
  /** Of normalized layers in training. */
  norms: NormPass[]
}

const LEAKY_SLOPE = 0.01

interface Curve {
  value(z: number): number
  derivative(z: number): number
}

/* At the kink, relu'(0) = 0 and leaky'(0) = 1: the slope applies where z < 0. */
const curves: Record<Activation, Curve> = {
  relu: { value: (z) => Math.max(z, 0), derivative: (z) => (z > 0 ? 1 : 0) },
  'leaky-relu': {
    value: (z) => (z < 0 ? LEAKY_SLOPE * z : z),
    derivative: (z) => (z < 0 ? LEAKY_SLOPE : 1),
  },
  tanh: { value: Math.tanh, derivative: (z) => 1 - Math.tanh(z) ** 2 },
  sigmoid: { value: sigmoid, derivative: (z) => sigmoid(z) * (1 - sigmoid(z)) },
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z))
}

/** z = x W + b, h = activation(z), then the next layer; x [rows][features]. */
export function forward(
  network: Network,
  parameters: Parameters,
  x: Matrix,
  factors: Factors = [],
  weightFactors: WeightFactors = [],
  normalization?: Normalization,
): ForwardPass {
  const curve = curves[network.activation]
  const layers = parameters.weights.length
  const pass: ForwardPass = { inputs: [], preactivations: [], outputs: [], norms: [] }
  let values = x.map((row) => [...row])
  for (let l = 0; l < layers; l++) {
    const input = multiply(values, factors[l] ?? null)
    const z =
      normalization && l < layers - 1
        ? normalized(input, parameters, normalization, l, pass)
        : affine(input, parameters.weights[l], parameters.biases[l], weightFactors[l] ?? one)
    pass.inputs.push(input)
    pass.preactivations.push(z)
    values = l < layers - 1 ? z.map((row) => row.map(curve.value)) : z
  }
  pass.outputs = values
  return pass
}

/** x W, without biases, then normalized. */
function normalized(
  input: Matrix,
  parameters: Parameters,
  normalization: Normalization,
  l: number,
  pass: ForwardPass,
): number[][] {
  const z = affine(input, parameters.weights[l], parameters.biases[l], (_, i) =>
    i === input[0].length ? 0 : 1,
  )
  const norm = normOf(parameters, normalization, l)
  if (normalization.predicts) return normalizePrediction(z, norm, normalization.settings)
  pass.norms[l] = normalize(z, norm, normalization.settings)
  return pass.norms[l].y
}

/** Gradient of the loss by the parameters; `y` holds a label or a standardised target for each row. */
export function backward(
  network: Network,
  parameters: Parameters,
  pass: ForwardPass,
  y: readonly number[],
  factors: Factors = [],
  weightFactors: WeightFactors = [],
  settings: LossSettings = {},
  normalization?: Normalization,
  pull: Pull = () => null,
): Parameters {
  const curve = curves[network.activation]
  const gradients: Parameters = { weights: [], biases: [], ...(normalization && { gains: [] }) }
  let dZ = outputGradient(network, pass.outputs, y, settings)
  for (let l = parameters.weights.length - 1; l >= 0; l--) {
    const weights = parameters.weights[l]
    const fanOut = parameters.biases[l].length
    const factor = weightFactors[l] ?? one
    const dWeights = new Float64Array(weights.length)
    const dBiases = new Float64Array(fanOut)
    const isNormalized = normalization !== undefined && l < parameters.weights.length - 1
    if (isNormalized) {
      const norm = normOf(parameters, normalization, l)
      const back = normalizeBackward(dZ, pass.norms[l], norm, normalization.settings)
      dZ = back.dZ
      gradients.gains!.unshift(back.dGains)
      dBiases.set(back.dShifts)
    }
    const dInput = pass.inputs[l].map((row) => row.map(() => 0))
    dZ.forEach((dZRow, r) => {
      for (let j = 0; j < fanOut; j++) {
        if (!isNormalized) dBiases[j] += factor(r, pass.inputs[l][r].length, j) * dZRow[j]
        pass.inputs[l][r].forEach((value, k) => {
          dWeights[k * fanOut + j] += factor(r, k, j) * value * dZRow[j]
          dInput[r][k] += factor(r, k, j) * weights[k * fanOut + j] * dZRow[j]
        })
      }
    })
    if (l === 0) pass.dInput = dInput
    gradients.weights.unshift(dWeights)
    gradients.biases.unshift(dBiases)
    if (l > 0) {
      const z = pass.preactivations[l - 1]
      const dH = multiply(dInput, factors[l] ?? null)
      const pulled = pull(l, hiddenOf(network, pass, l))
      dZ = dH.map((row, r) => row.map((dh, k) => (dh + (pulled?.[k] ?? 0)) * curve.derivative(z[r][k])))
    }
  }
  return gradients
}

/** The activations of hidden layer l, from 1 on, before any mask: [rows][units]. */
export const hiddenOf = ({ activation }: Network, { preactivations }: ForwardPass, l: number): number[][] =>
  preactivations[l - 1].map((row) => row.map(curves[activation].value))

interface Answer {
  readonly y: number
  readonly weight: number
}

/** What row r is answered by: its own answer, or its share of it and the rest of another's. Numbers are mixed into one. */
function answersOf(network: Network, r: number, y: readonly number[], settings: LossSettings): Answer[] {
  const { weights, mixed } = settings
  const own = { y: y[r], weight: weights?.[r] ?? 1 }
  if (mixed === undefined) return [own]
  const parts = [
    { y: own.y, weight: mixed.shares[r] * own.weight },
    { y: mixed.y[r], weight: (1 - mixed.shares[r]) * mixed.weights[r] },
  ]
  if (network.task === 'classification') return parts
  const weight = parts[0].weight + parts[1].weight
  return [{ y: parts.reduce((sum, part) => sum + (part.weight * part.y) / weight, 0), weight }]
}

/**
 * Sum of weight * loss over the number of rows, whatever the weights add up to; of classes, the loss is -log softmax(logits)
 * [label], labels smoothed. The loss of a mixed row is the sum of those of its parts.
 */
export function lossOf(
  network: Network,
  outputs: Matrix,
  y: readonly number[],
  settings: LossSettings = {},
): number {
  const { smoothing = 0, loss = 'squared' } = settings
  let sum = 0
  outputs.forEach((row, r) => {
    for (const { y: answer, weight } of answersOf(network, r, y, settings)) {
      if (network.task === 'regression') sum += weight * differenceLoss(loss, row[0] - answer)
      else {
        row.forEach((logit, j) => {
          sum += weight * targetOf(row, answer, j, smoothing) * (logSumExp(row) - logit)
        })
      }
    }
  })
  return sum / outputs.length
}

function differenceLoss(loss: RegressionLoss, d: number): number {
  if (loss === 'absolute') return Math.abs(d)
  if (loss === 'squared' || Math.abs(d) <= loss.huber) return d ** 2 / 2
  return loss.huber * (Math.abs(d) - loss.huber / 2)
}

function differenceSlope(loss: RegressionLoss, d: number): number {
  if (loss === 'absolute') return Math.sign(d)
  if (loss === 'squared' || Math.abs(d) <= loss.huber) return d
  return loss.huber * Math.sign(d)
}

/** (1 - smoothing) * onehot + smoothing / classes. */
const targetOf = (row: readonly number[], label: number, j: number, smoothing: number): number =>
  (j === label ? 1 - smoothing : 0) + smoothing / row.length

/** dLoss / dOutputs: weight * (softmax - target) / rows, or weight * (slope of the loss) / rows. */
function outputGradient(
  network: Network,
  outputs: Matrix,
  y: readonly number[],
  settings: LossSettings,
): number[][] {
  const { smoothing = 0, loss = 'squared' } = settings
  return outputs.map((row, r) => {
    const total = logSumExp(row)
    const slope = (logit: number, j: number, answer: number) =>
      network.task === 'regression'
        ? differenceSlope(loss, logit - answer)
        : Math.exp(logit - total) - targetOf(row, answer, j, smoothing)
    return row.map((logit, j) =>
      answersOf(network, r, y, settings).reduce(
        (sum, part) => sum + (part.weight / outputs.length) * slope(logit, j, part.y),
        0,
      ),
    )
  })
}

export function logSumExp(logits: readonly number[]): number {
  const largest = Math.max(...logits)
  return largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0))
}

const one = () => 1

function affine(
  input: Matrix,
  weights: Float64Array,
  biases: Float64Array,
  factor: (r: number, i: number, j: number) => number,
): number[][] {
  const fanOut = biases.length
  return input.map((row, r) =>
    Array.from(biases, (bias, j) =>
      row.reduce(
        (sum, value, k) => sum + value * factor(r, k, j) * weights[k * fanOut + j],
        factor(r, row.length, j) * bias,
      ),
    ),
  )
}

function multiply(values: Matrix, factors: Matrix | null): number[][] {
  return values.map((row, r) => row.map((value, j) => (factors ? value * factors[r][j] : value)))
}
