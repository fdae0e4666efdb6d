import { defineRegularizer } from './regularizer.ts'
import { CONSTANT, scheduled, scheduleParam } from './strengthSchedule.ts'

export const labelSmoothing = defineRegularizer({
  title: 'Label smoothing',
  summary: 'trains towards labels that leave a share of the probability to all classes alike',
  formula: 'training: target = (1 - E) * onehot(label) + E / classes; loss = -sum target * log(probability)',
  reference: 'Szegedy, Vanhoucke, Ioffe, Shlens and Wojna (CVPR 2016), section 7',
  notes: [
    'Only train_loss_noisy, the loss that training sees, is against smoothed labels; every other loss is against the labels.',
    'Keras CategoricalCrossentropy(label_smoothing=E), PyTorch CrossEntropyLoss(label_smoothing=E). Classification only.',
  ],
  ingredient: 'labels',
  params: {
    smoothing: {
      kind: 'number',
      summary: 'E, the share spread over all classes',
      min: 0,
      below: 1,
      default: 0.1,
      stronger: 'larger',
      search: { from: 0, to: 0.5 },
    },
    schedule: scheduleParam,
  },
  classificationOnly: true,
  create({ smoothing: [smoothing], schedule }, { clock }) {
    if (smoothing === 0) return {}
    const factor = scheduled(schedule, clock)
    return {
      isSteady: schedule === CONSTANT,
      get smoothing() {
        return factor() * smoothing
      },
    }
  },
})
