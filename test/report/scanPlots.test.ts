import { scanPlots as plotsOf } from '../../src/report/scanPlots.ts'
import { studyDocument } from '../../src/report/study.ts'
import type { Comparison } from '../../src/results/comparison.ts'
import type { MethodSummary } from '../../src/results/summary.ts'
import { assert, suite } from '../harness.ts'
import { drawn as drawnOf, render } from './render.ts'
import { comparison, regression } from './sample.ts'

const scanPlots = (sample: Comparison, width: number) => drawnOf(plotsOf(sample), width)

const [baseline] = comparison.methods
const row = (method: string, score: number | null, reach = 0.01): MethodSummary => ({
  ...baseline,
  method,
  testScoreMean: score,
  testScoreLow: score === null ? null : score - reach,
  testScoreHigh: score === null ? null : score + reach,
})
const scanned = (methods: MethodSummary[]) => ({ ...comparison, methods: [baseline, ...methods] })

const l2 = [row('l2:1e-4', 0.97), row('l2:0.001', 0.98), row('l2:0.01', 0.9)]

suite('report/scanPlots', (test) => {
  test('draws scores over a scanned strength, the best marked, beside the baseline', () => {
    const [drawn, ...others] = scanPlots(scanned(l2), 80)
    assert.is(others.length, 0)
    assert.is(drawn.title, 'accuracy of test rows (%) over l2.strength (log scale)')
    assert.equal(drawn.legend, ['● best', '│ 95 % interval', '┈ none'])
    const columnOf = (sign: string) => Math.max(...drawn.lines.map((line) => line.lastIndexOf(sign)))
    const ticks = drawn.lines.at(-1)!
    assert.equal(ticks.trim().split(/ +/), ['1e-4', '0.001', '0.01'])
    assert.ok(Math.abs(columnOf('●') - ticks.indexOf('0.001') - 2) <= 1)
    assert.ok(Math.abs(columnOf('o') - ticks.indexOf('0.01', ticks.indexOf('0.001') + 5) - 2) <= 1)
  })

  test('the least error is the best of a regression', () => {
    const methods = [0.1, 0.2, 0.3].map((strength) => row(`l2:${strength}`, 50 + 10 * strength, 1))
    const [drawn] = scanPlots({ ...regression, methods: [...regression.methods.slice(0, 1), ...methods] }, 80)
    assert.is(drawn.title, 'rmse of test rows over l2.strength')
    const best = drawn.lines.find((line) => line.includes('●'))!
    assert.ok(best.indexOf('●') < 12, 'at the left end')
  })

  test('another number of the method makes a series', () => {
    const methods = [0.5, 0.8].flatMap((keep) =>
      [1, 2, 3].map((strength) => row(`inverted-dropout:keep=${keep}+l2:${strength}`, 0.9 + strength / 100)),
    )
    const plots = scanPlots(scanned(methods), 80)
    assert.equal(
      plots.map(({ title }) => title),
      ['accuracy of test rows (%) over l2.strength in inverted-dropout+l2'],
    )
    assert.equal(plots[0].legend.slice(0, 2), ['o inverted-dropout.keep 0.5', 'x inverted-dropout.keep 0.8'])
  })

  test('an interval ends where shares do', () => {
    const [drawn] = scanPlots(scanned(l2.map((each) => ({ ...each, testScoreHigh: 1.3 }))), 80)
    assert.match(drawn.lines[0], /^ *100┤/)
  })

  test('two values, a method without a score or a narrow terminal leave nothing to draw', () => {
    assert.equal(scanPlots(scanned(l2.slice(0, 2)), 80), [])
    assert.equal(scanPlots(scanned([...l2.slice(0, 2), row('l2:0.01', null)]), 80), [])
    assert.equal(scanPlots(scanned(l2), 59), [])
    assert.equal(scanPlots(comparison, 100), [])
  })

  test('stands below the table of its dataset, a blank line between them', () => {
    const text = render(studyDocument({ comparisons: [scanned(l2)], ranking: null }), 'table', {
      color: false,
      width: 80,
    })
    assert.match(text, /[^\n]\n\naccuracy of test rows/)
    assert.match(text, /┈ none\n$/)
    assert.not.match(text, '\n\n\n')
    assert.ok(text.split('\n').every((line) => [...line].length <= 80))
  })
})
