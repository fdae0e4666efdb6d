import { layersText, parseLayers } from '../../src/nn/layerSpec.ts'
import { assert, suite } from '../harness.ts'

suite('layers as --network writes them', (test) => {
  test('every form, with what it means where something is left out', () => {
    assert.equal(parseLayers('conv:16x5, pool:2 ,avg:3s2,dense:128'), [
      { kind: 'conv', filters: 16, size: 5, stride: 1, pad: 2 },
      { kind: 'pool', size: 2, stride: 2 },
      { kind: 'avg', size: 3, stride: 2 },
      { kind: 'dense', units: 128 },
    ])
    assert.equal(parseLayers('conv:8x4s2p0,pool:1.25,avg:all'), [
      { kind: 'conv', filters: 8, size: 4, stride: 2, pad: 0 },
      { kind: 'pool', ratio: 1.25 },
      { kind: 'avg', whole: true },
    ])
    assert.equal(parseLayers('conv:8x4')?.[0], { kind: 'conv', filters: 8, size: 4, stride: 1, pad: 1 })
  })

  test('texts are read as themselves, in the shortest spelling', () => {
    const spellings = {
      'conv:16x5s1p2': 'conv:16x5',
      'conv:16x5p0': 'conv:16x5p0',
      'conv:16x5s2p1': 'conv:16x5s2p1',
      'pool:2s2': 'pool:2',
      'pool:3s2': 'pool:3s2',
      'avg:all': 'avg:all',
      'pool:1.5': 'pool:1.5',
      'dense:007': 'dense:7',
    }
    for (const [written, shortest] of Object.entries(spellings)) {
      assert.is(layersText(parseLayers(written)!), shortest)
      assert.equal(parseLayers(shortest), parseLayers(written))
    }
  })

  test('anything else is not a network', () => {
    for (const text of [
      ...['', 'conv', 'conv:16', 'conv:0x3', 'conv:16x0', 'conv:16x3p3', 'conv:16x3x3', 'conv:-1x3', 'pool'],
      ...[
        'pool:0',
        'pool:2s0',
        'pool:1.0',
        'pool:2.5',
        'pool:all',
        'dense:0',
        'dense:1.5',
        'dense',
        '128,64',
      ],
      ...['conv:16x3,,dense:4', 'conv:16x3;dense:4', 'CONV:16x3', 'dense:99999999'],
    ]) {
      assert.is(parseLayers(text), undefined, text)
    }
  })
})
