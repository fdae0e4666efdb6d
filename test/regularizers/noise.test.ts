/** Gaussian dropout, input noise and label smoothing; their gradients and neutral strengths are tested with all others. */
import { Rig, toy } from '../../src/selftest/rig.ts'
import { evaluate } from '../../src/training/evaluate.ts'
import type { Model } from '../../src/training/model.ts'
import { trainStep } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import { lossOf } from '../reference/network.ts'
import { keyOf, unitNormal } from '../reference/random.ts'
import { allNear, near } from '../tolerance.ts'

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

  test('share=batch has one set of factors for all rows', () => {
    const model = rig.model('gaussian-dropout:keep=0.5,share=batch', setup)
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

suite('input noise', (test) => {
  test('adds its own numbers to the features of a row in training, and nothing in prediction', () => {
    const model = rig.model('input-noise:0.25+inverted-dropout:keep=1,input-keep=0.5', setup)
    const x = model.arena.f32('activations 0')
    model.minibatch.load(model.train.ids, 2, model.mlp.activations[0], 4)
    const clean = x.slice(0, 20)
    model.mlp.forwardPrediction(4)
    assert.equal(x.slice(0, 20), clean)
    for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 2, 4, 6)
    model.mlp.forwardTraining(4)
    const mask = model.arena.i32('mask 0')
    const expected = Array.from(clean, (value, i) => {
      const noise = 0.25 * unitNormal(KEY, i % 5, 2 + Math.floor(i / 5), 2 ** 23, 6)
      return mask[i] === 0 ? 0 : (value + noise) / 0.5
    })
    allNear(x.subarray(0, 20), expected, 'noisy features')
  })
})

suite('label smoothing', (test) => {
  test('changes the loss that training sees, and no other', () => {
    const seen = (spec: string, smoothing: number) => {
      const model = rig.model(spec, setup)
      const { loss } = evaluate(model, model.train)!
      const logits = model.arena.f32(model.mlp.outputs.name).slice(0, ROWS * 3)
      const rows = Array.from({ length: ROWS }, (_, r) => Array.from(logits.subarray(3 * r, 3 * r + 3)))
      const labels = Array.from(setup.dataset.labels)
      const network = { sizes: SIZES, activation: 'relu', task: 'classification' } as const
      near(loss, lossOf(network, rows, labels), `${spec}, evaluated`)
      const trained = trainStep(model, model.train.ids, 0, ROWS, 0, 0.1) / ROWS
      near(trained, lossOf(network, rows, labels, smoothing), `${spec}, in training`)
      return { loss, trained, after: evaluate(model, model.train)!.loss }
    }
    const [none, smoothed] = [seen('none', 0), seen('label-smoothing:0.8', 0.8)]
    assert.is(smoothed.loss, none.loss)
    assert.is.not(smoothed.trained, none.trained)
    assert.is.not(smoothed.after, none.after)
  })

  test('needs classes', () => {
    assert.throws(
      () => rig.model('l2:0.1+label-smoothing:0.1', toy('regression', 4, [2, 1])),
      (error: Error) =>
        error.message ===
        'method term "label-smoothing:0.1": the target is a number, and label-smoothing needs classes; leave it out, or give --task classification',
    )
  })
})
