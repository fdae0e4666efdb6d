import { duration } from '../../src/report/dryRun.ts'
import { assert, suite } from '../harness.ts'

suite('report/dryRun', (test) => {
  test('durations have two digits and the unit that suits them', () => {
    const texts: [number, string][] = [
      [0.0123, '0.012 s'],
      [99, '99 s'],
      [100, '1.7 min'],
      [3600 * 1.5, '90 min'],
      [3600 * 36, '36 h'],
      [86_400 * 3.14, '3.1 days'],
    ]
    for (const [seconds, text] of texts) assert.is(duration(seconds), text)
  })
})
