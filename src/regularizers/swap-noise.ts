import type { Perturbation } from '../nn/network.ts'
import { columnMaskRequests, columnMasks } from './columnMasks.ts'
import { defineRegularizer } from './regularizer.ts'
import { streams } from './streams.ts'
import { scheduledNoise, scheduleParam } from './strengthSchedule.ts'

const NAME = 'swap-noise'
const DRAWS = 'swap-noise draws'
const PARTNERS = 'swap-noise partners'
const OTHERS = 'swap-noise others'

export const swapNoise = defineRegularizer({
  title: 'Swap noise',
  summary: 'gives some columns of each row the values of another training row; prediction is left untouched',
  formula:
    'training: x * mask + other x * (1 - mask), mask 0 with probability P for each row and column, the other row drawn for each row and update; prediction: x',
  reference:
    'Michael Jahrer, first place of the Porto Seguro competition (2017), P = 0.15; Bahri, Jiang, Tay and Metzler (ICLR 2022), SCARF, P = 0.6',
  notes: [
    'Every column keeps its own distribution, so no hidden value stands out, as 0 may. The answer stays that of the row.',
    'Indicators of one column are swapped together. The values of one row come from one other row; SCARF draws a row for each value.',
  ],
  params: {
    probability: {
      kind: 'number',
      summary: 'P, the probability that a column of a row comes from another',
      min: 0,
      max: 1,
      default: 0.1,
      stronger: 'larger',
      search: { from: 0, to: 0.6 },
    },
    schedule: scheduleParam,
  },
  noise: 'features',
  takesFromTrainingRows: true,
  ingredient: 'augmentation',
  requests: ({ probability }, { sizes }, rows) =>
    probability[0] === 0
      ? []
      : [
          ...columnMaskRequests(NAME, sizes[0], rows),
          { name: DRAWS, type: 'f32', length: rows },
          { name: PARTNERS, type: 'i32', length: rows },
          { name: OTHERS, type: 'f32', length: rows * sizes[0] },
        ],
  create({ probability: [probability], schedule }, context) {
    if (probability === 0) return {}
    const { kernels, arena, architecture, rows, maskKey, clock } = context
    const masks = columnMasks(NAME, streams.swapNoise, context)
    const shareOf = scheduledNoise(schedule, clock)
    let share = 1
    const others = arena.region(OTHERS)
    const draws = arena.f32(DRAWS)
    const partners = arena.i32(PARTNERS)
    const trained = arena.i32(rows.ids.name)
    const swap: Perturbation = {
      forward(x, n) {
        if (share === 0) return
        rows.loadFeatures(arena.region(PARTNERS), 0, others, n / architecture.sizes[0])
        kernels.replaceDropped(x, others, masks.mask, n)
      },
      backward(dX, n) {
        if (share > 0) kernels.applyMask(dX, masks.mask, 1, n)
      },
    }
    return {
      sampleMasks(rowIds, start, M, step, own) {
        share = shareOf(own)
        if (share === 0) return
        const key = own ?? maskKey
        masks.draw(share * probability, rowIds, start, M, step, key)
        kernels.images.sampleUniform(
          arena.region(DRAWS),
          rowIds,
          start,
          M,
          1,
          key,
          streams.swapNoisePartners,
          step,
        )
        for (let r = 0; r < M; r++) partners[r] = trained[Math.floor(draws[r]! * rows.count)]!
      },
      perturbations: architecture.sizes.map((_, site) => (site === 0 ? swap : null)),
    }
  },
})
