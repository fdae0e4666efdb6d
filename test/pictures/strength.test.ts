import { strengthPictures } from '../../src/pictures/strength.ts'
import { assert, suite } from '../harness.ts'
import { comparison } from '../report/sample.ts'

suite('strength curves', (test) => {
  test('shows the figures of the summary, and leaves out what diverged', () => {
    // Of l1:0.01 and l1:10 the second diverged.
    assert.equal(
      strengthPictures(comparison, () => '#000000'),
      [],
    )
    const [l2] = comparison.methods.filter(({ method }) => method.startsWith('l2'))
    const methods = [...comparison.methods, { ...l2, method: 'l2:0.01', testScoreMean: 0.9 }]
    const [picture, ...others] = strengthPictures({ ...comparison, methods }, () => '#000000')
    assert.is(others.length, 0)
    assert.is(picture.name, 'strength-l2.strength')
    assert.ok(picture.drawing.kind === 'vega-lite')
    assert.equal(
      picture.drawing.spec.datasets.strengths.map(({ value, test }) => [value, test]),
      [
        [0.0001, 97.1],
        [0.01, 90],
      ],
    )
    assert.equal(picture.drawing.spec.datasets.baseline, [{ score: 97.05 }])
  })
})
