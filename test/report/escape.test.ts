import { markdownCode, markdownText } from '../../src/report/escape.ts'
import { assert, suite } from '../harness.ts'

suite('report/escape', (test) => {
  test('text cannot become markup', () => {
    assert.is(markdownText('a|b <img> *c* @all `d`'), 'a\\|b \\<img\\> \\*c\\* \\@all \\`d\\`')
    assert.is(markdownCode('l1:1|2'), '`l1:1\\|2`')
    assert.is(markdownCode('a``b`'), '``` a``b` ```')
  })
})
