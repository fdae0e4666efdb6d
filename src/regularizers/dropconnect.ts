import type { Region, RegionRequest } from '../core/arena.ts'
import type { WeightMasks } from '../core/noise.ts'
import type { RandomKey } from '../core/randomKey.ts'
import type { Architecture } from '../nn/architecture.ts'
import { type Layer, layerBackward, layerForward, outputsOf } from '../nn/layer.ts'
import { averageOverDraws, momentRequests, momentScratch, preactivationMoments } from '../nn/moments.ts'
import type { WeightNoise } from '../nn/weightNoise.ts'
import { internalError, usageError } from '../util/errors.ts'
import {
  checkKeep,
  dropParam,
  keepByLayer,
  keepNow,
  layerKeepParam,
  maskParam,
  needsWholeRun,
  SHARED_ROW,
} from './dropout.ts'
import type { Arguments } from './params.ts'
import { defineRegularizer, type Hooks, type RegularizerContext } from './regularizer.ts'
import { reached, scheduled, scheduleParam } from './strengthSchedule.ts'

const params = {
  keep: layerKeepParam('a weight or bias of a hidden unit'),
  drop: { ...dropParam('weights and biases of hidden units'), per: 'hidden layer' },
  mask: maskParam('one mask for each row, or one for all rows of a minibatch (many times faster)'),
  schedule: scheduleParam,
} as const

type DropConnectArguments = Arguments<typeof params>

/** Half a word decides on a weight, so keep is met to 2^-17; 2^16 means that no mask is needed. */
const maskThreshold = (keep: number): number => Math.max(1, Math.round(keep * 2 ** 16))

const isMasked = (keep: number): boolean => maskThreshold(keep) < 2 ** 16

/** By layer; the output layer is left alone. */
const keeps = (args: DropConnectArguments, { layers }: Architecture): number[] => [
  ...keepByLayer(args, layers.length - 1),
  1,
]

const LINE = 'weight mask'
const maskedName = { weights: 'masked weights', biases: 'masked biases' }

function requests(args: DropConnectArguments, architecture: Architecture, rows: number): RegionRequest[] {
  const layers = keeps(args, architecture).flatMap((keep, l) =>
    isMasked(keep) ? [architecture.layers[l]] : [],
  )
  if (layers.length === 0) return []
  const widest = Math.max(...layers.map(({ fanOut }) => fanOut))
  const largest = Math.max(...layers.map(({ fanIn, fanOut }) => fanIn * fanOut))
  return [
    { name: LINE, type: 'i32', length: widest },
    ...momentRequests(layers, rows),
    ...(args.mask === 'batch'
      ? ([
          { name: maskedName.weights, type: 'f32', length: largest },
          { name: maskedName.biases, type: 'f32', length: widest },
        ] as const)
      : []),
  ]
}

/** Which masks: set by `sampleMasks`, read by every layer. */
interface Draw {
  readonly rowIds: Region
  readonly start: number
  readonly step: number
  readonly key: RandomKey
  /** Of what is dropped at full strength. */
  readonly share: number
}

/** Forward and backward of a layer under the masks drawn for it, or plain where nothing is dropped for now. */
type Masked = (
  masksNow: () => WeightMasks | null,
  count: (kept: number, layer: Layer, rows: number) => void,
  context: RegularizerContext,
) => Pick<WeightNoise, 'forward' | 'backward'>

const rowMasks: Masked = (masksNow, count, { kernels }) => ({
  forward(layer, x, z, M) {
    const masks = masksNow()
    if (masks === null) layerForward(kernels, layer, x, z, M)
    else count(kernels.connectForward(x, layer, z, M, masks), layer, M)
  },
  backward(layer, x, dZ, dX, M) {
    const masks = masksNow()
    if (masks === null) layerBackward(kernels, layer, x, dZ, dX, M)
    else kernels.connectBackward(x, layer, dZ, dX, M, masks)
  },
})

const batchMask: Masked = (masksNow, count, { kernels, arena }) => {
  const [weights, biases] = [arena.region(maskedName.weights), arena.region(maskedName.biases)]
  type Pair = readonly [weights: Region, biases: Region]
  const mask = ({ fanIn, fanOut }: Layer, from: Pair, to: Pair, masks: WeightMasks) =>
    kernels.maskWeights(...from, ...to, fanIn, fanOut, masks, SHARED_ROW)
  return {
    forward(layer, x, z, M) {
      const masks = masksNow()
      if (masks === null) return layerForward(kernels, layer, x, z, M)
      count(mask(layer, [layer.weights, layer.biases], [weights, biases], masks), layer, 1)
      layerForward(kernels, { ...layer, weights, biases }, x, z, M)
    },
    backward(layer, x, dZ, dX, M) {
      const masks = masksNow()
      if (masks === null) return layerBackward(kernels, layer, x, dZ, dX, M)
      // z = x (mask * W) + mask * b, so dW = mask * (x^T dZ)
      if (dX !== null) mask(layer, [layer.weights, layer.biases], [weights, biases], masks)
      layerBackward(kernels, { ...layer, weights, biases }, x, dZ, dX, M)
      const gradients: Pair = [layer.dWeights, layer.dBiases]
      mask(layer, gradients, gradients, masks)
    },
  }
}

function create(args: DropConnectArguments, context: RegularizerContext): Hooks {
  const { arena, architecture, maskKey, clock } = context
  const keepOf = keeps(args, architecture)
  if (!keepOf.some(isMasked)) return {}
  const line = arena.region(LINE)
  const seen = { kept: 0, drawn: 0 }
  const factor = scheduled(args.schedule, clock)
  const present = reached(args.schedule, clock)
  let draw: Draw | null = null
  const masksOf = (index: number): WeightMasks | null => {
    if (draw === null) throw internalError('DropConnect has no masks before the first draw')
    const { rowIds, start, step, key, share } = draw
    const keep = keepNow(keepOf[index], share)
    return isMasked(keep) ? { rowIds, start, step, key, line, index, threshold: maskThreshold(keep) } : null
  }
  const count = (kept: number, { fanIn, fanOut }: Layer, rows: number) => {
    seen.kept += kept
    seen.drawn += rows * (fanIn + 1) * fanOut
  }
  const masked = args.mask === 'batch' ? batchMask : rowMasks
  return {
    sampleMasks(rowIds, start, _M, step, key) {
      // Networks that are sampled to predict go by what prediction goes by.
      const share = key === undefined ? factor() : present()
      draw = { rowIds, start, step, key: key ?? maskKey, share }
    },
    weightNoise: keepOf.map((keep, l): WeightNoise | null =>
      isMasked(keep)
        ? noiseOf(
            l,
            masked(() => masksOf(l), count, context),
            () => keepNow(keep, present()),
            context,
          )
        : null,
    ),
    unitsSeen: () => seen,
  }
}

/** The noise of layer l, and its mean in prediction, where weights are kept with the probability `keep`. */
function noiseOf(
  l: number,
  masked: ReturnType<Masked>,
  keep: () => number,
  { kernels, arena }: RegularizerContext,
): WeightNoise {
  const scratch = momentScratch((name) => arena.region(name))
  return {
    ...masked,
    get predictionScale() {
      return keep()
    },
    averageGaussian(layer, x, a, M, activate, draws) {
      if (keep() === 1) {
        layerForward(kernels, layer, x, a, M)
        return activate(a, M * outputsOf(layer))
      }
      preactivationMoments(kernels, layer, keep(), x, M, scratch)
      averageOverDraws(kernels, layer, l + 1, a, M, activate, draws, scratch)
    },
  }
}

export const dropconnect = defineRegularizer({
  title: 'DropConnect',
  alsoCalled: ['drop-connect'],
  summary: 'drops single weights and biases of hidden units in training; prediction takes their mean',
  formula: 'training: z = x (mask * W) + mask * b; prediction: z = keep * (x W + b); mask ~ Bernoulli(keep)',
  reference:
    'Wan, Zeiler, Zhang, LeCun and Fergus (ICML 2013), "Regularization of neural networks using DropConnect"',
  notes: [
    'keep is the probability of keeping a weight; drop = 1 - keep. The output layer is left alone: in the paper the softmax layer comes after.',
    'Each row has masks of its own, drawn again in the backward pass instead of stored: exact, and slow (docs/performance.md).',
    'mask=batch draws one for the minibatch. The paper found that this does not regularize enough.',
    "--average gaussian is the paper's prediction: activations averaged over normal preactivations of the same mean and variance.",
    'keep_seen is the share of kept weights.',
    'With schedule= prediction and sampled networks go by the keep that the run has come to, as those of vanilla-dropout do.',
  ],
  ingredient: 'dropout',
  params,
  noise: 'weights',
  excludesBy: needsWholeRun,
  check: (term, args) => checkKeep(term, args, 'weights'),
  checkNetwork(term, args, architecture) {
    const layer = architecture.layers.find(({ convolution }) => convolution !== null)
    if (layer === undefined || args.mask === 'batch') return
    throw usageError(
      `method term "${term}": a mask for each row would take a convolution (${layer.text}) a product for each row; give it mask=batch`,
    )
  },
  requests,
  create,
})
