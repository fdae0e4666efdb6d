import type { OptimizerName } from '../optimizers/index.ts'
import { type Check, type Comparison, close } from './check.ts'
import { type Rig, toy } from './rig.ts'

/** One weight that starts at 1, with the gradient 0.5 in both steps; rate 0.1, momentum 0.5. */
const [START, GRADIENT, RATE, MOMENTUM] = [1, 0.5, 0.1, 0.5]
const STRENGTH = 0.5

interface Worked {
  readonly optimizer: OptimizerName
  readonly first: number
  readonly second: number
  /** What a soft-threshold of STRENGTH takes off after the second step. */
  readonly threshold: number
}

const WORKED: readonly Worked[] = [
  // 1 - 0.1 * 0.5, and again; rate * strength
  { optimizer: 'sgd', first: 0.95, second: 0.9, threshold: 0.05 },
  // v = 0.5, then 0.75; rate * strength / (1 - momentum)
  { optimizer: 'momentum', first: 0.95, second: 0.875, threshold: 0.1 },
  // 0.1 * (0.5 + 0.5 * 0.5), then 0.1 * (0.5 + 0.5 * 0.75)
  { optimizer: 'nesterov', first: 0.925, second: 0.8375, threshold: 0.1 },
  // mHat = 0.5 and sqrt(vHat) = 0.5 in both steps: the rate itself; rate * strength / 0.5
  { optimizer: 'adam', first: 0.9, second: 0.8, threshold: 0.1 },
]

export const updates: Check = {
  title: 'optimizers: two steps and an L1 threshold as worked by hand',
  *run(rig: Rig): Generator<Comparison> {
    for (const { optimizer, first, second, threshold } of WORKED) {
      const setup = toy('regression', 4, [2, 1], 'relu', { optimizer, momentum: MOMENTUM })
      const model = rig.model('none', setup)
      const weights = model.arena.f32('parameters')
      weights[0] = START
      model.arena.f32('gradients')[0] = GRADIENT
      model.optimizer.step(RATE)
      yield close(`${optimizer}, first step`, weights[0], first, 1e-6)
      model.optimizer.step(RATE)
      yield close(`${optimizer}, second step`, weights[0], second, 1e-6)
      model.optimizer.proximal(model.plan.net.layout.allWeights)(STRENGTH, RATE)
      yield close(`${optimizer}, soft-threshold`, weights[0], second - threshold, 1e-6)
    }
  },
}
