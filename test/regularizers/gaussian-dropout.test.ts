import { Rig, toy } from '../../src/selftest/rig.ts'
import type { Model } from '../../src/training/model.ts'
import { assert, suite } from '../harness.ts'
import { keyOf, unitNormal } from '../reference/random.ts'
import { allNear } from '../tolerance.ts'

const rig = await Rig.open('strict')
const ROWS = 9
const SIZES = [5, 20, 17, 3]
const setup = toy('classification', ROWS, SIZES)
const KEY = keyOf(0, 'mask', 0, 0)

/** The numbers of a region of noise, by row, once those of rows [start, start + M) are drawn. */
function drawn(
  model: Model,
  region: string,
  width: number,
  start: number,
  M: number,
  step: number,
): number[][] {
  for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, start, M, step)
  const values = model.arena.f32(region)
  return Array.from({ length: M }, (_, r) => Array.from(values.subarray(r * width, (r + 1) * width)))
}

suite('gaussian dropout', (test) => {
  test('has factors of mean 1 and variance (1 - keep) / keep, from the words of masks', () => {
    const model = rig.model('gaussian-dropout:keep=0.8/0.5,input-keep=0.9', setup)
    for (const [site, keep] of [0.9, 0.8, 0.5].entries()) {
      const expected = Array.from({ length: ROWS }, (_, row) =>
        Array.from(
          { length: SIZES[site] },
          (_, j) => 1 + Math.sqrt((1 - keep) / keep) * unitNormal(KEY, j, row, site, 7),
        ),
      )
      const factors = drawn(model, `noise ${site}`, SIZES[site], 0, ROWS, 7)
      allNear(factors.flat(), expected.flat(), `site ${site}`, { absolute: 1e-6, relative: 1e-6 })
    }
  })

  test('the factors of a row do not depend on the rows beside it', () => {
    const model = rig.model('gaussian-dropout:keep=0.5', setup)
    const together = drawn(model, 'noise 1', 20, 0, ROWS, 2)
    const parts = [...drawn(model, 'noise 1', 20, 0, 4, 2), ...drawn(model, 'noise 1', 20, 4, ROWS - 4, 2)]
    assert.equal(parts, together)
    assert.not.equal(drawn(model, 'noise 1', 20, 0, ROWS, 3), together)
  })

  test('mask=batch has one set of factors for all rows', () => {
    const model = rig.model('gaussian-dropout:keep=0.5,mask=batch', setup)
    const [first, ...others] = drawn(model, 'noise 1', 20, 3, 6, 2)
    for (const row of others) assert.equal(row, first)
    assert.not.equal(drawn(model, 'noise 1', 20, 3, 6, 3)[0], first)
  })

  test('keep and drop are two spellings, and no unit is counted as dropped', async () => {
    const [keep, drop] = await rig.trials(['gaussian-dropout:keep=0.75', 'gaussian-dropout:drop=0.25'])
    assert.is(keep.fingerprint, drop.fingerprint)
    assert.is(keep.keepSeen, 1)
  })

  test('is no neighbour of another kind of dropout', () => {
    assert.throws(
      () => rig.model('gaussian-dropout:keep=0.5+inverted-dropout:keep=0.5', setup),
      (error: Error) => error.message.endsWith('would act on the same units; take one'),
    )
  })
})
