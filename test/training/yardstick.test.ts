/** Yardsticks against scikit-learn 1.2.1: linear_models.py. */
import { readFileSync } from 'node:fs'
import type { Dataset } from '../../src/data/dataset.ts'
import { defaultDataOptions } from '../../src/data/options.ts'
import { loadDataset } from '../../src/data/read/load.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { DEFAULT_TRAINING, type TrainingSettings } from '../../src/settings/training.ts'
import { evaluate } from '../../src/training/evaluate.ts'
import { Workspace } from '../../src/training/workspace.ts'
import { fitAtStrength, fitYardstick } from '../../src/training/yardstick.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

const none = parseMethod('none')

async function linearModel(
  dataset: Dataset,
  train = Int32Array.from({ length: dataset.rows }, (_, i) => i),
  training: TrainingSettings = DEFAULT_TRAINING,
) {
  const workspace = await Workspace.open(dataset, {
    methods: [none],
    network: { hidden: [3], activation: 'relu', init: 'he' },
    training,
    linear: true,
    scale: 'standard',
    seed: 0,
    build: 'strict',
  })
  const empty = new Int32Array(0)
  return workspace.model(
    none,
    { repeat: 0, fold: 0, train, validation: empty, test: empty },
    { linear: true },
  )
}

const standardised = ({ targets }: Dataset, rows: Int32Array) => {
  const mean = rows.reduce((sum, row) => sum + targets[row], 0) / rows.length
  const variance = rows.reduce((sum, row) => sum + (targets[row] - mean) ** 2, 0) / rows.length
  return (target: number) => (target - mean) / Math.sqrt(variance)
}

const load = (name: string) => loadDataset(name, defaultDataOptions)

interface Fitted {
  readonly dataset: string
  readonly strength: number
  readonly balanced: boolean
  /** Weighted mean loss, sum of the squared weights, accuracy or rmse. */
  readonly loss: number
  readonly squares: number
  readonly score: number
}

const expected: readonly Fitted[] = JSON.parse(
  readFileSync(new URL('../fixtures/linear_models.json', import.meta.url), 'utf8'),
)

suite('training/yardstick', (test) => {
  for (const { dataset, strength, balanced, loss, squares, score } of expected) {
    test(`linear on ${dataset} at strength ${strength}${balanced ? ', classes balanced' : ''}`, async () => {
      const training = { ...DEFAULT_TRAINING, ...(balanced && { classWeight: 'balanced' as const }) }
      const model = await linearModel(await load(dataset), undefined, training)
      const { penalty } = fitAtStrength(model, strength)
      const found = evaluate(model, model.train)!
      near(found.loss, loss, 'loss', { absolute: 0, relative: 2e-4 })
      near((2 * penalty) / strength, squares, 'squares', { absolute: 0, relative: 2e-3 })
      near(found.score, score, 'score', { absolute: 0, relative: 1e-4 })
    })
  }

  test('constant answers with the commonest class, or the mean', async () => {
    const iris = await load('iris')
    const rows = Int32Array.from({ length: 90 }, (_, i) => i)
    const model = await linearModel(iris, rows)
    fitYardstick('constant', model, new Int32Array(0))
    // 50 rows of the first class, 40 of the second, none of the third.
    near(evaluate(model, model.train)!.score, 50 / 90, 'accuracy')
    near(
      evaluate(model, model.train)!.loss,
      -(50 * Math.log(50 / 90) + 40 * Math.log(40 / 90)) / 90 + Math.log((90 + 0.5) / 90),
      'loss',
      { absolute: 0, relative: 1e-5 },
    )

    const diabetes = await load('diabetes')
    const regression = await linearModel(diabetes)
    fitYardstick('constant', regression, new Int32Array(0))
    const mean = diabetes.targets.reduce((a, b) => a + b) / diabetes.rows
    const squares = diabetes.targets.reduce((sum, y) => sum + (y - mean) ** 2, 0)
    near(evaluate(regression, regression.train)!.score, Math.sqrt(squares / diabetes.rows), 'rmse', {
      absolute: 0,
      relative: 1e-6,
    })
  })

  test('the constant is the median for the absolute loss, the commonest class whatever classes weigh', async () => {
    const diabetes = await load('diabetes')
    const rows = Int32Array.from({ length: 41 }, (_, i) => i)
    const weights = Float64Array.from({ length: diabetes.rows }, (_, i) => (i % 3) + 1)
    const absolute = { ...DEFAULT_TRAINING, loss: 'absolute' }
    const model = await linearModel({ ...diabetes, weights }, rows, absolute)
    fitYardstick('constant', model, new Int32Array(0))
    // The value up to which rows of half the weight lie.
    const sorted = [...rows].sort((a, b) => diabetes.targets[a] - diabetes.targets[b])
    const half = rows.reduce((sum, row) => sum + weights[row], 0) / 2
    const upTo = (row: number) =>
      sorted.slice(0, sorted.indexOf(row) + 1).reduce((sum, each) => sum + weights[each], 0)
    const median = diabetes.targets[sorted.find((row) => upTo(row) > half)!]
    const standard = standardised(diabetes, rows)
    near(model.arena.f32('parameters')[model.plan.net.layout.biases[0].offset], standard(median), 'median', {
      absolute: 1e-6,
      relative: 1e-6,
    })

    const wine = await load('wine')
    const weighted = await linearModel(wine, undefined, { ...DEFAULT_TRAINING, classWeight: 'balanced' })
    fitYardstick('constant', weighted, new Int32Array(0))
    near(evaluate(weighted, weighted.train)!.score, 71 / 178, 'accuracy')
  })

  test('the strength is chosen on the rows held out, and the same bits come again', async () => {
    const digits = await load('digits')
    const held = Int32Array.from({ length: 300 }, (_, i) => i * 6)
    const parameters = async () => {
      const model = await linearModel(digits)
      const { strength } = fitYardstick('linear', model, held)
      return { strength, values: Array.from(model.arena.f32('parameters')), model }
    }
    const [one, two] = [await parameters(), await parameters()]
    assert.ok(one.strength! < 1 && one.strength! > 1e-4, `strength ${one.strength}`)
    assert.equal(one.values, two.values)
    assert.ok(evaluate(one.model, one.model.train)!.score > 0.96)
  })
})
