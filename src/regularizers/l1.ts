import { biasParam, penalized, strengthParam } from './penalized.ts'
import { defineRegularizer, type Hooks, type RegularizerContext } from './regularizer.ts'
import { CONSTANT, reached, scheduled, scheduleParam } from './strengthSchedule.ts'

export const updateParam = {
  kind: 'choice',
  summary: 'soft-threshold after the step (exact zeros) or sign(w) in the gradient (none)',
  choices: ['proximal', 'subgradient'],
  default: 'proximal',
} as const

/** Hooks of strength * sum |w|; elastic net has them too. */
export function l1Hooks(
  term: string,
  strengths: readonly number[],
  bias: boolean,
  update: (typeof updateParam.choices)[number],
  schedule: string,
  context: RegularizerContext,
): Hooks {
  const { kernels, optimizer } = context
  const factor = scheduled(schedule, context.clock)
  const present = reached(schedule, context.clock)
  const parts = penalized(term, strengths, bias, context)
  if (parts.length === 0) return {}
  const penalty = () =>
    present() * parts.reduce((sum, { w, strength }) => sum + strength * kernels.sumAbs(w), 0)
  if (update === 'subgradient') {
    return {
      isSteady: schedule === CONSTANT,
      penalty,
      addGradient: () => {
        const share = factor()
        if (share === 0) return
        for (const { w, dW, strength } of parts) kernels.addL1Gradient(dW, w, share * strength)
      },
    }
  }
  const operators = parts.map(({ range, strength }) => ({ strength, apply: optimizer.proximal(range) }))
  return {
    penalty,
    shrink: (rate) => {
      const share = factor()
      if (share === 0) return
      for (const { strength, apply } of operators) apply(share * strength, rate)
    },
  }
}

export const l1 = defineRegularizer({
  title: 'L1 penalty',
  alsoCalled: ['lasso', 'l1-penalty'],
  summary: 'pulls every weight toward 0 by the same amount: many weights end exactly at 0',
  formula: 'objective = loss + L * sum |w|; proximal: w = sign(w) * max(|w| - threshold, 0) after each step',
  reference: 'Tibshirani (1996), JRSS B 58; proximal step: Parikh and Boyd (2014), section 6.5.2',
  notes: [
    'threshold = rate * L for SGD, rate * L / (1 - momentum) with momentum, rate * min(10, L / (sqrt(vHat) + epsilon)) for Adam:',
    'so the weights that stay at 0 are those with |dLoss/dw| <= L, whatever the optimizer.',
    'update=subgradient adds L * sign(w), sign(0) = 0, as Keras does: weights hover about 0 and never reach it.',
    'The penalty is not divided by the number of rows or by the batch size: Keras l1(L) is the same for a classifier.',
  ],
  ingredient: 'decay',
  params: {
    strength: strengthParam('L', 3e-4, -1),
    bias: biasParam,
    update: updateParam,
    schedule: scheduleParam,
  },
  create: ({ strength, bias, update, schedule }, context) =>
    l1Hooks('l1', strength, bias, update, schedule, context),
})
