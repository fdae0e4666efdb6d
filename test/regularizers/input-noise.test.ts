import { Rig, toy } from '../../src/selftest/rig.ts'
import { assert, suite } from '../harness.ts'
import { keyOf, unitNormal } from '../reference/random.ts'
import { allNear } from '../tolerance.ts'

const rig = await Rig.open('strict')
const ROWS = 9
const SIZES = [5, 20, 17, 3]
const setup = toy('classification', ROWS, SIZES)
const KEY = keyOf(0, 'mask', 0, 0)

suite('input noise', (test) => {
  test('adds its own numbers to the features of a row in training, and nothing in prediction', () => {
    const model = rig.model('input-noise:0.25+inverted-dropout:keep=1,input-keep=0.5', setup)
    const x = model.arena.f32('activations 0')
    model.minibatch.load(model.train.ids, 2, model.net.activations[0], 4)
    const clean = x.slice(0, 20)
    model.net.forwardPrediction(4)
    assert.equal(x.slice(0, 20), clean)
    for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 2, 4, 6)
    model.net.forwardTraining(4)
    const mask = model.arena.i32('mask 0')
    const expected = Array.from(clean, (value, i) => {
      const noise = 0.25 * unitNormal(KEY, i % 5, 2 + Math.floor(i / 5), 2 ** 23, 6)
      return mask[i] === 0 ? 0 : (value + noise) / 0.5
    })
    allNear(x.subarray(0, 20), expected, 'noisy features')
  })
})
