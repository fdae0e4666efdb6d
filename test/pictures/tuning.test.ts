import type { Candidate } from '../../src/pictures/candidates.ts'
import { tuningPictures } from '../../src/pictures/tuning.ts'
import { assert, suite } from '../harness.ts'

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
    const [picture] = tuningPictures([
      candidate(0.001, 3),
      candidate(0.01, 2, { best: true }),
      candidate(0.1, 2.25, { oneSe: true }),
      candidate(1, null, { ok: 0 }),
      candidate(10, 1, { epochs: 5 }),
    ])
    assert.ok(picture.drawing.kind === 'vega-lite')
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
    assert.equal(tuningPictures([candidate(0.1, 1)]), [])
    assert.equal(tuningPictures([]), [])
  })

  test('a picture for each family, as the recipe has two', () => {
    const kept = (keep: number, lossMean: number, rest: Partial<Candidate> = {}) =>
      candidate(0, lossMean, { ...rest, method: `inverted-dropout:keep=${keep}+l2:0.01` })
    const pictures = tuningPictures([
      candidate(0.001, 3),
      candidate(0.01, 2),
      candidate(0.1, 2.25),
      kept(0.5, 1.5, { best: true }),
      kept(0.8, 1.75),
    ])
    assert.equal(
      pictures.map(({ name, title }) => [name, title]),
      [
        ['tuning-l2.strength', 'Tuning l2: loss over l2.strength'],
        [
          'tuning-inverted-dropout-l2-inverted-dropout.keep',
          'Tuning inverted-dropout+l2: loss over inverted-dropout.keep',
        ],
      ],
    )
    const choices = pictures.map(({ drawing }) => {
      assert.ok(drawing.kind === 'vega-lite')
      return drawing.spec.datasets.candidates.map(({ choice }) => choice)
    })
    assert.equal(choices, [
      ['', 'best here', ''],
      ['best', ''],
    ])
    for (const { caption } of pictures) {
      assert.not.match(caption, 'left out')
      assert.not.match(caption, '1-SE')
    }
  })

  test('a picture for each stage of the recipe, which share the candidate that starts the second', () => {
    const tried = (keep: number, strength: number, lossMean: number, rest: Partial<Candidate> = {}) =>
      candidate(strength, lossMean, { ...rest, method: `inverted-dropout:keep=${keep}+l2:${strength}` })
    const pictures = tuningPictures([
      tried(1, 0.001, 3),
      tried(1, 0.01, 2, { best: true }),
      tried(1, 0.1, 2.5),
      tried(1, 1, 4),
      tried(0.5, 0.01, 2.75),
      tried(0.8, 0.01, 2.25, { oneSe: true }),
    ])
    const drawn = pictures.map(({ drawing }) => {
      assert.ok(drawing.kind === 'vega-lite')
      return drawing.spec.datasets.candidates.map(({ value, choice }) => [value, choice])
    })
    assert.equal(drawn, [
      [
        [0.001, ''],
        [0.01, 'best'],
        [0.1, ''],
        [1, ''],
      ],
      [
        [1, 'best'],
        [0.5, ''],
        [0.8, '1-SE'],
      ],
    ])
    for (const { caption } of pictures) assert.not.match(caption, 'left out')
  })

  test('mixtures stand one below the other, the best on top, with the choices', () => {
    const mixed = (method: string, lossMean: number, rest: Partial<Candidate> = {}) =>
      candidate(0, lossMean, { ...rest, method })
    const [picture, ...others] = tuningPictures([
      mixed('none', 2.5),
      mixed('l2:0.01+mixup:0.2', 2, { best: true }),
      mixed('l2:0.01+mixup:0.3', 4),
      mixed('batch-norm', 2.25, { oneSe: true }),
      mixed('lookahead+max-norm:2', 3),
    ])
    assert.equal(others, [])
    assert.is(picture.title, 'Candidates by loss')
    assert.ok(picture.drawing.kind === 'vega-lite')
    assert.equal(
      picture.drawing.spec.datasets.candidates.map(({ method, low, high, choice }) => [
        method,
        low,
        high,
        choice,
      ]),
      [
        ['l2:0.01+mixup:0.2', 1.5, 2.5, 'best'],
        ['batch-norm', 1.75, 2.75, '1-SE'],
        ['none', 2, 3, ''],
        ['lookahead+max-norm:2', 2.5, 3.5, ''],
        ['l2:0.01+mixup:0.3', 3.5, 4.5, ''],
      ],
    )
  })

  test('those that halving gave up stand below, in another colour', () => {
    const [picture] = tuningPictures([
      candidate(0, 1, { method: 'none', epochs: 5 }),
      candidate(0, 2, { method: 'batch-norm+l2:0.1', best: true, oneSe: true }),
      candidate(0, 0.5, { method: 'lookahead+mixup:0.2', epochs: 5 }),
    ])
    assert.ok(picture.drawing.kind === 'vega-lite')
    assert.equal(
      picture.drawing.spec.datasets.candidates.map(({ method, choice }) => [method, choice]),
      [
        ['batch-norm+l2:0.1', 'best and 1-SE'],
        ['lookahead+mixup:0.2', ''],
        ['none', ''],
      ],
    )
    assert.match(picture.caption, 'given up after fewer epochs')
  })

  test('words are no axis: candidates that differ in one are listed', () => {
    const pictures = tuningPictures([
      candidate(0, 2, { method: 'l1:0.01,update=proximal' }),
      candidate(0, 3, { method: 'l1:0.01,update=subgradient' }),
    ])
    assert.equal(
      pictures.map(({ name }) => name),
      ['tuning-candidates'],
    )
  })

  test('a grid is one picture, with a curve for each value of the other parameter', () => {
    const grid = [0.5, 0.8].flatMap((keep) =>
      [0.001, 0.01, 0.1].map((strength) =>
        candidate(strength, strength, { method: `inverted-dropout:keep=${keep}+l2:${strength}` }),
      ),
    )
    const [picture, ...others] = tuningPictures(grid)
    assert.equal(others, [])
    assert.match(picture.title, 'over l2.strength')
    assert.not.match(picture.caption, 'left out')
  })
})
