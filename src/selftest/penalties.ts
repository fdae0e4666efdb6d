import type { Model } from '../training/model.ts'
import { type Check, type Comparison, same } from './check.ts'
import { type Rig, toy } from './rig.ts'

/** Features 2, hidden units 1, output 1: short enough to follow by hand. All results are exact in binary. */
const WEIGHTS = [[3, -4], [2]]
const BIASES = [[-1], [5]]

const WORKED = [
  { spec: 'none', penalty: 0, gradient: [[0, 0], [0]], biasGradient: [[0], [0]] },
  // 0.5/2 * (9 + 16 + 4), and 0.5 w
  { spec: 'l2:0.5', penalty: 7.25, gradient: [[1.5, -2], [1]], biasGradient: [[0], [0]] },
  // with the biases, 0.25 * (29 + 26)
  { spec: 'l2:0.5,bias=true', penalty: 13.75, gradient: [[1.5, -2], [1]], biasGradient: [[-0.5], [2.5]] },
  // 0.5/2 * 25 + 2/2 * 4
  { spec: 'l2:0.5/2', penalty: 10.25, gradient: [[1.5, -2], [4]], biasGradient: [[0], [0]] },
  // 0.5 * (3 + 4 + 2), and 0.5 sign(w)
  {
    spec: 'l1:0.5,update=subgradient',
    penalty: 4.5,
    gradient: [[0.5, -0.5], [0.5]],
    biasGradient: [[0], [0]],
  },
  // the proximal update leaves the gradient alone
  { spec: 'l1:0.5', penalty: 4.5, gradient: [[0, 0], [0]], biasGradient: [[0], [0]] },
  // 0.25 * 9 + 0.5/2 * 29
  { spec: 'elastic-net:l1=0.25,l2=0.5', penalty: 9.5, gradient: [[1.5, -2], [1]], biasGradient: [[0], [0]] },
  // no terms of the objective
  { spec: 'weight-decay:0.5', penalty: 0, gradient: [[0, 0], [0]], biasGradient: [[0], [0]] },
  { spec: 'max-norm:1', penalty: 0, gradient: [[0, 0], [0]], biasGradient: [[0], [0]] },
] as const

/** What shrinks after a step of plain SGD with rate 0.5. */
const SHRUNK = [
  // w - 0.5 * 0.5 w
  { spec: 'weight-decay:0.5', weights: [[2.25, -3], [1.5]], biases: [[-1], [5]] },
  // sign(w) max(|w| - 0.5 * 5, 0)
  { spec: 'l1:5', weights: [[0.5, -1.5], [0]], biases: [[-1], [5]] },
  { spec: 'l1:5,bias=true', weights: [[0.5, -1.5], [0]], biases: [[0], [2.5]] },
] as const

export const penalties: Check = {
  title: 'penalties, gradients and shrinkage have their worked values',
  *run(rig: Rig): Generator<Comparison> {
    for (const { spec, penalty, gradient, biasGradient } of WORKED) {
      const model = prepared(rig, spec)
      const { hooks } = model
      yield same(`${spec}, penalty`, hooks[0].penalty?.() ?? 0, penalty)
      hooks[0].addGradient?.()
      yield* sameRanges(model, 'gradients', `${spec}, gradient`, gradient, biasGradient)
    }
    for (const { spec, weights, biases } of SHRUNK) {
      const model = prepared(rig, spec)
      model.hooks[0].shrink?.(0.5)
      yield* sameRanges(model, 'parameters', `${spec}, after shrinking`, weights, biases)
    }
  },
}

function prepared(rig: Rig, spec: string): Model {
  const model = rig.model(spec, toy('regression', 4, [2, 1, 1]))
  const parameters = model.arena.f32('parameters')
  const { weights, biases } = model.plan.net.layout
  weights.forEach(({ offset }, l) => {
    parameters.set(WEIGHTS[l], offset)
  })
  biases.forEach(({ offset }, l) => {
    parameters.set(BIASES[l], offset)
  })
  return model
}

function* sameRanges(
  { arena, plan }: Model,
  region: 'parameters' | 'gradients',
  what: string,
  weights: readonly (readonly number[])[],
  biases: readonly (readonly number[])[],
): Generator<Comparison> {
  const values = arena.f32(region)
  const { layout } = plan.net
  for (const [kind, ranges, expected] of [
    ['weight', layout.weights, weights],
    ['bias', layout.biases, biases],
  ] as const) {
    for (const [l, list] of expected.entries()) {
      for (const [i, value] of list.entries()) {
        yield same(`${what}, ${kind} ${i} of layer ${l + 1}`, values[ranges[l].offset + i], value)
      }
    }
  }
}
