import { tQuantile } from '../../src/statistics/distributions.ts'
import { pairsByRows } from '../../src/statistics/pairsByRows.ts'
import { summarize } from '../../src/statistics/summarize.ts'
import { assert, suite } from '../harness.ts'
import { closeTo } from './closeTo.ts'
import { answered, answeredFolds, changed, RIGHT } from './outputs.ts'
import { trial } from './trials.ts'

const WORSE = changed([0, 1, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16])
const OPTIONS = { methods: ['none', 'l2'], baseline: 'none', resampling: 'folds' } as const
const both = [...answeredFolds('none', RIGHT, 5), ...answeredFolds('l2', WORSE, 5)]

suite('trials by rows', (test) => {
  test('give a summary whose difference is that of the printed scores, with the interval of the rows', () => {
    const { methods, rows } = summarize(both, OPTIONS)
    const [none, l2] = methods
    assert.equal([none.inference, none.pValue, none.pHolm], ['', null, null])
    assert.is(l2.inference, 'rows')
    closeTo(l2.difference, l2.testScoreMean! - none.testScoreMean!, 1e-15)
    closeTo(l2.difference, -12 / 60, 1e-15)
    const [{ standardError, df }] = rows!.byRows!.findings
    closeTo(l2.differenceHigh, -12 / 60 + tQuantile(0.975, df) * standardError!, 1e-12)
    assert.is(l2.pHolm, l2.pValue)
    closeTo(l2.pBetter! + l2.pEquivalent! + l2.pWorse!, 1, 1e-12)
  })

  test('say more than the resampled splits, which --inference asks for', () => {
    const resampled = summarize(both, { ...OPTIONS, inference: 'resampled' })
    assert.is(resampled.rows, null)
    assert.is(resampled.methods[1].inference, 'resampled')
    const width = (rows: typeof resampled.methods) => rows[1].differenceHigh! - rows[1].differenceLow!
    assert.ok(width(summarize(both, OPTIONS).methods) < width(resampled.methods))
  })

  test('leave it to the splits where rows cannot tell, and say why', () => {
    const reasonOf = (own: typeof both, reference: typeof both, resampling: 'folds' | 'holdout' = 'folds') =>
      pairsByRows([{ method: 'l2', own, reference }], {
        resampling,
        confidence: 0.95,
        rope: 0.01,
      }).refused.get('l2')
    const [none, l2] = [both.slice(0, 5), both.slice(5)]
    assert.is(reasonOf(l2, none), undefined)
    assert.is(reasonOf(l2, none, 'holdout'), 'holdout')
    assert.is(reasonOf(l2.slice(1), none), 'trials')
    assert.is(reasonOf(l2.with(0, { ...l2[0], status: 'diverged' }), none), 'trials')
    assert.is(reasonOf(l2.slice(1), none.slice(1)), undefined)
    const { outputs: _, ...bare } = l2[0]
    assert.is(reasonOf(l2.with(0, bare), none), 'record')
    // A score that is not the rows' own belongs to other rows.
    assert.is(reasonOf(l2.with(0, { ...l2[0], testScore: 0.123 }), none), 'record')
    const kappa = both.map((one) => ({ ...one, metric: 'kappa' as const }))
    assert.is(reasonOf(kappa.slice(5), kappa.slice(0, 5)), 'metric')
    // Rows of the second fold are tested twice.
    const again = (rows: typeof both) => [...rows, { ...rows[1], repeat: 1 }]
    assert.is(reasonOf(again(l2), again(none)), 'trials')
  })

  test('share the level with methods that only the splits can judge', () => {
    const third = answeredFolds('l1', changed([1, 4, 7, 9, 12, 15, 18, 21, 24, 27, 30]), 5)
    const { outputs: _, ...bare } = third[0]
    const { methods } = summarize([...both, bare, ...third.slice(1)], {
      ...OPTIONS,
      methods: ['none', 'l2', 'l1'],
    })
    assert.equal(
      methods.map(({ inference }) => inference),
      ['', 'rows', 'resampled'],
    )
    closeTo(methods[1].pHolm, 2 * methods[1].pValue!, 1e-12)
    closeTo(methods[2].pHolm, Math.min(1, 2 * methods[2].pValue!), 1e-12)
    // Each interval agrees with its adjusted p.
    assert.is(methods[1].differenceHigh! < 0, methods[1].pHolm! < 0.05)
  })

  test('know equal weights from equal answers', () => {
    const twin = answeredFolds('twin', RIGHT, 5, {}).map((one, i) => ({
      ...one,
      fingerprint: both[i].fingerprint,
    }))
    const alike = answeredFolds('alike', RIGHT, 5)
    const { methods } = summarize([...both, ...twin, ...alike], {
      ...OPTIONS,
      methods: ['none', 'twin', 'alike', 'l2'],
    })
    const [, same, like, l2] = methods
    assert.equal([same.difference, same.differenceLow, same.differenceHigh, same.pEquivalent], [0, 0, 0, 1])
    assert.is(like.pHolm, 1)
    assert.ok(like.differenceHigh! > 0)
    // Neither takes part in the adjustment.
    assert.is(l2.pHolm, l2.pValue)
  })

  test('count groups where rows come in groups, and blocks where they come in time', () => {
    const groups = RIGHT.map((_, row) => Math.floor(row / 2))
    const grouped = [
      ...answeredFolds('none', RIGHT, 5, {}, groups),
      ...answeredFolds('l2', WORSE, 5, {}, groups),
    ]
    const unitsOf = (trials: typeof both, resampling: 'groups' | 'time') =>
      summarize(trials, { ...OPTIONS, resampling }).rows!.byRows!.findings[0].units
    assert.is(unitsOf(grouped, 'groups'), 30)
    assert.is(unitsOf(both, 'time'), 5)
  })

  test('pair the rows of one test file over its seeds', () => {
    const rows = Array.from({ length: 20 }, (_, row) => 100 + row)
    const seeds = (method: string, wrong: readonly number[]) =>
      wrong.map((count, repeat) => {
        const right = rows.map((_, i) => (i < count ? 0 : 1))
        return trial({
          method,
          repeat,
          testScore: (20 - count) / 20,
          testRows: 20,
          outputs: answered(rows, right),
        })
      })
    const trials = [...seeds('none', [2, 3, 2]), ...seeds('l2', [14, 15, 15])]
    const { methods, rows: found } = summarize(trials, { ...OPTIONS, resampling: 'fixed-test' })
    const [finding] = found!.byRows!.findings
    assert.equal([finding.units, methods[1].inference], [20, 'rows'])
    closeTo(methods[1].difference, (2 + 3 + 2 - 14 - 15 - 15) / 60, 1e-15)
  })
})
