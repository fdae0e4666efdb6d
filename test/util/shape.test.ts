import fc from 'fast-check'
import {
  check,
  checkJson,
  flag,
  list,
  measure,
  number,
  object,
  oneOf,
  optional,
  pair,
  record,
  type Shape,
  text,
  texts,
  whole,
} from '../../src/util/shape.ts'
import { assert, suite } from '../harness.ts'

const refuse = (path: string, clause: string) => new Error(`${path || 'it'} ${clause}`)
const refusal = (shape: Shape, value: unknown): string => {
  try {
    check(shape, value, refuse)
  } catch (error) {
    return (error as Error).message
  }
  throw new Error(`taken: ${JSON.stringify(value)}`)
}

const thing = object({
  name: text,
  isNew: flag,
  size: number({ above: 0 }),
  parts: list(object({ count: whole({ min: 1 }), at: optional(pair(whole())) }), 2),
})

suite('shapes', (test) => {
  test('give back what has them, without what they do not name', () => {
    const value = { name: 'a', isNew: true, size: 0.5, parts: [{ count: 1 }, { count: 2, at: [3, 4] }] }
    assert.equal(check(thing, { ...value, more: 1 }, refuse), value)
    assert.equal(checkJson(thing, JSON.stringify(value), refuse), value)
  })

  test('refuse by the path of the first value that is wrong', () => {
    const value = { name: 'a', isNew: true, size: 0.5, parts: [{ count: 1, at: [1, 2] }] }
    assert.is(refusal(thing, 3), 'it is not an object')
    assert.is(refusal(thing, [value]), 'it is not an object')
    assert.is(refusal(thing, null), 'it is not an object')
    assert.is(refusal(thing, { ...value, name: 1 }), 'name is not a text')
    assert.is(refusal(thing, { ...value, isNew: 'yes' }), 'isNew is not true or false')
    assert.is(refusal(thing, { ...value, size: 0 }), 'size is not a number above 0')
    assert.is(refusal(thing, { ...value, parts: {} }), 'parts is not a list')
    assert.is(refusal(thing, { ...value, parts: [1, 2, 3] }), 'parts is not a list of at most 2')
    assert.is(
      refusal(thing, { ...value, parts: [{ count: 0 }] }),
      'parts[0].count is not a whole number of at least 1',
    )
    assert.is(
      refusal(thing, { ...value, parts: [{ count: 1, at: [1, 'x'] }] }),
      'parts[0].at[1] is not a whole number',
    )
    assert.is(
      refusal(thing, { ...value, parts: [{ count: 1, at: [1] }] }),
      'parts[0].at[1] is not a whole number',
    )
    assert.is(refusal(thing, { ...value, parts: [{}] }), 'parts[0].count is missing')
    assert.throws(() => checkJson(thing, '{', refuse), /^it is not JSON$/)
  })

  test('take numbers in their range alone, and no number that is not one', () => {
    const share = number({ min: 0, below: 1 })
    assert.is(check(share, 0, refuse), 0)
    for (const wrong of [1, -1, Number.NaN, Infinity, '0.5', null]) {
      assert.is(refusal(share, wrong), 'it is not a number of at least 0 and below 1')
    }
    assert.is(refusal(whole(), 1.5), 'it is not a whole number')
    assert.is(refusal(whole(), 2 ** 53), 'it is not a whole number')
    assert.is(check(measure, null, refuse), null)
    assert.is(refusal(measure, 'x'), 'it is not a number')
    assert.is(refusal(oneOf(['a', 'b']), 'c'), 'it is not a or b')
  })

  test('of any object keep its names and values, whatever they are called', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }), (value) => {
        const json = JSON.parse(JSON.stringify(value))
        assert.equal({ ...check(record, json, refuse) }, json)
        const { constructor: _, prototype: __, ['__proto__']: ___, ...plain } = json
        assert.equal({ ...check(texts, plain, refuse) }, plain)
      }),
    )
    assert.is(refusal(texts, { a: 1 }), 'a is not a text')
  })
})
