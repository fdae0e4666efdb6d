import type { Dataset, Split } from '../../src/data/dataset.ts'
import { type Evaluation, makeSplits, shuffle, splitWarnings } from '../../src/data/split.ts'
import { assert, suite } from '../harness.ts'
import { load, refused, withFiles, words } from './helpers.ts'

const base: Evaluation = { folds: 5, repeats: 2, validationFraction: 0 }

const classesOf = (sizes: Record<string, number>) =>
  `a,y\n${Object.entries(sizes)
    .flatMap(([name, size]) => Array.from({ length: size }, (_, i) => `${i * 1.5},${name}`))
    .join('\n')}\n`

const quantities = (count: number) =>
  `a,y\n${Array.from({ length: count }, (_, i) => `${i % 3},${i * 0.5}`).join('\n')}\n`

const sorted = (ids: Iterable<number>) => [...ids].sort((a, b) => a - b)
const all = (rows: number) => Array.from({ length: rows }, (_, row) => row)
const perClass = ({ labels, classes }: Dataset, ids: Int32Array) =>
  classes.map((_, label) => ids.filter((row) => labels[row] === label).length)
const spread = (counts: readonly number[]) => Math.max(...counts) - Math.min(...counts)
const inRepeat = (splits: readonly Split[], repeat: number) =>
  splits.filter((split) => split.repeat === repeat)

function assertSound({ train, validation, test }: Split, rows: number): void {
  assert.equal(sorted([...train, ...validation, ...test]), all(rows), 'disjoint and complete')
  for (const part of [train, validation, test]) assert.equal([...part], sorted(part), 'ascending')
}

suite('data/split: folds', (test) => {
  test('test every row once in each repeat', async () => {
    for (const text of [classesOf({ p: 23, q: 11, r: 8 }), quantities(42)]) {
      const dataset = await load(text)
      const splits = makeSplits(dataset, base, words)
      assert.equal(
        splits.map(({ repeat, fold }) => [repeat, fold]),
        [0, 1].flatMap((repeat) => [0, 1, 2, 3, 4].map((fold) => [repeat, fold])),
      )
      for (const split of splits) assertSound(split, 42)
      for (const repeat of [0, 1]) {
        assert.equal(sorted(inRepeat(splits, repeat).flatMap(({ test: ids }) => [...ids])), all(42))
      }
    }
  })

  test('are of equal size and hold each class as evenly as can be', async () => {
    const dataset = await load(classesOf({ p: 23, q: 11, r: 8, s: 2 }))
    for (const repeat of [0, 1]) {
      const tests = inRepeat(makeSplits(dataset, base, words), repeat).map((split) => split.test)
      assert.ok(spread(tests.map((ids) => ids.length)) <= 1)
      for (const label of dataset.classes.keys()) {
        assert.ok(spread(tests.map((ids) => perClass(dataset, ids)[label]!)) <= 1, dataset.classes[label])
      }
    }
  })

  test('differ between repeats and agree between calls', async () => {
    const dataset = await load(classesOf({ p: 20, q: 20 }))
    const splits = makeSplits(dataset, base, words)
    assert.equal(makeSplits(dataset, base, words), splits)
    assert.not.equal([...splits[0]!.test], [...splits[5]!.test])
    // More repeats leave the earlier ones as they were.
    assert.equal(makeSplits(dataset, { ...base, repeats: 3 }, words).slice(0, 10), splits)
  })

  test('do not depend on the features', async () => {
    const text = classesOf({ p: 9, q: 9 })
    const other = text.replaceAll(/^[\d.]+,/gm, (cell) => `${Number(cell.slice(0, -1)) * 7},`)
    assert.not.equal(other, text)
    assert.equal(makeSplits(await load(other), base, words), makeSplits(await load(text), base, words))
  })

  test('may be as many as there are rows', async () => {
    const splits = makeSplits(await load(quantities(6)), { ...base, folds: 6, repeats: 1 }, words)
    assert.equal(
      splits.map((split) => split.test.length),
      [1, 1, 1, 1, 1, 1],
    )
  })

  test('warn of classes too rare for every fold', async () => {
    const dataset = await load(classesOf({ p: 20, q: 4, r: 2 }))
    assert.equal(splitWarnings(dataset, base), [
      'too few rows to be in all of 5 folds: classes "q", "r"; take fewer folds or leave such rows out',
    ])
    assert.equal(splitWarnings(dataset, { ...base, folds: 2 }), [])
    assert.equal(splitWarnings(dataset, { ...base, testFraction: 0.2 }), [])
  })
})

suite('data/split: given folds', (test) => {
  const of = (rows: readonly string[]) => load(`a,site,y\n${rows.join('\n')}\n`, { foldColumn: 'site' })

  test('warn of a class that one of them alone has', async () => {
    const dataset = await of(['1,s,p', '2,s,q', '3,t,p', '4,t,q', '5,t,r', '6,t,r'])
    const splits = makeSplits(dataset, base, words)
    assert.equal(splitWarnings(dataset, base, splits), [
      'tested in a fold without having been trained on: class "r"; no method can be right about it there: ' +
        'spread it over more of the given folds',
    ])
  })

  test('say nothing of a class that one of them lacks: it can be learned', async () => {
    const dataset = await of(['1,s,p', '2,s,q', '3,t,p', '4,t,q', '5,u,p', '6,u,p'])
    assert.equal(splitWarnings(dataset, base, makeSplits(dataset, base, words)), [])
  })
})

suite('data/split: hold-out', (test) => {
  test('takes a stratified share in each repeat', async () => {
    const dataset = await load(classesOf({ p: 60, q: 30, r: 10 }))
    const splits = makeSplits(dataset, { ...base, repeats: 3, testFraction: 0.2 }, words)
    assert.equal(
      splits.map(({ repeat, fold }) => [repeat, fold]),
      [
        [0, 0],
        [1, 0],
        [2, 0],
      ],
    )
    for (const split of splits) {
      assertSound(split, 100)
      assert.equal(perClass(dataset, split.test), [12, 6, 2])
    }
    assert.not.equal([...splits[0]!.test], [...splits[1]!.test])
  })

  test('never takes the last row of a class, and always takes a row', async () => {
    const dataset = await load(classesOf({ p: 7, q: 1, r: 2 }))
    for (const testFraction of [0.01, 0.5, 0.95]) {
      for (const split of makeSplits(dataset, { ...base, repeats: 5, testFraction }, words)) {
        assert.ok(split.test.length >= 1)
        assert.ok(perClass(dataset, split.train).every((count) => count >= 1))
      }
    }
  })

  test('takes a plain share for regression', async () => {
    const [split] = makeSplits(await load(quantities(50)), { ...base, testFraction: 0.3 }, words)
    assertSound(split!, 50)
    assert.is(split!.test.length, 15)
    assert.not.equal([...split!.test], all(15))
  })
})

suite('data/split: validation', (test) => {
  test('comes out of the training rows, stratified, and leaves the test rows alone', async () => {
    const dataset = await load(classesOf({ p: 50, q: 25 }))
    const without = makeSplits(dataset, base, words)
    const splits = makeSplits(dataset, { ...base, validationFraction: 0.1 }, words)
    splits.forEach((split, s) => {
      assertSound(split, 75)
      assert.equal(split.test, without[s]!.test)
      assert.equal(perClass(dataset, split.validation), [4, 2])
    })
  })

  test('differs between folds that train on the same number of rows', async () => {
    const splits = makeSplits(await load(quantities(40)), { ...base, validationFraction: 0.25 }, words)
    assert.is(splits[0]!.validation.length, 8)
    assert.not.equal([...splits[0]!.validation], [...splits[1]!.validation])
  })
})

suite('data/split: rows divided by the user', (test) => {
  test('a test file is tested in every repeat', async () => {
    await withFiles({ 'test.csv': 'a,y\n1,p\n2,q\n' }, async (paths) => {
      const dataset = await load(classesOf({ p: 4, q: 4 }), { test: paths['test.csv']! })
      const splits = makeSplits(dataset, base, words)
      assert.is(splits.length, 2)
      for (const split of splits) {
        assert.equal([...split.train], all(8))
        assert.equal([...split.test], [8, 9])
      }
      await refused(
        () => makeSplits(dataset, { ...base, testFraction: 0.5 }, words),
        2,
        'a test file and a test fraction exclude each other; choose one way to test',
      )
    })
  })

  test('a fold column gives the folds, in the order of its values', async () => {
    const text = 'a,site,y\n1,10,p\n2,9,q\n3,10,q\n4,9,p\n5,11,p\n'
    const dataset = await load(text, { foldColumn: 'site' })
    assert.equal(
      dataset.features.map(({ name }) => name),
      ['a'],
    )
    const splits = makeSplits(dataset, base, words)
    const tests = [[1, 3], [0, 2], [4]]
    assert.equal(
      splits.map((split) => [...split.test]),
      [...tests, ...tests],
    )
    for (const split of splits) assertSound(split, 5)
    await refused(
      () => load(text.replaceAll(/,(9|10|11),/g, ',1,'), { foldColumn: 'site' }),
      3,
      'standard input: column "site": a fold column needs at least two different values',
    )
    await refused(
      () => load(text.replace(',11,', ',,'), { foldColumn: 'site' }),
      3,
      'standard input:6: column "site": the fold is missing; --missing drop leaves such rows out',
    )
  })
})

suite('data/split: refusals', (test) => {
  const cases: [Partial<Evaluation>, string][] = [
    [{ folds: 1 }, 'the number of folds must be a whole number of at least 2, got 1'],
    [{ folds: 2.5 }, 'the number of folds must be a whole number of at least 2, got 2.5'],
    [{ folds: 9 }, '9 folds need at least 9 rows, and there are 8'],
    [{ repeats: 0 }, 'the number of repeats must be a whole number of at least 1, got 0'],
    [{ testFraction: 1 }, 'the test fraction must lie between 0 and 1, got 1'],
    [{ testFraction: 0 }, 'the test fraction must lie between 0 and 1, got 0'],
    [{ validationFraction: -0.1 }, 'the validation fraction must lie between 0 and 1, got -0.1'],
    [{ validationFraction: Number.NaN }, 'the validation fraction must lie between 0 and 1, got NaN'],
  ]
  for (const [change, sentence] of cases) {
    test(sentence, async () => {
      const dataset = await load(classesOf({ p: 4, q: 4 }))
      await refused(() => makeSplits(dataset, { ...base, ...change }, words), 2, sentence)
    })
  }

  test('too few rows to hold any out', async () => {
    const dataset = await load(classesOf({ p: 1, q: 1 }))
    await refused(
      () => makeSplits(dataset, { ...base, testFraction: 0.5 }, words),
      2,
      '2 rows are too few to hold out a share of 0.5',
    )
  })
})

suite('data/split: shuffle', (test) => {
  test('is Fisher-Yates from the end', () => {
    const ids = Int32Array.of(0, 1, 2, 3)
    // i = 3 takes floor(0.5 * 4) = 2, i = 2 takes floor(0.25 * 3) = 0, i = 1 takes floor(0.75 * 2) = 1.
    shuffle(ids, Uint32Array.of(0, 0xc0000000, 0x40000000, 0x80000000))
    assert.equal([...ids], [3, 1, 0, 2])
  })

  test('stays inside for the largest and the smallest words', () => {
    const ids = Int32Array.from(all(5))
    shuffle(ids, new Uint32Array(5).fill(0xffffffff))
    assert.equal([...ids], [0, 1, 2, 3, 4])
    shuffle(ids, new Uint32Array(5))
    assert.equal([...ids], [1, 2, 3, 4, 0])
  })

  test('puts every row in every place about equally often', () => {
    const places = Array.from({ length: 4 }, () => new Int32Array(4))
    for (let repeat = 0; repeat < 4000; repeat++) {
      const ids = Int32Array.from(all(4))
      shuffle(ids, words('split', repeat, 0, 4))
      ids.forEach((id, place) => {
        places[place]![id]!++
      })
    }
    // 1000 expected, standard deviation 27.
    for (const counts of places)
      for (const count of counts) assert.ok(Math.abs(count - 1000) < 140, `${counts}`)
  })
})
