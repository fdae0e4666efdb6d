import { familyOf, numbersOf, presentSpec, scansOf } from '../../src/regularizers/family.ts'
import { assert, suite } from '../harness.ts'

suite('regularizers/family', (test) => {
  test('a family is the terms without their arguments', () => {
    assert.is(familyOf('inverted-dropout:keep=0.5,input-keep=0.8+l2:1e-4'), 'inverted-dropout+l2')
    assert.is(familyOf('none'), 'none')
  })

  test('a method of another version is a family of its own, without numbers', () => {
    assert.is(familyOf('spike-and-slab:0.3'), 'spike-and-slab:0.3')
    assert.equal(numbersOf('spike-and-slab:0.3'), {})
  })

  test('a specification of an older file is written anew, and no other text is touched', () => {
    assert.is(
      presentSpec('l2:0.1+inverted-dropout:keep=0.5,share=batch'),
      'l2:0.1+inverted-dropout:keep=0.5,mask=batch',
    )
    for (const text of [
      'none',
      'l2:0.1+max-norm:1/inf',
      'inverted-dropout+l2',
      'spike-and-slab:share=batch',
      '',
    ]) {
      assert.is(presentSpec(text), text)
    }
  })

  test('numbers stand by term and parameter', () => {
    assert.equal(numbersOf('inverted-dropout:keep=0.5+l2:1e-4'), {
      'inverted-dropout.keep': 0.5,
      'l2.strength': 1e-4,
    })
  })

  test('a scan is what differs in one number alone; other numbers name its series', () => {
    const methods = ['none', 'l2:1e-3', 'l2:1e-2', 'l1:1e-3', ...grid()]
    assert.equal(
      scansOf(methods).map(({ family, parameter, points }) => [
        family,
        parameter,
        points.map(({ value, series }) => [value, series]),
      ]),
      [
        [
          'l2',
          'l2.strength',
          [
            [0.001, ''],
            [0.01, ''],
          ],
        ],
        [
          'inverted-dropout+l2',
          'inverted-dropout.keep',
          [
            [0.5, 'l2.strength 0.1'],
            [0.8, 'l2.strength 0.1'],
          ],
        ],
        [
          'inverted-dropout+l2',
          'l2.strength',
          [
            [0.1, 'inverted-dropout.keep 0.8'],
            [0.2, 'inverted-dropout.keep 0.8'],
          ],
        ],
      ],
    )
  })
})

const grid = () => ['0.5+l2:0.1', '0.8+l2:0.1', '0.8+l2:0.2'].map((rest) => `inverted-dropout:keep=${rest}`)
