import { betaParam, drawnMixing, mixingRequests } from './mixing.ts'
import { defineRegularizer } from './regularizer.ts'
import { streams } from './streams.ts'
import { scheduled, scheduleParam } from './strengthSchedule.ts'

const NAME = 'mixup'
const OTHERS = 'mixup others'

export const mixup = defineRegularizer({
  title: 'Mixup',
  summary: 'trains on mixtures of two rows and of their answers',
  formula:
    'training: share * x + (1 - share) * other x, towards share * answer + (1 - share) * other answer; share ~ Beta(A, A) and the other row are drawn for each row and update; prediction: x',
  reference: 'Zhang, Cisse, Dauphin and Lopez-Paz (ICLR 2018), "mixup: Beyond Empirical Risk Minimization"',
  notes: [
    'The official code draws one share for a minibatch and mixes it with itself in another order; here every row has its own, so nothing depends on the batch.',
    'A class becomes shares of two classes, a number lies between two; only train_loss_noisy is of mixed rows.',
    'schedule= is the probability that a row is mixed: a part of a small A would mix more evenly, and so more.',
    'Kadra et al. (2021) search A up to 1 for tables; Zhang et al. take 1 for CIFAR and 0.1 to 0.4 for ImageNet. Average larger share: 0.94, 0.90, 0.84 and 0.75 for A = 0.1, 0.2, 0.4 and 1.',
  ],
  params: {
    a: { ...betaParam, default: 0.2, search: { from: 0.05, to: 2, log: true } },
    schedule: scheduleParam,
  },
  mixes: true,
  ingredient: 'augmentation',
  requests: ({ a }, { sizes }, rows) =>
    a[0] > 0 ? [...mixingRequests(NAME, rows), { name: OTHERS, type: 'f32', length: rows * sizes[0] }] : [],
  create({ a: [a], schedule }, context) {
    if (a === 0) return {}
    const { kernels, arena, architecture, rows, maskKey, clock } = context
    const factor = scheduled(schedule, clock)
    const mixing = drawnMixing(NAME, streams.mixup, a, context)
    const { partners, shares, values } = mixing
    const others = arena.region(OTHERS)
    return {
      sampleMasks(rowIds, start, M, step, key) {
        // Prediction mixes nothing.
        const share = factor()
        if (key !== undefined || share === 0) return
        mixing.draw(rowIds, start, M, step, maskKey)
        for (let r = 0; r < M; r++) if (!mixing.isMixed(r, share)) values[r] = 1
      },
      mixture: {
        partners,
        shares,
        isActing: () => factor() > 0,
        mixFeatures(x, M) {
          rows.loadFeatures(partners, 0, others, M)
          kernels.images.mixRows(x, others, shares, M, architecture.sizes[0])
        },
      },
    }
  },
})
