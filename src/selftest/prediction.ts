import type { CoreExports } from '../core/exports.ts'
import { evaluate } from '../training/evaluate.ts'
import { type Check, type Comparison, holds, same } from './check.ts'
import { type Rig, toy } from './rig.ts'

const ROWS = 9
const METHODS = [
  'none',
  'vanilla-dropout:keep=0.5,input-keep=0.8',
  'inverted-dropout:keep=0.5,input-keep=0.8',
  'vanilla-dropout:keep=0.5,mask=batch',
  'gaussian-dropout:keep=0.5+input-noise:0.1',
  'dropconnect:keep=0.5',
  'mixup:0.4+swap-noise:0.3+feature-mask:0.3',
]
const GENERATORS = [
  'philox',
  'normal',
  'sampleMask',
  'sampleNormal',
  'sampleUniform',
  'connectForward',
  'connectBackward',
  'maskWeights',
] as const

export const prediction: Check = {
  title: 'prediction draws nothing and repeats to the bit',
  *run(rig: Rig): Generator<Comparison> {
    for (const method of METHODS) {
      const { core, calls } = counting(rig.core)
      const model = rig.model(method, toy('classification', ROWS, [5, 6, 4, 3]), core)
      const before = calls()
      const first = evaluate(model, model.train)!
      const outputs = model.arena.f32(model.net.outputs.name).slice(0, ROWS * 3)
      const second = evaluate(model, model.train)!
      // Initial weights are drawn, so the count is known to count.
      yield holds(`${method}, random draws before`, before > 0, before, 'at least 1')
      yield same(`${method}, random draws`, calls() - before, 0)
      yield same(`${method}, loss`, second.loss, first.loss)
      yield same(`${method}, score`, second.score, first.score)
      const again = model.arena.f32(model.net.outputs.name)
      for (const [i, value] of outputs.entries()) yield same(`${method}, logit ${i}`, again[i], value)
    }
  },
}

/** The core, with its random kernels counted. */
export function counting(core: CoreExports): { core: CoreExports; calls: () => number } {
  let count = 0
  const counted = Object.fromEntries(
    GENERATORS.map((name) => {
      const kernel = core[name] as (...args: number[]) => number | undefined
      const watched = (...args: number[]) => {
        count++
        return kernel(...args)
      }
      return [name, watched]
    }),
  )
  return { core: { ...core, ...counted }, calls: () => count }
}
