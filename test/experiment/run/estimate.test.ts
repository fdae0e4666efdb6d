import { defaultDataOptions } from '../../../src/data/options.ts'
import { loadDataset } from '../../../src/data/read/load.ts'
import { measureCosts, stepsOf, trialSeconds } from '../../../src/experiment/run/estimate.ts'
import { experimentSplits } from '../../../src/experiment/run/plan.ts'
import { tunable } from '../../../src/experiment/tunable.ts'
import { parseMethod } from '../../../src/regularizers/method.ts'
import { parseTemplate } from '../../../src/regularizers/template.ts'
import { DEFAULT_NETWORK } from '../../../src/settings/network.ts'
import { DEFAULT_TRAINING } from '../../../src/settings/training.ts'
import { assert, suite } from '../../harness.ts'

const dataset = await loadDataset('iris', defaultDataOptions)
const experiment = {
  methods: ['none', 'l2:1e-3', 'l2:1e-2', 'dropconnect:keep=0.5'].map(parseMethod),
  network: { ...DEFAULT_NETWORK, hidden: [8] },
  training: { ...DEFAULT_TRAINING, epochs: 10 },
  evaluation: { folds: 3, repeats: 1, validationFraction: 0 },
  scale: 'standard',
  seed: 0,
  build: 'strict',
} as const
const [split] = await experimentSplits(dataset, experiment)

suite('experiment/estimate', (test) => {
  test('measures every method, and once those that differ in a number', async () => {
    const costs = await measureCosts(dataset, experiment, split)
    assert.equal(
      [...costs.keys()],
      experiment.methods.map(({ spec }) => spec),
    )
    for (const { parameters, stepSeconds, rowSeconds } of costs.values()) {
      assert.is(parameters, 4 * 8 + 8 + 8 * 3 + 3)
      assert.ok(stepSeconds > 0 && rowSeconds > 0)
    }
    assert.is(costs.get('l2:1e-3'), costs.get('l2:1e-2'))
  })

  test('a trial is its steps and its scoring', () => {
    const cost = { parameters: 67, stepSeconds: 1, rowSeconds: 0.001 }
    assert.is(stepsOf(split, experiment.training), 40)
    assert.is(trialSeconds(experiment.methods[0], cost, split, experiment), 40 + 0.15)
    const tuned = tunable('l2', parseTemplate('l2'), [[{ 'l2.strength': '0' }, { 'l2.strength': '1' }]])
    // Two candidates on two thirds of the rows, three times, and the choice on all of them.
    const seconds = trialSeconds(tuned, cost, split, {
      ...experiment,
      nested: { innerFolds: 3, criterion: 'loss' },
    })
    assert.ok(Math.abs(seconds - (40 * 5 + 3 * 0.15)) < 1e-9)
  })

  test('stopping early costs a look at the validation rows after every epoch', () => {
    const cost = { parameters: 67, stepSeconds: 0, rowSeconds: 1 }
    const watched = { ...split, train: split.train.subarray(20), validation: split.train.subarray(0, 20) }
    assert.is(trialSeconds(parseMethod('early-stopping:5'), cost, watched, experiment), 150 + 10 * 20)
  })
})
