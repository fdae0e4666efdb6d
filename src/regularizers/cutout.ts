import type { Perturbation } from '../nn/network.ts'
import { defineRegularizer } from './regularizer.ts'
import { streams } from './streams.ts'
import { scheduledNoise, scheduleParam } from './strengthSchedule.ts'
import { imageOf } from './warp.ts'

const DRAW = 'cutout draws'
const BOXES = 'cutout boxes'

/** Numbers drawn for a row: where the middle of its square is, and whether it has one. */
const DRAWS = 3

export const cutout = defineRegularizer({
  title: 'Cutout',
  summary: 'blanks a square of each image in training; prediction is left untouched',
  formula:
    'training: 0 in a square of L x L pixels whose middle is any pixel of the image, clipped at its border; prediction: the image',
  reference:
    'DeVries and Taylor (2017), arXiv 1708.04552: L = 16 for CIFAR-10 (32 x 32), 8 for CIFAR-100, 20 for SVHN',
  notes: [
    'Since the square may stick out, less is cut than L^2: 7.0 % of 28 x 28 for L = 8 on average, 19.1 % for L half of the side.',
    'schedule= is the probability that a square is cut, whose side is a whole number.',
    'The code of the paper cuts L - 1 pixels for an odd L; this cuts L.',
  ],
  params: {
    size: {
      kind: 'number',
      summary: 'L, pixels along one side of the square',
      min: 0,
      integer: true,
      default: 8,
      stronger: 'larger',
      search: { from: 0, to: 16 },
    },
    schedule: scheduleParam,
  },
  noise: 'features',
  needsImage: true,
  requests: ({ size }, _, rows) =>
    size[0] > 0
      ? [
          { name: DRAW, type: 'f32', length: DRAWS * rows },
          { name: BOXES, type: 'i32', length: 4 * rows },
        ]
      : [],
  create({ size: [size], schedule }, { kernels, arena, architecture, maskKey, clock }) {
    if (size === 0) return {}
    const { height, width, channels } = imageOf(architecture)!
    const draws = arena.f32(DRAW)
    const shareOf = scheduledNoise(schedule, clock)
    let share = 1
    const boxes = arena.i32(BOXES)
    const cut: Perturbation = {
      forward(x, n) {
        if (share === 0) return
        const M = n / architecture.sizes[0]
        kernels.images.pasteBoxes(x, null, arena.region(BOXES), M, height, width, channels)
      },
      backward: () => {},
    }
    return {
      sampleMasks(rowIds, start, M, step, key) {
        share = shareOf(key)
        if (share === 0) return
        const drawn = [arena.region(DRAW), rowIds, start, M, DRAWS] as const
        kernels.images.sampleUniform(...drawn, key ?? maskKey, streams.cutout, step)
        for (let r = 0; r < M; r++) {
          const at = r * DRAWS
          const side = draws[at + 2]! < share ? size : 0
          boxes.set(sideOf(Math.floor(draws[at]! * height), side, height), 4 * r)
          boxes.set(sideOf(Math.floor(draws[at + 1]! * width), side, width), 4 * r + 2)
        }
      },
      perturbations: architecture.sizes.map((_, site) => (site === 0 ? cut : null)),
    }
  },
})

/** From where to where a side of `size` about `middle` reaches inside an axis. */
export function sideOf(middle: number, size: number, length: number): [number, number] {
  const from = middle - Math.floor(size / 2)
  return [Math.max(0, from), Math.min(length, from + size)]
}
