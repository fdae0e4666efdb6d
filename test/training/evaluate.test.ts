import { Rig, toy } from '../../src/selftest/rig.ts'
import { evaluate, timePrediction } from '../../src/training/evaluate.ts'
import { type Model, PREDICTION_ROWS, type RowSet } from '../../src/training/model.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const ROWS = 2 * PREDICTION_ROWS + 88
const EXACT = { absolute: 0, relative: 1e-12 }

const modelOf = (
  task: 'classification' | 'regression',
  spec = 'vanilla-dropout:keep=0.5,input-keep=0.8',
): Model =>
  rig.model(spec, toy(task, ROWS, [5, 9, 6, task === 'classification' ? 3 : 1], 'tanh', { batchSize: 8 }))

/** The model's rows from `start` on, as a set of their own. */
function rowsFrom(model: Model, start: number, count: number): RowSet {
  const ids = model.arena.i32('test')
  ids.set(model.arena.i32('train').subarray(start, start + count))
  return { ids: model.arena.region('test'), count }
}

suite('evaluation', (test) => {
  for (const task of ['classification', 'regression'] as const) {
    test(`${task}: the whole is the mean of its parts, wherever it is cut`, () => {
      const model = modelOf(task)
      const whole = evaluate(model, model.train)!
      const squared = (score: number) => (task === 'regression' ? score ** 2 : score)
      for (const size of [1, 7, 64, PREDICTION_ROWS, PREDICTION_ROWS + 1]) {
        let loss = 0
        let score = 0
        for (let start = 0; start < ROWS; start += size) {
          const rows = rowsFrom(model, start, Math.min(size, ROWS - start))
          const part = evaluate(model, rows)!
          loss += part.loss * rows.count
          score += squared(part.score) * rows.count
        }
        near(loss / ROWS, whole.loss, `loss in parts of ${size}`, EXACT)
        near(score / ROWS, squared(whole.score), `score in parts of ${size}`, EXACT)
      }
    })
  }

  test('a row has the same logits to the bit, whatever rows are predicted with it', () => {
    const model = modelOf('classification')
    const logits = (start: number, M: number) => {
      model.minibatch.load(model.train.ids, start, model.net.activations[0], M)
      model.net.forwardPrediction(M)
      return model.arena.f32(model.net.outputs.name).slice(0, M * 3)
    }
    const together = logits(0, PREDICTION_ROWS)
    for (const row of [0, 1, 2, 3, 17, PREDICTION_ROWS - 1]) {
      assert.equal(logits(row, 1), together.slice(3 * row, 3 * row + 3), `row ${row}`)
    }
    assert.equal(logits(5, 31), together.slice(15, 108))
  })

  test('leaves parameters alone, and does not care what was trained before it', () => {
    const model = modelOf('classification')
    const before = model.arena.f32('parameters').slice()
    const first = evaluate(model, model.train)
    for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 0, 8, 0)
    model.minibatch.load(model.train.ids, 0, model.net.activations[0], 8)
    model.net.forwardTraining(8)
    assert.equal(evaluate(model, model.train), first)
    assert.equal(model.arena.f32('parameters'), before)
  })

  test('no rows have no loss', () => {
    const model = modelOf('regression', 'none')
    assert.is(evaluate(model, model.validation), null)
  })

  test('rmse is in the units of the target', () => {
    const made = toy('regression', 12, [5, 1])
    const plain = evaluateOf(made)
    const scaled = evaluateOf({
      ...made,
      dataset: { ...made.dataset, targets: made.dataset.targets.map((value) => 50 + 8 * value) },
      target: { mean: 50, deviation: 8 },
    })
    near(scaled.loss, plain.loss, 'loss', EXACT)
    near(scaled.score, 8 * plain.score, 'rmse', EXACT)
    near(plain.score ** 2 / 2, plain.loss, 'rmse and loss', EXACT)
  })

  test('predictions take some time', () => {
    const model = modelOf('regression')
    const seconds = timePrediction(model, model.train)
    assert.ok(seconds > 0 && seconds < 1)
  })
})

function evaluateOf(setup: Parameters<Rig['model']>[1]) {
  const model = rig.model('none', setup)
  return evaluate(model, model.train)!
}
