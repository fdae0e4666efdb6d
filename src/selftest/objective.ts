/** The objective of a model, its gradient as training computes it, and the same by finite differences. */
import { activations } from '../nn/activation.ts'
import { type Range, trainedExtras } from '../nn/parameters.ts'
import { regionNames } from '../nn/plan.ts'
import { poolIndexName, poolSizes } from '../nn/pool.ts'
import type { Model } from '../training/model.ts'
import { lossAndGradients, lossOf } from '../training/passes.ts'
import { loadForTraining } from '../training/trainer.ts'

/** Draws the masks of update `step` for the first M training rows; they hold until the next call. */
export function drawMasks(model: Model, M: number, step: number): void {
  for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 0, M, step)
}

/** Mean loss of the first M training rows as training sees it, the masks held. */
export function heldLoss(model: Model, M: number): number {
  loadForTraining(model, model.train.ids, 0, M)
  return lossOf(model, M) / M
}

/** Mean loss of the first M training rows, the masks held, plus the penalty. */
export const objective = (model: Model, M: number): number =>
  heldLoss(model, M) + model.hooks.reduce((sum, hook) => sum + (hook.penalty?.() ?? 0), 0)

/** Leaves the gradient of the objective where the optimizer reads it, and returns a copy. */
export function gradient(model: Model, M: number): Float32Array {
  const { hooks, train, arena } = model
  loadForTraining(model, train.ids, 0, M)
  lossAndGradients(model, M)
  for (const hook of hooks) hook.addGradient?.()
  return arena.f32('gradients').slice()
}

/** Gives the biases, which start at 0, values of their own: |w| has its kink at 0, and a gradient there could hide. */
export function moveBiases({ arena, plan }: Model): void {
  const parameters = arena.f32('parameters')
  for (const { offset, length } of plan.net.layout.biases) {
    for (let i = 0; i < length; i++) parameters[offset + i] = (i % 2 === 0 ? 0.3 : -0.4) / (1 + i)
  }
}

/** Every trained parameter: its name and where it is in the flat range. */
export function* parameterPlaces({ plan }: Model): Generator<{ name: string; at: number }> {
  const { layout } = plan.net
  const kinds: [string, readonly Range[]][] = [
    ['weight', layout.weights],
    ['bias', layout.biases],
    ['extra', trainedExtras(layout)],
  ]
  for (const [kind, ranges] of kinds) {
    for (const [l, { offset, length }] of ranges.entries()) {
      for (let i = 0; i < length; i++) yield { name: `${kind} ${i} of layer ${l + 1}`, at: offset + i }
    }
  }
}

/** First distance to look at; halved, at most so often, while a kink is nearer than that. */
const WIDEST = 1 / 64
const HALVINGS = 3

/**
 * The derivative of the objective by parameter `at`: central differences of fourth order,
 * (8 (f(w + h) - f(w - h)) - (f(w + 2h) - f(w - 2h))) / 12 h. They mean something only while nothing on the way passes a
 * kink (of relu, or of |w| at 0), so h is halved until that is so; null if it never is. The f32 noise of f is in the slope
 * divided by h.
 */
export function slope(model: Model, M: number, at: number): { value: number; h: number } | null {
  const parameters = model.arena.f32('parameters')
  const here = parameters[at]
  const look = (distance: number) => {
    parameters[at] = here + distance
    const value = objective(model, M)
    const sides = [Math.sign(parameters[at]), ...kinkSides(model, M), ...adversarySides(model, M)].join()
    parameters[at] = here
    return { value, sides }
  }
  const { sides } = look(0)
  for (let halving = 0, h = WIDEST; halving <= HALVINGS; halving++, h /= 2) {
    const [far, near, nearBack, farBack] = [2 * h, h, -h, -2 * h].map(look)
    if ([far, near, nearBack, farBack].some((there) => there.sides !== sides)) continue
    return { value: (8 * (near.value - nearBack.value) - (far.value - farBack.value)) / (12 * h), h }
  }
  return null
}

/** Which way an adversary moves each feature, and the sides of the rows that it has not moved. */
function adversarySides(model: Model, M: number): number[] {
  const { hooks, arena, plan, train, net } = model
  const adversary = hooks.find((hook) => hook.adversary !== undefined)?.adversary
  if (adversary === undefined) return []
  const moves = arena.f32(adversary.dFeatures.name).slice(0, M * plan.net.architecture.sizes[0])
  loadForTraining(model, train.ids, 0, M)
  net.forwardTraining(M)
  return [...Array.from(moves, Math.sign), ...kinkSides(model, M)]
}

/**
 * On which side of its kink every hidden unit is, and which unit every pooling has taken. Of a unit that pooling has not taken the
 * side does not matter, unless its window is averaged.
 */
function kinkSides({ arena, net, plan }: Model, M: number): number[] {
  const { activation, sizes, layers } = plan.net.architecture
  const poolings = layers.flatMap(({ poolings }) => poolings)
  const taken = poolings.flatMap((shape, number) =>
    Array.from(arena.i32(poolIndexName(number)).subarray(0, M * poolSizes(shape).outputs)),
  )
  if (!activations[activation].needsSignOnly) return taken
  const signs = (name: string, size: number) => Array.from(arena.f32(name).subarray(0, M * size), Math.sign)
  const sites = sizes.flatMap((size, site) =>
    site === 0 || site === sizes.length - 1 ? [] : signs(net.activations[site].name, size),
  )
  const averaged = layers.flatMap(({ poolings, outputs }, l) =>
    poolings.some(({ kind }) => kind === 'average') ? signs(regionNames.unpooled(l, 0), outputs) : [],
  )
  return [...taken, ...sites, ...averaged]
}
