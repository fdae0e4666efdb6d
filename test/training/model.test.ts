import { fitFeatures } from '../../src/data/scale.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { architectureOf } from '../../src/training/model.ts'
import { train } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'

const rig = await Rig.open('debug')

suite('model', (test) => {
  test('has an output for each class, or one', () => {
    const network = { hidden: [7, 6], activation: 'relu', init: 'he' } as const
    const sizes = (outputs: number) => {
      const task = outputs === 1 ? 'regression' : 'classification'
      return architectureOf(network, toy(task, 8, [5, outputs]).dataset, 5).sizes
    }
    assert.equal(sizes(1), [5, 7, 6, 1])
    assert.equal(sizes(2), [5, 7, 6, 2])
    assert.equal(sizes(4), [5, 7, 6, 4])
  })

  for (const [sizes, rows, batchSize] of [
    [[1, 1], 1, 1],
    [[1, 1, 1], 3, 2],
    [[3, 17, 5, 2], 13, 5],
    [[16, 16, 16, 3], 33, 16],
    [[2, 33, 1], 7, 300],
    [[31, 2, 31, 7], 257, 64],
  ] as const) {
    test(`${sizes.join('-')} on ${rows} rows in minibatches of ${batchSize} writes beside no region`, () => {
      const task = sizes[sizes.length - 1] === 1 ? 'regression' : 'classification'
      for (const optimizer of ['sgd', 'nesterov', 'adam'] as const) {
        const setup = toy(task, rows, sizes, 'sigmoid', {
          epochs: 2,
          batchSize,
          optimizer,
          learningRate: 0.01,
        })
        const spec = 'vanilla-dropout:keep=0.5,input-keep=0.5+l1:1e-3+l2:1e-3+weight-decay:1e-3+max-norm:1'
        const model = rig.model(spec, setup)
        const outcome = train(model, setup.training, [1, 2])
        assert.ok(outcome.finite)
        assert.is(outcome.steps, 2 * Math.ceil(rows / batchSize))
        assert.equal(model.arena.overruns(), [])
      }
    })
  }

  test('refuses rows and features that the data does not have, before a kernel follows them', () => {
    const made = toy('classification', 9, [4, 6, 3])
    for (const part of ['train', 'validation', 'test'] as const) {
      for (const row of [9, -1]) {
        const setup = { ...made, split: { ...made.split, [part]: Int32Array.of(0, row) } }
        assert.throws(() => rig.model('none', setup), new RegExp(`row ${row} is not one of 9`))
      }
    }
    const fitted = fitFeatures(made.dataset, made.split.train, 'none')
    const setup = { ...made, features: { ...fitted, columns: Int32Array.of(1, 4) } }
    assert.throws(() => rig.model('none', setup), /feature 4 is not one of 4/)
  })

  test('a second model starts as if the first had not been there', () => {
    const setup = toy('classification', 9, [4, 6, 3], 'relu', { epochs: 4, optimizer: 'adam', batchSize: 4 })
    const run = () => {
      const model = rig.model('inverted-dropout:keep=0.5', setup)
      train(model, setup.training, [1, 2])
      return model.arena.f32('parameters').slice()
    }
    const first = run()
    train(rig.model('l1:1', toy('regression', 30, [9, 20, 1])), setup.training, [3, 4])
    assert.equal(run(), first)
  })
})
