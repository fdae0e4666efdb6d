import { createLearningCurve, sparkline } from '../../src/report/learningCurve.ts'
import { assert, suite } from '../harness.ts'

function recorder(isTTY = true) {
  const written: string[] = []
  let time = 0
  const clock = { now: () => time, every: () => () => {} }
  const stream = { isTTY, columns: 80, write: (text: string) => written.push(text) }
  return {
    written,
    clock,
    stream,
    wait: (ms: number) => {
      time += ms
    },
  }
}

const point = (epoch: number, lossNoisy: number, validationLoss: number | null = null) => ({
  epoch,
  epochs: 4,
  lossNoisy,
  validationLoss,
})

suite('report/learningCurve', (test) => {
  test('draws epoch, losses, the curve and the time left, and removes the line', () => {
    const { written, clock, stream, wait } = recorder()
    const curve = createLearningCurve(stream, true, { clock, terminal: 'xterm' })
    wait(2000)
    curve.update(point(1, 2))
    wait(2000)
    curve.update(point(2, 1, 1.5))
    curve.end()
    assert.equal(written, [
      '\r\x1b[Kepoch 1/4  loss 2.000  ▁  6 s left',
      '\r\x1b[Kepoch 2/4  loss 1.000  validation 1.500  █▁  4 s left',
      '\r\x1b[K',
    ])
  })

  test('redraws at most ten times a second, and always at the end', () => {
    const { written, clock, stream, wait } = recorder()
    const curve = createLearningCurve(stream, true, { clock, terminal: 'xterm' })
    for (let epoch = 1; epoch <= 4; epoch++) {
      wait(30)
      curve.update(point(epoch, 1 / epoch))
    }
    assert.is(written.length, 2)
    assert.is(written[1], '\r\x1b[Kepoch 4/4  loss 0.2500  █▃▁▁')
  })

  test('is silent where it is not wanted, not seen, or the terminal cannot', () => {
    for (const [isTTY, wanted, terminal] of [
      [false, true, 'xterm'],
      [true, false, 'xterm'],
      [true, true, 'dumb'],
    ] as const) {
      const { written, clock, stream } = recorder(isTTY)
      const curve = createLearningCurve(stream, wanted, { clock, terminal })
      curve.update(point(4, 1))
      curve.end()
      assert.equal(written, [])
    }
  })

  test('a line never exceeds the terminal', () => {
    const { written, clock, stream } = recorder()
    createLearningCurve({ ...stream, columns: 20 }, true, { clock, terminal: 'xterm' }).update(point(4, 1))
    assert.is([...written[0]!.replace('\r\x1b[K', '')].length, 19)
  })

  test('a long curve is shortened to means, a flat one lies at the bottom', () => {
    assert.is(sparkline([8, 8, 4, 4, 1, 1], 3), '█▄▁')
    assert.is(sparkline([3, 3, 3], 10), '▁▁▁')
    assert.is(sparkline([], 10), '')
  })
})
