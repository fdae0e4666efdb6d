import { makeSplits, splitsWithin, splitWarnings } from '../../../src/data/split.ts'
import { assert, suite } from '../../harness.ts'
import { refused, words } from '../helpers.ts'
import { ofClasses, ofValues, range } from './made.ts'

/** Twelve groups of five rows, each of one class. */
const groups = Int32Array.from(range(60), (row) => row % 12)
const patients = ofClasses(
  range(60).map((row) => ((row % 12) % 3 === 0 ? 1 : 0)),
  { groups, rowColumns: { group: 'patient' } },
)
const of = (ids: Int32Array) => new Set([...ids].map((row) => groups[row]!))
const isApart = (a: Int32Array, b: Int32Array) => [...of(a)].every((group) => !of(b).has(group))

suite('data/splits/groups', (test) => {
  test('training, stopping and tested rows share no group, nor do those inside the training part', () => {
    for (const evaluation of [
      { folds: 4, repeats: 3, validationFraction: 0.2 },
      { folds: 5, repeats: 3, validationFraction: 0.2, testFraction: 0.25 },
    ]) {
      for (const { train, validation, test: tested } of makeSplits(patients, evaluation, words)) {
        assert.ok(isApart(train, tested) && isApart(train, validation) && isApart(validation, tested))
        assert.is(train.length + validation.length + tested.length, 60)
        assert.ok(validation.length > 0)
        const ids = Int32Array.from([...train, ...validation]).sort()
        const inner = splitsWithin(patients, ids, 3, evaluation, (part, count) =>
          words('validation', 7, part ?? 9, count),
        )
        assert.is(inner.length, 3)
        for (const part of inner) {
          assert.ok(isApart(part.train, part.test) && isApart(part.train, part.validation))
          assert.ok(isApart(part.validation, part.test) && isApart(part.test, tested))
          assert.equal(
            [...part.train, ...part.validation, ...part.test].sort((a, b) => a - b),
            [...ids],
          )
        }
      }
    }
  })

  test('given folds are groups to every split inside them', () => {
    const given = ofClasses([...patients.labels], { folds: groups, rowColumns: { fold: 'site' } })
    const evaluation = { folds: 5, repeats: 1, validationFraction: 0.2 }
    const splits = makeSplits(given, evaluation, words)
    assert.is(splits.length, 12)
    for (const { train, validation, test: tested } of splits) {
      assert.is(of(tested).size, 1)
      assert.ok(isApart(train, validation) && validation.length >= 5)
      const inner = splitsWithin(given, train, 3, evaluation, (part, count) =>
        words('validation', 1, part ?? 9, count),
      )
      for (const part of inner)
        assert.ok(isApart(part.train, part.test) && isApart(part.train, part.validation))
    }
  })

  test('fewer groups than folds are refused, by the name of their column', async () => {
    await refused(
      () => makeSplits(patients, { folds: 13, repeats: 1, validationFraction: 0 }, words),
      3,
      'made: column "patient": 60 rows of 12 different values cannot be divided into 13 folds of whole groups; ask for at most 12 folds',
    )
    const single = ofClasses([0, 1, 0, 1], {
      groups: Int32Array.of(0, 0, 1, 1),
      rowColumns: { group: 'patient' },
    })
    await refused(
      () => makeSplits(single, { folds: 2, repeats: 1, validationFraction: 0.5 }, words),
      3,
      'made: column "patient": 2 rows of one value are all there is to train on, so no whole group can be set aside; ' +
        'name the rows to set aside, or set none aside',
    )
  })

  test('a class that only one group has is told', () => {
    const rare = ofClasses(
      range(12).map((row) => (row < 2 ? 2 : row % 2)),
      { groups: Int32Array.from(range(12), (row) => Math.floor(row / 2)) },
    )
    const evaluation = { folds: 3, repeats: 1, validationFraction: 0 }
    assert.equal(splitWarnings(rare, evaluation, makeSplits(rare, evaluation, words)), [
      'tested in a fold without having been trained on: class "c2"; no method can be right about it there: ' +
        'it needs rows in more groups',
    ])
  })

  test('a quantity is spread over the folds too', () => {
    // Group g has the target g: without strata the means of folds of four groups differ by far more.
    const dataset = ofValues(
      range(120).map((row) => row % 40),
      { groups: Int32Array.from(range(120), (row) => row % 40) },
    )
    for (const { test: tested } of makeSplits(
      dataset,
      { folds: 5, repeats: 4, validationFraction: 0 },
      words,
    )) {
      const mean = tested.reduce((sum, row) => sum + dataset.targets[row]!, 0) / tested.length
      assert.ok(Math.abs(mean - 19.5) < 2.5, `${mean}`)
    }
  })
})
