import { defaultDataOptions } from '../../../src/data/options.ts'
import { loadDataset } from '../../../src/data/read/load.ts'
import { seenImages } from '../../../src/experiment/run/seenImages.ts'
import { parseMethod } from '../../../src/regularizers/method.ts'
import { assert, suite } from '../../harness.ts'

const digits = await loadDataset('digits', defaultDataOptions)
const seen = (spec: string, dataset = digits) =>
  seenImages(dataset, parseMethod(spec), {}, { rows: 3, count: 4 })

suite('experiment/run/seenImages', (test) => {
  test('gives the first rows between 0 and 1, and what training makes of them at its first updates', async () => {
    const { image, originals, copies } = await seen('shift:1')
    assert.equal(image, { height: 8, width: 8, channels: 1 })
    assert.equal(
      [...originals],
      [...digits.matrix.subarray(0, 3 * 64)].map((value) => Math.fround(value / 16)),
    )
    assert.is(copies.length, 4)
    const levels = new Set(originals)
    for (const copy of copies) assert.ok(copy.every((value) => value === 0 || levels.has(value)))
    assert.ok(new Set(copies.map((copy) => copy.join())).size > 1)
  })

  test('refuses a method that leaves features alone, and features that are no image', async () => {
    const refusal = (spec: string, dataset = digits) =>
      seen(spec, dataset).then(String, ({ message }: Error) => message)
    assert.is(
      await refusal('inverted-dropout:keep=0.5'),
      'inverted-dropout:keep=0.5 leaves the features as they are, so there is nothing to draw; take a method such as shift, elastic or mixup',
    )
    const iris = await loadDataset('iris', defaultDataOptions)
    assert.match(await refusal('mixup', iris), /do not say how they form one/)
  })
})
