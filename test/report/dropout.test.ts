import { dropoutDocument } from '../../src/report/dropout.ts'
import { averageFinding } from '../../src/report/findings/dropout.ts'
import { readCsv } from '../cli/table.ts'
import { assert, suite } from '../harness.ts'
import { render } from './render.ts'
import { point, report } from './samples/dropout.ts'

const document = dropoutDocument(report)
const table = render(document, 'table')

suite('report/dropout', (test) => {
  test('the table has four parts, each with its sentence, in 100 columns', () => {
    const headings = table.split('\n').filter((line) => /^\d\. /.test(line))
    assert.equal(headings, [
      '1. Equivalence',
      '2. Cost in prediction',
      '3. Expected activation',
      '4. Averaging over masks',
    ])
    for (const start of [
      'Rescaled, vanilla',
      'With the trained network',
      'Prediction mode has',
      'The mean of',
    ])
      assert.match(table, `\n\n${start}`)
    const longest = Math.max(...table.split('\n').map((line) => line.length))
    assert.ok(longest <= 100, `${longest} columns`)
    assert.ok(table.endsWith('\n') && !table.endsWith('\n\n'))
    assert.not.match(table, / $/m)
  })

  test('rows read as they should', () => {
    const line = (start: string) =>
      table
        .split('\n')
        .find((text) => text.startsWith(start))
        ?.replace(/ +/g, ' ')
    assert.is(line('   40'), ' 40 1800 0 0 2.3e-3 2.3e-3 5.9e-1 2.7e-1 83.56 77.44')
    assert.is(
      line('128-64 (trained)'),
      '128-64 (trained) 256 946k 906k 12.0 1.02 (1.01 to 1.03) 1.00 (0.99 to 1.01)',
    )
    assert.is(line('16-16'), '16-16 1 7.47M 100 100.0 1.10 (1.09 to 1.11) 0.99 (0.98 to 1.00)')
    assert.is(
      line('inverted  hidden'),
      'inverted hidden layer 1 128 0.5 0.5001 0.5196 0.5198 1.000 0.2599 0.500',
    )
    assert.is(line('vanilla   features'), 'vanilla features 128 0.5 - 0.5196 0.5198 1.000 0.2599 0.500')
    assert.is(line('weight scaling'), 'weight scaling - - 0.4690 96.66')
    assert.is(line('mean of sampled'), 'mean of sampled networks 100 20 0.1411 ± 0.0167 96.87 ± 0.22')
  })

  test('without a second pair its columns are left out, and computed strengths are short', () => {
    const equivalence = { ...report.equivalence, points: [point(0, null)], other: null }
    const text = render(dropoutDocument({ ...report, equivalence }), 'table')
    assert.not.match(text, /keep 0\.8/)
    assert.match(text, /max-norm:c=2\.222\/2\.5/)
  })

  test('CSV has every row of every table, told apart by the first column', () => {
    const rows = readCsv(render(document, 'csv'))
    assert.equal(
      rows.map(({ table: name }) => name),
      [
        ...Array(2).fill('equivalence'),
        ...Array(2).fill('cost'),
        ...Array(2).fill('activations'),
        ...Array(4).fill('averages'),
      ],
    )
    assert.is(rows[1].other_predictions, '0.0023')
    assert.is(rows[2].vanilla_ratio_median, '1.02')
    assert.is(rows[2].hidden, '128-64')
    assert.is(rows[5].keep_seen, '')
    assert.is(rows[7].loss_sd, '0.01667')
    assert.is(rows[7].steps, '')
  })

  test('JSON has everything, named as in CSV', () => {
    const json = JSON.parse(render(document, 'json'))
    assert.is(json.test_rows, 359)
    assert.equal(json.equivalence.rate_factors, [1, 4, 4])
    assert.is(json.cost.rows[0].vanilla.p_value, 0.2)
    assert.is(json.averages.rows[1].loss_mean, 0.14111)
    assert.is(json.averages.finding, averageFinding(report.averages, 'accuracy'))
    assert.equal(Object.keys(json.equivalence).at(-1), 'finding')
  })

  test('Markdown has four tables with headings of one line', () => {
    const text = render(document, 'markdown')
    assert.is(text.match(/^### /gm)?.length, 4)
    assert.is(text.match(/^\|---/gm)?.length, 4)
    assert.match(text, '| network | rows at a time | inverted rows/s |')
    for (const line of text.split('\n').filter((each) => each.startsWith('|')))
      assert.ok(line.endsWith('|'), line)
  })
})
