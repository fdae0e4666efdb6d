import { LOSS_FORMS, parseLoss } from '../../src/nn/loss.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

const EXACT = { absolute: 0, relative: 1e-15 }

suite('losses of a regression', (test) => {
  test('are written as --loss says', () => {
    for (const text of ['squared', 'absolute', 'huber:1.35', 'huber:2', 'huber:1e-3']) {
      assert.is(parseLoss(text)?.text, text)
    }
    for (const text of [
      '',
      'huber',
      'huber:',
      'huber:0',
      'huber:-1',
      'huber:inf',
      'huber:x',
      'huber:1,2',
      'mae',
      'Squared',
    ]) {
      assert.is(parseLoss(text), undefined, text)
    }
    for (const form of LOSS_FORMS) assert.ok(parseLoss(form.replace('D', '1')), form)
  })

  test('have their values for one row', () => {
    const at = (text: string, difference: number) => parseLoss(text)!.of(difference)
    assert.is(at('squared', -3), 4.5)
    assert.is(at('absolute', -3), 3)
    near(at('huber:1.35', 1), 0.5, 'inside', EXACT)
    near(at('huber:1.35', -3), 1.35 * (3 - 1.35 / 2), 'outside', EXACT)
    // Both halves meet at the limit, in value and in slope.
    near(at('huber:2', 2), 2, 'at the limit', EXACT)
    near((at('huber:2', 2 + 1e-6) - at('huber:2', 2 - 1e-6)) / 2e-6, 2, 'slope', {
      absolute: 1e-6,
      relative: 0,
    })
  })
})
