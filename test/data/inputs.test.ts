import { inputsOf, scalingOf, widthOf } from '../../src/data/inputs.ts'
import { fitFeatures } from '../../src/data/scale.ts'
import { assert, suite } from '../harness.ts'
import { load } from './helpers.ts'

const TEXT = 'a,port,stamp,zip,y\n1,S,1700000000.5,01,p\n3,C,1700000001,1,q\n,Q,1700000003,1,p\n'

suite('data/inputs', (test) => {
  test('name every column with what encodes and scales it', async () => {
    const dataset = await load(TEXT, { missing: 'impute', categorical: ['zip'] })
    const scaling = fitFeatures(dataset, Int32Array.of(0, 1, 2), 'minmax')
    const inputs = inputsOf(dataset, scaling)
    assert.equal(inputs[0], {
      kind: 'numeric',
      name: 'a',
      offset: 0,
      unit: 1,
      fill: 1,
      shift: 1,
      scale: 0.5,
      bound: 20,
      bend: 0,
      // Of 1 and 3: a deviation is 1.
      low: -9,
      high: 13,
    })
    assert.equal(inputs[1], {
      kind: 'categorical',
      name: 'port',
      categories: ['C', 'Q', 'S'],
      asWritten: false,
    })
    assert.is(inputs[2]!.kind === 'numeric' && inputs[2].offset, 1700000001.75)
    assert.equal(inputs[3], { kind: 'categorical', name: 'zip', categories: ['01', '1'], asWritten: true })
    assert.is(widthOf(inputs), dataset.features.length)
    // New rows are coded as they are read.
    const { recoded, ...rest } = scaling
    assert.equal(recoded, [{ column: 4, exact: 0, offset: 1700000001.75, unit: 1 }])
    assert.equal(scalingOf(inputs), rest)
  })

  test('know only the categories of the training rows', async () => {
    const dataset = await load(TEXT, { missing: 'impute' })
    const scaling = fitFeatures(dataset, Int32Array.of(0, 2), 'none')
    const inputs = inputsOf(dataset, scaling)
    assert.equal(inputs[1], { kind: 'categorical', name: 'port', categories: ['Q', 'S'], asWritten: false })
    const { columns, ...factors } = scalingOf(inputs)
    const { columns: _, recoded: __, ...fitted } = scaling
    assert.equal(factors, fitted)
    assert.equal([...columns], [0, 1, 2, 3, 4])
  })

  test('say which column of categories never varied, and that the network reads 0 there', async () => {
    const dataset = await load(TEXT, { missing: 'impute' })
    const scaling = fitFeatures(dataset, Int32Array.of(0), 'robust')
    const inputs = inputsOf(dataset, scaling)
    assert.equal(inputs[1], {
      kind: 'categorical',
      name: 'port',
      categories: ['S'],
      asWritten: false,
      constant: true,
    })
    assert.equal([...scalingOf(inputs).scale], [0, 0, 0, 0])
  })

  test('keep bounds and bends of numbers alone', async () => {
    const dataset = await load('a,port,y\n1,S,p\n2,C,q\n5,C,p\n', {})
    const scaling = fitFeatures(dataset, Int32Array.of(0, 1, 2), 'robust')
    const { bound, bend } = scalingOf(inputsOf(dataset, scaling))
    assert.equal([...bound!], [1e6, Infinity, Infinity])
    assert.equal([...bend!], [Math.fround(1 / 3), 0, 0])
  })
})
