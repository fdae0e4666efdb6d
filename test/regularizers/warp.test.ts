/** What training sees of images under every method that acts on them, against float64; the fixtures of boxes and maps. */

import { boxOf, keptShare } from '../../src/regularizers/cutmix.ts'
import { sideOf } from '../../src/regularizers/cutout.ts'
import { amplitudeOf, gaussian } from '../../src/regularizers/elastic.ts'
import { methodAdvice, parseMethod } from '../../src/regularizers/method.ts'
import { composeAbout, composeAffine } from '../../src/regularizers/warp.ts'
import { Rig, type Setup, toy } from '../../src/selftest/rig.ts'
import { evaluate } from '../../src/training/evaluate.ts'
import type { Model } from '../../src/training/model.ts'
import { loadForTraining } from '../../src/training/trainer.ts'
import { fixtures } from '../assembly/images/fixtures.ts'
import { assert, suite } from '../harness.ts'
import type { Source } from '../reference/augmentation.ts'
import { weakened } from '../reference/averaging.ts'
import { keyOf } from '../reference/random.ts'
import { type Method, sampleMasks } from '../reference/regularizers.ts'
import { allNear, near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const ROWS = 12
const IMAGE = { height: 7, width: 6, channels: 2 }
const SIZE = 84
const sizes = [SIZE, 4, 3]
const made = toy('classification', ROWS, sizes)
const setup: Setup = { ...made, network: { ...made.network, image: IMAGE } }
const KEY = keyOf(0, 'mask', 0, 0)

const TWINS: readonly (readonly [spec: string, method: Method])[] = [
  ['flip:0.5', { flip: 0.5 }],
  ['scale:0.3', { scale: 0.3 }],
  ['rotate:40', { rotate: 40 }],
  ['shear:0.4', { shear: 0.4 }],
  ['shift:2', { shift: 2 }],
  ['elastic:0.7,sigma=1.2', { elastic: { pixels: 0.7, sigma: 1.2 } }],
  ['elastic:0.3,sigma=0', { elastic: { pixels: 0.3, sigma: 0 } }],
  ['cutout:3', { cutout: 3 }],
  ['cutmix:1,prob=1', { cutmix: { a: 1, prob: 1 } }],
  ['cutmix:0.4,prob=0.5', { cutmix: { a: 0.4, prob: 0.5 } }],
  ['mixup:1', { mixup: 1 }],
  [
    'shift:1+rotate:15+scale:0.2+flip:0.5+shear:0.1+elastic:0.5,sigma=1+cutout:2+cutmix:1+feature-mask:0.1',
    {
      ...{ shift: 1, rotate: 15, scale: 0.2, flip: 0.5, shear: 0.1, cutout: 2, featureMask: 0.1 },
      ...{ elastic: { pixels: 0.5, sigma: 1 }, cutmix: { a: 1, prob: 0.5 } },
    },
  ],
]

const rowOf = (row: number): number[] =>
  Array.from(setup.dataset.matrix.subarray(row * SIZE, (row + 1) * SIZE))
const source: Source = {
  train: Array.from({ length: ROWS }, (_, row) => row),
  x: rowOf,
  y: (row) => setup.dataset.labels[row]!,
  weight: () => 1,
  image: IMAGE,
}

/** The features of M rows as the network sees them at an update. */
function seen(model: Model, step: number, start = 0, M = ROWS): Float32Array {
  for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, start, M, step)
  loadForTraining(model, model.train.ids, start, M)
  model.net.forwardTraining(M)
  assert.equal(model.arena.overruns(), [])
  return model.arena.f32('activations 0').slice(0, M * SIZE)
}

suite('images in training', (test) => {
  const scheduled = TWINS.filter(([spec]) => !spec.includes('+')).map(
    ([spec, method]) => [`${spec},schedule=linear`, weakened(method, 3 / 4)] as const,
  )
  for (const [spec, method] of [...TWINS, ...scheduled]) {
    test(`${spec}: what is seen is what float64 sees, row by row`, () => {
      const model = rig.model(spec, setup)
      Object.assign(model.clock, { step: 1, steps: 4 })
      for (const step of [0, 5]) {
        const network = { sizes, activation: 'relu', task: 'classification' } as const
        const { noisy, partners } = sampleMasks(method, network, KEY, source.train, step, source)
        const expected = noisy(source.train.map(rowOf)).flat()
        const found = seen(model, step)
        allNear(found, expected, `${spec}, update ${step}`, { absolute: 2e-5, relative: 1e-5 })
        if (partners !== null) {
          const name = method.mixup ? 'mixup' : 'cutmix'
          allNear(model.arena.f32(`${name} shares`).subarray(0, ROWS), partners.shares, 'shares')
        }
        // A row alone has the same pixels.
        const alone = seen(model, step, 3, 2)
        assert.equal(alone, found.slice(3 * SIZE, 5 * SIZE))
      }
    })
  }

  test('whole pixels and mirrors keep every bit', () => {
    const pixels = new Set(setup.dataset.matrix)
    for (const spec of ['shift:3', 'flip:0.5', 'flip:1+shift:1']) {
      for (const value of seen(rig.model(spec, setup), 1)) assert.ok(value === 0 || pixels.has(value), spec)
    }
  })

  test('prediction sees the image, and an average over networks sees several copies of it', () => {
    const [none, moved] = ['none', 'shift:2'].map((spec) => {
      const model = rig.model(spec, setup)
      return [evaluate(model, model.train), evaluate(model, model.train, { kind: 'mc', samples: 5 })]
    })
    assert.equal(moved![0], none![0])
    assert.is.not(moved![1]!.loss, moved![0]!.loss)
  })

  test('a mirror is advised against where classes look like characters, and nowhere else', () => {
    const flip = [parseMethod('none'), parseMethod('flip:0.3+l2:0.1')]
    assert.equal(methodAdvice(flip, ['2', '5']), [
      'flip:0.3 mirrors images, and the classes 2 to 5 look like characters, most of which a mirror makes another one or none; leave it out unless they are names of things that look alike in a mirror',
    ])
    assert.equal(methodAdvice(flip, ['shirt', 'bag']), [])
    assert.equal(methodAdvice(flip, []), [])
    assert.equal(methodAdvice([parseMethod('shift:1')], ['2', '5']), [])
  })

  test('a table is refused, with what acts on it instead', () => {
    assert.throws(
      () => rig.model('shift:1', made),
      (error: Error) =>
        error.message ===
        'method term "shift:1": shift acts on images, and nothing says that the 84 features are one; give --image HEIGHTxWIDTH[xCHANNELS] if they are its pixels, or take mixup, swap-noise or feature-mask, which act on any table',
    )
    assert.throws(() => rig.model('mixup:0.2+cutmix:1', setup), /would both mix every row with another/)
  })
})

suite('fixtures of augmentation', (test) => {
  test('boxes of CutMix, and the share they leave', () => {
    for (const { H, W, lam, cy, cx, box, lam_adjusted } of fixtures.cutmix_boxes) {
      const found = boxOf(lam, (cy + 0.5) / H, (cx + 0.5) / W, H, W)
      assert.equal(found, box)
      near(keptShare(found, H, W), lam_adjusted, 'share', { absolute: 1e-15, relative: 0 })
    }
  })

  test('boxes of cutout; for an odd side ours is the whole square, that of the paper’s code a pixel less', () => {
    for (const { H, W, length, cy, cx, box } of fixtures.cutout_boxes) {
      const less = length % 2
      const found = [...sideOf(cy, length, H), ...sideOf(cx, length, W)]
      assert.equal(found, [box[0], box[1]! + less, box[2], box[3]! + less])
    }
  })

  test('the share of an image that cutout takes on average, over all middles', () => {
    for (const [text, expected] of Object.entries(fixtures.cutout_expected_share)) {
      const [side, length] = text.split('/').map(Number) as [number, number]
      let covered = 0
      for (let middle = 0; middle < side; middle++) {
        const [from, to] = sideOf(middle, length, side)
        covered += (to - from) / side
      }
      near((covered / side) ** 2, expected, text, { absolute: 1e-15, relative: 0 })
    }
  })

  test('Simard’s alpha of 34 with sigma 4 is 1.39 pixels', () => {
    for (const [text, expected] of Object.entries(fixtures.elastic_rms_displacement)) {
      const [, sigma, alpha] = /^sigma(\d+) alpha(\d+)$/.exec(text)!.map(Number) as [number, number, number]
      near(alpha / amplitudeOf(1, gaussian(sigma)), expected, text, { absolute: 0, relative: 2e-3 })
      near(expected / (alpha / (6.14 * sigma)), 1, `${text}, rule of thumb`, { absolute: 5e-3, relative: 0 })
    }
  })

  test('the field has the root mean square that was asked for', () => {
    const model = rig.model('elastic:1.5,sigma=1', setup)
    let squares = 0
    let count = 0
    for (let step = 0; step < 60; step++) {
      for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 0, ROWS, step)
      for (const value of model.arena.f32('elastic field').subarray(0, ROWS * 84)) {
        squares += value ** 2
        count++
      }
    }
    near(Math.sqrt(squares / count), 1.5, 'root mean square', { absolute: 0, relative: 0.02 })
  })

  test('maps compose from the image outwards', () => {
    // Turned by a quarter, then moved by (1, 2): the pixel seen at (r, c) is that of the turned image at (r - 1, c - 2).
    const map = Float64Array.of(1, 0, 0, 0, 1, 0)
    composeAbout({ height: 5, width: 5, channels: 1 }, map, 0, 1, -1, 0)
    composeAffine(map, 1, 0, -1, 0, 1, -2)
    const [y, x] = [3, 4]
    const at = [map[0]! * y + map[1]! * x + map[2]!, map[3]! * y + map[4]! * x + map[5]!]
    assert.equal(at, [2 + (x - 2 - 2), 2 - (y - 1 - 2)])
  })
})
