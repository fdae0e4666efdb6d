/** Forward, loss and backward of a minibatch that is loaded: once, or against an adversary twice. */
import type { Model } from './model.ts'

/** The sum of M rows' losses, their mean if an adversary moves the rows; the gradients are those of its mean over the rows. */
export function lossAndGradients(model: Model, M: number): number {
  const { net, hooks } = model
  const adversary = hooks.find((hook) => hook.adversary !== undefined)?.adversary
  if (adversary === undefined || !adversary.isActing()) {
    net.forwardTraining(M)
    return backward(model, M)
  }
  net.forwardTraining(M)
  const clean = backward(model, M, adversary.dFeatures)
  adversary.keepGradients()
  net.moveFeatures(adversary.dFeatures, adversary.sizes(), M)
  net.forwardAgain(M)
  const moved = backward(model, M)
  adversary.averageGradients()
  return (clean + moved) / 2
}

function backward(
  { net, head, minibatch }: Model,
  M: number,
  dFeatures: Parameters<typeof net.backward>[1] = null,
) {
  const loss = head.lossBackward(net.outputs, minibatch, M)
  net.backward(M, dFeatures)
  return loss
}

/** What `lossAndGradients` returns, without gradients where they are not needed to move rows. */
export function lossOf(model: Model, M: number): number {
  const { net, head, minibatch, hooks } = model
  if (hooks.some((hook) => hook.adversary?.isActing())) return lossAndGradients(model, M)
  net.forwardTraining(M)
  return head.lossBackward(net.outputs, minibatch, M)
}
