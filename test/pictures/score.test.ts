import { gapPicture, scorePicture } from '../../src/pictures/score.ts'
import { assert, suite } from '../harness.ts'
import { comparison, regression } from '../report/sample.ts'

const color = () => '#123456'
const rowsOf = (picture: ReturnType<typeof scorePicture>, name: string) => {
  assert.ok(picture !== null && picture.drawing.kind === 'vega-lite')
  return picture.drawing.spec.datasets[name]
}

suite('pictures of scores and gaps', (test) => {
  test('show means and intervals in percent, the best first, without those that have none', () => {
    assert.equal(
      rowsOf(scorePicture(comparison, color), 'scores').map(({ method, mean, low, high }) => [
        method,
        mean,
        low,
        high,
      ]),
      [
        ['inverted-dropout:keep=0.5+max-norm:3', 98.25, 97.6, 98.9],
        ['l2:0.0001', 97.1, 96.05, 98.15],
        ['none', 97.05, 96, 98.1],
        ['l1:0.01', 91.25, 90, 92.5],
      ],
    )
  })

  test('an error stays in the unit of the target, the smallest first', () => {
    const rows = rowsOf(scorePicture(regression, color), 'scores')
    const means = rows.map(({ mean }) => mean as number)
    assert.equal(
      means,
      [...means].sort((a, b) => a - b),
    )
    assert.ok(means.includes(61.25))
  })

  test('a dot stands for each trial that was scored, of a method that is shown', () => {
    const trials = comparison.trials.map((trial) => ({
      ...trial,
      method: trial.status === 'ok' ? 'none' : trial.method,
    }))
    const dots = rowsOf(scorePicture({ ...comparison, trials }, color), 'trials')
    assert.equal(
      dots.map(({ method, score, trial }) => [method, score, trial]),
      [['none', 100 * (353 / 360), 'repeat 1, fold 4']],
    )
  })

  test('a gap joins both scores and is the figure of the table', () => {
    const [first] = rowsOf(gapPicture(comparison, color), 'gaps')
    assert.equal(first, {
      method: 'inverted-dropout:keep=0.5+max-norm:3',
      color: '#123456',
      train: 100,
      test: 98.25,
      gap: '1.25',
    })
    assert.is(rowsOf(gapPicture(comparison, color), 'ends').length, 8)
  })

  test('without any score there is no picture', () => {
    const none = { ...comparison, methods: comparison.methods.filter(({ ok }) => ok === 0) }
    assert.is(scorePicture(none, color), null)
    assert.is(gapPicture(none, color), null)
  })
})
