import { defaultDataOptions } from '../../../src/data/options.ts'
import { loadDataset } from '../../../src/data/read/load.ts'
import { compare, runPlan } from '../../../src/experiment/run/compare.ts'
import { planExperiment } from '../../../src/experiment/run/plan.ts'
import { workingRates } from '../../../src/experiment/run/workingRate.ts'
import { assert, suite } from '../../harness.ts'
import { experimentOf } from '../runs.ts'

const signal = new AbortController().signal

const diabetes = await loadDataset('diabetes', defaultDataOptions)

async function notesAt(learningRate: number, specs: readonly string[]) {
  const made = experimentOf(specs)
  const experiment = {
    ...made,
    training: {
      ...made.training,
      optimizer: 'momentum' as const,
      schedule: 'constant' as const,
      learningRate,
    },
  }
  const plan = await planExperiment([diabetes], experiment)
  const trials = await runPlan(plan, { jobs: 2, signal })
  return { experiment, trials, notes: await workingRates(plan, trials, { jobs: 2, signal }) }
}

suite('experiment/run/workingRate', (test) => {
  test('names a rate at which the diverged trials end well, and it is true', async () => {
    const { experiment, trials, notes } = await notesAt(10, ['none'])
    assert.ok(trials.every(({ status }) => status === 'diverged'))
    assert.is(notes.length, 1)
    const [, rate] = /^none: --learning-rate (\S+) ends well in 3 of the trials that diverged at 10$/.exec(
      notes[0]!,
    )!
    const slower = { ...experiment, training: { ...experiment.training, learningRate: Number(rate) } }
    const [again] = await compare(
      diabetes,
      slower,
      { baseline: 'none', confidence: 0.95 },
      { jobs: 2, signal },
    )
    assert.ok(again.trials.slice(0, 3).every(({ status }) => status === 'ok'))
  })

  test('says so when no rate helps, and nothing when nothing diverged', async () => {
    const { notes } = await notesAt(1e30, ['none'])
    assert.equal(notes, [
      'none: 4 rates down to 1e+28 diverge as well where 1e+30 did; lower the strength, or look at the data with regbench describe',
    ])
    assert.equal((await notesAt(0.01, ['none', 'l2:0.001'])).notes, [])
  })
})
