import { curvePlots as plotsOf } from '../../src/report/curvePlots.ts'
import type { CurvePoint } from '../../src/results/curve.ts'
import { assert, suite } from '../harness.ts'
import { drawn as drawnOf } from './render.ts'

const curvePlots = (points: readonly CurvePoint[], width: number) => drawnOf(plotsOf(points), width)

const point = (
  method: string,
  fold: number,
  epoch: number,
  changes: Partial<CurvePoint> = {},
): CurvePoint => ({
  dataset: 'wine',
  method,
  repeat: 0,
  fold,
  epoch,
  trainLossNoisy: 9,
  trainLoss: 2,
  validationLoss: 1,
  penalty: 0,
  trainScore: 1,
  validationScore: 1,
  weightNorm: 1,
  weightSparsity: 0,
  ...changes,
})

const epochs = (method: string, losses: readonly number[], fold = 0) =>
  losses.map((validationLoss, i) => point(method, fold, i + 1, { validationLoss }))

suite('report/curvePlots', (test) => {
  test('draws the mean over trials of each method, and says which loss', () => {
    const [drawn] = curvePlots([...epochs('none', [4, 2, 0]), ...epochs('none', [0, 2, 0], 1)], 60)
    assert.is(drawn.title, 'wine: mean validation loss over the epochs')
    assert.match(drawn.lines[0], /^ 2\.0┤.*o/)
    assert.equal(drawn.lines[0].match(/o/g)?.length, 2)
    assert.match(drawn.lines[10], /^ 0\.0┤.*o/)
    assert.equal(drawn.legend, ['o none'])
  })

  test('takes the training loss where a trial has no validation rows', () => {
    const points = [1, 2].map((epoch) => point('none', 0, epoch, { validationLoss: null, trainLoss: epoch }))
    assert.match(curvePlots([...points, ...epochs('l2:1', [1, 2])], 60)[0].title, 'mean training loss')
  })

  test('marks the mean of the trials that still run, and ends where fewer than half do', () => {
    const [drawn] = curvePlots([...epochs('none', [1, 1, 7]), ...epochs('none', [3, 3], 1)], 60)
    assert.match(drawn.lines.at(-1)!, /1 +2 +3$/)
    assert.equal(drawn.legend, ['o none', '· some trials have stopped'])
    assert.is(drawn.lines.join('').split('·').length - 1, 1)
    const three = [...epochs('none', [1, 1, 7]), ...epochs('none', [3, 3], 1), ...epochs('none', [3, 3], 2)]
    assert.match(curvePlots(three, 60)[0].lines.at(-1)!, /1 +2$/)
  })

  test('large ranges are drawn by factors, with ticks of round numbers', () => {
    const losses = Array.from({ length: 250 }, (_, i) => 100 / (i + 1))
    const [drawn] = curvePlots(epochs('none', losses), 100)
    assert.match(drawn.title, '(log scale)')
    assert.equal(drawn.lines.at(-1)!.trim().split(/ +/), ['1', '50', '100', '150', '200', '250'])
  })

  test('one plot a dataset; more methods than symbols are counted', () => {
    const points = 'abcdefgh'.split('').flatMap((name) => epochs(name, [2, 1]))
    const drawn = curvePlots([...points, ...points.map((p) => ({ ...p, dataset: 'iris' }))], 80)
    assert.equal(
      drawn.map(({ title }) => title.split(':')[0]),
      ['wine', 'iris'],
    )
    assert.is(drawn[0].legend.at(-1), '2 more not drawn')
  })

  test('nothing where there is no room, no curve or a single epoch', () => {
    assert.equal(curvePlots(epochs('none', [2, 1]), 59), [])
    assert.equal(curvePlots([], 100), [])
    assert.equal(curvePlots(epochs('none', [2]), 100), [])
  })
})
