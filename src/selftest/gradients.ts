import { type ActivationName, activations } from '../nn/activation.ts'
import { type Check, type Comparison, close, holds } from './check.ts'
import { drawMasks, gradient, moveBiases, parameterPlaces, slope } from './objective.ts'
import { type Rig, toy } from './rig.ts'

const METHODS = [
  'none',
  'vanilla-dropout:keep=0.6,input-keep=0.8',
  'inverted-dropout:keep=0.6,input-keep=0.8',
  'vanilla-dropout:keep=0.8,mask=batch',
  'gaussian-dropout:keep=0.8',
  'dropconnect:keep=0.6+input-noise:0.2',
  'l2:0.3,bias=true+l1:0.2,update=subgradient',
] as const

const ROWS = 6

/** What the f32 objective may be off by: five units in the last place of numbers about 1. */
const NOISE = 6e-7

/** What a derivative may lose relative to its size. */
const RELATIVE = 3e-4

/** Share of the weights that may sit too near a kink to be looked at. */
const SKIPPED = 0.05

/** The gradient that training would use beside finite differences of the same network's objective, every weight and bias. */
export const gradients: Check = {
  title: 'gradients match finite differences, masks held',
  *run(rig: Rig): Generator<Comparison> {
    for (const task of ['classification', 'regression'] as const) {
      for (const activation of Object.keys(activations) as ActivationName[]) {
        const sizes = [5, 4, 3, task === 'classification' ? 2 : 1]
        for (const method of METHODS) {
          const model = rig.model(method, toy(task, ROWS, sizes, activation))
          const where = `${method}, ${task}, ${activation}`
          moveBiases(model)
          drawMasks(model, ROWS, 0)
          const analytic = gradient(model, ROWS)
          let looked = 0
          let skipped = 0
          for (const { name, at } of parameterPlaces(model)) {
            const numeric = slope(model, ROWS, at)
            if (numeric === null) {
              skipped++
              continue
            }
            looked++
            const { value, h } = numeric
            const tolerance = NOISE / h + RELATIVE * Math.abs(value)
            yield close(`${where}, ${name}`, analytic[at], value, tolerance)
          }
          const few = skipped <= SKIPPED * (looked + skipped)
          yield holds(`${where}, weights at a kink`, few, skipped, `at most ${SKIPPED * 100} %`)
        }
      }
    }
  },
}
