import {
  bytes,
  choice,
  coded,
  describeRange,
  number,
  numbers,
  share,
  text,
  texts,
  toggle,
  whole,
} from '../../src/settings/kinds.ts'
import { assert, suite } from '../harness.ts'

suite('settings/kinds', (test) => {
  test('numbers keep to their range, whole ones below 2^53', () => {
    assert.is(whole(0).parse('9007199254740991'), 9007199254740991)
    assert.is(whole(0).parse('9007199254740993'), undefined)
    assert.is(whole(1).parse('0'), undefined)
    assert.is(share.parse('1'), undefined)
    assert.is(share.parse('.25'), 0.25)
    assert.is(number({ infinite: true }).parse('inf'), Infinity)
    for (const word of ['', '0x10', '1e999', 'x']) assert.is(number().parse(word), undefined, word)
    assert.is(number().admits(Number.NaN), false)
    assert.is(describeRange({ above: 0, max: 1 }), 'a number above 0 and at most 1')
  })

  test('a value is what its own words are read as', () => {
    const pair = coded<{ a: number; b: number }>({
      expected: 'a pair',
      parse(word) {
        const [, a, b] = /^(\d)-(\d)$/.exec(word) ?? []
        return a === undefined ? undefined : { a: Number(a), b: Number(b) }
      },
      text: ({ a, b }) => `${a}-${b}`,
    })
    const cases = [
      [whole(0), 17],
      [number(), 1e-7],
      [choice(['p', 'q']), 'q'],
      [text, 'two words'],
      [numbers({ min: 1 }, 'widths', { none: true }), [8, 4]],
      [numbers({ min: 1 }, 'widths', { none: true }), []],
      [pair, { a: 3, b: 4 }],
      [bytes, 2 ** 31],
    ] as const
    for (const [kind, value] of cases) {
      assert.ok(kind.admits(value))
      const [word] = kind.words(value as never)
      assert.equal(kind.parse(word!), value, word)
    }
    assert.equal(
      texts.words(['a', 'b']).reduce<readonly string[]>((all, w) => texts.parse(w, all)!, []),
      ['a', 'b'],
    )
    assert.is(pair.admits({ a: 3, b: 40 }), false)
    assert.is(pair.admits(null), false)
    assert.is(toggle.parse('yes'), undefined)
  })

  test('sizes have units of 1024', () => {
    assert.is(bytes.parse('3k'), 3072)
    assert.is(bytes.parse('1G'), 2 ** 30)
    for (const word of ['0', '-1', '1.5G', 'G']) assert.is(bytes.parse(word), undefined, word)
  })
})
