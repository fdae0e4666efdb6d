import { denseArchitecture } from '../../src/nn/architecture.ts'
import { type DropoutArguments, keepBySite } from '../../src/regularizers/dropout.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { type Model, PREDICTION_ROWS } from '../../src/training/model.ts'
import { assert, suite } from '../harness.ts'
import { isKept, keyOf } from '../reference/random.ts'

const rig = await Rig.open('strict')
const SIZES = [5, 20, 17, 3]
const ROWS = 9
const setup = toy('classification', ROWS, SIZES)

/** The masks at `site` after drawing those of rows [start, start + M), as booleans by row. */
function masksOf(model: Model, site: number, start: number, M: number, step: number): boolean[][] {
  for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, start, M, step)
  const lanes = model.arena.i32(`mask ${site}`)
  return Array.from({ length: M }, (_, r) =>
    Array.from(lanes.subarray(r * SIZES[site], (r + 1) * SIZES[site]), (lane) => {
      assert.ok(lane === 0 || lane === -1, `a mask lane holds ${lane}`)
      return lane === -1
    }),
  )
}

suite('dropout masks', (test) => {
  test('keep by site: features, hidden layers, outputs', () => {
    const sites = (term: string, sizes: number[] = SIZES) => {
      const architecture = denseArchitecture(sizes, 'relu')
      return keepBySite(parseMethod(term).terms[0].args as DropoutArguments, architecture)
    }
    assert.equal(sites('inverted-dropout:keep=0.5'), [1, 0.5, 0.5, 1])
    assert.equal(sites('inverted-dropout:drop=0.25/0.5,input-drop=0.125'), [0.875, 0.75, 0.5, 1])
    assert.equal(sites('inverted-dropout:keep=0.5,input-keep=0.8', [4, 2]), [0.8, 1])
  })

  test('are those of the documented counters', () => {
    const key = keyOf(0, 'mask', 0, 0)
    const keeps = [0.8, 0.4, 0.7]
    const model = rig.model(`vanilla-dropout:keep=${keeps[1]}/${keeps[2]},input-keep=${keeps[0]}`, setup)
    for (const step of [0, 7]) {
      for (const [site, keep] of keeps.entries()) {
        masksOf(model, site, 0, ROWS, step).forEach((row, r) => {
          const expected = row.map((_, j) => isKept(key, keep, j, r, site, step))
          assert.equal(row, expected, `site ${site}, row ${r}, step ${step}`)
        })
      }
    }
  })

  test('of equal keep are equal in both kinds, by keep or by drop, whatever stands beside them', () => {
    const specs = [
      'vanilla-dropout:keep=0.4',
      'inverted-dropout:keep=0.4',
      'inverted-dropout:drop=0.6',
      'vanilla-dropout:keep=0.4,input-keep=0.5+l2:1e-3+max-norm:2',
    ]
    const [first, ...others] = specs.map((spec) =>
      [1, 2].map((site) => masksOf(rig.model(spec, setup), site, 0, ROWS, 3)),
    )
    for (const masks of others) assert.equal(masks, first)
  })

  test('do not depend on the rows beside them, nor on where batches begin', () => {
    const model = rig.model('inverted-dropout:keep=0.5', setup)
    const together = masksOf(model, 1, 0, ROWS, 2)
    const alone = Array.from({ length: ROWS }, (_, row) => masksOf(model, 1, row, 1, 2)[0])
    assert.equal(alone, together)
    assert.equal([...masksOf(model, 1, 0, 4, 2), ...masksOf(model, 1, 4, ROWS - 4, 2)], together)
  })

  test('differ from step to step, site to site and row to row, and repeat in a second model', () => {
    const draw = () => {
      const model = rig.model('inverted-dropout:keep=0.5', setup)
      return [0, 1, 2].flatMap((step) => [1, 2].map((site) => masksOf(model, site, 0, ROWS, step)))
    }
    const masks = draw()
    // The first 17 units, so that sites can be compared.
    const rows = masks.flat().map((row) => row.slice(0, 17).map(Number).join(''))
    assert.is(new Set(rows).size, rows.length)
    assert.equal(draw(), masks)
  })

  test('of a smaller keep are part of those of a larger one', () => {
    const [few, many] = ['0.3', '0.6'].map((keep) =>
      masksOf(rig.model(`inverted-dropout:keep=${keep}`, setup), 1, 0, ROWS, 0).flat(),
    )
    assert.ok(few.every((kept, i) => !kept || many[i]))
    assert.ok(few.filter(Boolean).length < many.filter(Boolean).length)
  })

  test('of another stream are others, and leave training as it was', () => {
    const model = rig.model('inverted-dropout:keep=0.5', setup)
    const training = masksOf(model, 1, 0, ROWS, 4)
    model.hooks[0].sampleMasks?.(model.train.ids, 0, ROWS, 4, model.averageKey)
    const lanes = Array.from(model.arena.i32('mask 1').subarray(0, ROWS * SIZES[1]), (lane) => lane === -1)
    const key = keyOf(0, 'average', 0, 0)
    assert.equal(
      lanes,
      training.flatMap((row, r) => row.map((_, j) => isKept(key, 0.5, j, r, 1, 4))),
    )
    assert.not.equal(lanes, training.flat())
    assert.equal(masksOf(model, 1, 0, ROWS, 4), training)
  })

  test('can be given, the same for every row, and a chunk of predictions has room for them', () => {
    const model = rig.model('inverted-dropout:keep=0.5/0.25', setup)
    const { hooks, arena } = model
    const first = Array.from({ length: SIZES[1] }, (_, j) => j % 3 === 0)
    hooks[0].setMasks?.([null, first, null, null], PREDICTION_ROWS)
    assert.equal(hooks[0].keeps, [1, 0.5, 0.25, 1])
    arena.i32('mask 1').forEach((lane, i) => {
      assert.is(lane, first[i % SIZES[1]] ? -1 : 0)
    })
    assert.ok(arena.i32('mask 2').every((lane) => lane === -1))
    assert.is(arena.i32('mask 2').length, PREDICTION_ROWS * SIZES[2])
    assert.equal(arena.overruns(), [])
  })

  test('count the units they keep', () => {
    const { hooks, train, arena } = rig.model('inverted-dropout:keep=0.5,input-keep=0.5', setup)
    hooks[0].sampleMasks?.(train.ids, 0, ROWS, 0)
    const lanes = [0, 1, 2].flatMap((site) =>
      Array.from(arena.i32(`mask ${site}`).subarray(0, ROWS * SIZES[site])),
    )
    assert.equal(hooks[0].unitsSeen?.(), {
      kept: lanes.filter((lane) => lane !== 0).length,
      drawn: lanes.length,
    })
  })
})
