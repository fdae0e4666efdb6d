import { Slabs } from '../../../src/data/read/slabs.ts'
import { assert, suite } from '../../harness.ts'

suite('data/read/slabs', (test) => {
  test('gives zeros that are nobody else’s, of both kinds in turn, beyond the end of a slab', () => {
    const slabs = new Slabs()
    const given = Array.from({ length: 400 }, (_, i) => (i % 3 === 0 ? slabs.f64(2048) : slabs.f32(2048)))
    given.forEach((values, i) => {
      assert.is(values.length, 2048)
      assert.is(
        values.every((value) => value === 0),
        true,
      )
      values.fill(i + 1)
    })
    given.forEach((values, i) => {
      assert.is(
        values.every((value) => value === i + 1),
        true,
      )
    })
    assert.is(new Set(given.map(({ buffer }) => buffer)).size > 1, true)
  })
})
