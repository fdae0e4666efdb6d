import { sortByScore } from '../../src/report/display.ts'
import { assert, suite } from '../harness.ts'
import { comparison } from './sample.ts'

suite('report/display', (test) => {
  test('methods that did not end well stand below the others, those without a score last', () => {
    const [row] = comparison.methods
    const made = (method: string, testScoreMean: number | null, ok = row!.trials) => ({
      ...row!,
      method,
      testScoreMean,
      ok,
    })
    const methods = [
      made('gone', null, 0),
      made('some', 0.99, 3),
      made('a', 0.8),
      made('few', 0.7, 2),
      made('b', 0.9),
    ]
    const names = (metric: 'accuracy' | 'rmse') =>
      sortByScore({ methods, metric }).map(({ method }) => method)
    assert.equal(names('accuracy'), ['b', 'a', 'some', 'few', 'gone'])
    assert.equal(names('rmse'), ['a', 'b', 'few', 'some', 'gone'])
  })
})
