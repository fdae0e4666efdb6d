import { isRecord } from '../../src/util/json.ts'
import { assert, suite } from '../harness.ts'

suite('util/json', (test) => {
  test('an object with names is one, and nothing else that JSON has', () => {
    assert.ok(isRecord({}))
    assert.ok(isRecord({ a: 1 }))
    for (const other of [null, [], [{}], 'a', 1, true, undefined]) assert.not(isRecord(other))
  })
})
