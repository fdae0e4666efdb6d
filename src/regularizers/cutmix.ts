import { sideOf } from './cutout.ts'
import { betaParam, type DrawnMixing, drawnMixing, mixingRequests } from './mixing.ts'
import { defineRegularizer, type Hooks, type RegularizerContext } from './regularizer.ts'
import { streams } from './streams.ts'
import { scheduled, scheduleParam } from './strengthSchedule.ts'
import { imageOf } from './warp.ts'

const NAME = 'cutmix'
const OTHERS = 'cutmix others'
const BOXES = 'cutmix boxes'
const COLUMN_DRAWS = 'cutmix column draws'
const MASK = 'cutmix mask'

/** The middle of a row's box. */
const MORE = 2

export const cutmix = defineRegularizer({
  title: 'CutMix',
  summary: 'trains on images, or rows, with a part from another one, and on mixtures of their answers',
  formula:
    'training, with probability `prob`: a box of another image, of a share 1 - lam of the pixels, or a share 1 - lam of the columns of another row; towards kept share * answer + (1 - kept share) * other answer; lam ~ Beta(A, A); prediction: x',
  reference:
    'Yun, Han, Oh, Chun, Choe and Yoo (ICCV 2019), "CutMix"; for tables Kadra, Lindauer, Hutter and Grabocka (NeurIPS 2021)',
  notes: [
    'Images: the box has its middle anywhere and is clipped at the border; the kept share is that of the pixels left. As in the paper’s code, sides are rounded down to even numbers.',
    'Tables, and images that are not said to be images: whole columns are taken, at least one. A class becomes shares of two classes.',
    'The paper takes A = 1, with prob 0.5 for CIFAR and 1 for ImageNet.',
  ],
  params: {
    a: { ...betaParam, default: 1, main: true, search: { from: 0.1, to: 2, log: true } },
    prob: {
      kind: 'number',
      summary: 'probability that a row is mixed',
      min: 0,
      max: 1,
      default: 0.5,
      stronger: 'larger',
    },
    schedule: scheduleParam,
  },
  mixes: true,
  ingredient: 'augmentation',
  requests: ({ a, prob }, architecture, rows) => {
    if (a[0] === 0 || prob[0] === 0) return []
    const length = rows * architecture.sizes[0]
    return [
      ...mixingRequests(NAME, rows, MORE),
      { name: OTHERS, type: 'f32', length },
      ...(imageOf(architecture) === null
        ? ([
            { name: COLUMN_DRAWS, type: 'f32', length },
            { name: MASK, type: 'i32', length },
          ] as const)
        : ([{ name: BOXES, type: 'i32', length: 4 * rows }] as const)),
    ]
  },
  create({ a: [a], prob: [prob], schedule }, context) {
    if (a === 0 || prob === 0) return {}
    const mixing = drawnMixing(NAME, streams.cutmix, a, context, MORE)
    const factor = scheduled(schedule, context.clock)
    const probability = () => factor() * prob
    return imageOf(context.architecture) === null
      ? columnsOfOthers(mixing, probability, context)
      : boxesOfOthers(mixing, probability, context)
  },
})

function boxesOfOthers(
  mixing: DrawnMixing,
  probability: () => number,
  { kernels, arena, architecture, rows, maskKey }: RegularizerContext,
): Hooks {
  const { height, width, channels } = imageOf(architecture)!
  const { partners, shares, values } = mixing
  const [others, boxes] = [arena.region(OTHERS), arena.i32(BOXES)]
  return {
    sampleMasks(rowIds, start, M, step, key) {
      // Prediction mixes nothing.
      const now = probability()
      if (key !== undefined || now === 0) return
      mixing.draw(rowIds, start, M, step, maskKey)
      for (let r = 0; r < M; r++) {
        const box = mixing.isMixed(r, now)
          ? boxOf(values[r]!, mixing.more(r, 0), mixing.more(r, 1), height, width)
          : [0, 0, 0, 0]
        boxes.set(box, 4 * r)
        values[r] = keptShare(box, height, width)
      }
    },
    mixture: {
      partners,
      shares,
      isActing: () => probability() > 0,
      mixFeatures(x, M) {
        rows.loadFeatures(partners, 0, others, M)
        kernels.images.pasteBoxes(x, others, arena.region(BOXES), M, height, width, channels)
      },
    },
  }
}

/** Top, bottom, left and right of a box of the share 1 - lam of the image, its middle where u and v say, clipped. */
export function boxOf(lam: number, u: number, v: number, height: number, width: number): number[] {
  const side = Math.sqrt(1 - lam)
  const even = (length: number) => 2 * Math.floor(Math.floor(length * side) / 2)
  return [
    ...sideOf(Math.floor(u * height), even(height), height),
    ...sideOf(Math.floor(v * width), even(width), width),
  ]
}

/** The share of the pixels outside a box. */
export const keptShare = ([top, bottom, left, right]: readonly number[], height: number, width: number) =>
  1 - ((bottom! - top!) * (right! - left!)) / (height * width)

function columnsOfOthers(
  mixing: DrawnMixing,
  probability: () => number,
  { kernels, arena, architecture, rows, maskKey }: RegularizerContext,
): Hooks {
  const { partners, shares, values } = mixing
  const [others, mask] = [arena.region(OTHERS), arena.region(MASK)]
  const [draws, lanes] = [arena.f32(COLUMN_DRAWS), arena.i32(MASK)]
  const { columnOf, columns } = rows
  const width = architecture.sizes[0]
  const order = Int32Array.from({ length: columns }, (_, column) => column)
  const isKept = new Uint8Array(columns)
  return {
    sampleMasks(rowIds, start, M, step, key) {
      const now = probability()
      if (key !== undefined || now === 0) return
      mixing.draw(rowIds, start, M, step, maskKey)
      const at = [arena.region(COLUMN_DRAWS), rowIds, start, M, columns] as const
      kernels.images.sampleUniform(...at, maskKey, streams.cutmixColumns, step)
      for (let r = 0; r < M; r++) {
        const taken = mixing.isMixed(r, now) ? Math.max(1, Math.floor(columns * (1 - values[r]!))) : 0
        chooseKept(order, draws.subarray(r * columns, (r + 1) * columns), taken, isKept)
        for (let j = 0; j < width; j++) lanes[r * width + j] = isKept[columnOf[j]!] === 1 ? -1 : 0
        values[r] = 1 - taken / columns
      }
    },
    mixture: {
      partners,
      shares,
      isActing: () => probability() > 0,
      mixFeatures(x, M) {
        rows.loadFeatures(partners, 0, others, M)
        kernels.replaceDropped(x, others, mask, M * width)
      },
    },
  }
}

/** Leaves 0 in `isKept` for `taken` columns chosen by the numbers u, 1 for the others: a shuffle that stops there. */
function chooseKept(order: Int32Array, u: Float32Array, taken: number, isKept: Uint8Array): void {
  isKept.fill(1)
  order.forEach((_, column) => {
    order[column] = column
  })
  for (let i = 0; i < taken; i++) {
    const j = i + Math.floor(u[i]! * (order.length - i))
    const chosen = order[j]!
    order[j] = order[i]!
    order[i] = chosen
    isKept[chosen] = 0
  }
}
