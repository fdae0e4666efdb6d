import { formats } from '../../src/report/index.ts'
import { renderPaired } from '../../src/report/paired.ts'
import type { PairedReport, PairedSummary } from '../../src/results/paired.ts'
import { pairedColumns } from '../../src/results/paired.ts'
import { assert, suite } from '../harness.ts'
import { matchesGolden } from './golden.ts'

const options = { color: false, width: 100 }

const none: PairedSummary = {
  dataset: 'digits',
  method: 'none',
  trials: 10,
  identical: 3,
  metric: 'accuracy',
  oldScoreMean: 0.9705,
  newScoreMean: 0.9825,
  difference: 0.012,
  differenceLow: 0.005,
  differenceHigh: 0.019,
  pValue: 0.001,
  pHolm: 0.002,
  pBetter: 0.75,
  pEquivalent: 0.25,
  pWorse: 0,
}

const report: PairedReport = {
  old: 'old.csv',
  new: 'a|b.csv',
  changes: ['training.epochs: 40 -> 80'],
  confidence: 0.95,
  methods: [
    none,
    {
      ...none,
      method: 'l1:10',
      identical: 0,
      newScoreMean: null,
      difference: null,
      differenceLow: null,
      differenceHigh: null,
      pValue: null,
      pHolm: null,
      pBetter: null,
      pEquivalent: null,
      pWorse: null,
    },
    {
      ...none,
      dataset: 'diabetes',
      metric: 'rmse',
      oldScoreMean: 55.125,
      newScoreMean: 56.5,
      difference: -1.375,
      differenceLow: -4,
      differenceHigh: 1.25,
      pHolm: 0.6,
    },
  ],
  finding: 'none is better in the new run by 1.20 points (p = 0.002 after Holm)',
  warnings: [],
}

suite('paired runs', (test) => {
  for (const format of ['table', 'markdown', 'csv'] as const) {
    test(format, () => matchesGolden(`paired-${format}`, renderPaired(report, format, options)))
  }

  test('every format shows every method and ends its last line', () => {
    for (const format of Object.keys(formats) as (keyof typeof formats)[]) {
      const text = renderPaired(report, format, options)
      assert.ok(text.endsWith('\n') && !text.endsWith('\n\n'), format)
      for (const { method } of report.methods) assert.ok(text.includes(method), format)
      assert.not.match(text, /NaN|undefined/)
    }
  })

  test('JSON rows have the names of the CSV', () => {
    const { summary, old, finding } = JSON.parse(renderPaired(report, 'json', options))
    assert.equal(
      Object.keys(summary[0]),
      pairedColumns.map(({ name }) => name),
    )
    assert.equal([old, finding], [report.old, report.finding])
  })
})
