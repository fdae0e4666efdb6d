import { renderJson } from '../../src/report/json.ts'
import { renderCsv, studyCsv, studyJson, studyTable } from '../../src/report/study.ts'
import { renderTable } from '../../src/report/table.ts'
import type { Study } from '../../src/results/comparison.ts'
import { assert, suite } from '../harness.ts'
import { comparison, ranking, regression } from './sample.ts'

const options = { color: false, width: 100 }
const one: Study = { comparisons: [comparison], ranking: null }
const two: Study = { comparisons: [comparison, regression], ranking }

suite('one dataset or several', (test) => {
  test('the summary has one row a method, in the order given', () => {
    const lines = renderCsv(comparison).trimEnd().split('\n')
    assert.equal(
      lines.map((line) => line.split(',')[0]),
      ['method', 'none', 'l2:0.0001', 'l1:0.01', 'l1:10', 'inverted-dropout:keep=0.5+max-norm:3'],
    )
    assert.is(lines[4], 'l1:10,10,0,accuracy,,,,,,,,,,,,,,,,,,,1.5,0.00125')
  })

  test('one is printed as it is alone', () => {
    assert.is(studyTable(one, options), renderTable(comparison, options))
    assert.is(studyCsv(one), renderCsv(comparison))
    assert.is(studyJson(one), renderJson(comparison))
  })

  test('the CSV of several has a column more, in front, and the same cells behind it', () => {
    const lines = studyCsv(two).split('\n')
    const [header, ...first] = renderCsv(comparison).split('\n')
    const [, ...second] = renderCsv(regression).split('\n')
    assert.equal(lines, [
      `dataset,${header}`,
      ...first.slice(0, -1).map((line) => `digits,${line}`),
      ...second.slice(0, -1).map((line) => `diabetes,${line}`),
      '',
    ])
  })

  test('the JSON of several is the documents of each, and the ranks', () => {
    const { datasets, ranking: ranks } = JSON.parse(studyJson(two))
    assert.equal(
      datasets,
      [renderJson(comparison), renderJson(regression)].map((text) => JSON.parse(text)),
    )
    assert.is(ranks.critical_difference, 2.1)
  })

  test('tables follow each other, the ranks last', () => {
    const text = studyTable(two, options)
    const places = ['digits: 1797', 'diabetes: 442', 'ranks over 5'].map((piece) => text.indexOf(piece))
    assert.ok(places[0] === 0 && places[1] > 0 && places[2] > places[1], `${places}`)
  })
})
