import { listed, parseNumber, shown, sortedNames } from '../../src/data/cells.ts'
import { assert, suite } from '../harness.ts'

suite('data/cells', (test) => {
  test('reads decimal numbers', () => {
    const cells = ['0', '007', '123456789', '1234567890', '-1.5', '+.5', '5.', '1e3', '2.5E-3', '0.1']
    assert.equal(cells.map(parseNumber), [0, 7, 123456789, 1234567890, -1.5, 0.5, 5, 1000, 0.0025, 0.1])
  })

  test('turns negative zero into zero', () => {
    assert.ok(Object.is(parseNumber('-0'), 0))
    assert.ok(Object.is(parseNumber('-0.0'), 0))
  })

  test('reads nothing else as a number', () => {
    for (const cell of [
      '',
      '.',
      '-',
      'e5',
      '1e',
      '0x10',
      'Infinity',
      '-inf',
      'NaN',
      '1_000',
      '1,5',
      '1 2',
      '12a',
      '٣',
    ]) {
      assert.ok(Number.isNaN(parseNumber(cell)), cell)
    }
  })

  test('tells a number that overflows from text', () => {
    assert.is(parseNumber('1e400'), Infinity)
    assert.is(parseNumber('-1e400'), -Infinity)
  })

  test('shows cells shortened and without control characters', () => {
    assert.is(shown('abc'), '"abc"')
    assert.is(shown('say "hi" \\'), '"say \\"hi\\" \\\\"')
    assert.is(shown('a\u001b[31mb\nc\u009b\u202e'), '"a\\u001b[31mb\\u000ac\\u009b\\u202e"')
    assert.is(shown('x'.repeat(41)), `"${'x'.repeat(39)}…"`)
    assert.is(shown('x'.repeat(40)), `"${'x'.repeat(40)}"`)
    assert.is(shown('😀'.repeat(41)), `"${'😀'.repeat(39)}…"`)
  })

  test('lists a few and counts the rest', () => {
    assert.is(listed(['a', 'b']), '"a", "b"')
    assert.is(listed(['a', 'b', 'c'], 2), '"a", "b" and 1 more')
  })

  test('sorts numbers as numbers and the rest as text', () => {
    assert.equal(sortedNames(['10', '9', '-1', '1.0', '1']), ['-1', '1', '1.0', '9', '10'])
    assert.equal(sortedNames(['b', 'a', '10', '9']), ['10', '9', 'a', 'b'])
  })
})
