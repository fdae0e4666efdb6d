import { rescored } from '../../src/experiment/rescore.ts'
import { compare } from '../../src/library/compare.ts'
import { assert, suite } from '../harness.ts'

const TINY = { methods: ['none', 'l2:0.1'], epochs: 2, folds: 3, repeats: 1, hidden: [4], jobs: 1 }
const IRIS = {
  name: 'iris',
  task: 'classification',
  classNames: ['setosa', 'versicolor', 'virginica'],
} as const

suite('rescore', (test) => {
  test('by a metric of one class gives the scores of a run that was about it', async () => {
    const asked = { metric: 'auc', positive: 'virginica' } as const
    const [about, plain] = [await compare('iris', { ...TINY, ...asked }), await compare('iris', TINY)]
    const trials = rescored({ trials: plain.trials, settings: [IRIS] }, asked, ['t.csv'])
    const scores = (list: typeof trials) =>
      list.map(({ testScore, testAuc, testF1 }) => [testScore, testAuc, testF1])
    assert.equal(scores(trials), scores(about.trials))
    assert.not.equal(scores(trials), scores(plain.trials))
    assert.ok(trials.every(({ trainScore, gap }) => trainScore === null && gap === null))
    assert.is(about.methods[1]!.inference, 'rows', 'rows tell an area under one curve')
  })

  test('about another class keeps what is not of a class', async () => {
    const { trials } = await compare('iris', TINY)
    const kept = rescored({ trials, settings: [IRIS] }, { positive: 'setosa' }, ['t.csv'])
    const figures = (list: typeof kept) =>
      list.map(({ testScore, trainScore, testKappa }) => [testScore, trainScore, testKappa])
    assert.equal(figures(kept), figures(trials))
  })

  test('refuses a class that there is not, and trials that kept no predictions', async () => {
    const { trials } = await compare('iris', TINY)
    const about = (positive: string, list: typeof trials) => () =>
      rescored({ trials: list, settings: [IRIS] }, { positive }, ['t.csv'])
    assert.throws(
      about('rosa', trials),
      /iris has no class "rosa" .*; its classes are "setosa", "versicolor", "virginica"/,
    )
    const bare = trials.map(({ outputs: _, ...trial }) => trial)
    assert.throws(
      about('setosa', bare),
      /t\.csv: --positive needs what every trial predicted, and that of none repeat 0 fold 0 was not kept/,
    )
  })
})
