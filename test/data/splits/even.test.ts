/** Divisions of whole groups beside those of scikit-learn (test/data/splits/scikit_learn.py). */
import { readFileSync } from 'node:fs'
import { makeSplits } from '../../../src/data/split.ts'
import { evenFolds, evenShare } from '../../../src/data/splits/even.ts'
import { assert, suite } from '../../harness.ts'
import { words } from '../helpers.ts'
import { ofClasses } from './made.ts'

interface Fixture {
  readonly folds: number
  readonly classes: number
  readonly labels: readonly number[]
  readonly groups: readonly number[]
  /** The fold of each row. */
  readonly expected: readonly number[]
}

const fixtures = JSON.parse(readFileSync(new URL('../../fixtures/splits.json', import.meta.url), 'utf8'))
  .groups as Record<string, Fixture>

/** Squared deviations, summed: of how each class is spread over the folds, and of how each fold is mixed. */
function deviations({ folds, classes, labels }: Fixture, foldOf: ArrayLike<number>): [number, number] {
  const count = (fold: number | null, label: number | null) =>
    labels.filter((l, row) => (fold === null || foldOf[row] === fold) && (label === null || l === label))
      .length
  let [spread, mixed] = [0, 0]
  for (let label = 0; label < classes; label++) {
    const all = count(null, label)
    if (all === 0) continue
    for (let fold = 0; fold < folds; fold++) {
      spread += (count(fold, label) / all - 1 / folds) ** 2
      mixed += (count(fold, label) / count(fold, null) - all / labels.length) ** 2
    }
  }
  return [spread, mixed]
}

/** [groups][classes] shares, as the source wants them. */
function shares({ classes, labels, groups }: Fixture) {
  const sizes = new Float64Array(classes)
  for (const label of labels) sizes[label]!++
  const of = Array.from({ length: Math.max(...groups) + 1 }, () => new Float64Array(classes))
  labels.forEach((label, row) => {
    of[groups[row]!]![label]! += 1 / sizes[label]!
  })
  return { of, sizes }
}

suite('data/splits/even: beside scikit-learn', (test) => {
  for (const [title, fixture] of Object.entries(fixtures)) {
    test(`${title}: no less even, and every group whole`, () => {
      const dataset = ofClasses(fixture.labels, { groups: Int32Array.from(fixture.groups) })
      const bars = deviations(fixture, fixture.expected)
      const splits = makeSplits(dataset, { folds: fixture.folds, repeats: 4, validationFraction: 0 }, words)
      for (let repeat = 0; repeat < 4; repeat++) {
        const foldOf = new Int32Array(dataset.rows).fill(-1)
        for (const split of splits.filter((s) => s.repeat === repeat)) {
          const trained = new Set([...split.train].map((row) => fixture.groups[row]))
          for (const row of split.test) {
            assert.is(foldOf[row], -1, 'tested once')
            assert.not.ok(trained.has(fixture.groups[row]), `group ${fixture.groups[row]} on both sides`)
            foldOf[row] = split.fold
          }
        }
        assert.not.ok(foldOf.includes(-1), 'every row is tested')
        const [spread, mixed] = deviations(fixture, foldOf)
        assert.ok(spread <= bars[0] + 1e-12, `spread ${spread}, scikit-learn ${bars[0]}`)
        assert.ok(mixed <= bars[1] + 1e-12, `mixed ${mixed}, scikit-learn ${bars[1]}`)
      }
    })
  }
})

suite('data/splits/even: at random', (test) => {
  const { of, sizes } = shares(fixtures['mixed groups, three classes']!)
  const draw = (repeat: number) => words('split', repeat, 0, 8 * of.length)

  test('the same words give the same folds, others give others', () => {
    assert.equal(evenFolds(of, sizes, 5, draw(0)), evenFolds(of, sizes, 5, draw(0)))
    const distinct = new Set([0, 1, 2, 3].map((repeat) => evenFolds(of, sizes, 5, draw(repeat)).join()))
    assert.ok(distinct.size > 1)
  })

  test('a share set aside is near the share asked for, and differs between draws', () => {
    const seen = new Set<string>()
    for (let repeat = 0; repeat < 8; repeat++) {
      const held = evenShare(of, 0.2, draw(repeat))
      seen.add(held.join(''))
      for (let label = 0; label < 3; label++) {
        const share = of.reduce((sum, shares_, group) => sum + (held[group] === 1 ? shares_[label]! : 0), 0)
        assert.ok(share > 0.05 && share < 0.35, `${share}`)
      }
    }
    assert.ok(seen.size > 4)
  })

  test('two groups, of which the share wants less than either: the smaller one is set aside', () => {
    const two = [Float64Array.of(0.7), Float64Array.of(0.3)]
    for (let repeat = 0; repeat < 4; repeat++) assert.equal([...evenShare(two, 0.1, draw(repeat))], [0, 1])
  })
})
