import { discard } from '../../src/util/discard.ts'
import { assert, suite } from '../harness.ts'

suite('util/discard', (test) => {
  test('leaves nothing of what it is given, and keeps no process alive', () => {
    const values = new Float32Array(4096).fill(1)
    const others = new Float32Array(16).fill(2)
    discard([values.buffer])
    assert.equal([values.length, values.buffer.byteLength], [0, 0])
    assert.is(others[15], 2)
    discard([])
  })
})
