import { entriesNamed } from '../../src/reproduce/entry.ts'
import { assert, suite } from '../harness.ts'

const complaint = (word: string): string => {
  try {
    entriesNamed([word])
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

suite('claims by name', (test) => {
  test('are each there once, however often they are asked for', () => {
    assert.equal(
      entriesNamed(['l2-shares', 'notes', 'l2-shares']).filter(({ name }) => name === 'l2-shares').length,
      1,
    )
  })

  test('that are not there: what holds the word, what is near, or where the list is', () => {
    const said = {
      shares: 'reproduce "shares": there is no such claim; did you mean l2-shares?',
      'L2-Diffuse': 'reproduce "L2-Diffuse": there is no such claim; did you mean l2-diffuse?',
      table: 'reproduce "table": there is no such claim; did you mean ',
      notez: 'reproduce "notez": there is no such claim; did you mean notes?',
      '': 'reproduce "": there is no such claim; "regbench reproduce" lists them',
      'quite-something-else':
        'reproduce "quite-something-else": there is no such claim; "regbench reproduce" lists them',
    }
    for (const [word, sentence] of Object.entries(said))
      assert.ok(complaint(word).startsWith(sentence), complaint(word))
    assert.match(complaint('table'), /srivastava-table10/)
  })
})
