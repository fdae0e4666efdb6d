import { readFileSync } from 'node:fs'
import { makeSplits, splitsWithin } from '../../../src/data/split.ts'
import { assert, suite } from '../../harness.ts'
import { refused, words } from '../helpers.ts'
import { ofValues, range } from './made.ts'

const fixtures = JSON.parse(readFileSync(new URL('../../fixtures/splits.json', import.meta.url), 'utf8'))
  .time as {
  readonly rows: number
  readonly folds: number
  readonly gap: number
  readonly expected: readonly (readonly [train: readonly number[], test: readonly number[]])[]
}[]

const at = (times: readonly number[]) =>
  ofValues(
    times.map((_, row) => row % 7),
    { times: Float64Array.from(times), rowColumns: { time: 'day' } },
  )
const plain = { repeats: 1, validationFraction: 0 }

suite('data/splits/time', (test) => {
  for (const { rows, folds, gap, expected } of fixtures) {
    test(`${rows} rows, ${folds} folds, gap ${gap}: the blocks of scikit-learn's TimeSeriesSplit`, () => {
      const splits = makeSplits(at(range(rows)), { ...plain, folds, gap }, words)
      assert.equal(
        splits.map(({ train, test: tested }) => [[...train], [...tested]]),
        expected,
      )
    })
  }

  test('rows are taken in the order of time, wherever they stand, and in every repeat', () => {
    const splits = makeSplits(at([5, 3, 4, 0, 2, 1]), { folds: 2, repeats: 2, validationFraction: 0 }, words)
    const expected = [
      [
        [3, 5],
        [1, 4],
      ],
      [
        [1, 3, 4, 5],
        [0, 2],
      ],
    ]
    assert.equal(
      splits.map(({ train, test: tested }) => [[...train], [...tested]]),
      [...expected, ...expected],
    )
  })

  test('equal times stay on one side, at every level, and nothing later helps', () => {
    const times = range(90).map((row) => Math.floor(((row * 37) % 90) / 4))
    const dataset = at(times)
    const isBefore = (a: Int32Array, b: Int32Array) =>
      Math.max(...Array.from(a, (row) => times[row]!)) < Math.min(...Array.from(b, (row) => times[row]!))
    const evaluation = { folds: 4, repeats: 1, validationFraction: 0.2, gap: 3 }
    const splits = makeSplits(dataset, evaluation, words)
    assert.is(splits.length, 4)
    for (const { train, validation, test: tested } of splits) {
      assert.ok(isBefore(train, validation) && isBefore(validation, tested))
      const ids = Int32Array.from([...train, ...validation]).sort()
      if (ids.length < 20) continue
      for (const part of splitsWithin(dataset, ids, 2, evaluation, (_, count) =>
        words('split', 0, 0, count),
      )) {
        assert.ok(isBefore(part.train, part.validation) && isBefore(part.validation, part.test))
        assert.ok(isBefore(part.test, tested))
      }
    }
  })

  test('a gap leaves out so many rows before what is tested, and before what may stop a run', () => {
    const [split] = makeSplits(at(range(20)), { folds: 2, repeats: 1, validationFraction: 0, gap: 2 }, words)
    assert.equal([...split!.train], range(6))
    const [stopped] = makeSplits(
      at(range(20)),
      { folds: 2, repeats: 1, validationFraction: 0.3, gap: 1 },
      words,
    )
    // 8 rows before the block at 8, one of which is the gap; of the 7 the last 2, less another one before them.
    assert.equal([...stopped!.validation], [5, 6])
    assert.equal([...stopped!.train], range(4))
  })

  test('too few different times, and gaps that leave nothing, are refused', async () => {
    await refused(
      () => makeSplits(at([1, 1, 2, 2, 2, 2]), { ...plain, folds: 2 }, words),
      3,
      'made: column "day": 6 rows at 2 different times cannot be divided into 3 blocks; ask for fewer folds',
    )
    await refused(
      () => makeSplits(at(range(9)), { ...plain, folds: 2, gap: 3 }, words),
      3,
      'made: column "day": 3 rows come before the block of fold 1, and a gap of 3 leaves none of them to train on; ' +
        'ask for a smaller gap or fewer folds',
    )
    await refused(
      () => makeSplits(at([0, 0, 0, 1, 2, 3]), { folds: 2, repeats: 1, validationFraction: 0.5 }, words),
      3,
      'made: column "day": 3 rows at 1 different times leave none to train on when a share of 0.5 is set aside; ' +
        'set a smaller share aside',
    )
  })

  test('a share held out is the last in time', () => {
    const evaluation = { folds: 5, repeats: 2, validationFraction: 0, testFraction: 0.25 }
    for (const { test: tested } of makeSplits(at(range(20).reverse()), evaluation, words)) {
      assert.equal([...tested], range(5))
    }
  })
})
