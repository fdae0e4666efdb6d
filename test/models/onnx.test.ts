import { env, InferenceSession, Tensor } from 'onnxruntime-web'
import type { Input } from '../../src/data/inputs.ts'
import { defaultDataOptions } from '../../src/data/options.ts'
import { readRows } from '../../src/data/read/rows.ts'
import { fit } from '../../src/experiment/run/train.ts'
import { modelFormats } from '../../src/models/index.ts'
import { type SavedModel, takeApart } from '../../src/models/manifest.ts'
import { graphOf, OPSET } from '../../src/models/onnx.ts'
import { createPredictor, type Predictions } from '../../src/models/predictor.ts'
import { putTogether } from '../../src/models/readManifest.ts'
import { savedModel } from '../../src/models/saved.ts'
import type { FittedModel } from '../../src/training/fitted.ts'
import { assert, suite } from '../harness.ts'
import { allNear, near } from '../tolerance.ts'
import { BIRD_OPTIONS, BIRDS, birdEntries, birds, DIGITS, fitAndSave, loadText, settingsOf } from './fits.ts'

env.wasm.numThreads = 1
env.logLevel = 'error'

/** Cells of the model's columns, from rows of text, as a user of the graph feeds them. */
function feeds(inputs: readonly Input[], csv: string): Record<string, Tensor> {
  const [header, ...lines] = csv
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  const cells = (kind: Input['kind']) =>
    lines.flatMap((line) =>
      inputs.filter((input) => input.kind === kind).map(({ name }) => line[header!.indexOf(name)]!),
    )
  const shape = (flat: readonly unknown[]) => [lines.length, flat.length / lines.length]
  const numbers = cells('numeric').map((cell) => (cell === '' || cell === 'NA' ? Number.NaN : Number(cell)))
  const texts = cells('categorical')
  const isDouble = inputs.some((input) => input.kind === 'numeric' && input.unit !== 1)
  const numeric = isDouble
    ? new Tensor('float64', Float64Array.from(numbers), shape(numbers))
    : new Tensor('float32', Float32Array.from(numbers), shape(numbers))
  return {
    ...(numbers.length > 0 && { numeric }),
    ...(texts.length > 0 && { categorical: new Tensor('string', texts, shape(texts)) }),
  }
}

async function run(saved: SavedModel, csv: string) {
  const session = await InferenceSession.create(modelFormats.onnx.encode(saved, takeApart(saved)))
  const outputs = await session.run(feeds(saved.model.inputs, csv))
  await session.release()
  return outputs
}

/** Rows of a text as predict reads them. */
async function rowsFor(inputs: readonly Input[], csv: string): Promise<Float32Array> {
  async function* bytes() {
    yield Buffer.from(csv)
  }
  const options = { header: true, nullValues: [], missing: 'impute', keep: [] } as const
  const { chunks } = readRows({ file: 'far.csv', bytes: bytes() }, inputs, { ...options, nullValues: [] })
  for await (const { matrix } of chunks) return matrix
  throw new Error('no rows')
}

/** A column that is nearly constant, two that are. */
const EDGED = `x,rare,still,port,y\n${Array.from({ length: 500 }, (_, i) => `${(i * 37) % 101},${i === 7 ? 1 : 0},4,rome,${(i * 37) % 101}`).join('\n')}\n`

async function predicted(model: FittedModel, matrix: Float32Array, rows: number): Promise<Predictions> {
  return (await createPredictor(model)).predict(matrix, rows)
}

const opsOf = (model: FittedModel) => graphOf(model).nodes.map(({ op }) => op)
const scalingsOf = (model: FittedModel) =>
  graphOf(model).nodes.filter(({ op, name }) => op === 'Mul' && name.endsWith('_times_keep'))

suite('models/onnx in ONNX Runtime', (test) => {
  test('agrees with predict on digits', async () => {
    const digits = await loadText(DIGITS)
    const { training } = settingsOf('none')
    const settings = settingsOf('inverted-dropout:keep=0.8', { training: { ...training, epochs: 2 } })
    const saved = await fitAndSave(digits, settings)
    const { label, probabilities } = await run(saved, DIGITS)
    const expected = await predicted(saved.model, digits.matrix, digits.rows)
    assert.ok(expected.task === 'classification')
    assert.equal(probabilities!.dims, [1797, 10])
    allNear(probabilities!.data as Float32Array, expected.probabilities, 'probabilities')
    assert.equal(
      label!.data,
      Array.from(expected.labels, (index) => saved.model.classes[index]),
    )
  })

  for (const activation of ['relu', 'leaky-relu', 'tanh', 'sigmoid'] as const) {
    test(`agrees with predict on categories, gaps and instants, vanilla dropout, ${activation}`, async () => {
      const network = { hidden: [10, 6], activation, init: 'he' as const }
      const settings = settingsOf('vanilla-dropout:keep=0.5,input-keep=0.8', { network })
      const saved = await fitAndSave(birds, settings, BIRD_OPTIONS)
      const { label, probabilities } = await run(saved, BIRDS)
      const expected = await predicted(saved.model, birdEntries, birds.rows)
      assert.ok(expected.task === 'classification')
      allNear(probabilities!.data as Float32Array, expected.probabilities, 'probabilities')
      assert.equal(
        label!.data,
        Array.from(expected.labels, (index) => saved.model.classes[index]),
      )
    })
  }

  test('agrees with predict after DropConnect, whose multiplications are of preactivations', async () => {
    const saved = await fitAndSave(birds, settingsOf('dropconnect:keep=0.5'), BIRD_OPTIONS)
    const { probabilities } = await run(saved, BIRDS)
    const expected = await predicted(saved.model, birdEntries, birds.rows)
    assert.ok(expected.task === 'classification')
    allNear(probabilities!.data as Float32Array, expected.probabilities, 'probabilities')
    assert.equal(
      scalingsOf(saved.model).map(({ name }) => name),
      ['preactivations_1_times_keep', 'preactivations_2_times_keep'],
    )
  })

  for (const [spec, scalings] of [
    ['snapshot-ensemble:3', 0],
    ['snapshot-ensemble:2,cycles=4+batch-norm+vanilla-dropout:keep=0.8', 2],
    ['weight-averaging:0.5+batch-norm', 0],
    ['weight-averaging:0,kind=ema,decay=0.9+dropconnect:keep=0.7', 2],
    ['early-stopping:2+inverted-dropout:keep=0.8', 0],
    ['adversarial:0.05+lookahead:k=3+label-smoothing:0.1', 0],
    ['vanilla-dropout:keep=0.6,schedule=linear', 0],
    ['vanilla-dropout:keep=0.6,schedule=after:0.5', 2],
    ['dropconnect:keep=0.5,schedule=after:0.25', 2],
  ] as const) {
    test(`agrees with predict, and with what training saw at its end: ${spec}`, async () => {
      const base = settingsOf(spec)
      const settings = {
        ...base,
        training: { ...base.training, epochs: 6, schedule: 'cosine' as const },
        validationFraction: spec.startsWith('early') ? 0.2 : 0,
      }
      const { model, figures } = await fit(birds, settings)
      const options = { ...defaultDataOptions, ...BIRD_OPTIONS }
      const saved = savedModel(model, birds, settings, options, figures)
      const { tensors, manifest } = takeApart(saved)
      const read = { ...saved, model: putTogether(tensors, manifest).model }
      const { probabilities } = await run(read, BIRDS)
      const expected = await predicted(read.model, birdEntries, birds.rows)
      assert.ok(expected.task === 'classification')
      const found = probabilities!.data as Float32Array
      allNear(found, expected.probabilities, 'probabilities', { absolute: 1e-5, relative: 0 })
      assert.is(scalingsOf(read.model).length, scalings * (1 + (read.model.others?.length ?? 0)))
      // With rows set aside, those that trained are not these.
      if (settings.validationFraction > 0) return
      const width = read.model.classes.length
      const losses = Array.from(birds.labels, (label, row) => -Math.log(found[row * width + label]!))
      near(losses.reduce((sum, loss) => sum + loss, 0) / birds.rows, figures.trainLoss, 'loss')
    })
  }

  test('an ensemble predicts a regression by the mean of its networks', async () => {
    const mass = await loadText(BIRDS, { ...BIRD_OPTIONS, target: 'mass', ignore: ['kind', 'instant'] })
    const saved = await fitAndSave(mass, settingsOf('snapshot-ensemble:3'), { missing: 'impute' })
    const { prediction } = await run(saved, BIRDS)
    const expected = await predicted(saved.model, mass.matrix, mass.rows)
    assert.ok(expected.task === 'regression')
    assert.is(saved.model.others?.length, 2)
    allNear(prediction!.data as Float32Array, expected.values, 'mass', { absolute: 0, relative: 1e-5 })
  })

  test('an unknown category and an empty text are none of the known ones', async () => {
    const saved = await fitAndSave(birds, settingsOf('none'), BIRD_OPTIONS)
    const row = (island: string) => `45,${island},200,1700000060,01,5,,`
    const header = BIRDS.slice(0, BIRDS.indexOf('\n'))
    const { probabilities } = await run(saved, [header, row('anvers'), row(''), row('dream')].join('\n'))
    const [unknown, missing, dream] = [0, 1, 2].map((r) => [...probabilities!.data.slice(3 * r, 3 * r + 3)])
    assert.equal(unknown, missing)
    assert.not.equal(unknown, dream)
  })

  for (const scale of ['standard', 'minmax', 'robust', 'none'] as const) {
    test(`agrees with predict far from the training rows, ${scale}`, async () => {
      const still = await loadText(EDGED)
      const saved = await fitAndSave(still, settingsOf('none', { scale }))
      const far = 'x,rare,still,port,y\n3,0,4,rome,0\n3,0,-1000,oslo,0\n1e6,0,4,rome,0\n5,-3000,4,,0\n'
      const { prediction } = await run(saved, far)
      const fresh = await rowsFor(saved.model.inputs, far)
      const expected = await predicted(saved.model, fresh, 4)
      assert.ok(expected.task === 'regression')
      allNear(prediction!.data as Float32Array, expected.values, 'prediction')
      assert.is(prediction!.data[0], prediction!.data[1])
    })
  }

  test('predicts a regression in units of the target', async () => {
    const options = {
      target: 'mass',
      ignore: ['kind', 'instant'],
      categorical: ['code'],
      missing: 'impute',
    } as const
    const mass = await loadText(BIRDS, { ...options, ignore: [...options.ignore], categorical: ['code'] })
    const saved = await fitAndSave(mass, settingsOf('l2:1e-3'), { missing: 'impute' })
    const { prediction } = await run(saved, BIRDS)
    const expected = await predicted(saved.model, mass.matrix, mass.rows)
    assert.ok(expected.task === 'regression')
    assert.equal(prediction!.dims, [60, 1])
    allNear(prediction!.data as Float32Array, expected.values, 'mass')
  })

  test('a linear model and a model of categories alone are graphs too', async () => {
    const linear = settingsOf('none', { network: { hidden: [], activation: 'relu', init: 'he' } })
    const onlyCategories = await loadText(BIRDS, {
      target: 'kind',
      ignore: ['bill', 'flipper', 'instant', 'flag', 'mass'],
      categorical: ['code'],
      missing: 'impute',
    })
    const saved = await fitAndSave(onlyCategories, linear)
    const { probabilities } = await run(saved, BIRDS)
    const expected = await predicted(saved.model, onlyCategories.matrix, onlyCategories.rows)
    assert.ok(expected.task === 'classification')
    allNear(probabilities!.data as Float32Array, expected.probabilities, 'probabilities')
  })
})

suite('models/onnx graph', (test) => {
  test('vanilla dropout shows as a multiplication by keep at every site, inverted as none', async () => {
    const vanilla = await fitAndSave(birds, settingsOf('vanilla-dropout:keep=0.5/0.25,input-keep=0.8'))
    assert.equal(
      scalingsOf(vanilla.model).map(({ name }) => name),
      ['features_times_keep', 'activations_1_times_keep', 'activations_2_times_keep'],
    )
    const { initializers } = graphOf(vanilla.model)
    assert.equal(
      scalingsOf(vanilla.model).map(({ inputs }) => [
        ...(initializers.find(({ name }) => name === inputs[1])!.values as Float32Array),
      ]),
      [[Math.fround(0.8)], [0.5], [0.25]],
    )
    const inverted = await fitAndSave(birds, settingsOf('inverted-dropout:keep=0.5/0.25,input-keep=0.8'))
    assert.equal(scalingsOf(inverted.model), [])
    // One multiplication is left in it: the scaling of the features.
    assert.is(opsOf(inverted.model).filter((op) => op === 'Mul').length, 1)
  })

  test('states its opset, where it comes from and what to feed', async () => {
    const { model } = await fitAndSave(birds, settingsOf('none'))
    const { inputs, outputs } = graphOf(model)
    assert.is(OPSET, 19)
    assert.equal(
      inputs.map(({ name, type, shape }) => [name, type, shape]),
      [
        ['numeric', 'double', ['rows', 4]],
        ['categorical', 'string', ['rows', 2]],
      ],
    )
    assert.match(inputs[0]!.doc, 'Columns: ["bill","flipper","instant","flag"]')
    assert.equal(
      outputs.map(({ name, type, shape }) => [name, type, shape]),
      [
        ['label', 'string', ['rows']],
        ['probabilities', 'float', ['rows', 3]],
      ],
    )
  })
})
