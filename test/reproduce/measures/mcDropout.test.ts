import { mcDropout } from '../../../src/reproduce/measures/mcDropout.ts'
import { refused } from '../../data/helpers.ts'
import { assert, suite } from '../../harness.ts'
import { close } from '../../reference/small.ts'

const options = {
  measure: 'mc-dropout',
  data: 'diabetes',
  splits: 2,
  drops: [0.3, 0.05],
  precisions: [1e-4, 1e6],
  passes: 50,
  hidden: '4',
  'batch-size': 128,
  epochs: 3,
}
const context = (more: object = {}) => ({
  options: { ...options, ...more },
  place: 'here',
  tables: {},
  jobs: 1,
  signal: new AbortController().signal,
})

suite('reproduce/measures/mcDropout', (test) => {
  test('scores three ways to predict on the same splits, as the grid has chosen', async () => {
    const rows = await mcDropout.measure(context())
    assert.equal(
      rows.map(({ method, passes }) => [method, passes]),
      [
        ['mc', 50],
        ['scaling', 1],
        ['one-pass', 1],
      ],
    )
    const [mc, scaling, onePass] = rows as Record<string, number>[]
    assert.is(scaling!.gain, 0)
    for (const row of [mc!, onePass!]) close(row.gain!, scaling!.rmse! - row.rmse!, 1e-12)
    assert.ok(onePass!.gain! < mc!.gain!, 'one pass has the noise of its masks')
    // Disease progression has a deviation of 77: noise of deviation 100 is far likelier than noise of a thousandth.
    assert.is(mc!.precision, 1e-4)
    assert.ok([0.3, 0.175, 0.05].some((drop) => Math.abs(mc!.drop! - drop) < 1e-12))
    assert.equal(await mcDropout.measure(context()), rows)
  })

  test('refuses classes, and settings that are none', async () => {
    await refused(
      () => mcDropout.measure(context({ data: 'iris' })),
      2,
      'here: iris has classes, not numbers',
    )
    await refused(
      () => mcDropout.measure(context({ drops: [1] })),
      2,
      'here: drops[0] is not a number above 0 and below 1',
    )
  })
})
