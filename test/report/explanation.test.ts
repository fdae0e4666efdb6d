import { paragraphs } from '../../src/report/explanation.ts'
import { assert, suite } from '../harness.ts'

suite('a method explained', (test) => {
  test('joins lines that end within a sentence, and no others', () => {
    assert.equal(
      paragraphs([
        'A line.',
        'Another one that',
        'goes on, and',
        'ends (here).',
        'An example: a (b)',
        'c?',
        'Last',
      ]),
      ['A line.', 'Another one that goes on, and ends (here).', 'An example: a (b) c?', 'Last'],
    )
  })
})
