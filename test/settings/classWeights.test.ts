import { classWeightsKind, classWeightsText, parseClassWeights } from '../../src/settings/classWeights.ts'
import { assert, suite } from '../harness.ts'

suite('class weights', (test) => {
  test('are written as names with weights, names of any sort', () => {
    assert.is(parseClassWeights('balanced'), 'balanced')
    for (const [text, weights] of [
      ['yes=5', { yes: 5 }],
      ['yes=5,no=0.5', { yes: 5, no: 0.5 }],
      ['1=2,0=1e-3', { '1': 2, '0': 1e-3 }],
      ['<=50K=1,>50K=3', { '<=50K': 1, '>50K': 3 }],
      ['a, b=2,c=3', { 'a, b': 2, c: 3 }],
      ['__proto__=2', Object.fromEntries([['__proto__', 2]])],
    ] as const) {
      const parsed = parseClassWeights(text)!
      assert.equal(Object.entries(parsed), Object.entries(weights), text)
      assert.equal(parseClassWeights(classWeightsText(parsed)), parsed)
      assert.ok(classWeightsKind.admits(parsed), text)
    }
  })

  test('are nothing else', () => {
    for (const text of [
      '',
      'yes',
      'yes=',
      '=5',
      'yes=0',
      'yes=-1',
      'yes=inf',
      'yes=5,',
      'yes=5,no',
      'yes=5,yes=6',
      'Balanced',
    ]) {
      assert.is(parseClassWeights(text), undefined, text)
    }
    for (const value of [null, 3, {}, [], { yes: 0 }, { yes: '5' }, 'even']) {
      assert.not.ok(classWeightsKind.admits(value), JSON.stringify(value))
    }
  })
})
