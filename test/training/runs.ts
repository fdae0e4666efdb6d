/** One training by the fast trainer, and the same by the float64 reference. */
import { randomKey } from '../../src/core/random.ts'
import { Rig, type Setup } from '../../src/selftest/rig.ts'
import type { Model } from '../../src/training/model.ts'
import { train } from '../../src/training/trainer.ts'
import { assert } from '../harness.ts'
import type { RegressionLoss } from '../reference/network.ts'
import type { Method } from '../reference/regularizers.ts'
import { type ReferenceLength, referenceTrain } from '../reference/train.ts'
import { referenceData, SIZES } from './twins.ts'

export const [strict, relaxed] = [await Rig.open('strict'), await Rig.open('relaxed')]

export function runFast(spec: string, setup: Setup, rig = strict) {
  const model = rig.model(spec, setup)
  const outcome = train(model, setup.training, randomKey(setup.seed, 'order', 0, 0))
  assert.equal(model.arena.overruns(), [])
  return { outcome, model, ...layersOf(model) }
}

function layersOf({ arena, plan }: Model) {
  const parameters = arena.f32('parameters')
  const read = ({ offset, length }: { offset: number; length: number }) =>
    parameters.slice(offset, offset + length)
  const { weights, biases } = plan.net.layout
  return { weights: weights.map(read), biases: biases.map(read) }
}

/** What the reference spells in its own way. */
export interface ReferenceTwin {
  readonly loss?: RegressionLoss
  readonly classWeights?: readonly number[] | 'balanced'
}

export function runReference(
  method: Method,
  setup: Setup,
  length: ReferenceLength,
  { loss, classWeights }: ReferenceTwin = {},
) {
  const { dataset, network, training, seed } = setup
  const { activation, init } = network
  const { optimizer, learningRate: rate, momentum, schedule, clipNorm } = training
  const sizes = SIZES[dataset.task]
  return referenceTrain(
    {
      ...{ sizes, activation, task: dataset.task, method, optimizer, rate, momentum, schedule, init, seed },
      ...(clipNorm && { clipNorm }),
      ...(loss && { loss }),
    },
    { ...referenceData(setup), ...(classWeights && { classWeights }) },
    length,
  )
}
