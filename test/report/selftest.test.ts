import { selftestDocument } from '../../src/report/selftest.ts'
import { type Check, close, same } from '../../src/selftest/check.ts'
import { checks, runSelftest } from '../../src/selftest/index.ts'
import { assert, suite } from '../harness.ts'
import { render } from './render.ts'

suite('selftest: report', (test) => {
  const failing: Check = {
    title: 'two is three',
    run: () => [same('one', 1, 1), close('two', 2, 3, 0.25), same('four', 4, 5)],
  }
  const registry = { generator: checks.generator, failing }

  test('names machine, every check and what failed; lines fit', async () => {
    const report = await runSelftest('strict', registry)
    const text = render(selftestDocument(report, false), 'table')
    const [machine, ...rest] = text.split('\n\n')
    const lines = rest.join('\n\n').split('\n')
    assert.match(machine, `strict build (the same bits on every machine), Node ${process.versions.node}`)
    assert.match(machine.replaceAll('\n', ' '), report.cpu)
    assert.match(lines[0], /^ok {6}random numbers: .* \(5 compared, exact\)$/)
    assert.is(lines[1], 'FAILED  two is three')
    assert.is(lines[2], '        two: expected 3 ± 0.25, got 2 (the first of 2 failures in 3 comparisons)')
    assert.match(lines[4], /^1 of 2 checks FAILED in \d+\.\d s/)
    assert.ok(text.endsWith('\n'))
  })

  test('quietly, only failures and the verdict', async () => {
    const lines = render(selftestDocument(await runSelftest('strict', registry), true), 'table').split('\n')
    assert.is(lines[0], 'FAILED  two is three')
    const well = await runSelftest('strict', { generator: checks.generator })
    assert.match(render(selftestDocument(well, true), 'table'), /^all 1 check passed in .*\n$/)
  })

  test('as CSV, JSON and Markdown', async () => {
    const report = await runSelftest('strict', registry)
    const csv = render(selftestDocument(report, false), 'csv').split('\n')
    assert.match(csv[0], /^check,status,comparisons,failed,seconds,what,expected,got,tolerance,title$/)
    assert.match(csv[2], /^failing,failed,3,2,[\d.e-]+,two,3,2,0\.25,two is three$/)
    assert.equal(
      JSON.parse(render(selftestDocument(report, false), 'json')),
      JSON.parse(JSON.stringify(report)),
    )
    assert.match(render(selftestDocument(report, false), 'markdown'), '| failing | failed |')
  })

  test('every title and its figures fit 100 columns', async () => {
    const text = render(selftestDocument(await runSelftest('strict'), false), 'table')
    for (const line of text.split('\n').slice(2)) assert.ok(line.length <= 100, `${line.length}: ${line}`)
  })
})
