import { compileCore } from '../../../src/core/load.ts'
import { randomKey, WordSource } from '../../../src/core/random.ts'
import type { Dataset, Split } from '../../../src/data/dataset.ts'
import { makeSplits } from '../../../src/data/split.ts'
import type { Experiment } from '../../../src/experiment/config.ts'
import { reserveTrials, TrialRunner } from '../../../src/experiment/run/trial.ts'
import { formsOf, type Tunable, tunable } from '../../../src/experiment/tunable.ts'
import { haltonCandidates, searchAxes } from '../../../src/experiment/tuning/axes.ts'
import { innerSplits } from '../../../src/experiment/tuning/nested.ts'
import { recipe } from '../../../src/experiment/tuning/recipe.ts'
import { runSearch, searchStages } from '../../../src/experiment/tuning/search.ts'
import { parseTemplate } from '../../../src/regularizers/template.ts'
import type { TrialResult } from '../../../src/results/trial.ts'
import { mean } from '../../../src/statistics/moments.ts'
import { assert, suite } from '../../harness.ts'
import { experimentOf, iris, irisSplits, runHere, timeless, trialsOf } from '../runs.ts'

const source = new WordSource(await compileCore('strict'))

const tuned = (spec: string, budget: number): Tunable => {
  const template = parseTemplate(spec)
  const axes = searchAxes({ template, axes: [] }, () => 3)
  return tunable(spec, template, [haltonCandidates(axes, budget)])
}

const nestedExperiment = (method: Tunable, changes: Partial<Experiment> = {}): Experiment => ({
  ...experimentOf([], { nested: { innerFolds: 2, criterion: 'loss' }, ...changes }),
  methods: [method],
})

const rowsOf = ({ train, validation, test }: Split) => ({ train, validation, test })

suite('inner folds', (test) => {
  const experiment = experimentOf([], { evaluation: { folds: 3, repeats: 1, validationFraction: 0.2 } })
  const [outer] = irisSplits(experiment)
  const inner = innerSplits(iris, outer, experiment, 4, source)

  test('have no row of the outer test part', () => {
    const seen = inner.flatMap((split) => Object.values(rowsOf(split)).flatMap((rows) => [...rows]))
    assert.equal(
      seen.filter((row) => outer.test.includes(row)),
      [],
    )
    const training = [...outer.train, ...outer.validation].sort((a, b) => a - b)
    assert.equal(
      inner.flatMap((split) => [...split.test]).sort((a, b) => a - b),
      training,
      'each row of the training part chooses once',
    )
  })

  test('stop a run by other rows than those that choose, and train on neither', () => {
    for (const split of inner) {
      assert.ok(split.validation.length > 0)
      const rows = [...split.train, ...split.validation, ...split.test]
      assert.is(new Set(rows).size, rows.length, 'train, validation and test are disjoint')
      assert.is(rows.length, outer.train.length + outer.validation.length)
    }
  })

  test('differ between outer folds, and share no stream of random numbers with them or each other', () => {
    const splits = irisSplits(experiment)
    const keys = splits.flatMap((split) => [
      split.fold,
      ...innerSplits(iris, split, experiment, 4, source).map(({ fold }) => fold),
    ])
    assert.is(new Set(keys).size, keys.length)
  })

  test('need as many rows as folds', () => {
    assert.throws(
      () => innerSplits(iris, outer, experiment, 1000, source),
      /1000 folds need at least 1000 rows, and there are 100/,
    )
  })
})

suite('nested tuning', (test) => {
  test('scores the chosen specification as it would be scored alone', async () => {
    const experiment = nestedExperiment(tuned('inverted-dropout+l2', 5))
    const [split] = irisSplits(experiment)
    const [result] = await runHere(iris, experiment, trialsOf(iris, experiment, [split]))
    assert.is(result.method, 'inverted-dropout+l2')
    const { choice, ...scored } = result
    assert.is(choice?.candidates, 5)
    assert.is(choice?.innerFolds, 2)
    assert.is(choice?.epochsSpent, 5 * 2 * experiment.training.epochs!)
    const alone = experimentOf([choice!.chosen])
    const [same] = await runHere(iris, alone, trialsOf(iris, alone, [split]))
    assert.equal({ ...timeless(scored), method: choice!.chosen }, timeless(same))
  })

  test('chooses the least mean loss of the inner folds', async () => {
    const method = tuned('l2', 4)
    const experiment = nestedExperiment(method)
    const [split] = irisSplits(experiment)
    const [{ choice }] = await runHere(iris, experiment, trialsOf(iris, experiment, [split]))
    const fixed = { ...experiment, methods: formsOf(method) }
    const inner = innerSplits(iris, split, experiment, 2, source)
    const results = await runHere(iris, fixed, trialsOf(iris, fixed, inner))
    const losses = fixed.methods.map(({ spec }) =>
      mean(results.filter((result) => result.method === spec).map(({ testLoss }) => testLoss!)),
    )
    assert.is(choice?.lossMean, Math.min(...losses))
    assert.is(choice?.chosen, fixed.methods[losses.indexOf(Math.min(...losses))].spec)
  })

  test('knows nothing of the outer test rows: other labels there change no choice and no weight', async () => {
    const experiment = nestedExperiment(tuned('l2', 4))
    const [split] = irisSplits(experiment)
    const labels = Int32Array.from(iris.labels)
    for (const row of split.test) labels[row] = (labels[row] + 1) % 3
    const matrix = Float32Array.from(iris.matrix)
    const width = iris.features.length
    for (const row of split.test) matrix.fill(1e3, row * width, (row + 1) * width)
    const results: TrialResult[] = []
    for (const dataset of [iris, { ...iris, labels, matrix }]) {
      results.push(...(await runHere(dataset, experiment, trialsOf(dataset, experiment, [split]))))
    }
    assert.equal(results[0].choice, results[1].choice)
    assert.is(results[0].fingerprint, results[1].fingerprint)
    assert.is.not(results[0].testScore, results[1].testScore)
  })

  test('follows the stages of the recipe', async () => {
    const method = recipe()
    const experiment = nestedExperiment(method, { training: { ...experimentOf([]).training, epochs: 2 } })
    const [split] = irisSplits(experiment)
    const [{ choice }] = await runHere(iris, experiment, trialsOf(iris, experiment, [split]))
    // Keep 1 of the second stage is the best of the first.
    assert.is(choice?.candidates, 11 + 8 - 1)
    assert.match(choice!.chosen, /^inverted-dropout:keep=[\d.]+\+l2:[\de.-]+$/)
  })

  test('scores something even where nothing trains, and says that nothing was chosen', async () => {
    const training = { ...experimentOf([]).training, learningRate: 1e30 }
    const experiment = nestedExperiment(tuned('l2', 2), { training })
    const [split] = irisSplits(experiment)
    const [result] = await runHere(iris, experiment, trialsOf(iris, experiment, [split]))
    assert.is(result.status, 'diverged')
    assert.is(result.method, 'l2')
    assert.is(result.choice, undefined)
  })
})

const NOISE_ROWS = 40
const NOISE_FEATURES = 6

/** Features that know nothing of the labels, half of them 0 and half 1. */
function noise(seed: number): Dataset {
  const words = source.words(randomKey(seed, 'search', 0, 0), NOISE_ROWS * NOISE_FEATURES)
  return {
    ...iris,
    name: 'noise',
    rows: NOISE_ROWS,
    trainableRows: NOISE_ROWS,
    features: Array.from({ length: NOISE_FEATURES }, (_, i) => ({ name: `x${i}`, column: `x${i}` })),
    matrix: Float32Array.from(words, (word) => word / 2 ** 31 - 1),
    classes: ['no', 'yes'],
    labels: Int32Array.from({ length: NOISE_ROWS }, (_, row) => row % 2),
  }
}

suite('labels that are noise, 80 candidates', (test) => {
  const method = tuned('inverted-dropout+max-norm+l2', 80)
  const base = experimentOf([])
  const experiment = nestedExperiment(method, {
    network: { ...base.network, hidden: [4] },
    training: { ...base.training, epochs: 4, batchSize: 8, learningRate: 0.5 },
    evaluation: { folds: 4, repeats: 1, validationFraction: 0 },
    nested: { innerFolds: 2, criterion: 'score' },
  })

  test('tuned and reported on the same folds they score well above chance, nested they do not', async () => {
    const naive: number[] = []
    const honest: number[] = []
    for (const seed of [1, 2, 3]) {
      const dataset = noise(seed)
      const splits = makeSplits(dataset, experiment.evaluation, (purpose, repeat, fold, count) =>
        source.words(randomKey(seed, purpose, repeat, fold), count),
      )
      const runner = new TrialRunner(await reserveTrials(dataset, experiment, 1), experiment, 0)
      const search = searchStages(method.template, method.stages, experiment.training.epochs!, 'score')
      const { choice } = runSearch(search, ({ candidates }) =>
        candidates.map((candidate) => splits.map((split) => runner.run({ method: candidate.method, split }))),
      )
      naive.push(mean(choice!.best.results.map(({ testScore }) => testScore!)))
      honest.push(mean(splits.map((split) => runner.run({ method, split }).testScore!)))
    }
    // The mean of 3 x 40 fair coins has a standard deviation of 0.046.
    assert.ok(mean(naive) > 0.6, `tune and report: ${naive}`)
    assert.ok(Math.abs(mean(honest) - 0.5) < 0.1, `nested: ${honest}`)
  })
})
