import {
  bonferroniDunnCriticalDifference,
  nemenyiCriticalDifference,
  rankGroups,
} from '../../src/statistics/criticalDifference.ts'
import { averageRanks } from '../../src/statistics/ranks.ts'
import { assert, suite } from '../harness.ts'
import { agrees } from './closeTo.ts'
import { aucUnrounded } from './demsar.ts'

const [c45, m, cf, mcf] = [0, 1, 2, 3]

suite('critical differences', (test) => {
  test("agree with Demsar's example", () => {
    agrees(nemenyiCriticalDifference(4, 14, 0.05), '1.2536')
    agrees(nemenyiCriticalDifference(4, 14, 0.1), '1.1181')
    agrees(bonferroniDunnCriticalDifference(4, 14, 0.05), '1.1681')
    agrees(bonferroniDunnCriticalDifference(4, 14, 0.1), '1.0384')
  })

  test('groups are the largest, and none lies inside another', () => {
    const ranks = averageRanks(aucUnrounded)
    assert.equal(rankGroups(ranks, nemenyiCriticalDifference(4, 14, 0.05)), [[mcf, m, cf, c45]])
    assert.equal(rankGroups(ranks, nemenyiCriticalDifference(4, 14, 0.1)), [
      [mcf, m, cf],
      [cf, c45],
    ])
  })

  test('methods far apart form no group', () => {
    assert.equal(rankGroups([1, 2, 3], 0.5), [])
  })
})
