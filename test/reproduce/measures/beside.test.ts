import { beside } from '../../../src/reproduce/measures/beside.ts'
import { readTables } from '../../../src/reproduce/table.ts'
import { assert, suite } from '../../harness.ts'
import { near } from '../../tolerance.ts'

const CLOSE = { absolute: 1e-12, relative: 1e-9 }

const tables = {
  plain: readTables(
    'method,ok,test_score_mean,test_score_sd\nnone,3,0.9,0.01\nl2,3,0.91,0.01\n',
    'plain.csv',
  ),
  dropout: readTables(
    'method,ok,test_score_mean,test_score_sd\ninverted-dropout:keep=0.5,5,0.92,0.02\n',
    'd.csv',
  ),
  wide: readTables('method,ok,test_score_mean,test_score_sd\nnone,1,0.93,\nl2,0,,\n', 'wide.csv'),
}

const rowsOf = (...of: string[]) =>
  beside.measure({
    options: { measure: 'beside', of },
    place: 'here',
    tables,
    jobs: 1,
    signal: new AbortController().signal,
  })

suite('reproduce/measures/beside', (test) => {
  test('methods of other runs are compared with the first by Welch, degrees of freedom rounded down', async () => {
    const rows = await rowsOf('plain', 'dropout')
    assert.equal(
      rows.map(({ method }) => method),
      ['none', 'l2', 'inverted-dropout:keep=0.5'],
    )
    assert.is(rows[0].difference, null)
    const { difference, difference_low, difference_high } = rows[2]
    // SciPy: t.ppf(0.975, 5) * sqrt(0.01 ** 2 / 3 + 0.02 ** 2 / 5), where Welch's degrees of freedom are 5.96.
    const half = 0.02736593339086113
    near(Number(difference), 0.02, 'difference', CLOSE)
    near(Number(difference_low), 0.02 - half, 'low', CLOSE)
    near(Number(difference_high), 0.02 + half, 'high', CLOSE)
    // t.ppf(0.975, 2) * 0.01 / sqrt(3)
    near(Number(rows[0].test_score_high), 0.9 + 0.024841377117503304, 'mean', CLOSE)
    near(Number(rows[0].test_score_low), 0.9 - 0.024841377117503304, 'mean', CLOSE)
  })

  test('one trial has a difference and no interval; a method of two runs is named with its run', async () => {
    const rows = await rowsOf('plain', 'wide')
    assert.is(rows.length, 3, 'no trial of l2 ended in the second run')
    const [first, , wide] = rows
    assert.is(first.method, 'plain none')
    assert.is(wide.method, 'wide none')
    near(Number(wide.difference), 0.03, 'difference', CLOSE)
    assert.is(wide.difference_low, null)
  })
})
