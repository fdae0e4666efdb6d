import { nameTokens, widestToken, wrapName, wrapWords } from '../../src/report/wrap.ts'
import { assert, suite } from '../harness.ts'

suite('line breaks', (test) => {
  test('words stay whole', () => {
    assert.is(wrapWords('one two three', 7), 'one two\nthree')
    assert.is(wrapWords('immeasurable', 4), 'immeasurable')
  })

  test('a method breaks before + and behind a comma', () => {
    const name = 'elastic-net:l1=1,l2=2+max-norm:3'
    assert.equal(nameTokens(name), ['elastic-net:l1=1,', 'l2=2', '+max-norm:3'])
    assert.is(wrapName(nameTokens(name), 17), 'elastic-net:l1=1,\n  l2=2+max-norm:3')
    assert.is(widestToken(nameTokens(name)), 17)
    assert.is(wrapName(nameTokens(name), 100), name)
  })

  test('no piece of a name is lost, however narrow the column', () => {
    const name = 'inverted-dropout:keep=0.5,,++max-norm:3'
    for (let width = 1; width < 50; width++) {
      const lines = wrapName(nameTokens(name), width).split('\n')
      assert.is(lines.map((line) => line.trimStart()).join(''), name)
      if (width > 2) assert.ok(lines.every((line) => line.length <= width))
    }
  })
})
