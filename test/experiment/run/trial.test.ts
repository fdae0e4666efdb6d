import type { Dataset, Split, Task } from '../../../src/data/dataset.ts'
import type { Experiment } from '../../../src/experiment/config.ts'
import { metricNames } from '../../../src/metrics/index.ts'
import { type OptimizerName, optimizers } from '../../../src/optimizers/index.ts'
import { parseMethod } from '../../../src/regularizers/method.ts'
import { scoreKey } from '../../../src/results/scores.ts'
import { type TrialResult, trialColumns } from '../../../src/results/trial.ts'
import { assert, suite } from '../../harness.ts'
import { referenceTrain } from '../../reference/train.ts'
import { near } from '../../tolerance.ts'
import { LONG_TWINS, referenceData, SIZES, SNAPSHOT_TWINS, scaledSetup, TWINS } from '../../training/twins.ts'
import { referenceScores } from '../referenceScores.ts'
import { experimentFor, experimentOf, iris, irisSplits, runHere, timeless, trialsOf } from '../runs.ts'

const runAll = (dataset: Dataset, experiment: Experiment, splits: readonly Split[]): Promise<TrialResult[]> =>
  runHere(dataset, experiment, trialsOf(dataset, experiment, splits))

/** Of the split, of the layout, of the clock. */
const GIVEN = [
  'testAnswers',
  ...['repeat', 'fold', 'seed', 'trainRows', 'validationRows', 'testRows', 'parameters'],
  ...['trainSeconds', 'predictSeconds'],
]

/** By every metric. */
const SCORES = metricNames.map(scoreKey)

/** Every other column of numbers: what training computes. */
const COLUMNS = trialColumns.flatMap(({ key, kind }) =>
  kind === 'text' || kind === 'oneOf' || [...GIVEN, ...SCORES].includes(key) ? [] : key,
) as (keyof ReturnType<typeof referenceTrain> & keyof TrialResult)[]

suite('trial against the float64 reference', (test) => {
  for (const task of ['classification', 'regression'] as const satisfies readonly Task[]) {
    for (const optimizer of Object.keys(optimizers) as OptimizerName[]) {
      test(`every column after three steps of each method: ${task}, ${optimizer}`, async () => {
        const activation = task === 'classification' ? 'relu' : 'tanh'
        const learningRate = optimizer === 'adam' ? 0.02 : 0.1
        const setup = scaledSetup(task, { activation }, { optimizer, learningRate, epochs: 1 })
        const experiment = experimentFor(
          TWINS.map(([spec]) => spec),
          setup,
        )
        const results = await runAll(setup.dataset, experiment, [setup.split])
        TWINS.forEach(([spec, method], i) => {
          const expected = referenceTrain(
            { sizes: SIZES[task], activation, task, method, optimizer, rate: learningRate, momentum: 0.9 },
            referenceData(setup),
            { epochs: 1 },
          )
          const result = results[i]
          assert.is(result.method, parseMethod(spec).spec)
          assert.is(result.status, 'ok')
          assert.is(result.steps, 3)
          for (const column of COLUMNS) near(result[column], expected[column], `${spec}, ${column}`)
          const scores = referenceScores(task, expected.tested)
          assert.is(Object.keys(scores).length, SCORES.length)
          for (const column of SCORES) near(result[column], scores[column], `${spec}, ${column}`)
        })
      })
    }
  }

  for (const [t, task] of (['classification', 'regression'] as const).entries()) {
    const optimizer = t === 0 ? 'momentum' : 'adam'
    test(`every column after five epochs of what changes over a run, ensembles too: ${task}, ${optimizer}`, async () => {
      const training = { optimizer, learningRate: 0.02, epochs: 5, schedule: 'cosine' } as const
      const setup = scaledSetup(task, { activation: 'tanh' }, training)
      const twins = [...LONG_TWINS, ...SNAPSHOT_TWINS]
      const experiment = experimentFor(
        twins.map(([spec]) => spec),
        setup,
      )
      const results = await runAll(setup.dataset, experiment, [setup.split])
      twins.forEach(([spec, method], i) => {
        const expected = referenceTrain(
          {
            ...{ sizes: SIZES[task], activation: 'tanh', task, method, optimizer, schedule: 'cosine' },
            ...{ rate: 0.02, momentum: 0.9 },
          },
          referenceData(setup),
          { epochs: 5 },
        )
        for (const column of COLUMNS) near(results[i]![column], expected[column], `${spec}, ${column}`)
        const scores = referenceScores(task, expected.tested)
        for (const column of SCORES) near(results[i]![column], scores[column], `${spec}, ${column}`)
      })
    })
  }

  test('early stopping: epochs, the best of them and all columns', async () => {
    const setup = scaledSetup('classification', { activation: 'tanh' }, { epochs: 40, learningRate: 0.3 })
    const experiment = experimentFor(['early-stopping:4'], setup)
    const [result] = await runAll(setup.dataset, experiment, [setup.split])
    const expected = referenceTrain(
      {
        sizes: SIZES.classification,
        activation: 'tanh',
        task: 'classification',
        method: {},
        optimizer: 'sgd',
        rate: 0.3,
      },
      referenceData(setup),
      { epochs: 40, patience: 4 },
    )
    assert.ok(result.epochs < 40 && result.bestEpoch === result.epochs - 4)
    for (const column of COLUMNS) {
      near(result[column], expected[column], column, { absolute: 1e-4, relative: 1e-4 })
    }
  })
})

suite('trial on iris', (test) => {
  test('depends on its method, split and seed alone, not on what ran before', async () => {
    const experiment = experimentOf(['none', 'inverted-dropout:keep=0.8', 'l1:1e-3'])
    const trials = trialsOf(iris, experiment, irisSplits(experiment).slice(0, 3))
    const forwards = await runHere(iris, experiment, trials)
    const backwards = await runHere(iris, experiment, [...trials].reverse())
    assert.equal(backwards.reverse().map(timeless), forwards.map(timeless))
    assert.is(new Set(forwards.map(({ fingerprint }) => fingerprint)).size, trials.length)
    for (const { fingerprint } of forwards) assert.match(fingerprint, /^[0-9a-f]{16}$/)
  })

  test('tells what it was, and figures that fit together', async () => {
    const experiment = experimentOf(['inverted-dropout:keep=0.8+l2:1e-2'], {
      evaluation: { folds: 5, repeats: 1, validationFraction: 0.25 },
      training: { ...experimentOf(['none']).training, epochs: 30 },
      seed: 9,
    })
    const split = irisSplits(experiment)[3]
    const [result] = await runAll(iris, experiment, [split])
    const { dataset, method, repeat, fold, seed, status, metric } = result
    assert.equal([dataset, method, repeat, fold], ['iris', 'inverted-dropout:keep=0.8+l2:1e-2', 0, 3])
    assert.equal([seed, status, metric], [9, 'ok', 'accuracy'])
    assert.equal([result.trainRows, result.validationRows, result.testRows], [90, 30, 30])
    assert.equal([result.epochs, result.bestEpoch, result.steps], [30, 30, 30 * Math.ceil(90 / 32)])
    assert.is(result.parameters, 4 * 12 + 12 + 12 * 8 + 8 + 8 * 3 + 3)
    assert.is(result.gap, result.trainScore! - result.testScore!)
    near(result.penalty, (1e-2 / 2) * result.weightNorm! ** 2, 'penalty')
    assert.ok(result.trainScore! > 0.9 && result.testScore! > 0.8)
    near(result.keepSeen, 0.8, 'keep seen', { absolute: 0.01, relative: 0 })
    assert.ok(result.trainSeconds > 0 && result.predictSeconds > 0)
  })

  test('a rate far too large diverges: scores are empty, the row is not', async () => {
    const made = experimentOf(['none', 'l2:1e-3'])
    const experiment = {
      ...made,
      training: { ...made.training, optimizer: 'momentum' as const, learningRate: 1e8 },
    }
    const [split] = irisSplits(experiment)
    for (const result of await runAll(iris, experiment, [split])) {
      assert.is(result.status, 'diverged')
      const { trainLossNoisy, trainLoss, penalty, validationLoss, testLoss, trainScore, testScore, gap } =
        result
      for (const value of [
        trainLossNoisy,
        trainLoss,
        penalty,
        validationLoss,
        testLoss,
        trainScore,
        testScore,
        gap,
      ])
        assert.is(value, null)
      assert.is(result.testRows, split.test.length)
      for (const value of [result.weightNorm, result.maxUnitNorm]) {
        assert.ok(value === null || Number.isFinite(value))
      }
      assert.match(result.fingerprint, /^[0-9a-f]{16}$/)
    }
  })

  test('after a diverged trial the next one is as if alone', async () => {
    const specs = ['none', 'weight-decay:1e30', 'inverted-dropout:keep=0.5']
    const experiment = experimentOf(specs)
    const trials = trialsOf(iris, experiment, irisSplits(experiment).slice(0, 1))
    const [, diverged, after] = await runHere(iris, experiment, trials)
    assert.is(diverged.status, 'diverged')
    const [alone] = await runHere(iris, experiment, [trials[2]])
    assert.equal(timeless(after), timeless(alone))
  })

  test('vanilla and inverted dropout of equal keep see the same share of units', async () => {
    const experiment = experimentOf(['vanilla-dropout:keep=0.6', 'inverted-dropout:keep=0.6'])
    const [vanilla, inverted] = await runAll(iris, experiment, irisSplits(experiment).slice(0, 1))
    assert.is(vanilla.keepSeen, inverted.keepSeen)
    assert.is.not(vanilla.fingerprint, inverted.fingerprint)
  })

  test('the relaxed and debug builds train too, and debug to the bits of strict', async () => {
    const run = async (build: Experiment['build']) => {
      const experiment = experimentOf(['inverted-dropout:keep=0.8+max-norm:1'], { build })
      return (await runAll(iris, experiment, irisSplits(experiment).slice(0, 1)))[0]
    }
    const [strict, relaxed, debug] = [await run('strict'), await run('relaxed'), await run('debug')]
    assert.equal(timeless(debug), timeless(strict))
    near(relaxed.trainLoss, strict.trainLoss, 'loss of the relaxed build', { absolute: 1e-3, relative: 1e-3 })
  })
})
