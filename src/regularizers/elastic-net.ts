import { l1Hooks, updateParam } from './l1.ts'
import { l2Hooks } from './l2.ts'
import { biasParam, strengthParam } from './penalized.ts'
import { defineRegularizer } from './regularizer.ts'
import { CONSTANT, scheduleParam } from './strengthSchedule.ts'

export const elasticNet = defineRegularizer({
  title: 'Elastic net',
  alsoCalled: ['elasticnet', 'l1_l2', 'l1l2'],
  summary: 'L1 and L2 at once: sparse, and the weights that stay are shrunk',
  formula: 'objective = loss + A * sum |w| + (B/2) * sum w^2',
  reference: 'Zou and Hastie (2005), JRSS B 67',
  notes: [
    'A and B are the strengths of l1 and l2, so elastic-net:l1=A,l2=B is l1:A+l2:B.',
    'glmnet and scikit-learn write alpha * (ratio * |w| + (1 - ratio)/2 * w^2): A = alpha * ratio, B = alpha * (1 - ratio).',
  ],
  params: {
    l1: strengthParam('A', 1e-4, -1),
    l2: strengthParam('B', 1e-3, -2),
    bias: biasParam,
    update: updateParam,
    schedule: scheduleParam,
  },
  create({ l1, l2, bias, update, schedule }, context) {
    const sparse = l1Hooks('elastic-net', l1, bias, update, schedule, context)
    const smooth = l2Hooks('elastic-net', l2, bias, schedule, context)
    return {
      isSteady: schedule === CONSTANT,
      addGradient: () => {
        smooth.addGradient?.()
        sparse.addGradient?.()
      },
      ...(sparse.shrink && { shrink: sparse.shrink }),
      penalty: () => (smooth.penalty?.() ?? 0) + (sparse.penalty?.() ?? 0),
    }
  },
})
