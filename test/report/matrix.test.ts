import { matrixDocument } from '../../src/report/matrix.ts'
import { studyDocument } from '../../src/report/study.ts'
import type { Study } from '../../src/results/comparison.ts'
import { assert, suite } from '../harness.ts'
import { render } from './render.ts'
import { comparison, ranking, regression } from './sample.ts'

const study: Study = { comparisons: [comparison, regression], ranking }

suite('methods x datasets', (test) => {
  test('mean and deviation, the best of each dataset in bold, whichever way its metric goes', () => {
    const lines = render(matrixDocument(study), 'markdown').split('\n')
    assert.is(lines[0], '| method | digits<br>accuracy % | diabetes<br>rmse |')
    assert.is(lines[2], '| `none` | 97.05 ± 0.70 | 61.25 ± 0.01 |')
    const rows = lines.filter((line) => line.startsWith('| `'))
    assert.equal(
      rows.filter((line) => line.includes('**')).map((line) => line.split(' ')[1]),
      ['`l2:0.0001`', '`inverted-dropout:keep=0.5+max-norm:3`'],
    )
    assert.match(lines.find((line) => line.includes('`l1:10`'))!, '| - | - |')
  })

  test('CSV has a mean and a deviation of each dataset, JSON says their metric', () => {
    const [header, none] = render(matrixDocument(study), 'csv').split('\n')
    assert.is(header, 'method,digits_mean,digits_sd,diabetes_mean,diabetes_sd')
    assert.match(none, /^none,0\.9705,[\d.]+,61\.25,[\d.]+$/)
    const [first] = JSON.parse(render(matrixDocument(study), 'json'))
    assert.equal(
      first.scores.map(({ dataset, metric }: { dataset: string; metric: string }) => [dataset, metric]),
      [
        ['digits', 'accuracy'],
        ['diabetes', 'rmse'],
      ],
    )
  })

  test('stands among the tables of several datasets where they are written, and not on a terminal', () => {
    const both = studyDocument(study)
    assert.match(render(both, 'markdown'), '**2 datasets**\n\n| method | digits<br>accuracy % |')
    assert.not.match(render(both, 'table'), '2 datasets')
    const one = studyDocument({ comparisons: [comparison], ranking: null })
    assert.not.match(render(one, 'markdown'), 'standard deviation of the test score')
  })
})
