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
    assert.equal(scalingOf(inputs), scaling)
  })

  test('know only the categories of the training rows', async () => {
    const dataset = await load(TEXT, { missing: 'impute' })
    const scaling = fitFeatures(dataset, Int32Array.of(0, 2), 'none')
    const inputs = inputsOf(dataset, scaling)
    assert.equal(inputs[1], { kind: 'categorical', name: 'port', categories: ['Q', 'S'], asWritten: false })
    const { columns, ...factors } = scalingOf(inputs)
    assert.equal(factors, { fill: scaling.fill, shift: scaling.shift, scale: scaling.scale })
    assert.equal([...columns], [0, 1, 2, 3, 4])
  })
})
