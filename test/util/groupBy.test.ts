import { groupBy } from '../../src/util/groupBy.ts'
import { assert, suite } from '../harness.ts'

suite('groups', (test) => {
  test('hold their items in order, and come in the order of their first', () => {
    const groups = groupBy(['pear', 'fig', 'plum', 'apple', 'fennel'], (word) => word[0])
    assert.equal(
      [...groups],
      [
        ['p', ['pear', 'plum']],
        ['f', ['fig', 'fennel']],
        ['a', ['apple']],
      ],
    )
    assert.is(groupBy([], String).size, 0)
  })
})
