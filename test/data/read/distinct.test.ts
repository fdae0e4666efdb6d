import { DistinctNumbers } from '../../../src/data/read/distinct.ts'
import { assert, suite } from '../../harness.ts'
import { words } from '../helpers.ts'

suite('data/distinct', (test) => {
  test('counts what a Set counts, of whole numbers, fractions and both zeros', () => {
    const drawn = words('split', 0, 0, 20_000)
    const lists: Record<string, number[]> = {
      zeros: [0, -0, 0],
      bytes: Array.from(drawn, (x) => x & 255),
      'multiples that have their low bits in common': Array.from(drawn, (_, i) => (i % 7000) * 2 ** 20),
      fractions: Array.from(drawn, (x) => (x % 9000) / 4096),
      'neighbours of 1': Array.from(drawn, (_, i) => 1 + i * Number.EPSILON),
      extremes: [5e-324, 1e308, -1e308, Infinity, -Infinity, 5e-324, 2 ** 53, 2 ** 31, -(2 ** 31)],
    }
    for (const [name, numbers] of Object.entries(lists)) {
      const set = new DistinctNumbers()
      for (const number of numbers) set.add(number)
      assert.is(set.count, new Set(numbers).size, name)
    }
  })
})
