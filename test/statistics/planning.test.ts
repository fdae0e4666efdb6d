import { normalQuantile, tQuantile } from '../../src/statistics/distributions.ts'
import { planFor, scaledParts } from '../../src/statistics/planning.ts'
import { assert, suite } from '../harness.ts'
import { closeTo } from './closeTo.ts'

const DESIGN = { rows: 100, folds: 5, repeats: 2 }
const PARTS = { rows: 8e-4, repeats: 3e-4, luck: 1e-4 }
const reach = tQuantile(0.975, 99) + normalQuantile(0.8)

suite('planning', (test) => {
  test('names the smallest difference that is found four times in five, and what repeats cannot lower', () => {
    const plan = planFor(0.05, PARTS, DESIGN, 0.05, 99)
    closeTo(plan.smallest, reach * 0.03, 1e-14)
    closeTo(plan.floor, reach * Math.sqrt(5e-4), 1e-14)
  })

  test('asks for the rows and repeats that bring the standard error to what the difference needs', () => {
    const difference = 0.06
    const plan = planFor(difference, PARTS, DESIGN, 0.05, 99)
    const variance = (to: typeof DESIGN): number => {
      const { rows, luck } = scaledParts(PARTS, DESIGN, to)
      return rows + luck
    }
    const wanted = (difference / reach) ** 2
    assert.ok(variance({ ...DESIGN, rows: plan.rows! }) <= wanted)
    assert.ok(variance({ ...DESIGN, rows: plan.rows! - 1 }) > wanted)
    const possible = planFor(0.08, PARTS, DESIGN, 0.05, 99).repeats!
    assert.ok(variance({ ...DESIGN, repeats: possible }) <= (0.08 / reach) ** 2)
  })

  test('says null where no number would do', () => {
    assert.is(planFor(0.01, PARTS, DESIGN, 0.05, 99).repeats, null)
    assert.is(planFor(0.01, { ...PARTS, luck: 1e-3 }, DESIGN, 0.05, 99).rows, null)
    assert.is(planFor(0, PARTS, DESIGN, 0.05, 99).rows, null)
  })

  test('gives the design that was run its own variance back', () => {
    const same = scaledParts(PARTS, DESIGN, DESIGN)
    closeTo(same.rows, PARTS.rows, 1e-18)
    closeTo(same.luck, PARTS.luck, 1e-18)
    assert.is(scaledParts({ ...PARTS, repeats: null }, DESIGN, { ...DESIGN, rows: 200 }).rows, 4e-4)
  })
})
