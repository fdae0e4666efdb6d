import { activationFinding, costFinding, equivalenceFinding } from '../../../src/report/findings/dropout.ts'
import { assert, suite } from '../../harness.ts'
import { report } from '../samples/dropout.ts'

const { activations, cost, equivalence } = report
const [row] = activations.rows

suite('what the dropout command says', (test) => {
  test('of a single dropped site a difference is sampling, whatever the activation', () => {
    const sites = [
      { ...row, kind: 'inverted', site: 1, keep: 0.5, ratio: 0.993 },
      { ...row, kind: 'vanilla', site: 1, keep: 0.5, ratio: 0.994 },
    ] as const
    assert.match(
      activationFinding({ ...activations, masks: 200, rows: sites }),
      /^Prediction mode has the activations of training mode to within 0\.7 %: the expectation is exact, and 200 masks are a sample\. Without/,
    )
  })

  test('behind it masks stand before an activation, and the two are told apart', () => {
    const at = (kind: 'inverted' | 'vanilla', site: number, ratio: number) => ({
      ...row,
      kind,
      site,
      keep: 0.5,
      ratio,
    })
    const rows = [
      at('inverted', 1, 1.001),
      at('inverted', 2, 0.95),
      at('vanilla', 1, 1),
      at('vanilla', 2, 0.96),
    ]
    assert.match(
      activationFinding({ ...activations, rows }),
      /to within 0\.1 % at the first dropped site, where the expectation is exact, .* and 5\.0 % behind it, where masks also stand before an activation\./,
    )
  })

  test('of cost, the ratios that were measured and where they are beyond the noise', () => {
    const ratio = (median: number, pValue: number) => ({ ...cost.rows[0].vanilla, median, pValue })
    const timed = (width: number, trained: boolean, vanilla: number, pValue: number) => ({
      ...cost.rows[0],
      hidden: [width],
      batch: 120,
      trained,
      vanilla: ratio(vanilla, pValue),
      folded: ratio(1.01, 0.4),
      vanillaToFolded: ratio(vanilla, pValue),
    })
    assert.is(
      costFinding([timed(6, true, 1.03, 0.2), timed(16, false, 1.05, 0.2), timed(1024, false, 1.08, 0.001)]),
      'With the trained network, 120 rows at a time, vanilla takes 3.0 % more time than inverted, a difference within the noise; ' +
        'folded into the weights, 1.01 times the time of inverted, within the noise too. ' +
        'Of networks of other widths the ratio of vanilla to inverted is 1.05 at width 16 and 1.08 at width 1024; it is beyond the noise at width 1024.',
    )
  })

  test('equal scores are said to be equal', () => {
    const points = equivalence.points.map((point) => ({ ...point, equalScore: 0.9, invertedScore: 0.9 }))
    assert.match(equivalenceFinding({ ...equivalence, points }, 'accuracy'), /rate: both end at 90\.00 %\.$/)
  })
})
