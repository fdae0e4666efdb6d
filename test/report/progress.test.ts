import { createProgress, timeLeft } from '../../src/report/progress.ts'
import { assert, suite } from '../harness.ts'
import { trial } from './sample.ts'

/** A terminal that remembers, and a clock that moves by hand. */
function stage(
  stream: { isTTY?: boolean; columns?: number } = { isTTY: true, columns: 100 },
  terminal = 'xterm',
) {
  const written: string[] = []
  let time = 0
  let tick = () => {}
  let running = false
  const clock = {
    now: () => time,
    every(_: number, call: () => void) {
      tick = call
      running = true
      return () => {
        running = false
      }
    },
  }
  const write = (text: string) => written.push(text)
  const start = (wanted = true) => createProgress({ ...stream, write }, wanted, { clock, terminal })
  return {
    written,
    start,
    wait: (milliseconds: number) => {
      time += milliseconds
    },
    tick: () => tick(),
    isTicking: () => running,
  }
}

const line = (text: string): string => text.replace('\r\x1b[K', '')

suite('progress', (test) => {
  test('shows the share done, the time left and the best method', () => {
    const { start, wait, written } = stage()
    const progress = start()
    progress.update(0, 20, null)
    wait(6000)
    progress.update(5, 20, { ...trial, method: 'l2:1e-4', testScore: 0.972 })
    assert.equal(written.map(line), [
      '╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  0/20  0 %',
      '━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  5/20  25 %  18 s left  best so far 97.2 % l2:1e-4',
    ])
  })

  test('the best has the highest mean accuracy, or the lowest error', () => {
    for (const [metric, expected] of [
      ['accuracy', /best so far 50\.0 % b$/],
      ['rmse', /best so far 0\.4000 a$/],
    ] as const) {
      const { start, wait, written } = stage()
      const progress = start()
      for (const [method, testScore] of [
        ['a', 0.2],
        ['b', 0.5],
        ['a', 0.6],
      ] as const) {
        wait(1000)
        progress.update(1, 9, { ...trial, method, metric, testScore })
      }
      assert.match(written.at(-1)!, expected)
    }
  })

  test('scores of another dataset start a mean of their own', () => {
    const { start, wait, written } = stage()
    const progress = start()
    progress.update(1, 9, { ...trial, dataset: 'one', method: 'a', testScore: 1 })
    wait(1000)
    progress.update(2, 9, { ...trial, dataset: 'two', method: 'a', testScore: 0.5 })
    assert.match(written.at(-1)!, /best so far 50\.0 % a$/)
  })

  test('a resumed run counts the time of its own trials', () => {
    const { start, wait, written } = stage()
    const progress = start()
    progress.update(50, 100, null)
    wait(10_000)
    progress.update(60, 100, trial)
    assert.match(written.at(-1)!, /60\/100 {2}60 % {2}40 s left/)
  })

  test('is silent without a terminal, when unwanted, and on a dumb terminal', () => {
    for (const [scene, wanted] of [
      [stage({}), true],
      [stage(), false],
      [stage({ isTTY: true }, 'dumb'), true],
    ] as const) {
      const progress = scene.start(wanted)
      progress.update(0, 2, null)
      progress.update(2, 2, trial)
      progress.end()
      assert.equal(scene.written, [])
      assert.is(scene.isTicking(), false)
    }
  })

  test('redraws at most ten times a second, and at the end', () => {
    const { start, wait, written } = stage()
    const progress = start()
    for (let done = 1; done <= 100; done++) {
      wait(10)
      progress.update(done, 100, trial)
    }
    assert.ok(written.length <= 11, `${written.length} draws`)
    assert.match(written.at(-1)!, /100\/100/)
  })

  test('the clock goes on between trials', () => {
    const { start, wait, written, tick } = stage()
    const progress = start()
    progress.update(0, 4, null)
    wait(1000)
    progress.update(1, 4, trial)
    wait(1000)
    tick()
    assert.match(written.at(-1)!, /6 s left/)
  })

  test('never fills the last column', () => {
    const { start, written } = stage({ isTTY: true, columns: 30 })
    start().update(1, 2, trial)
    assert.is([...line(written[0])].length, 29)
  })

  test('clears its line and stops its clock at the end, once', () => {
    const { start, written, isTicking } = stage()
    const progress = start()
    progress.update(1, 2, trial)
    assert.is(isTicking(), true)
    progress.end()
    progress.end()
    assert.is(written.length, 2)
    assert.is(written[1], '\r\x1b[K')
    assert.is(isTicking(), false)
  })

  test('time left is read at a glance', () => {
    assert.is(timeLeft(1, 1, 900), '1 s left')
    assert.is(timeLeft(10, 90, 20_000), '3 min 0 s left')
    assert.is(timeLeft(1, 100, 60_000), '1 h 40 min left')
    assert.is(timeLeft(0, 9, 0), '')
    assert.is(timeLeft(9, 0, 100), '')
  })
})
