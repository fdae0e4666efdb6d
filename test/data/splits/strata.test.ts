import { makeSplits } from '../../../src/data/split.ts'
import { strataOf } from '../../../src/data/splits/strata.ts'
import { assert, suite } from '../../harness.ts'
import { words } from '../helpers.ts'
import { ofClasses, ofValues, range } from './made.ts'

suite('data/splits/strata', (test) => {
  test('are tenths of the rows by their target, with rows enough for every fold', () => {
    const dataset = ofValues(range(100).map((row) => (row * 37) % 100))
    const { of, count } = strataOf(dataset, Int32Array.from(range(100)), true, 5)
    assert.is(count, 10)
    of.forEach((kind, row) => {
      assert.is(kind, Math.floor(dataset.targets[row]! / 10))
    })
    assert.is(strataOf(dataset, Int32Array.from(range(23)), true, 5).count, 4)
    assert.is(strataOf(dataset, Int32Array.from(range(3)), true, 5).count, 1)
  })

  test('never part equal targets', () => {
    const targets = [0, 0, 0, 0, 0, 0, 0, 1, 1, 2]
    const { of } = strataOf(ofValues(targets), Int32Array.from(range(10)), true, 2)
    for (const [a, i] of of.entries()) {
      for (const [b, j] of of.entries()) if (targets[a] === targets[b]) assert.is(i, j)
    }
    // Fifths begin at 0, 0, 0, 0 and 1.
    assert.is(new Set(of).size, 2)
  })

  test('are the classes of a classification, and one kind where none is asked for', () => {
    const dataset = ofClasses([0, 2, 1, 2])
    assert.equal([...strataOf(dataset, Int32Array.of(1, 2, 3), true, 2).of], [2, 1, 2])
    assert.equal([...strataOf(dataset, Int32Array.of(1, 2, 3), false, 2).of], [0, 0, 0])
  })

  test('give each fold its share of a quantity; without them folds differ more', () => {
    const dataset = ofValues(range(60).map((row) => ((row * 7) % 60) ** 2))
    const spread = (stratify: boolean) => {
      const evaluation = { folds: 6, repeats: 5, validationFraction: 0.2, stratify }
      const means = makeSplits(dataset, evaluation, words).flatMap(({ test: tested, validation }) =>
        [tested, validation].map(
          (ids) => ids.reduce((sum, row) => sum + dataset.targets[row]!, 0) / ids.length,
        ),
      )
      const mean = means.reduce((sum, value) => sum + value, 0) / means.length
      return Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / means.length)
    }
    assert.ok(spread(true) < spread(false) / 3, `${spread(true)}, ${spread(false)}`)
  })
})
