import { studyDocument } from '../../src/report/study.ts'
import type { Study } from '../../src/results/comparison.ts'
import { assert, suite } from '../harness.ts'
import { render, type Tested } from './render.ts'
import { comparison, ranking, regression } from './sample.ts'

const two: Study = { comparisons: [comparison, regression], ranking }

const show = (study: Study, format: Tested = 'table') => render(studyDocument(study), format)
const alone = (sample: typeof comparison, format: Tested = 'table') =>
  show({ comparisons: [sample], ranking: null }, format)

suite('one dataset or several', (test) => {
  test('the CSV of several has a column more, in front, and the same cells behind it', () => {
    const lines = show(two, 'csv').split('\n')
    const [header, ...first] = alone(comparison, 'csv').split('\n')
    const [, ...second] = alone(regression, 'csv').split('\n')
    assert.equal(lines, [
      `dataset,${header}`,
      ...first.slice(0, -1).map((line) => `digits,${line}`),
      ...second.slice(0, -1).map((line) => `diabetes,${line}`),
      '',
    ])
  })

  test('the JSON of several is the documents of each, and the ranks', () => {
    const { datasets, ranking: ranks } = JSON.parse(show(two, 'json'))
    assert.equal(
      datasets,
      [comparison, regression].map((sample) => JSON.parse(alone(sample, 'json'))),
    )
    assert.is(ranks.critical_difference, 2.1)
  })

  test('tables follow each other, the ranks last', () => {
    const text = show(two)
    const places = ['digits: 1797', 'diabetes: 442', 'ranks over 5'].map((piece) => text.indexOf(piece))
    assert.ok(places[0] === 0 && places[1] > 0 && places[2] > places[1], `${places}`)
  })
})
