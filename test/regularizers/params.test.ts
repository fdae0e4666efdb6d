import { denseArchitecture } from '../../src/nn/architecture.ts'
import {
  describeParam,
  exampleTerm,
  layerNames,
  type NumberParam,
  spread,
} from '../../src/regularizers/params.ts'
import { describeRange, isInRange, parseNumber } from '../../src/settings/kinds.ts'
import { assert, suite } from '../harness.ts'

const number = (bounds: Omit<NumberParam, 'kind' | 'summary'>): NumberParam => ({
  kind: 'number',
  summary: 'how strong',
  ...bounds,
})

suite('params', (test) => {
  test('numbers are decimals and nothing else', () => {
    const good = { '1': 1, '-2.5': -2.5, '+3': 3, '.5': 0.5, '5.': 5, '1e-4': 1e-4, '2E+3': 2000, ' 7 ': 7 }
    for (const [text, value] of Object.entries(good)) assert.is(parseNumber(text), value, text)
    for (const text of [
      '',
      ' ',
      'a',
      '1a',
      '0x10',
      '1_000',
      '1,5',
      'NaN',
      '1e999',
      '1e',
      '.',
      '--1',
      'inf',
    ]) {
      assert.is(parseNumber(text), undefined, text)
    }
  })

  test('inf is a number where it is allowed, and minus inf never', () => {
    for (const text of ['inf', '+inf', 'Infinity', ' INF '])
      assert.is(parseNumber(text, true), Infinity, text)
    for (const text of ['-inf', 'infinite']) assert.is(parseNumber(text, true), undefined, text)
  })

  test('min and max are allowed, above and below are not', () => {
    const closed = number({ min: 0, max: 1 })
    const open = number({ above: 0, below: 1 })
    for (const end of [0, 1]) {
      assert.ok(isInRange(closed, end))
      assert.not(isInRange(open, end))
    }
    assert.ok(isInRange(open, 0.5))
    assert.not(isInRange(closed, 1.1))
    assert.not(isInRange(number({ integer: true }), 1.5))
    assert.ok(isInRange(number({ above: 0, infinite: true }), Infinity))
  })

  test('ranges in words', () => {
    assert.is(describeRange(number({ above: 0, max: 1 })), 'a number above 0 and at most 1')
    assert.is(describeRange(number({ min: 0, below: 1 })), 'a number at least 0 and below 1')
    assert.is(describeRange(number({ min: 1, integer: true })), 'a whole number at least 1')
    assert.is(describeRange(number({ above: 0, infinite: true })), 'a number above 0, or inf')
    assert.is(describeRange(number({})), 'a number')
  })

  test('parameters in words', () => {
    assert.is(
      describeParam(number({ min: 0, per: 'layer', default: 1e-3 })),
      'how strong: a number at least 0; a list a/b/c gives each layer its own (default 0.001)',
    )
    assert.is(describeParam({ kind: 'flag', summary: 'whether' }), 'whether: true or false (default false)')
    assert.is(
      describeParam({ kind: 'choice', summary: 'which', choices: ['a', 'b'], default: 'b' }),
      'which: a or b (default b)',
    )
  })

  test('examples are complete terms', () => {
    assert.is(exampleTerm('none', {}), 'none')
    assert.is(exampleTerm('l2', { strength: number({ default: 0.5 }) }), 'l2:0.5')
    assert.is(exampleTerm('en', { a: number({ default: 1 }), b: number({ default: 2 }) }), 'en:a=1,b=2')
    assert.is(
      exampleTerm('x-dropout', { keep: number({ example: 0.5 }), drop: number({}) }),
      'x-dropout:keep=0.5',
    )
  })

  test('layers in words, and one value for all of them', () => {
    const { layers } = denseArchitecture([4, 3, 2], 'relu')
    assert.equal(layerNames('layer', layers), ['layer 1: 4 x 3', 'layer 2: 3 x 2'])
    assert.equal(layerNames('hidden layer', layers), ['hidden layer 1: 3 units'])
    assert.equal(spread([5], 3), [5, 5, 5])
    assert.equal(spread([1, 2], 2), [1, 2])
  })
})
