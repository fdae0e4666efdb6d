import { randomKey } from '../../src/core/random.ts'
import { strengthSchedule } from '../../src/regularizers/strengthSchedule.ts'
import { Rig } from '../../src/selftest/rig.ts'
import { train } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import { strengthFactor } from '../reference/averaging.ts'
import { near } from '../tolerance.ts'
import { scaledSetup } from '../training/twins.ts'

const rig = await Rig.open('strict')

suite('schedules of strengths', (test) => {
  test('are those of the reference at every share of a run', () => {
    for (const schedule of ['constant', 'linear', 'flat-cos', 'after:0.75']) {
      for (let share = 0; share <= 1; share += 1 / 16) {
        near(strengthSchedule(schedule)!(share), strengthFactor(schedule, share), schedule, {
          absolute: 1e-15,
          relative: 1e-14,
        })
      }
    }
  })

  test('a strength that is never in force is none to the bit, one that always is, constant', async () => {
    const weights = (spec: string) => {
      const setup = scaledSetup('regression', {}, { epochs: 3 })
      const model = rig.model(spec, setup)
      train(model, setup.training, randomKey(0, 'order', 0, 0))
      return model.arena.f32('parameters').slice(0, 60)
    }
    for (const term of [
      'l2:0.1',
      'l1:0.02',
      'weight-decay:0.1',
      'inverted-dropout:keep=0.5',
      'inverted-dropout:keep=0.5,mask=batch',
      'gaussian-dropout:keep=0.5',
      'input-noise:0.1',
    ]) {
      assert.equal(weights(`${term},schedule=after:1`), weights('none'), `${term} never`)
      assert.equal(weights(`${term},schedule=after:0`), weights(term), `${term} always`)
    }
  })
})
