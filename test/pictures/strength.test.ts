import { type Candidate, strengthPictures, tuningPicture } from '../../src/pictures/strength.ts'
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

const candidate = (strength: number, lossMean: number | null, rest: Partial<Candidate> = {}): Candidate => ({
  method: `l2:${strength}`,
  epochs: 20,
  folds: 5,
  ok: 5,
  lossMean,
  lossSe: 0.5,
  scoreMean: 0.9,
  scoreSe: 0.01,
  best: false,
  oneSe: false,
  ...rest,
})

suite('tuning curves', (test) => {
  test('mean loss, one standard error to both sides, and the choices', () => {
    const picture = tuningPicture([
      candidate(0.001, 3),
      candidate(0.01, 2, { best: true }),
      candidate(0.1, 2.25, { oneSe: true }),
      candidate(1, null, { ok: 0 }),
      candidate(10, 1, { epochs: 5 }),
    ])
    assert.ok(picture !== null && picture.drawing.kind === 'vega-lite')
    assert.equal(
      picture.drawing.spec.datasets.candidates.map(({ value, low, loss, high, choice }) => [
        value,
        low,
        loss,
        high,
        choice,
      ]),
      [
        [0.001, 2.5, 3, 3.5, ''],
        [0.01, 1.5, 2, 2.5, 'best'],
        [0.1, 1.75, 2.25, 2.75, '1-SE'],
      ],
    )
  })

  test('nothing to draw without two values', () => {
    assert.is(tuningPicture([candidate(0.1, 1)]), null)
    assert.is(tuningPicture([]), null)
  })
})
