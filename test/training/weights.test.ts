import type { Dataset } from '../../src/data/dataset.ts'
import { toy } from '../../src/selftest/rig.ts'
import type { ClassWeights } from '../../src/settings/classWeights.ts'
import { checkClassWeights, rowWeights, weightKinds } from '../../src/training/weights.ts'
import { assert, suite } from '../harness.ts'
import { allNear, near } from '../tolerance.ts'

/** Labels 0 0 0 0 1 1 2 0 of three classes; the last row tests. */
const made = toy('classification', 8, [2, 3])
const dataset = { ...made.dataset, labels: Int32Array.of(0, 0, 0, 0, 1, 1, 2, 0), classes: ['a', 'b', 'c'] }
const split = { ...made.split, train: Int32Array.of(0, 1, 2, 3, 4, 5, 6), test: Int32Array.of(7) }
const own = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 10)
const EXACT = { absolute: 0, relative: 1e-7 }

const lossOf = (weights: Float64Array | null, classWeights?: ClassWeights): number[] =>
  Array.from(rowWeights(weights === null ? dataset : { ...dataset, weights }, split, classWeights)!.loss)

suite('weights', (test) => {
  test('are none without a column and without classes that count differently', () => {
    assert.is(rowWeights(dataset, split, undefined), null)
    assert.equal(weightKinds(dataset, undefined), { loss: false, score: false })
  })

  test('have mean 1 over the training rows, the others on the same scale', () => {
    allNear(
      lossOf(own),
      Array.from(own, (weight) => weight / 4),
      'weights',
      EXACT,
    )
    const { loss, score } = rowWeights({ ...dataset, weights: own }, split, undefined)!
    assert.is(loss, score)
  })

  test('of classes are those named, 1 for the rest, and stay out of scores', () => {
    const named = { a: 3, c: 0.5 }
    const mean = (4 * 3 + 2 * 1 + 0.5) / 7
    allNear(
      lossOf(null, named),
      [3, 3, 3, 3, 1, 1, 0.5, 3].map((w) => w / mean),
      'named',
      EXACT,
    )
    assert.is(rowWeights(dataset, split, named)!.score, null)
    assert.equal(weightKinds(dataset, named), { loss: true, score: false })
    const both = rowWeights({ ...dataset, weights: own }, split, named)!
    allNear(
      both.score!,
      Array.from(own, (weight) => weight / 4),
      'score',
      EXACT,
    )
    assert.not.equal(both.loss, both.score)
  })

  test('balanced are those of scikit-learn: rows / (classes * rows of the class)', () => {
    // compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 0, 0, 0, 1, 1, 2]) of scikit-learn 1.2.
    const [a, b, c] = [7 / 12, 7 / 6, 7 / 3]
    allNear(lossOf(null, 'balanced'), [a, a, a, a, b, b, c, a], 'balanced', EXACT)
  })

  test('balanced over rows that count differently give every class the same total', () => {
    const weights = lossOf(own, 'balanced')
    for (const label of [0, 1, 2]) {
      const rows = [...split.train].filter((row) => dataset.labels[row] === label)
      near(
        rows.reduce((sum, row) => sum + weights[row], 0),
        7 / 3,
        `class ${label}`,
        EXACT,
      )
    }
  })

  test('balanced leave a class without training rows at 1', () => {
    const rest = { ...split, train: Int32Array.of(0, 1, 4), test: Int32Array.of(6) }
    const { loss } = rowWeights(dataset, rest, 'balanced')!
    allNear(
      [0, 4, 6].map((row) => loss[row]),
      [0.75, 1.5, 1],
      'weights',
      EXACT,
    )
  })

  test('that leave nothing to train on or to score are refused', () => {
    const zero = (rows: readonly number[]) => own.map((weight, row) => (rows.includes(row) ? 0 : weight))
    assert.throws(
      () => lossOf(zero([7])),
      /toy: all test rows of repeat 1, fold 1 have the weight 0; use fewer folds/,
    )
    assert.throws(() => lossOf(zero([0, 1, 2, 3, 4, 5, 6])), /all training rows/)
    assert.is(lossOf(zero([0]))[0], 0)
  })

  test('of classes that do not exist, or are none, are refused', () => {
    const refused = (classWeights: ClassWeights, sentence: RegExp, of: Dataset = dataset) =>
      assert.throws(() => checkClassWeights(of, classWeights), sentence)
    refused({ A: 2 }, /--class-weight: toy has no class "A"; did you mean "a"\?/)
    refused({ virginica: 2 }, /has no class "virginica"; its classes are a, b, c/)
    refused({ a: 0 }, /--class-weight a=0: a weight is a number above 0/)
    refused({ a: Number.NaN }, /above 0/)
    const { dataset: numbers } = toy('regression', 8, [2, 1])
    refused(
      'balanced',
      /--class-weight needs classes, and the target "y" of toy is a number; use --weight/,
      numbers,
    )
    assert.is(checkClassWeights(dataset, { a: 2, b: 0.1 }), undefined)
    assert.is(checkClassWeights(numbers, undefined), undefined)
  })
})
