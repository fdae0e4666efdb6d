import { pairedFinding } from '../../src/report/findings/paired.ts'
import { pairedDocument } from '../../src/report/paired.ts'
import { pairedColumns } from '../../src/results/paired.ts'
import { assert, suite } from '../harness.ts'
import { matchesGolden } from './golden.ts'
import { render } from './render.ts'
import { report } from './samples/paired.ts'

const document = pairedDocument(report)

suite('paired runs', (test) => {
  for (const format of ['table', 'markdown', 'csv'] as const) {
    test(format, () => matchesGolden(`paired-${format}`, render(document, format)))
  }

  test('JSON rows have the names of the CSV', () => {
    const { summary, old, finding } = JSON.parse(render(document, 'json'))
    assert.equal(
      Object.keys(summary[0]),
      pairedColumns.map(({ name }) => name),
    )
    assert.equal([old, finding], [report.old, pairedFinding(report)])
  })
})
