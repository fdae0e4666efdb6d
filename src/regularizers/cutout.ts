import type { Perturbation } from '../nn/network.ts'
import { defineRegularizer } from './regularizer.ts'
import { streams } from './streams.ts'
import { imageOf } from './warp.ts'

const DRAWS = 'cutout draws'
const BOXES = 'cutout boxes'

export const cutout = defineRegularizer({
  title: 'Cutout',
  summary: 'blanks a square of each image in training; prediction is left untouched',
  formula:
    'training: 0 in a square of L x L pixels whose middle is any pixel of the image, clipped at its border; prediction: the image',
  reference:
    'DeVries and Taylor (2017), arXiv 1708.04552: L = 16 for CIFAR-10 (32 x 32), 8 for CIFAR-100, 20 for SVHN',
  notes: [
    'Since the square may stick out, less is cut than L^2: 7.0 % of 28 x 28 for L = 8 on average, 19.1 % for L half of the side.',
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
  },
  noise: 'features',
  needsImage: true,
  requests: ({ size }, _, rows) =>
    size[0] > 0
      ? [
          { name: DRAWS, type: 'f32', length: 2 * rows },
          { name: BOXES, type: 'i32', length: 4 * rows },
        ]
      : [],
  create({ size: [size] }, { kernels, arena, architecture, maskKey }) {
    if (size === 0) return {}
    const { height, width, channels } = imageOf(architecture)!
    const draws = arena.f32(DRAWS)
    const boxes = arena.i32(BOXES)
    const cut: Perturbation = {
      forward: (x, n) =>
        kernels.images.pasteBoxes(
          ...([x, null, arena.region(BOXES), n / architecture.sizes[0]] as const),
          ...([height, width, channels] as const),
        ),
      backward: () => {},
    }
    return {
      sampleMasks(rowIds, start, M, step, key = maskKey) {
        const at = [arena.region(DRAWS), rowIds, start, M, 2] as const
        kernels.images.sampleUniform(...at, key, streams.cutout, step)
        for (let r = 0; r < M; r++) {
          const [y, x] = [Math.floor(draws[2 * r]! * height), Math.floor(draws[2 * r + 1]! * width)]
          boxes.set([...sideOf(y, size, height), ...sideOf(x, size, width)], 4 * r)
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
