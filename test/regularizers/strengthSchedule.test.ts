import { strengthSchedule } from '../../src/regularizers/strengthSchedule.ts'
import { suite } from '../harness.ts'
import { strengthFactor, strengthReached } from '../reference/averaging.ts'
import { near } from '../tolerance.ts'

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
})
