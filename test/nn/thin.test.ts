/** One mask for a minibatch: the thin network against the masked computation under the same masks. */
import { BUILDS, type Build } from '../../src/core/load.ts'
import type { ActivationName } from '../../src/nn/activation.ts'
import type { OptimizerName } from '../../src/optimizers/index.ts'
import { gradient, moveBiases } from '../../src/selftest/objective.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import type { Model } from '../../src/training/model.ts'
import { trainStep } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'

const rigs = new Map<Build, Rig>()
for (const build of BUILDS) rigs.set(build, await Rig.open(build))
const ROWS = 9
const SIZES = [11, 21, 18, 5]

/** -0 is 0: a masked sum may end in the one where the thin sum, without the terms, ends in the other. */
const unsigned = (values: Float32Array): Float32Array => values.map((value) => value + 0)

/** The masks of update `step` as booleans by site; null where nothing is dropped. */
function masksOf(model: Model, step: number): (boolean[] | null)[] {
  const hook = model.hooks.find(({ keeps }) => keeps !== undefined)!
  hook.sampleMasks?.(model.train.ids, 0, ROWS, step)
  return hook.keeps!.map((keep, site) =>
    keep === 1 ? null : Array.from(model.arena.i32(`mask ${site}`), (lane) => lane !== 0),
  )
}

/** Three updates by thin networks, or by masks that are the same for every row. */
function run(rig: Rig, spec: string, share: 'batch' | 'example', optimizer: OptimizerName): Float32Array {
  const setup = toy('classification', ROWS, SIZES, 'leaky-relu', { optimizer })
  const masks = [0, 1, 2].map((step) => masksOf(rig.model(`${spec},mask=batch+l2:0.01`, setup), step))
  const model = rig.model(`${spec},mask=${share}+l2:0.01`, setup)
  moveBiases(model)
  const [first, ...others] = model.hooks.toReversed()
  const held = (step: number): Model => ({
    ...model,
    hooks: [{ ...first, sampleMasks: (_ids, _start, M) => first.setMasks!(masks[step], M) }, ...others],
  })
  for (const step of [0, 1, 2]) trainStep(held(step), model.train.ids, 0, ROWS, step, 0.05)
  assert.equal(model.arena.overruns(), [])
  return model.arena.f32('parameters').slice()
}

for (const kind of ['vanilla-dropout', 'inverted-dropout']) {
  suite(`thin network, ${kind}`, (test) => {
    for (const [args, where] of [
      ['keep=0.5', 'hidden units'],
      ['keep=0.6/1,input-keep=0.5', 'features and one hidden layer'],
      ['keep=1,input-keep=0.7', 'features alone'],
    ]) {
      test(`has the gradients of the masked computation: ${where}`, () => {
        for (const activation of ['relu', 'tanh'] as const satisfies readonly ActivationName[]) {
          for (const [build, rig] of rigs) {
            const setup = toy('classification', ROWS, SIZES, activation)
            const gradients = (share: string, masks: (boolean[] | null)[]) => {
              const model = rig.model(`${kind}:${args},mask=${share}`, setup)
              moveBiases(model)
              model.hooks[0].setMasks!(masks, ROWS)
              return unsigned(gradient(model, ROWS))
            }
            const masks = masksOf(rig.model(`${kind}:${args},mask=batch`, setup), 2)
            assert.ok(masks.flatMap((mask) => mask ?? []).includes(false))
            assert.equal(gradients('batch', masks), gradients('example', masks), `${build}, ${activation}`)
          }
        }
      })
    }

    test('trains to the same weights as the masked computation, under every optimizer', () => {
      for (const optimizer of ['sgd', 'momentum', 'nesterov', 'adam'] as const) {
        for (const [build, rig] of rigs) {
          const thin = run(rig, `${kind}:keep=0.5,input-keep=0.8`, 'batch', optimizer)
          const masked = run(rig, `${kind}:keep=0.5,input-keep=0.8`, 'example', optimizer)
          assert.equal(unsigned(thin), unsigned(masked), `${build}, ${optimizer}`)
        }
      }
    })

    test('the gradients of dropped units are 0, and a site may lose all its units', () => {
      const rig = rigs.get('debug')!
      const model = rig.model(`${kind}:keep=0.5,mask=batch`, toy('regression', ROWS, [4, 3, 5, 1]))
      moveBiases(model)
      model.hooks[0].setMasks!([null, [true, false, true], null, null], ROWS)
      const { layout } = model.plan.net
      const g = gradient(model, ROWS)
      const [{ offset }, second] = layout.weights
      for (let i = 0; i < 4; i++) assert.is(g[offset + 3 * i + 1], 0)
      assert.ok([0, 2].some((j) => g[offset + j] !== 0))
      assert.ok(g.subarray(second.offset + 5, second.offset + 10).every((value) => value === 0))
      model.hooks[0].setMasks!([null, [false, false, false], null, null], ROWS)
      const without = gradient(model, ROWS)
      assert.ok(without.subarray(offset, offset + 12).every((value) => value === 0))
      assert.ok(without[layout.biases[2].offset] !== 0)
      assert.equal(model.arena.overruns(), [])
    })
  })
}
