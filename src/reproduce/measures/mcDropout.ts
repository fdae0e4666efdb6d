import type { Dataset } from '../../data/dataset.ts'
import { loadDataset } from '../../library/load.ts'
import { train } from '../../library/train.ts'
import { mean, variance } from '../../statistics/moments.ts'
import { Uniforms } from '../../statistics/uniforms.ts'
import { usageError } from '../../util/errors.ts'
import { list, number, object, optional, whole } from '../../util/shape.ts'
import type { ResultRow } from '../table.ts'
import { scaledFeatures } from './features.ts'
import { gaussianLogLikelihood } from './logLikelihood.ts'
import { defineMeasure, type MeasureContext } from './measure.ts'
import { fittingFrom, ownFrom } from './options.ts'
import { networkOf, type SampledNetwork, sampledPasses } from './passes.ts'

const OWN = ['splits', 'drops', 'precisions', 'lengthscale', 'passes'] as const

const shape = object({
  splits: whole({ min: 2 }),
  drops: list(number({ above: 0, below: 1 })),
  precisions: list(number({ above: 0 })),
  lengthscale: optional(number({ above: 0 })),
  passes: whole({ min: 1 }),
})

type Given = ReturnType<typeof given>
const given = (context: MeasureContext) => {
  const own = ownFrom(shape, context, OWN)
  const { data, settings } = fittingFrom(context, OWN)
  return { ...own, data, fitting: settings }
}

/** What one way to predict comes to on the test rows of a split. */
interface Scores {
  readonly rmse: number
  readonly ll: number
}

/** Of a split: each way to predict, and what the grid has chosen. */
interface Outcome {
  readonly ways: Readonly<Record<string, Scores>>
  readonly drop: number
  readonly precision: number
}

/**
 * The regressions of Gal and Ghahramani (ICML 2016), by the protocol of their code: random splits into nine tenths and one, on the
 * nine tenths a grid of drop probabilities and precisions, judged by the log-likelihood of its last fifth after training on
 * the rest; then trained on all nine tenths. The same probability for inputs and hidden units; l2 from length-scale and precision.
 */
export const mcDropout = defineMeasure({
  summary:
    'test errors and log-likelihoods of one network, averaged over sampled masks and by weight scaling',
  columns: {
    rmse: 'root mean square error of the test rows, in units of the target; mean over splits',
    rmse_se: 'standard error of that mean: deviation over splits, divisor n, by the root of their number',
    ll: 'log-likelihood of a test row under normal noise of the chosen precision, mean over rows and splits',
    ll_se: 'standard error of that mean',
    gain: 'how much smaller its error is than that of weight scaling, split by split; mean over splits',
    gain_se: 'standard error of that mean',
    splits: 'random splits',
    passes: 'sampled networks of a prediction',
    drop: 'drop probability that the grid chose, mean over splits',
    precision: 'precision that the grid chose, mean over splits',
  },
  async measure(context) {
    const settings = given(context)
    const dataset = await loadDataset(settings.data)
    if (dataset.task !== 'regression')
      throw usageError(`${context.place}: ${settings.data} has classes, not numbers`)
    const outcomes: Outcome[] = []
    for (let split = 0; split < settings.splits; split++) {
      outcomes.push(await onSplit(dataset, split, settings, context))
    }
    return Object.keys(outcomes[0].ways).map((method) => rowOf(method, outcomes, settings))
  },
})

function rowOf(method: string, outcomes: readonly Outcome[], { passes, splits }: Given): ResultRow {
  const of = (key: keyof Scores) => outcomes.map(({ ways }) => ways[method][key])
  const gains = outcomes.map(({ ways }) => ways.scaling.rmse - ways[method].rmse)
  return {
    method,
    rmse: mean(of('rmse')),
    rmse_se: standardError(of('rmse')),
    ll: mean(of('ll')),
    ll_se: standardError(of('ll')),
    gain: mean(gains),
    gain_se: standardError(gains),
    splits,
    passes: method === 'mc' ? passes : 1,
    drop: mean(outcomes.map(({ drop }) => drop)),
    precision: mean(outcomes.map(({ precision }) => precision)),
  }
}

/** As the paper's tables have it, which take numpy's deviation. */
const standardError = (values: readonly number[]): number =>
  Math.sqrt((variance(values) * (values.length - 1)) / values.length ** 2)

async function onSplit(
  dataset: Dataset,
  split: number,
  settings: Given,
  context: MeasureContext,
): Promise<Outcome> {
  const rows = shuffled(dataset.rows, split)
  const trained = Math.round(0.9 * rows.length)
  const fitted = Math.floor(0.8 * trained)
  const held = rows.slice(fitted, trained)
  let best: (Pick<Outcome, 'drop' | 'precision'> & { ll: number }) | undefined
  for (const drop of settings.drops) {
    for (const precision of settings.precisions) {
      const network = await fit(dataset, rows.slice(0, fitted), { drop, precision }, settings, context)
      const { ll } = scoresOf(dataset, held, precision, sampled(network, held, split, settings))
      if (best === undefined || ll > best.ll) best = { drop, precision, ll }
    }
  }
  const { drop, precision } = best!
  const network = await fit(dataset, rows.slice(0, trained), { drop, precision }, settings, context)
  const tests = rows.slice(trained)
  const passes = sampled(network, tests, split, settings)
  const score = (predictions: readonly Float64Array[]) => scoresOf(dataset, tests, precision, predictions)
  return {
    ways: {
      mc: score(passes),
      scaling: score(network.inputsOf(tests).map((x) => Float64Array.of(network.scaled(x)))),
      'one-pass': score(passes.map((row) => row.subarray(0, 1))),
    },
    drop,
    precision,
  }
}

/** Row ids in an order that the split alone decides. */
function shuffled(count: number, split: number): number[] {
  const uniforms = new Uniforms([SHUFFLES, split], 0)
  const keys = Array.from({ length: count }, (_, row) => ({ row, key: uniforms.next() }))
  return keys.sort((a, b) => a.key - b.key).map(({ row }) => row)
}

/** Keys of the streams of random numbers. */
const SHUFFLES = 1601
const MASKS = 1602

interface Fitted extends SampledNetwork {
  inputsOf(rows: readonly number[]): readonly (readonly number[])[]
}

/** Trains on these rows, the others being no part of it. */
async function fit(
  dataset: Dataset,
  rows: readonly number[],
  { drop, precision }: { readonly drop: number; readonly precision: number },
  { lengthscale = 0.01, fitting }: Given,
  context: MeasureContext,
): Promise<Fitted> {
  context.signal.throwIfAborted()
  const validation = new Int32Array(dataset.rows).fill(1)
  for (const row of rows) validation[row] = 0
  const keep = 1 - drop
  // Their penalty is this times sum w^2 beside the mean square, and ours half of it beside half the mean square.
  const strength = (lengthscale ** 2 * keep) / (2 * rows.length * precision)
  const method = `inverted-dropout:keep=${keep},input-keep=${keep}+l2:${strength}`
  const { model } = await train({ ...dataset, validation }, { ...fitting, method, signal: context.signal })
  const width = dataset.features.length
  return {
    ...networkOf(model.model, keep, context.place),
    inputsOf: (ids) =>
      scaledFeatures(
        ids.map((row) => Array.from(dataset.matrix.subarray(row * width, (row + 1) * width))),
        model.model.inputs,
        dataset.name,
        context.place,
      ),
  }
}

const sampled = (
  network: Fitted,
  rows: readonly number[],
  split: number,
  { passes }: Given,
): Float64Array[] =>
  network
    .inputsOf(rows)
    .map((x, i) => sampledPasses(network, x, passes, new Uniforms([MASKS, split], rows[i])))

/** Of predictions [rows][passes], in units of the target. */
function scoresOf(
  { targets }: Dataset,
  rows: readonly number[],
  precision: number,
  predictions: readonly Float64Array[],
): Scores {
  const squares = rows.map((row, i) => (targets[row] - mean(Array.from(predictions[i]))) ** 2)
  return {
    rmse: Math.sqrt(mean(squares)),
    ll: mean(rows.map((row, i) => gaussianLogLikelihood(targets[row], predictions[i], precision))),
  }
}
