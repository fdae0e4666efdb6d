import type { Study } from '../../src/experiment/result.ts'
import { renderCsv } from '../../src/report/csv.ts'
import { renderJson } from '../../src/report/json.ts'
import { studyCsv, studyJson, studyTable } from '../../src/report/study.ts'
import { renderTable } from '../../src/report/table.ts'
import { assert, suite } from '../harness.ts'
import { comparison, ranking, regression } from './sample.ts'

const options = { color: false, width: 100 }
const one: Study = { comparisons: [comparison], ranking: null }
const two: Study = { comparisons: [comparison, regression], ranking }

suite('one dataset or several', (test) => {
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
