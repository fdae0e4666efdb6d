import { readFileSync } from 'node:fs'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { lossAndGradients } from '../../src/training/passes.ts'
import { loadForTraining } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import { allNear, near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const path = new URL('../fixtures/conv.json', import.meta.url)
const { fgsm } = JSON.parse(readFileSync(path, 'utf8'))

/** A softmax regression over two rows, as the worked example has it. */
function worked(spec: string, categories: readonly (string | undefined)[] = []) {
  const made = toy('classification', 2, [2, 3])
  const dataset = {
    ...made.dataset,
    features: made.dataset.features.map((feature, j) => ({
      ...feature,
      ...(categories[j] !== undefined && { category: categories[j] }),
    })),
    matrix: Float32Array.from(fgsm.x.flat()),
    labels: Int32Array.from(fgsm.labels),
  }
  const model = rig.model(spec, { ...made, dataset })
  const { weights, biases } = model.plan.net.layout
  model.arena.f32('parameters').set(fgsm.w.flat(), weights[0].offset)
  model.arena.f32('parameters').set(fgsm.b, biases[0].offset)
  loadForTraining(model, model.train.ids, 0, 2)
  const loss = lossAndGradients(model, 2) / 2
  return { loss, model, seen: model.arena.f32(model.net.activations[0].name).slice(0, 4) }
}

suite('adversarial training', (test) => {
  test('moves the rows of the worked example, and counts both losses by half', () => {
    const close = { absolute: 1e-6, relative: 0 }
    near(worked('none').loss, fgsm.loss, 'loss', close)
    const { loss, seen, model } = worked(`adversarial:${fgsm.epsilon}`)
    near(loss, fgsm.objective_half_half, 'half and half', close)
    allNear(seen, fgsm.adversarial.flat(), 'rows', close)
    allNear(model.arena.f32('feature gradients').subarray(0, 4), fgsm.dx.flat(), 'gradients', close)
  })

  test('leaves indicators of categories where they are', () => {
    const { seen } = worked(`adversarial:${fgsm.epsilon}`, [undefined, 'red'])
    const [before, after] = [fgsm.x.flat(), fgsm.adversarial.flat()]
    allNear(seen, [after[0], before[1], after[2], before[3]], 'rows', { absolute: 1e-6, relative: 0 })
  })

  test('takes one pass where its schedule has it at 0', () => {
    const model = rig.model('adversarial:0.1,schedule=after:0.5', toy('regression', 4, [3, 2, 1]))
    let passes = 0
    const { net } = model
    const forward = net.forwardTraining.bind(net)
    net.forwardTraining = (M) => {
      passes++
      forward(M)
    }
    const again = net.forwardAgain.bind(net)
    net.forwardAgain = (M) => {
      passes++
      again(M)
    }
    for (const [step, expected] of [
      [0, 1],
      [5, 3],
    ] as const) {
      Object.assign(model.clock, { step, steps: 10 })
      loadForTraining(model, model.train.ids, 0, 4)
      lossAndGradients(model, 4)
      assert.is(passes, expected)
    }
  })
})
