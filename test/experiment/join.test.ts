import { joinRuns, type SavedRun } from '../../src/experiment/join.ts'
import { parseLayers } from '../../src/nn/layerSpec.ts'
import { changesBetween, type SavedExperiment } from '../../src/results/identity.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import { EXIT, RegbenchError } from '../../src/util/errors.ts'
import { assert, suite } from '../harness.ts'
import { trial } from '../statistics/trials.ts'

const METHODS = ['none', 'l2:0.1']

const experiment = (
  identity: Record<string, unknown> = {},
  shard?: { index: number; count: number },
): SavedExperiment => ({
  identity: { data: 'abc', seed: 0, ...identity, ...(shard && { shard }) },
  ...(shard && { shard }),
  report: {
    methods: METHODS,
    datasets: [
      {
        name: 'sample',
        rows: 100,
        features: 4,
        target: 'y',
        task: 'classification',
        classes: 2,
        evaluation: '2 folds x 2 repeats',
        resampling: 'folds',
        splits: [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ],
        warnings: ['a warning'],
      },
    ],
    settings: 'as ever',
    seed: 0,
    analysis: { baseline: 'none', confidence: 0.95 },
  },
})

const all: TrialResult[] = [0, 1].flatMap((repeat) =>
  [0, 1].flatMap((fold) => METHODS.map((method) => trial({ method, repeat, fold }))),
)

const run = (
  path: string,
  trials: readonly TrialResult[],
  saved: SavedExperiment | null = experiment(),
): SavedRun => ({
  path,
  trials,
  experiment: saved,
})

function refusal(runs: readonly SavedRun[]): string {
  try {
    joinRuns(runs)
  } catch (error) {
    assert.ok(error instanceof RegbenchError && error.exitCode === EXIT.data)
    return error.message
  }
  throw new Error('the files were joined')
}

suite('joining saved trials', (test) => {
  test('puts shards in the order of one run, and forgets the shards', () => {
    const shards = [1, 2, 3].map((index) =>
      run(
        `${index}.csv`,
        all.filter((_, i) => i % 3 === index - 1),
        experiment({}, { index, count: 3 }),
      ),
    )
    const joined = joinRuns(shards.toReversed())
    assert.equal(joined.trials, all)
    assert.equal(joined.missing, [])
    assert.equal(joined.experiment, experiment())
    assert.equal(joined.methods, METHODS)
    assert.equal(joined.settings[0].warnings, ['a warning'])
  })

  test('names the trials that are missing', () => {
    const { trials, missing } = joinRuns([run('a.csv', all.slice(0, 6))])
    assert.is(trials.length, 6)
    assert.equal(missing, ['sample none repeat 1 fold 1', 'sample l2:0.1 repeat 1 fold 1'])
  })

  test('takes a trial that two files share once, whatever its seconds', () => {
    const again = all.map((each) => ({ ...each, trainSeconds: 7, predictSeconds: 7 }))
    assert.equal(joinRuns([run('a.csv', all), run('b.csv', again.slice(0, 3))]).trials, all)
  })

  test('refuses a trial that two files have with other results', () => {
    const other = [{ ...all[3], testScore: 0.1 }]
    assert.is(
      refusal([run('a.csv', all), run('b.csv', other)]),
      'b.csv: sample l2:0.1 repeat 0 fold 1 has another result than in a.csv',
    )
  })

  test('refuses files of two experiments, and says what differs', () => {
    assert.is(
      refusal([run('a.csv', all), run('b.csv', all, experiment({ seed: 1, epochs: 3 }))]),
      'b.csv: belongs to another experiment than a.csv: different seed, epochs; --paired compares two runs',
    )
  })

  test('refuses them even beside a file that says nothing of its experiment', () => {
    const other = experiment({ seed: 1 })
    assert.match(
      refusal([run('a.csv', [], null), run('b.csv', all), run('c.csv', [], other)]),
      /^c\.csv: belongs to another experiment than b\.csv: different seed;/,
    )
  })

  test('refuses a trial that is none of the experiment', () => {
    const stranger = trial({ method: 'l1:1' })
    assert.match(
      refusal([run('a.csv', [...all, stranger])]),
      /^a\.csv: sample l1:1 repeat 0 fold 0 is not a trial of the experiment/,
    )
  })
})

suite('joining trials without their settings', (test) => {
  test('takes from the rows what they tell', () => {
    const joined = joinRuns([run('a.csv', all.slice(0, 5), null), run('b.csv', all.slice(5))])
    assert.equal([joined.experiment, joined.missing], [null, []])
    assert.equal(joined.methods, METHODS)
    const { rows, features, classes, task, evaluation, resampling, settings } = joined.settings[0]
    assert.equal([rows, features, classes, task], [100, null, null, 'classification'])
    assert.equal([evaluation, resampling, settings], ['2 folds x 2 repeats', 'folds', ''])
  })

  test('refuses several seeds, whose folds are not the same rows', () => {
    const other = all.map((each) => ({ ...each, seed: 1, repeat: each.repeat + 2 }))
    assert.match(
      refusal([run('a.csv', all, null), run('b.csv', other, null)]),
      /^b\.csv: has trials of seed 1 beside others of seed 0/,
    )
  })

  test('refuses a dataset that is scored in two ways, and a file without trials', () => {
    const other = all.map((each) => ({ ...each, metric: 'rmse' as const, repeat: each.repeat + 2 }))
    assert.match(
      refusal([run('a.csv', all, null), run('b.csv', other, null)]),
      /^b\.csv: scores sample by accuracy and by rmse/,
    )
    assert.is(refusal([run('a.csv', [], null)]), 'a.csv: there are no trials in it')
  })
})

suite('what changed between two experiments', (test) => {
  test('is each setting, by its path and as the command line spells it', () => {
    const old = {
      seed: 0,
      training: { epochs: 40, rate: 0.1 },
      network: {
        hidden: [8, 4],
        network: parseLayers('conv:4x3,pool:2'),
        image: { height: 8, width: 8, channels: 1 },
      },
      average: { kind: 'mc', samples: 20 },
      methods: ['none'],
    }
    const fresh = {
      seed: 0,
      training: { epochs: 20, rate: 0.1, momentum: 0.9 },
      network: { hidden: [8], network: parseLayers('conv:8x3,pool:2'), image: 'names' },
      average: { kind: 'exact' },
      methods: ['l2'],
      shard: 1,
    }
    assert.equal(changesBetween(old, fresh), [
      'training.epochs: 40 -> 20',
      'network.hidden: 8,4 -> 8',
      'network.network: conv:4x3,pool:2 -> conv:8x3,pool:2',
      'network.image: 8x8x1 -> names',
      'average: mc:20 -> exact',
      'training.momentum: nothing -> 0.9',
    ])
    assert.equal(changesBetween(old, old), [])
  })
})
