import type { RegionRequest } from '../core/arena.ts'
import { type Architecture, poolingsOf } from '../nn/architecture.ts'
import { type PoolNoise, poolSizes } from '../nn/pool.ts'
import { usageError } from '../util/errors.ts'
import { defineRegularizer, type Hooks, type RegularizerContext } from './regularizer.ts'
import { POOLING } from './streams.ts'

const drawName = (number: number): string => `stochastic pooling ${number}`

/** Numbers of the pooling layers that take a maximum, which this takes the place of. */
const maxPoolings = (architecture: Architecture) =>
  poolingsOf(architecture).flatMap((shape, number) => (shape.kind === 'max' ? [{ shape, number }] : []))

export const stochasticPooling = defineRegularizer({
  title: 'Stochastic pooling',
  summary: 'draws which value of a window passes, in training; prediction weights all by their probability',
  formula:
    'training: a_i of a window with probability p_i = a_i / sum a; prediction: sum p_i a_i = sum a^2 / sum a; with rate R a window is drawn with probability R and takes its maximum otherwise, prediction: R * (sum a^2 / sum a) + (1 - R) * max',
  reference:
    'Zeiler and Fergus (ICLR 2013), "Stochastic Pooling for Regularization of Deep Convolutional Neural Networks"',
  notes: [
    'It takes the place of max pooling, pool:N in --network; avg:N stays. The paper has no strength: R is ours, 1 is the paper.',
    'A window of zeros has the value 0 and passes no gradient. Activations must not be negative: relu or sigmoid.',
    'The weighted value is exactly the mean of the draw; --average mc:K draws K networks instead.',
  ],
  params: {
    rate: {
      kind: 'number',
      summary: 'R, the probability that a window is drawn rather than its maximum taken',
      min: 0,
      max: 1,
      default: 1,
      stronger: 'larger',
      search: { from: 0, to: 1 },
    },
  },
  noise: 'pooling',
  checkNetwork(term, _, architecture) {
    if (architecture.activation !== 'relu' && architecture.activation !== 'sigmoid') {
      throw usageError(
        `method term "${term}": probabilities are shares of activations, and those of ${architecture.activation} may be negative; take --activation relu or sigmoid`,
      )
    }
    if (maxPoolings(architecture).length === 0) {
      throw usageError(
        `method term "${term}": the network has no max pooling to draw from; give --network conv:16x3,pool:2,dense:64 or its like`,
      )
    }
  },
  requests: ({ rate }, architecture, rows): RegionRequest[] =>
    rate[0] === 0
      ? []
      : maxPoolings(architecture).map(({ shape, number }) => ({
          name: drawName(number),
          type: 'f32',
          length: rows * poolSizes(shape).outputs,
        })),
  create: ({ rate: [rate] }, context) => (rate === 0 ? {} : drawnWinners(rate, context)),
})

function drawnWinners(rate: number, { kernels, arena, architecture, maskKey }: RegularizerContext): Hooks {
  const { images } = kernels
  const drawn = maxPoolings(architecture).map(({ shape, number }) => ({
    number,
    outputs: poolSizes(shape).outputs,
    u: arena.region(drawName(number)),
  }))
  const noiseOf = (u: (typeof drawn)[number]['u']): PoolNoise => ({
    forward: ({ shape, index, windows }, x, y, M) =>
      images.stochasticPool(x, u, y, index, windows, rate, M, shape),
    // The winner alone has a gradient, as the largest has in max pooling; its probability is not differentiated.
    backward: ({ shape, index, windows }, dY, dX, M) => images.poolBackward(dY, index, dX, windows, M, shape),
    predict: ({ shape, windows }, x, y, M) => images.weightedPool(x, y, windows, rate, M, shape),
    weighting: rate,
  })
  return {
    sampleMasks(rowIds, start, M, step, key = maskKey) {
      for (const { number, outputs, u } of drawn) {
        images.sampleUniform(u, rowIds, start, M, outputs, key, POOLING + number, step)
      }
    },
    poolNoise: poolingsOf(architecture).map((_, number) => {
      const layer = drawn.find((one) => one.number === number)
      return layer === undefined ? null : noiseOf(layer.u)
    }),
  }
}
