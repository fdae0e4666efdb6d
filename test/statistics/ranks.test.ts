import { averageRanks, ranks } from '../../src/statistics/ranks.ts'
import { assert, suite } from '../harness.ts'

suite('ranks', (test) => {
  test('the smallest is 1, ties share their mean rank', () => {
    assert.equal(ranks([30, 10, 20, 20]), [4, 1, 2.5, 2.5])
    assert.equal(ranks([7, 7, 7]), [2, 2, 2])
    assert.equal(ranks([]), [])
  })

  test('means that rounding alone tells apart are a tie', () => {
    const [one, other] = [(9 + 12 + 10) / 60, 9 / 60 + 12 / 60 + 10 / 60]
    assert.is.not(one, other)
    assert.equal(ranks([one, 0.2, other]), [2.5, 1, 2.5])
    assert.equal(averageRanks([[one, other, 0.2]]), [1.5, 1.5, 3])
  })

  test('average ranks put the largest score first', () => {
    assert.equal(
      averageRanks([
        [0.9, 0.8, 0.7],
        [0.9, 0.7, 0.9],
      ]),
      [1.25, 2.5, 2.25],
    )
  })
})
