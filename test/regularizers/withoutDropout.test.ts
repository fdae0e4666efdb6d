import { parseMethod } from '../../src/regularizers/method.ts'
import { withoutDropout } from '../../src/regularizers/withoutDropout.ts'
import { assert, suite } from '../harness.ts'

const without = (spec: string) => withoutDropout(parseMethod(spec))?.spec ?? null

suite('regularizers/withoutDropout', (test) => {
  for (const name of ['vanilla-dropout', 'inverted-dropout', 'gaussian-dropout', 'dropconnect']) {
    test(`leaves ${name} out and keeps the rest, as written`, () => {
      assert.is(without(`max-norm:3+${name}:keep=0.5+l2:1e-4`), 'max-norm:3+l2:1e-4')
    })
  }

  test('is none where nothing remains', () => {
    assert.is(without('inverted-dropout:drop=0.2,input-drop=0.1'), 'none')
  })

  test('is null where there is no dropout', () => {
    assert.is(without('none'), null)
    assert.is(without('l1:1e-4+max-norm:3+early-stopping:5'), null)
  })
})
