import { Rig, toy } from '../../src/selftest/rig.ts'
import { evaluate } from '../../src/training/evaluate.ts'
import { trainStep } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import { lossOf } from '../reference/network.ts'
import { near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const ROWS = 9
const SIZES = [5, 20, 17, 3]
const setup = toy('classification', ROWS, SIZES)

suite('label smoothing', (test) => {
  test('changes the loss that training sees, and no other', () => {
    const seen = (spec: string, smoothing: number) => {
      const model = rig.model(spec, setup)
      const { loss } = evaluate(model, model.train)!
      const logits = model.arena.f32(model.net.outputs.name).slice(0, ROWS * 3)
      const rows = Array.from({ length: ROWS }, (_, r) => Array.from(logits.subarray(3 * r, 3 * r + 3)))
      const labels = Array.from(setup.dataset.labels)
      const network = { sizes: SIZES, activation: 'relu', task: 'classification' } as const
      near(loss, lossOf(network, rows, labels), `${spec}, evaluated`)
      const trained = trainStep(model, model.train.ids, 0, ROWS, 0, 0.1) / ROWS
      near(trained, lossOf(network, rows, labels, { smoothing }), `${spec}, in training`)
      return { loss, trained, after: evaluate(model, model.train)!.loss }
    }
    const [none, smoothed] = [seen('none', 0), seen('label-smoothing:0.8', 0.8)]
    assert.is(smoothed.loss, none.loss)
    assert.is.not(smoothed.trained, none.trained)
    assert.is.not(smoothed.after, none.after)
  })

  test('needs classes', () => {
    assert.throws(
      () => rig.model('l2:0.1+label-smoothing:0.1', toy('regression', 4, [2, 1])),
      (error: Error) =>
        error.message ===
        'method term "label-smoothing:0.1": the target is a number, and label-smoothing needs classes; leave it out, or give --task classification',
    )
  })
})
