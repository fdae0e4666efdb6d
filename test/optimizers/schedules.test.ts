import { type ScheduleName, schedules } from '../../src/optimizers/schedules.ts'
import { assert, suite } from '../harness.ts'
import { scheduledRate } from '../reference/optimizers.ts'
import { near } from '../tolerance.ts'

suite('learning-rate schedules', (test) => {
  for (const name of Object.keys(schedules) as ScheduleName[]) {
    test(`${name} is that of the reference at every step`, () => {
      for (const T of [1, 2, 3, 7, 8, 100, 1234]) {
        for (let t = 0; t < T; t++) {
          const expected = scheduledRate(name, 1, t, T)
          near(schedules[name].factor(t, T), expected, `step ${t} of ${T}`, {
            absolute: 4e-16,
            relative: 1e-15,
          })
        }
      }
    })

    test(`${name} starts at the full rate, never rises and stays above 0`, () => {
      const factors = Array.from({ length: 1000 }, (_, t) => schedules[name].factor(t, 1000))
      assert.is(factors[0], 1)
      factors.forEach((factor, t) => {
        assert.ok(factor > 0)
        assert.ok(t === 0 || factor <= factors[t - 1])
      })
    })
  }

  test('cosine is half of a cosine to 1e-15, on a fine grid', () => {
    let worst = 0
    for (let t = 0; t < 100_000; t++) {
      const exact = (1 + Math.cos((Math.PI * t) / 100_000)) / 2
      worst = Math.max(worst, Math.abs(schedules.cosine.factor(t, 100_000) - exact))
    }
    assert.ok(worst <= 5e-16, `${worst}`)
  })

  test('cosine has its exact values', () => {
    assert.is(schedules.cosine.factor(0, 4), 1)
    near(schedules.cosine.factor(1, 4), (1 + Math.SQRT1_2) / 2, 'a quarter', { absolute: 0, relative: 2e-16 })
    near(schedules.cosine.factor(2, 4), 0.5, 'half', { absolute: 0, relative: 2e-16 })
    near(schedules.cosine.factor(2, 3), 0.25, 'two thirds', { absolute: 0, relative: 5e-16 })
  })

  test('step falls at a half and at three quarters', () => {
    assert.equal(
      Array.from({ length: 8 }, (_, t) => schedules.step.factor(t, 8)),
      [1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01],
    )
  })
})
