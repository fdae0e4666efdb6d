import { Readable } from 'node:stream'
import { scalingOf } from '../../src/data/inputs.ts'
import type { DataOptions } from '../../src/data/options.ts'
import type { RowOptions } from '../../src/data/read/rows.ts'
import { type FitSettings, fit } from '../../src/experiment/run/train.ts'
import { modelFormats } from '../../src/models/index.ts'
import { type SavedModel, takeApart } from '../../src/models/manifest.ts'
import { predictRows } from '../../src/models/predict.ts'
import { createPredictor } from '../../src/models/predictor.ts'
import type { Average } from '../../src/settings/average.ts'
import { assert, suite } from '../harness.ts'
import { allNear, near } from '../tolerance.ts'
import {
  BIRD_OPTIONS,
  BIRDS,
  birdEntries,
  birds,
  DIGITS,
  entriesOf,
  fitAndSave,
  loadText,
  NEW_BIRDS,
  settingsOf,
} from './fits.ts'
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

/** x with gaps and a long tail, rare all but constant, still and port constant. */
const EDGED = ((): string => {
  const rows = Array.from({ length: 500 }, (_, i) => {
    const x = i % 17 === 3 ? '' : ((i * 37) % 101) ** 2 / 100
    return `${x},${i === 7 ? 1 : 0},4,rome,${((i * 37) % 101) / 10 + (i % 3)}`
  })
  return `x,rare,still,port,y\n${rows.join('\n')}\n`
})()
const EDGED_OPTIONS: Partial<DataOptions> = { missing: 'impute' }
const edged = await loadText(EDGED, EDGED_OPTIONS)
const FAR_ROWS =
  'x,rare,still,port\n5,0,4,rome\n5,0,-1000,oslo\n1e6,0,4,rome\n-1e9,1,4,rome\n5,-3000,4,rome\n,0,1e30,\n'

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

  for (const scale of ['standard', 'robust'] as const) {
    test(`equals the float64 reference far from the training rows, ${scale}`, async () => {
      const saved = await fitAndSave(edged, settingsOf('none', { scale }), EDGED_OPTIONS)
      const seen = seenBy(saved, {
        task: 'regression',
        target: 'y',
        activation: 'relu',
        scales: [],
        categorical: ['port'],
        ...(scale === 'robust' && { scaling: scale }),
      })
      const predictions = await predict(saved, FAR_ROWS)
      allNear(predictions.flat(), oracle(EDGED, FAR_ROWS, seen).flat(), 'far rows')
      // Nothing was learnt about constants, so that other values of them change nothing, to the bit.
      assert.equal(predictions[1], predictions[0])
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
      many.set(birdEntries.subarray(from, from + width), row * width)
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
    const predicted = (await createPredictor(model)).predict(birdEntries, birds.rows)
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

suite('models/predictor: averages', (test) => {
  const classes = async (average: Average) => {
    const { model } = await fitAndSave(birds, settingsOf('vanilla-dropout:keep=0.4'))
    return createPredictor(model, 'strict', average)
  }
  const width = birds.features.length

  test('a row has the same networks, whatever rows stand beside it', async () => {
    const predictor = await classes({ kind: 'mc', samples: 7 })
    const many = new Float32Array(300 * width)
    for (let row = 0; row < 300; row++) many.set(birdEntries.subarray(0, width), row * width)
    const together = predictor.predict(many, 300, 40)
    for (const row of [0, 1, 255, 256, 299]) {
      const alone = predictor.predict(many.subarray(0, width), 1, 40 + row)
      const columns = together.spread!.names.length
      assert.equal(
        [...alone.spread!.values],
        [...together.spread!.values.subarray(row * columns, (row + 1) * columns)],
        `row ${row}`,
      )
    }
    // The same values in every row, and masks of their own.
    const [first, second] = [0, 1].map((row) => together.spread!.values[row * together.spread!.names.length])
    assert.is.not(first, second)
  })

  test('sampled networks agree with all networks within sampling error', async () => {
    const exact = (await classes({ kind: 'exact' })).predict(birdEntries, birds.rows)
    const samples = 2000
    const drawn = (await classes({ kind: 'mc', samples })).predict(birdEntries, birds.rows)
    assert.ok(exact.task === 'classification' && drawn.task === 'classification')
    const { names, values } = exact.spread!
    exact.probabilities.forEach((p, i) => {
      const at = Math.floor(i / 3) * names.length + (i % 3)
      const tolerance = { absolute: (5 * values[at]) / Math.sqrt(samples) + 1e-6, relative: 0 }
      near(drawn.probabilities[i], p, `probability ${i}`, tolerance)
    })
    for (const [column, name] of names.entries()) {
      const of = ({ values: all }: { values: Float64Array }) =>
        Array.from({ length: birds.rows }, (_, row) => all[row * names.length + column])
      allNear(of(drawn.spread!), of(exact.spread!), name, { absolute: 0.03, relative: 0.1 })
    }
  })

  test('noise from training rows cannot be drawn without them, and masked features can', async () => {
    const of = async (spec: string, average: Average) =>
      createPredictor((await fitAndSave(birds, settingsOf(spec))).model, 'strict', average)
    const mc: Average = { kind: 'mc', samples: 30 }
    const refusal = async (spec: string) => of(spec, mc).then(String, ({ message }: Error) => message)
    assert.is(
      await refusal('swap-noise:0.2'),
      '--average mc:30: swap-noise:0.2 takes values of training rows, and a saved model holds none; leave --average out',
    )
    assert.match(await refusal('mixup:0.4'), /has no noise/)
    assert.is((await of('swap-noise:0.2', { kind: 'scale' })).predict(birdEntries, 2).spread, null)
    const { spread } = (await of('feature-mask:0.4', mc)).predict(birdEntries, 2)
    assert.ok(spread!.values.every((value) => value > 0))
  })

  test('in a regression on dropped features, mean and deviation are those of the formula', async () => {
    const options = { target: 'mass', ignore: ['kind', 'code', 'island'], missing: 'impute' as const }
    const mass = await loadText(BIRDS, options)
    const entries = entriesOf(mass)
    const keep = 0.75
    const { model } = await fitAndSave(
      mass,
      settingsOf(`vanilla-dropout:keep=1,input-keep=${keep}`, {
        network: { hidden: [], activation: 'relu', init: 'he' },
      }),
    )
    const exact = (await createPredictor(model, 'strict', { kind: 'exact' })).predict(entries, mass.rows)
    const scaled = (await createPredictor(model)).predict(entries, mass.rows)
    assert.ok(exact.task === 'regression' && scaled.task === 'regression')
    assert.equal(exact.spread!.names, ['prediction_sd'])
    allNear(exact.values, scaled.values, 'mean', { absolute: 0, relative: 1e-6 })
    const { columns, fill, shift, scale } = scalingOf(model.inputs)
    const { weights } = model.layers[0]
    for (let row = 0; row < mass.rows; row++) {
      // Var sum_j mask_j x_j w_j = keep (1 - keep) sum_j (x_j w_j)^2
      let squares = 0
      columns.forEach((column, j) => {
        const value = entries[row * mass.features.length + column]
        squares += ((Number.isNaN(value) ? fill[j] : value - shift[j]) * scale[j] * weights[j]) ** 2
      })
      const expected = model.targetScaling.deviation * Math.sqrt(keep * (1 - keep) * squares)
      near(exact.spread!.values[row], expected, `row ${row}`, { absolute: 1e-3, relative: 1e-4 })
    }
  })

  test('one sampled network has no deviation, and moment matching and weight scaling none either', async () => {
    const one = (await classes({ kind: 'mc', samples: 1 })).predict(birdEntries, 2)
    assert.ok(Number.isNaN(one.spread!.values[0]))
    assert.is((await classes({ kind: 'scale' })).predict(birdEntries, 2).spread, null)
    const { model } = await fitAndSave(birds, settingsOf('dropconnect:keep=0.5,mask=batch'))
    const matched = await createPredictor(model, 'strict', { kind: 'gaussian' })
    const sampled = await createPredictor(model, 'strict', { kind: 'mc', samples: 4000 })
    const [a, b] = [matched, sampled].map((each) => each.predict(birdEntries, birds.rows))
    assert.is(a.spread, null)
    assert.ok(a.task === 'classification' && b.task === 'classification')
    assert.equal(matched.predict(birdEntries, birds.rows), a)
    // Two ways to average the same noise: before the last layer, and behind the softmax.
    allNear(a.probabilities, b.probabilities, 'probabilities', { absolute: 0.15, relative: 0 })
  })
})
