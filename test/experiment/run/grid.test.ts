import type { Split } from '../../../src/data/dataset.ts'
import { keyOf, trialGrid } from '../../../src/experiment/run/grid.ts'
import { parseMethod } from '../../../src/regularizers/method.ts'
import { trialKey } from '../../../src/results/trialId.ts'
import { assert, suite } from '../../harness.ts'

const none = new Int32Array(0)
const splits: Split[] = [
  [0, 0],
  [0, 1],
  [1, 0],
].map(([repeat, fold]) => ({ repeat, fold, train: none, validation: none, test: none }))
const methods = ['none', 'l2:0.1', 'l1:0.1'].map(parseMethod)

suite('grid of trials', (test) => {
  test('all methods of a split stand together, in the order given', () => {
    const grid = trialGrid('iris', methods, splits)
    assert.equal(
      grid.map(({ method, split }) => [split.repeat, split.fold, method.spec]),
      splits.flatMap(({ repeat, fold }) => methods.map(({ spec }) => [repeat, fold, spec])),
    )
  })

  test('every trial has a name of its own, which its result has too', () => {
    const grid = trialGrid('iris', methods, splits)
    assert.is(new Set(grid.map(keyOf)).size, grid.length)
    for (const trial of grid) {
      const { repeat, fold } = trial.split
      assert.is(keyOf(trial), trialKey({ dataset: 'iris', method: trial.method.spec, repeat, fold }))
    }
  })

  test('no methods or no splits are no trials', () => {
    assert.equal(trialGrid('iris', [], splits), [])
    assert.equal(trialGrid('iris', methods, []), [])
  })
})
