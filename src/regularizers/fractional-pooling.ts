import type { RegionRequest } from '../core/arena.ts'
import { type Architecture, type PoolingShape, poolingsOf } from '../nn/architecture.ts'
import type { PoolNoise } from '../nn/pool.ts'
import { fractionalWindows, randomWindows, type Windows } from '../nn/windows.ts'
import { usageError } from '../util/errors.ts'
import { defineRegularizer, type Hooks, type RegularizerContext } from './regularizer.ts'
import { FRACTIONAL } from './streams.ts'

const drawName = (number: number): string => `fractional pooling ${number}`
const listName = (number: number): string => `fractional windows ${number}`

type Regions = 'pseudorandom' | 'random'

const fractional = (architecture: Architecture) =>
  poolingsOf(architecture).flatMap((shape, number) => (shape.ratio === null ? [] : [{ shape, number }]))

/** Words that the windows of one axis take. */
const wordsOf = (regions: Regions, count: number): number =>
  regions === 'pseudorandom' ? 1 : Math.max(count - 1, 0)

const wordsOfBoth = (regions: Regions, { outHeight, outWidth }: PoolingShape): number =>
  wordsOf(regions, outHeight) + wordsOf(regions, outWidth)

/** Starts that a random order of ones and twos leads to the end of the axis. */
const canShuffle = (length: number, count: number): boolean => length > count && length <= 2 * count

export const fractionalPooling = defineRegularizer({
  title: 'Fractional pooling',
  summary: 'draws where the windows of pooling lie, in training; prediction takes fixed windows',
  formula:
    'training: max over windows of 2 pixels a side that start at floor((j + u) a) - floor(u a), a = (inputs - 2) / (outputs - 1), u ~ U(0, 1) for each image, layer and axis; prediction: u = 1/2',
  reference: 'Graham (2014), "Fractional Max-Pooling", arXiv 1412.6071, and his SparseConvNet',
  notes: [
    'The ratio is that of the network, pool:1.414; it is between 1 and 2, where windows can be laid in several ways.',
    'All channels of an image have the same windows. regions=random takes the steps of 1 and 2 in any order, which is stronger.',
    'The paper predicts by 12 or more drawn networks: --average mc:12.',
  ],
  params: {
    regions: {
      kind: 'choice',
      summary: 'how windows are laid',
      choices: ['pseudorandom', 'random'],
      default: 'pseudorandom',
    },
  },
  noise: 'pooling',
  withoutNeutral:
    'It has no strength: windows are drawn or they are not, and without it, as in none, they are those of u = 1/2.',
  checkNetwork(term, { regions }, architecture) {
    const layers = fractional(architecture)
    if (layers.length === 0) {
      throw usageError(
        `method term "${term}": the network has no pooling by a ratio between 1 and 2; give --network conv:16x3,pool:1.414,dense:64 or its like`,
      )
    }
    if (!layers.some(({ shape }) => isDrawn(regions, shape))) {
      const sizes = layers.map(
        ({ shape }) => `${shape.height}x${shape.width} to ${shape.outHeight}x${shape.outWidth}`,
      )
      throw usageError(
        `method term "${term}": windows can be laid in one way only (${sizes.join(', ')}); take another ratio in --network`,
      )
    }
  },
  requests: ({ regions }, architecture, rows) =>
    fractional(architecture).flatMap(({ shape, number }): RegionRequest[] => [
      { name: drawName(number), type: 'f32', length: rows * wordsOfBoth(regions, shape) },
      { name: listName(number), type: 'i32', length: rows * 2 * (shape.outHeight + shape.outWidth) },
    ]),
  create: ({ regions }, context) => drawnWindows(regions, context),
})

/** Whether there is more than one way to lay the windows, along one axis at least. */
const isDrawn = (regions: Regions, { height, width, outHeight, outWidth }: PoolingShape): boolean =>
  (
    [
      [height, outHeight],
      [width, outWidth],
    ] as const
  ).some(([length, count]) =>
    regions === 'pseudorandom' || !canShuffle(length, count)
      ? count > 1 && (length - 2) % (count - 1) !== 0
      : length - count - 1 > 0 && length - count - 1 < count - 1,
  )

function drawnWindows(
  regions: Regions,
  { kernels, arena, architecture, maskKey }: RegularizerContext,
): Hooks {
  const { images } = kernels
  const layers = fractional(architecture).map(({ shape, number }) => ({
    shape,
    number,
    numbers: wordsOfBoth(regions, shape),
    drawn: arena.region(drawName(number)),
    u: arena.f32(drawName(number)),
    lists: arena.i32(listName(number)),
  }))
  const noiseOf = (number: number): PoolNoise => {
    const windows = arena.region(listName(number))
    return {
      forward: ({ shape, index }, x, y, M) =>
        images.maxPool(x, y, index, windows, M, { ...shape, perImage: true }),
      backward: ({ shape, index }, dY, dX, M) =>
        images.poolBackward(dY, index, dX, windows, M, { ...shape, perImage: true }),
    }
  }
  return {
    sampleMasks(rowIds, start, M, step, key = maskKey) {
      for (const { shape, number, numbers, drawn, u, lists } of layers) {
        images.sampleUniform(drawn, rowIds, start, M, numbers, key, FRACTIONAL + number, step)
        for (let r = 0; r < M; r++) layWindows(lists, r, shape, regions, u, r * numbers)
      }
    },
    poolNoise: poolingsOf(architecture).map(({ ratio }, number) => (ratio === null ? null : noiseOf(number))),
  }
}

/** Puts the windows of image r into the lists, from the numbers u in [0, 1) at `at`, those of the rows first. */
function layWindows(
  lists: Int32Array,
  r: number,
  { height, width, outHeight, outWidth }: PoolingShape,
  regions: Regions,
  u: Float32Array,
  at: number,
): void {
  const ofRows = wordsOf(regions, outHeight)
  const rows = windowsOf(regions, height, outHeight, u, at)
  const columns = windowsOf(regions, width, outWidth, u, at + ofRows)
  const from = r * 2 * (outHeight + outWidth)
  lists.set(rows.starts, from)
  lists.set(rows.ends, from + outHeight)
  lists.set(columns.starts, from + 2 * outHeight)
  lists.set(columns.ends, from + 2 * outHeight + outWidth)
}

function windowsOf(regions: Regions, length: number, count: number, u: Float32Array, at: number): Windows {
  // A side of one pixel has nothing to be divided.
  if (length < 2) return { starts: [0], ends: [length] }
  if (regions === 'random' && canShuffle(length, count)) {
    return randomWindows(length, count, u.subarray(at, at + count - 1))
  }
  return fractionalWindows(length, count, (u[at] ?? 0.5) * 2 ** 32)
}
