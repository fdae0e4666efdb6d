import { suggest } from '../../src/util/suggest.ts'
import { assert, suite } from '../harness.ts'

suite('suggest', (test) => {
  test('finds the nearest candidate, case set aside', () => {
    assert.is(suggest('agee', ['sex', 'age', 'fare']), 'age')
    assert.is(suggest('AGE', ['sex', 'age']), 'age')
    assert.is(suggest('elastc-nt', ['l2', 'elastic-net', 'max-norm']), 'elastic-net')
  })

  test('stays silent when nothing is near', () => {
    assert.is(suggest('income', ['sex', 'age', 'fare']), undefined)
    assert.is(suggest('x', ['a', 'b']), undefined)
    assert.is(suggest('age', []), undefined)
  })

  test('prefers the first of two that are equally near', () => {
    assert.is(suggest('l3', ['l1', 'l2']), 'l1')
  })
})
