import { planningLines } from '../../../src/report/findings/planning.ts'
import type { Planning } from '../../../src/results/comparison.ts'
import { assert, suite } from '../../harness.ts'
import { comparison } from '../sample.ts'

const planning: Planning = {
  method: 'l2:0.001',
  difference: -0.012,
  smallest: 0.0234,
  floor: 0.0188,
  luckShare: 0.355,
  rows: 6812,
  repeats: null,
}
const lines = (changes: Partial<Planning>, metric: 'accuracy' | 'rmse' = 'accuracy') =>
  planningLines({ ...comparison, metric, planning: { ...planning, ...changes } })

suite('what more would do', (test) => {
  test('is said of the largest difference, in points and rows', () => {
    assert.equal(lines({}), [
      'planning: a run like this one establishes a difference of l2:0.001 from 2.3 points on, in four of five cases',
      '36 % of the variance is luck of training: more repeats lower that to 1.9 points, and from there only more rows',
      '1.2 points, as measured, would take about 6800 rows',
    ])
  })

  test('names both ways where there are two, and none where there is no end to it', () => {
    assert.match(lines({ repeats: 7 })[2], /would take about 6800 rows or 7 repeats$/)
    assert.match(lines({ rows: null })[2], /more of both than anyone has/)
    assert.match(lines({ rows: 1e9 })[2], /more of both than anyone has/)
  })

  test('does not plan for no difference, nor guess at luck from one repeat', () => {
    assert.is(lines({ difference: 0, rows: null }).length, 2)
    assert.match(lines({ luckShare: null })[1], /^one repeat does not tell/)
    assert.match(lines({ luckShare: 0.01 })[1], /^more repeats would hardly/)
    assert.match(lines({ luckShare: 1 })[1], /^nearly all of the variance is luck/)
  })

  test('speaks in the unit of the score, and says nothing where there is no plan', () => {
    assert.match(lines({ smallest: 2.5 }, 'rmse')[0], /from 2\.50 in rmse on/)
    assert.equal(planningLines(comparison), [])
  })
})
