import { printedWords } from '../../../experiments/tables/sweep.ts'
import { assert, suite } from '../../harness.ts'

suite('experiments/tables/sweep', (test) => {
  test('the line that describe prints is taken apart as a shell does', () => {
    const description = `! a note\n\nnext:\n  regbench compare 'my data.csv' --target Sale\\ Price --ignore a,b --null-value ''\n`
    assert.equal(printedWords(description), [
      'compare',
      'my data.csv',
      '--target',
      'Sale Price',
      '--ignore',
      'a,b',
      '--null-value',
      '',
    ])
    assert.is(printedWords('nothing to run'), undefined)
  })
})
