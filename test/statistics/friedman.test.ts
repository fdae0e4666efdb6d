import { friedman } from '../../src/statistics/friedman.ts'
import { assert, suite } from '../harness.ts'
import { agrees } from './closeTo.ts'
import { auc, aucUnrounded } from './demsar.ts'

function transpose(rows: readonly (readonly number[])[]): number[][] {
  return rows[0].map((_, column) => rows.map((row) => row[column]))
}

suite('Friedman and Iman-Davenport', (test) => {
  test("agree with Demsar's worked example", () => {
    const result = friedman(aucUnrounded)
    const printed = ['3.142857', '2.000000', '2.892857', '1.964286']
    printed.forEach((rank, method) => {
      agrees(result.ranks[method], rank)
    })
    agrees(result.chiSquared, '9.278571')
    agrees(result.pChiSquared, '0.0258075')
    agrees(result.f, '3.686313')
    agrees(result.pF, '0.0198230')
  })

  test('agree on the table as printed, with its tie', () => {
    const result = friedman(auc)
    const printed = ['3.142857', '2.000000', '2.928571', '1.928571']
    printed.forEach((rank, method) => {
      agrees(result.ranks[method], rank)
    })
    agrees(result.chiSquared, '9.857143')
    agrees(result.f, '3.986667')
    // scipy.stats.f.sf(3.986667, 3, 39)
    agrees(result.pF, '0.01435245')
  })

  test('a mixed matrix of errors', () => {
    const errors = transpose([
      [1, 2, 1, 1],
      [2, 1, 2, 3],
      [3, 3, 3, 2],
    ])
    const result = friedman(errors.map((row) => row.map((error) => -error)))
    agrees(result.chiSquared, '4.500000')
    agrees(result.f, '3.857143')
  })

  test('datasets that all rank alike give an infinite F', () => {
    const result = friedman(new Array(7).fill([0.3, 0.2, 0.1]))
    assert.is(result.f, Number.POSITIVE_INFINITY)
    assert.is(result.pF, 0)
  })

  test('ties throughout give p = 1', () => {
    const { chiSquared, f, pChiSquared, pF } = friedman(new Array(6).fill([0.5, 0.5, 0.5]))
    assert.equal([chiSquared, f, pChiSquared, pF], [0, 0, 1, 1])
  })
})
