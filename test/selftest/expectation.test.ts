/** The test of the test: the check must object to dropout that is scaled wrongly, and to no other. */

import { invertedDropout } from '../../src/regularizers/inverted-dropout.ts'
import { maskHooks } from '../../src/regularizers/masks.ts'
import type { Regularizer } from '../../src/regularizers/regularizer.ts'
import { vanillaDropout } from '../../src/regularizers/vanilla-dropout.ts'
import { type DropoutKinds, expectations } from '../../src/selftest/expectation.ts'
import { Rig } from '../../src/selftest/rig.ts'
import { assert, suite } from '../harness.ts'

type Factor = (keep: number) => number

/** Dropout of either kind with scalings of our own. */
const withScaling = (training: Factor, prediction: Factor): Regularizer =>
  ({
    ...invertedDropout,
    create: (args: Parameters<typeof maskHooks>[0], context: Parameters<typeof maskHooks>[1]) =>
      maskHooks(args, context, { training, prediction, sampled: 'all' }),
  }) as unknown as Regularizer

/** Keep probabilities at which the expectation check objects. */
async function objections(kinds: DropoutKinds): Promise<string[]> {
  const failed = [...expectations(await Rig.open('strict'), kinds)].filter(({ met }) => !met)
  return [...new Set(failed.map(({ what }) => /0\.\d/.exec(what)![0]))]
}

suite('selftest: the expectation check sees wrong scaling', (test) => {
  test('of vanilla dropout, by drop instead of keep in prediction: at 0.2 and 0.8, and 0.5 hides it', async () => {
    const wrong = withScaling(
      () => 1,
      (keep) => 1 - keep,
    )
    assert.equal(await objections({ 'vanilla-dropout': wrong }), ['0.2', '0.8'])
  })

  test('of inverted dropout, by 1 / drop instead of 1 / keep in training: the same', async () => {
    const wrong = withScaling(
      (keep) => 1 / (1 - keep),
      () => 1,
    )
    assert.equal(await objections({ 'inverted-dropout': wrong }), ['0.2', '0.8'])
  })

  test('of dropout that scales nowhere, or twice: at every keep', async () => {
    const [nowhere, twice] = [
      withScaling(
        () => 1,
        () => 1,
      ),
      withScaling(
        (keep) => 1 / keep,
        (keep) => keep,
      ),
    ]
    assert.equal(await objections({ 'inverted-dropout': nowhere }), ['0.2', '0.5', '0.8'])
    assert.equal(await objections({ 'vanilla-dropout': twice }), ['0.2', '0.5', '0.8'])
  })

  test('and at every site', async () => {
    const wrong = withScaling(
      () => 1,
      (keep) => 1 - keep,
    )
    const failed = [...expectations(await Rig.open('strict'), { 'vanilla-dropout': wrong })].filter(
      ({ met }) => !met,
    )
    const sites = new Set(failed.map(({ what }) => /site \d|logit/.exec(what)![0]))
    assert.equal([...sites], ['site 0', 'site 1', 'site 2', 'logit'])
  })

  test('of one dropout under the name of the other, of right scaling never', async () => {
    const vanilla = vanillaDropout as unknown as Regularizer
    assert.equal(await objections({ 'inverted-dropout': vanilla, 'vanilla-dropout': vanilla }), [])
  })
})
