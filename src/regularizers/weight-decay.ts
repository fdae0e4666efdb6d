import { biasParam, penalized, strengthParam } from './penalized.ts'
import { defineRegularizer } from './regularizer.ts'
import { scheduled, scheduleParam } from './strengthSchedule.ts'

export const weightDecay = defineRegularizer({
  title: 'Decoupled weight decay',
  alsoCalled: ['adamw', 'decoupled-l2'],
  summary: "shrinks every weight after the optimizer's step, outside the objective",
  formula: "w -= rate * L * w, after the optimizer's own step",
  reference: 'Loshchilov and Hutter (ICLR 2019), "Decoupled weight decay regularization"',
  notes: [
    'AdamW is this with --optimizer adam, the default: --method weight-decay:0.01. PyTorch: torch.optim.AdamW(weight_decay=L). It is not weight_decay of torch.optim.SGD or Adam, which is l2.',
    'With plain SGD it is l2:L; with momentum it acts (1 - momentum) times as strongly as l2:L.',
  ],
  ingredient: 'decay',
  // Outside the optimizer it acts 1 - momentum times as strongly as l2, so it is looked for ten times higher.
  params: {
    strength: { ...strengthParam('L', 1e-2), search: { from: 1e-5, to: 1, log: true } },
    bias: biasParam,
    schedule: scheduleParam,
  },
  create({ strength, bias, schedule }, context) {
    const parts = penalized('weight-decay', strength, bias, context)
    if (parts.length === 0) return {}
    const factor = scheduled(schedule, context.clock)
    return {
      shrink: (rate) => {
        const share = factor()
        if (share === 0) return
        for (const part of parts) context.kernels.decay(part.w, rate * (share * part.strength))
      },
    }
  },
})
