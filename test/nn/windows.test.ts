import {
  fractionalCount,
  fractionalWindows,
  MIDDLE,
  randomWindows,
  regularWindows,
  windowLists,
} from '../../src/nn/windows.ts'
import { assert, suite } from '../harness.ts'

const word = (u: number): number => Math.ceil(u * 2 ** 32)
const stepsOf = (starts: readonly number[]): string =>
  starts
    .slice(1)
    .map((start, j) => start - starts[j]!)
    .join('')

suite('windows', (test) => {
  test('regular ones leave a last one that is not whole out', () => {
    assert.equal(regularWindows(5, 3, 2), { starts: [0, 2], ends: [3, 5] })
    assert.equal(regularWindows(6, 3, 2), { starts: [0, 2], ends: [3, 5] })
    assert.equal(regularWindows(2, 3, 1), { starts: [], ends: [] })
    assert.equal(windowLists(regularWindows(4, 2, 2), regularWindows(3, 3, 1)), [0, 2, 2, 4, 0, 3])
  })

  test('fractional ones have the worked sequences', () => {
    for (const [length, count, u, expected] of [
      [7, 5, 0.1, '0 1 2 3 5'],
      [7, 5, 0.3, '0 1 2 4 5'],
      [7, 5, 0.6, '0 2 3 4 5'],
      [7, 5, 0.9, '0 1 2 3 5'],
      [8, 5, 0.2, '0 1 3 4 6'],
      [8, 5, 0.7, '0 1 3 4 6'],
      [8, 6, 0.2, '0 1 2 3 5 6'],
      [8, 6, 0.7, '0 2 3 4 5 6'],
      [14, 10, 0, '0 1 2 4 5 6 8 9 10 12'],
      [14, 10, 0.5, '0 2 3 4 6 7 8 10 11 12'],
      [28, 20, 0.25, '0 1 3 4 5 7 8 9 11 12 14 15 16 18 19 20 22 23 24 26'],
      [25, 18, 0.5, '0 2 3 4 6 7 8 10 11 12 14 15 16 18 19 20 22 23'],
    ] as const) {
      assert.is(
        fractionalWindows(length, count, word(u)).starts.join(' '),
        expected,
        `${length} to ${count} at ${u}`,
      )
    }
    assert.equal(fractionalWindows(25, 18, MIDDLE), fractionalWindows(25, 18, word(0.5)))
  })

  test("the steps are Graham's floor((j + 1 + u) a) - floor((j + u) a), and fill the axis at any phase", () => {
    for (const [length, count] of [
      [25, 18],
      [28, 20],
      [7, 4],
      [100, 67],
      [2000, 1001],
    ] as const) {
      for (let k = 0; k < 64; k++) {
        const phase = (k * 2 ** 26 + 12345) >>> 0
        const { starts, ends } = fractionalWindows(length, count, phase)
        assert.is(starts[0], 0)
        assert.is(ends.at(-1), length)
        assert.ok(/^[12]*$/.test(stepsOf(starts)), `${length} to ${count}: ${stepsOf(starts)}`)
        // In exact arithmetic.
        const [a, b] = [BigInt(length - 2), BigInt(count - 1) << 32n]
        const exact = starts.map((_, j) =>
          Number((((BigInt(j) << 32n) + BigInt(phase)) * a) / b - (BigInt(phase) * a) / b),
        )
        assert.equal(starts, exact)
      }
    }
  })

  test('the three sequences that Graham prints, 25 inputs to 18 windows side by side', () => {
    for (const [u, printed] of [
      [0.02, '112112121121211212'],
      [0.66, '212112121121121211'],
      [0.46, '211211212112121121'],
    ] as const) {
      // Without a size, starts go on to the end of the axis: a = 25 / 18.
      const { starts } = fractionalWindows(25, 19, u * 2 ** 32, 0)
      assert.is(
        starts
          .slice(1)
          .map((start, i) => start - starts[i]!)
          .join(''),
        printed,
      )
    }
  })

  test('only the phase counts: an axis of 18 windows has 17 sequences', () => {
    const sequences = new Set<string>()
    for (let k = 0; k < 4096; k++) sequences.add(stepsOf(fractionalWindows(25, 18, k * 2 ** 20).starts))
    assert.is(sequences.size, 17)
  })

  test('a ratio of 2 leaves nothing to chance, and one window sees the beginning', () => {
    for (const phase of [0, 1e9, 4e9]) {
      assert.equal(fractionalWindows(28, 14, phase), regularWindows(28, 2, 2))
      assert.equal(fractionalWindows(1, 1, phase), { starts: [0], ends: [1] })
    }
    assert.is(fractionalCount(28, 1.4), 20)
    assert.is(fractionalCount(28, Math.SQRT2), 19)
    assert.is(fractionalCount(1, 1.4), 1)
  })

  test('random ones have the right number of ones and twos, in the order of the words', () => {
    const { starts, ends } = randomWindows(
      25,
      18,
      Array.from({ length: 17 }, (_, i) => (i * 7) % 17),
    )
    const steps = stepsOf(starts)
    assert.is(steps.length, 17)
    assert.is([...steps].filter((step) => step === '2').length, 6)
    assert.is(starts.at(-1), 23)
    assert.is(ends.at(-1), 25)
    // The smallest words are those of the twos.
    assert.is(stepsOf(randomWindows(7, 5, [9, 0, 5, 7]).starts), '1211')
  })
})
