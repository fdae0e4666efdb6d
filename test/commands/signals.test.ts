import { interruption } from '../../src/commands/signals.ts'
import { assert, suite } from '../harness.ts'

suite('signals', (test) => {
  test('the first one stops the work, the second one ends the process at once', () => {
    const before = process.listenerCount('SIGINT')
    const { signal, dispose } = interruption('all is kept')
    const codes: unknown[] = []
    const { exit } = process
    process.exit = ((code) => codes.push(code)) as typeof process.exit
    try {
      process.emit('SIGINT', 'SIGINT')
      assert.ok(signal.aborted)
      assert.is(signal.reason.message, 'interrupted: all is kept')
      assert.is(signal.reason.exitCode, 130)
      assert.equal(codes, [])
      process.emit('SIGTERM', 'SIGTERM')
      assert.equal(codes, [143])
    } finally {
      process.exit = exit
      dispose()
    }
    assert.is(process.listenerCount('SIGINT'), before)
  })
})
