import { randomKey } from '../../src/core/random.ts'
import { strengthSchedule } from '../../src/regularizers/strengthSchedule.ts'
import { Rig } from '../../src/selftest/rig.ts'
import { evaluate } from '../../src/training/evaluate.ts'
import { train } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import { strengthFactor, strengthReached } from '../reference/averaging.ts'
import { near } from '../tolerance.ts'
import { scaledSetup } from '../training/twins.ts'

const rig = await Rig.open('strict')

/** Losses of a trained model on the test rows: of one pass, and of networks that are sampled, enumerated or matched. */
function losses(spec: string, kinds: readonly ('mc' | 'exact' | 'gaussian')[]) {
  const setup = scaledSetup('classification', { activation: 'tanh' }, { epochs: 3 })
  const model = rig.model(spec, setup)
  train(model, setup.training, randomKey(0, 'order', 0, 0))
  const plain = evaluate(model, model.test)!.loss
  const averaged = kinds.map(
    (kind) => evaluate(model, model.test, kind === 'mc' ? { kind, samples: 3 } : { kind })!.loss,
  )
  assert.is(evaluate(model, model.test)!.loss, plain, 'prediction is what it was')
  return { plain, averaged }
}

suite('schedules of strengths', (test) => {
  test('are those of the reference at every share of a run', () => {
    for (const schedule of ['constant', 'linear', 'flat-cos', 'after:0.75']) {
      const { at, reached } = strengthSchedule(schedule)!
      const tolerance = { absolute: 1e-15, relative: 1e-14 }
      for (let share = 0; share <= 1; share += 1 / 16) {
        near(at(share), strengthFactor(schedule, share), schedule, tolerance)
        near(reached(share), strengthReached(schedule, share), `${schedule}, reached`, tolerance)
      }
    }
  })

  test('sampled networks have the noise that prediction makes up for: what the run has come to, or all of it', () => {
    for (const schedule of ['linear', 'flat-cos']) {
      for (const mask of ['example', 'batch']) {
        const vanilla = losses(`vanilla-dropout:keep=0.5,mask=${mask},schedule=${schedule}`, ['mc', 'exact'])
        for (const loss of vanilla.averaged) near(loss, vanilla.plain, `vanilla ${schedule}`)
        const connect = losses(`dropconnect:keep=0.5,mask=${mask},schedule=${schedule}`, ['mc', 'gaussian'])
        for (const loss of connect.averaged) near(loss, connect.plain, `dropconnect ${schedule}`)
      }
      const inverted = losses(`inverted-dropout:keep=0.5,schedule=${schedule}`, ['mc', 'exact'])
      for (const loss of inverted.averaged) {
        assert.ok(Math.abs(loss - inverted.plain) > 1e-3, `inverted ${schedule}`)
      }
    }
    const late = losses('vanilla-dropout:keep=0.5,schedule=after:0.5', ['mc', 'exact'])
    for (const loss of late.averaged) assert.ok(Math.abs(loss - late.plain) > 1e-3)
  })
})
