import { compileCore } from '../../../src/core/load.ts'
import { WordSource } from '../../../src/core/random.ts'
import type { Dataset } from '../../../src/data/dataset.ts'
import { failedTrial } from '../../../src/experiment/run/failed.ts'
import { trialGrid } from '../../../src/experiment/run/grid.ts'
import { judgesOf } from '../../../src/experiment/run/judges.ts'
import { yardstickNames } from '../../../src/results/yardsticks.ts'
import { assert, suite } from '../../harness.ts'
import { near } from '../../tolerance.ts'
import { experimentOf, iris, irisSplits, runHere, timeless } from '../runs.ts'

const words = new WordSource(await compileCore('strict'))

suite('yardsticks', (test) => {
  test('are trials of the same splits: what they score, and what they are called', async () => {
    const experiment = experimentOf(['none'], { yardsticks: yardstickNames })
    const splits = irisSplits(experiment).slice(0, 2)
    const trials = trialGrid('iris', experiment.methods, splits, yardstickNames)
    assert.equal(
      trials.map(({ method, split: { fold } }) => [method.spec, fold]),
      [0, 1].flatMap((fold) => ['none', 'constant', 'linear'].map((name) => [name, fold])),
    )
    const results = await runHere(iris, experiment, trials)
    assert.equal(
      results.map(({ kind }) => kind),
      splits.flatMap(() => ['method', 'yardstick', 'yardstick']),
    )
    splits.forEach(({ train, test: rows }, i) => {
      const [, constant, linear] = results.slice(3 * i)
      const inTrain = [0, 1, 2].map((label) => train.filter((row) => iris.labels[row] === label).length)
      const commonest = inTrain.indexOf(Math.max(...inTrain))
      const right = rows.filter((row) => iris.labels[row] === commonest).length
      near(constant.testScore, right / rows.length, 'share of the commonest class')
      assert.equal([constant.testAnswers, constant.weightNorm, constant.parameters], [1, 0, 4 * 3 + 3])
      assert.ok(linear.testScore! > 0.9 && linear.testAnswers === 3)
      assert.ok(linear.penalty! > 0 && linear.testLoss! < constant.testLoss!)
      assert.equal([constant.trainLossNoisy, constant.gradNorm], [null, null])
    })
    const backwards = await runHere(iris, experiment, [...trials].reverse())
    assert.equal(backwards.reverse().map(timeless), results.map(timeless))
    assert.is(failedTrial(trials[1], 'classification', experiment, 1, 'why').kind, 'yardstick')
  })

  test('leave every method as it is', async () => {
    const [with_, without] = [yardstickNames, undefined].map((yardsticks) =>
      experimentOf(['none', 'l2:1e-2'], yardsticks === undefined ? {} : { yardsticks }),
    )
    const split = irisSplits(with_)[0]
    const trials = trialGrid('iris', with_.methods, [split], yardstickNames)
    const found = await runHere(iris, with_, [...trials].reverse())
    const methods = found.filter(({ kind }) => kind === 'method').reverse()
    const alone = await runHere(iris, without, trialGrid('iris', without.methods, [split]))
    assert.equal(methods.map(timeless), alone.map(timeless))
  })

  test('are judged by validation rows, or by whole groups of training rows, or the last in time', () => {
    const experiment = experimentOf(['none'])
    const [split] = irisSplits(experiment)
    const of = (dataset: Dataset, changed = split) => judgesOf(dataset, changed, experiment, words)
    const validation = split.train.subarray(0, 7)
    assert.is(of(iris, { ...split, validation }), validation)

    const plain = of(iris)
    assert.is(plain.length, split.train.length / 5)
    assert.ok(plain.every((row) => split.train.includes(row)))

    const groups = Int32Array.from({ length: iris.rows }, (_, row) => row % 20)
    const held = of({ ...iris, groups })
    const names = new Set(held.map((row) => groups[row]))
    assert.ok(held.length > 0 && held.length < split.train.length)
    assert.is(split.train.filter((row) => names.has(groups[row])).length, held.length)

    const times = Float64Array.from({ length: iris.rows }, (_, row) => -row)
    const late = of({ ...iris, times })
    assert.ok(Math.max(...late) < Math.min(...split.train.filter((row) => !late.includes(row))))

    // Two groups cannot be divided into five folds.
    const two = groups.map((group) => group % 2)
    assert.is(of({ ...iris, groups: two }).length, Math.floor(split.train.length / 5))
  })
})
