import { biasParam, penalized, strengthParam } from './penalized.ts'
import { defineRegularizer, type Hooks, type RegularizerContext } from './regularizer.ts'
import { CONSTANT, reached, scheduled, scheduleParam } from './strengthSchedule.ts'

/** Hooks of (strength/2) * sum w^2; elastic net has them too. */
export function l2Hooks(
  term: string,
  strengths: readonly number[],
  bias: boolean,
  schedule: string,
  context: RegularizerContext,
): Hooks {
  const { kernels } = context
  const factor = scheduled(schedule, context.clock)
  const present = reached(schedule, context.clock)
  const parts = penalized(term, strengths, bias, context)
  if (parts.length === 0) return {}
  return {
    isSteady: schedule === CONSTANT,
    addGradient: () => {
      const share = factor()
      if (share === 0) return
      for (const { w, dW, strength } of parts) kernels.addL2Gradient(dW, w, share * strength)
    },
    penalty: () =>
      present() * parts.reduce((sum, { w, strength }) => sum + (strength / 2) * kernels.sumSquares(w), 0),
  }
}

export const l2 = defineRegularizer({
  title: 'L2 penalty',
  alsoCalled: ['ridge', 'tikhonov', 'l2-penalty'],
  summary: 'pulls every weight toward 0 in proportion to its size: diffuse, small weights',
  formula: 'objective = loss + (L/2) * sum w^2; gradient + L * w',
  reference: 'Krogh and Hertz (NIPS 1991), "A simple weight decay can improve generalization"',
  notes: [
    'The penalty is not divided by the number of rows or by the batch size. The same classifier elsewhere:',
    'Keras: kernel_regularizer=l2(L / 2), since it adds l * sum w^2.',
    'scikit-learn MLPClassifier: alpha = L * (rows of the minibatch), since it adds alpha / (2 n) * sum w^2.',
    'PyTorch SGD: weight_decay=L on the weights alone; by default it decays biases too. With Adam use torch.optim.Adam, not AdamW.',
    'ConvNetJS: l2_decay = L * batch size, since it divides the penalty gradient by the batch size too.',
    'For regression their mean squared error lacks our factor 1/2: double the strength there (docs/math.md).',
    'Under Adam, the default, the gradient L * w is divided by the root of its mean square like that of the loss: so L says how',
    'the two weigh against each other, not how fast weights shrink, and weights with small gradients shrink most. The same L acts',
    'more than under SGD (Loshchilov and Hutter, ICLR 2019). On iris the default takes two thirds off the norm of the weights.',
    'weight-decay is the decoupled kind: it differs from l2 as soon as the optimizer is not plain SGD.',
  ],
  ingredient: 'decay',
  params: { strength: strengthParam('L', 1e-3, -2), bias: biasParam, schedule: scheduleParam },
  create: ({ strength, bias, schedule }, context) => l2Hooks('l2', strength, bias, schedule, context),
})
