import { defineRegularizer } from './regularizer.ts'
import { scheduled, scheduleParam } from './strengthSchedule.ts'

const names = {
  dFeatures: 'feature gradients',
  first: 'gradients of clean rows',
  sizes: 'adversarial moves',
} as const

export const adversarial = defineRegularizer({
  title: 'Adversarial training',
  alsoCalled: ['fgsm', 'adversarial-training'],
  summary:
    'trains each row twice: as it is, and with every number moved a little in the direction that raises its loss',
  formula: 'objective = (loss(x) + loss(x + EPS * sign(dLoss/dx))) / 2; prediction: x',
  reference: 'Goodfellow, Shlens and Szegedy (ICLR 2015), "Explaining and harnessing adversarial examples"',
  notes: [
    'EPS is in units of the scaled features: with --scale standard, in standard deviations of each column. Nothing is held within bounds.',
    'Indicators of categories stay what they are: a category is not a little more or less of itself.',
    'A step costs two. train_loss_noisy is half and half; every other loss is that of the rows as they are.',
    'Auto-PyTorch holds moved features within 0 and 1, which takes most values of a standardised table away; this does not.',
  ],
  ingredient: 'augmentation',
  params: {
    eps: {
      kind: 'number',
      summary: 'EPS, how far every number moves',
      min: 0,
      default: 0.007,
      stronger: 'larger',
      search: { from: 0.001, to: 0.3, log: true },
    },
    schedule: scheduleParam,
  },
  requests: ({ eps: [eps] }, { sizes: [width] }, rows, { trained }) =>
    eps === 0
      ? []
      : [
          { name: names.dFeatures, type: 'f32', length: rows * width },
          { name: names.first, type: 'f32', length: trained.length },
          { name: names.sizes, type: 'f32', length: width },
        ],
  create({ eps: [eps], schedule }, { kernels, arena, gradients, rows, clock }) {
    if (eps === 0) return {}
    const factor = scheduled(schedule, clock)
    const [first, kept] = [arena.region(names.first), arena.f32(names.first)]
    const [flat, sizes] = [arena.f32(gradients.name), arena.f32(names.sizes)]
    return {
      adversary: {
        dFeatures: arena.region(names.dFeatures),
        isActing: () => factor() > 0,
        sizes() {
          const now = factor() * eps
          rows.isNumber.forEach((isNumber, j) => {
            sizes[j] = isNumber ? now : 0
          })
          return arena.region(names.sizes)
        },
        keepGradients: () => kept.set(flat),
        averageGradients: () => kernels.blend(gradients, first, 0.5),
      },
    }
  },
})
