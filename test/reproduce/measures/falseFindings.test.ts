import { falseFindings } from '../../../src/reproduce/measures/falseFindings.ts'
import { refused } from '../../data/helpers.ts'
import { assert, suite } from '../../harness.ts'

const context = (more: object = {}) => ({
  options: {
    measure: 'false-findings',
    tables: 3,
    rows: 40,
    features: 2,
    methods: ['none', 'l2:0.1', 'max-norm:1'],
    hidden: '4',
    folds: 2,
    repeats: 1,
    epochs: 2,
    ...more,
  },
  place: 'here',
  tables: {},
  jobs: 1,
  signal: new AbortController().signal,
})

suite('reproduce/measures/falseFindings', (test) => {
  test('counts comparisons on tables that each seed makes anew', async () => {
    const [row] = (await falseFindings.measure(context())) as Record<string, number>[]
    assert.is(row!.tables, 3)
    assert.is(row!.compared, 6)
    assert.is(row!.wrong_share, row!.wrong_tables! / 3)
    assert.ok(row!.called! >= row!.wrong_tables! && row!.called! <= 2 * row!.wrong_tables!)
    assert.equal(await falseFindings.measure(context()), [row])
  })

  test('takes the settings of a comparison and no others', async () => {
    await refused(
      () => falseFindings.measure(context({ epoch: 3 })),
      2,
      'here: epoch: 3 is not a setting of compare',
    )
  })
})
