import { parseLayers } from '../../src/nn/layerSpec.ts'
import { growBlocks, seedProbability } from '../../src/regularizers/drop-block.ts'
import { Rig, type Setup, toy } from '../../src/selftest/rig.ts'
import type { Model } from '../../src/training/model.ts'
import { fixtures } from '../assembly/images/fixtures.ts'
import { assert, suite } from '../harness.ts'
import { isKept, keyOf, unitNormal } from '../reference/random.ts'
import { near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const square = (side: number, channels = 1) => ({ height: side, width: side, channels })
const KEY = keyOf(0, 'mask', 0, 0)

/** What stands behind `conv:4x1` on images of 6 x 6, all ones before noise. */
const setup: Setup = (() => {
  const made = toy('classification', 40, [36, 3])
  const network = { ...made.network, network: parseLayers('conv:4x1,dense:5')!, image: square(6) }
  return { ...made, network }
})()
const UNITS = 144

/** The factors that noise multiplies the units of site 1 by, row by row. */
function factors(model: Model, step: number): Float32Array {
  for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 0, 40, step)
  const perturbation = model.hooks.flatMap(({ perturbations }) => perturbations?.[1] ?? [])[0]!
  const ones = model.arena.f32('activations 1').fill(1)
  perturbation.forward(model.net.activations[1]!, 40 * UNITS, 40)
  return ones.slice(0, 40 * UNITS)
}

suite('DropBlock', (test) => {
  test('fixture: the probability of a seed, and the share that squares then cover', () => {
    const cases = [
      ...Object.entries(fixtures.dropblock_gamma),
      ...Object.entries(fixtures.dropblock_real_drop),
    ]
    for (const [text, expected] of cases) {
      const [, drop, block, side] = /^drop([\d.]+) block(\d+) feat(\d+)$/.exec(text)!.map(Number)
      const gamma = seedProbability(1 - drop!, block!, square(side!))
      if (text in fixtures.dropblock_gamma) {
        near(gamma, fixtures.dropblock_gamma[text]!, text, { absolute: 0, relative: 1e-12 })
      }
      if (!(text in fixtures.dropblock_real_drop)) continue
      // A unit is dropped unless none of the squares that hold it has a seed.
      const last = side! - block!
      const holding = (at: number) => Math.min(at, last) - Math.max(0, at - block! + 1) + 1
      let dropped = 0
      for (let y = 0; y < side!; y++)
        for (let x = 0; x < side!; x++) dropped += 1 - (1 - gamma) ** (holding(y) * holding(x))
      near(dropped / side! ** 2, fixtures.dropblock_real_drop[text]!, text, { absolute: 0, relative: 0.01 })
      assert.ok(expected > 0)
    }
  })

  test('squares grow from their first corner, where they fit, and what stays has mean 1', () => {
    const seeds = new Int32Array(32).fill(-1)
    // Channel 1 of pixel (1, 2), and of pixel (3, 3), where no square of 2 x 2 fits.
    seeds[(1 * 4 + 2) * 2 + 1] = 0
    seeds[(3 * 4 + 3) * 2 + 1] = 0
    const found = new Float32Array(32)
    assert.is(growBlocks(seeds, found, square(4, 2), 2), 28)
    const dropped = [...found.keys()].filter((i) => found[i] === 0)
    assert.equal(dropped, [13, 15, 21, 23])
    near(found.reduce((sum, x) => sum + x, 0) / 32, 1, 'mean')
    assert.is(growBlocks(new Int32Array(32), found, square(4, 2), 9), 0)
    assert.ok(found.every((x) => x === 0))
  })

  test('drops whole squares of each row and channel, about as many as asked for, and counts them', () => {
    const model = rig.model('drop-block:keep=0.8,size=2', setup)
    let zeros = 0
    for (let step = 0; step < 10; step++) {
      const found = factors(model, step)
      for (let row = 0; row < 40; row++) {
        const own = found.subarray(row * UNITS, (row + 1) * UNITS)
        const kept = own.filter((x) => x !== 0).length
        zeros += UNITS - kept
        for (const x of own) if (x !== 0) near(x, UNITS / kept, `row ${row}`)
      }
    }
    const share = zeros / (400 * UNITS)
    assert.ok(share > 0.15 && share < 0.2, `${share} dropped of 0.2 asked for`)
    const seen = model.hooks.find((hook) => hook.unitsSeen)!.unitsSeen!()
    near(seen.kept / seen.drawn, 1 - share, 'keep seen', { absolute: 0, relative: 1e-12 })
  })

  test('acts behind convolutions alone', () => {
    assert.throws(
      () => rig.model('drop-block:keep=0.9', toy('classification', 4, [5, 4, 2])),
      /it drops squares of what convolutions leave, and the network has none/,
    )
    const model = rig.model('drop-block:keep=0.9', setup)
    const noisy = model.hooks[0]!.perturbations!.map((one) => one !== null)
    assert.equal(noisy, [false, true, false, false])
  })
})

suite('masks over channels', (test) => {
  test('all pixels of a channel are kept or dropped together, by the number of the channel', () => {
    const model = rig.model('inverted-dropout:keep=0.7,mask=channel', setup)
    const found = factors(model, 3)
    for (let i = 0; i < found.length; i++) {
      const [row, channel] = [Math.floor(i / UNITS), i % 4]
      near(found[i]!, isKept(KEY, 0.7, channel, row, 1, 3) ? 1 / 0.7 : 0, `unit ${i}`)
    }
    const seen = model.hooks.find((hook) => hook.unitsSeen)!.unitsSeen!()
    // A dense unit behind is a channel of its own.
    assert.is(seen.drawn, 40 * (4 + 5))
  })

  test('Gaussian noise has one factor a channel', () => {
    const found = factors(rig.model('gaussian-dropout:keep=0.5,mask=channel', setup), 3)
    for (let i = 0; i < found.length; i++) {
      const [row, channel] = [Math.floor(i / UNITS), i % 4]
      near(found[i]!, 1 + unitNormal(KEY, channel, row, 1, 3), `unit ${i}`)
    }
  })

  test('without convolutions they are masks over units, to the bit', async () => {
    const [first, second] = await rig.trials([
      'vanilla-dropout:keep=0.6',
      'vanilla-dropout:keep=0.6,mask=channel',
    ])
    assert.is(second!.fingerprint, first!.fingerprint)
  })
})
