import { Readable } from 'node:stream'
import type { RowOptions } from '../../src/data/rows.ts'
import { type FitSettings, fit } from '../../src/experiment/train.ts'
import { modelFormats } from '../../src/models/index.ts'
import { type SavedModel, takeApart } from '../../src/models/manifest.ts'
import { predictRows } from '../../src/models/predict.ts'
import { createPredictor } from '../../src/models/predictor.ts'
import { assert, suite } from '../harness.ts'
import { allNear, near } from '../tolerance.ts'
import { BIRD_OPTIONS, BIRDS, birds, DIGITS, fitAndSave, loadText, NEW_BIRDS, settingsOf } from './fits.ts'
import { type OracleModel, oracle } from './oracle.ts'
import { readTensors } from './readTensors.ts'

const AS_IMPUTED: RowOptions = { header: true, nullValues: [], missing: 'impute', keep: [] }

async function predict({ model }: SavedModel, csv: string): Promise<number[][]> {
  const source = { file: 'new.csv', bytes: Readable.from([Buffer.from(csv)]) }
  const { chunks } = await predictRows(model, source, AS_IMPUTED)
  const rows: number[][] = []
  for await (const { rows: count, probabilities, predictions } of chunks) {
    for (let row = 0; row < count; row++) {
      const width = model.classes.length
      rows.push(
        predictions.task === 'regression'
          ? [predictions.values[row]]
          : [...probabilities.subarray(row * width, (row + 1) * width)],
      )
    }
  }
  return rows
}

/** What the oracle may know of a model: its arrays, and what the test itself asked for. */
const seenBy = (saved: SavedModel, rest: Omit<OracleModel, 'tensors'>): OracleModel => ({
  tensors: readTensors(modelFormats.safetensors.encode(saved, takeApart(saved))),
  ...rest,
})

const linesOf = (csv: string, lines: number): string => csv.split('\n').slice(0, lines).join('\n')

const withoutColumn = (csv: string, position: number): string =>
  csv
    .trim()
    .split('\n')
    .map((line) => line.split(',').toSpliced(position, 1).join(','))
    .join('\n')

suite('models/predictor', (test) => {
  test('equals the float64 reference on digits', async () => {
    const digits = await loadText(DIGITS)
    const settings = settingsOf('vanilla-dropout:keep=0.5,input-keep=0.8', {
      network: { hidden: [32, 16], activation: 'relu', init: 'he' },
      training: { ...settingsOf('none').training, epochs: 2 },
    })
    const saved = await fitAndSave(digits, settings)
    const fresh = linesOf(DIGITS, 301)
    const expected = oracle(
      DIGITS,
      fresh,
      seenBy(saved, {
        task: 'classification',
        target: 'digit',
        activation: 'relu',
        scales: [0.8, 0.5, 0.5],
        categorical: [],
      }),
    )
    const actual = await predict(saved, fresh)
    assert.is(actual.length, 300)
    allNear(actual.flat(), expected.flat(), 'probabilities')
  })

  for (const activation of ['relu', 'leaky-relu', 'tanh', 'sigmoid'] as const) {
    test(`equals the float64 reference on categories, gaps and instants, ${activation}`, async () => {
      const network = { hidden: [10, 6], activation, init: 'glorot' as const }
      const saved = await fitAndSave(
        birds,
        settingsOf('inverted-dropout:keep=0.5', { network }),
        BIRD_OPTIONS,
      )
      const seen = seenBy(saved, {
        task: 'classification',
        target: 'kind',
        activation,
        scales: [],
        categorical: ['island', 'code'],
      })
      const training = withoutColumn(BIRDS, 6)
      allNear((await predict(saved, BIRDS)).flat(), oracle(training, training, seen).flat(), 'known rows')
      allNear((await predict(saved, NEW_BIRDS)).flat(), oracle(training, NEW_BIRDS, seen).flat(), 'new rows')
    })
  }

  for (const [spec, weightScales] of [
    ['dropconnect:keep=0.5', [0.5, 0.5]],
    ['gaussian-dropout:keep=0.5+input-noise:0.1+label-smoothing:0.1', []],
  ] as const) {
    test(`equals the float64 reference after ${spec}`, async () => {
      const saved = await fitAndSave(birds, settingsOf(spec), BIRD_OPTIONS)
      const seen = seenBy(saved, {
        task: 'classification',
        target: 'kind',
        activation: 'relu',
        scales: [],
        weightScales,
        categorical: ['island', 'code'],
      })
      const training = withoutColumn(BIRDS, 6)
      allNear((await predict(saved, BIRDS)).flat(), oracle(training, training, seen).flat(), spec)
    })
  }

  test('equals the float64 reference in a regression, in units of the target', async () => {
    const options = { target: 'mass', ignore: ['kind'], categorical: ['code'], missing: 'impute' } as const
    const mass = await loadText(BIRDS, { ...options, ignore: ['kind'], categorical: ['code'] })
    const settings: FitSettings = settingsOf('l2:1e-3', {
      network: { hidden: [8], activation: 'tanh', init: 'he' },
    })
    const saved = await fitAndSave(mass, settings)
    const seen = seenBy(saved, {
      task: 'regression',
      target: 'mass',
      activation: 'tanh',
      scales: [],
      categorical: ['island', 'code'],
    })
    const expected = oracle(withoutColumn(BIRDS, 7), NEW_BIRDS, seen)
    const actual = await predict(saved, NEW_BIRDS)
    assert.ok(expected.every(([value]) => value > 3000 && value < 6000))
    allNear(actual.flat(), expected.flat(), 'mass')
  })

  test('gives every row the same bits, whatever rows stand beside it', async () => {
    const saved = await fitAndSave(birds, settingsOf('vanilla-dropout:keep=0.4'))
    const predictor = await createPredictor(saved.model)
    const width = birds.features.length
    const many = new Float32Array(600 * width)
    for (let row = 0; row < 600; row++) {
      const from = (row % birds.rows) * width
      many.set(birds.matrix.subarray(from, from + width), row * width)
    }
    const together = predictor.predict(many, 600)
    assert.ok(together.task === 'classification')
    const { classes } = saved.model
    for (const row of [0, 59, 255, 256, 599]) {
      const alone = predictor.predict(many.subarray(row * width, (row + 1) * width), 1)
      assert.ok(alone.task === 'classification')
      const from = row * classes.length
      assert.equal(
        [...alone.probabilities],
        [...together.probabilities.subarray(from, from + classes.length)],
      )
      assert.is(alone.labels[0], together.labels[row])
    }
  })

  test('scores the training rows as training itself did', async () => {
    const settings = settingsOf('max-norm:2')
    const { model, figures } = await fit(birds, settings)
    const predicted = (await createPredictor(model)).predict(birds.matrix, birds.rows)
    assert.ok(predicted.task === 'classification')
    const right = predicted.labels.filter((label, row) => label === birds.labels[row]).length
    assert.is(right / birds.rows, figures.trainScore)
    const losses = Array.from(
      birds.labels,
      (label, row) => -Math.log(predicted.probabilities[row * model.classes.length + label]!),
    )
    near(losses.reduce((sum, loss) => sum + loss, 0) / birds.rows, figures.trainLoss, 'loss')
  })

  test('refuses a model whose method predicts otherwise than when it was saved', async () => {
    const { model } = await fitAndSave(birds, settingsOf('vanilla-dropout:keep=0.5'))
    let message = ''
    await createPredictor({ ...model, predictionScale: [1, 0.5, 0.25, 1] }).catch((error) => {
      message = error.message
    })
    assert.is(
      message,
      'the model multiplies by 1, 0.5, 0.25, 1, 1, 1, 1 in prediction, vanilla-dropout:keep=0.5 here by 1, 0.5, 0.5, 1, 1, 1, 1: ' +
        'it was saved by another version of regbench',
    )
  })

  test('needs no row', async () => {
    const { model } = await fitAndSave(birds, settingsOf('none'))
    assert.is((await createPredictor(model)).predict(new Float32Array(0), 0).rows, 0)
  })
})
