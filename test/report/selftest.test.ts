import { renderSelftest } from '../../src/report/selftest.ts'
import { type Check, close, same } from '../../src/selftest/check.ts'
import { checks, runSelftest } from '../../src/selftest/index.ts'
import { assert, suite } from '../harness.ts'

suite('selftest: report', (test) => {
  const style = { color: false, width: 100, quiet: false }
  const failing: Check = {
    title: 'two is three',
    run: () => [same('one', 1, 1), close('two', 2, 3, 0.25), same('four', 4, 5)],
  }
  const registry = { generator: checks.generator, failing }

  test('names machine, every check and what failed; lines fit', async () => {
    const report = await runSelftest('strict', registry)
    const text = renderSelftest(report, 'table', style)
    const lines = text.split('\n')
    assert.match(lines[0], `strict build (the same bits on every machine), Node ${process.versions.node}`)
    assert.match(lines[0], report.cpu)
    assert.match(lines[2], /^ok {6}random numbers: .* \(5 compared, exact\)$/)
    assert.is(lines[3], 'FAILED  two is three')
    assert.is(lines[4], '        two: expected 3 ± 0.25, got 2 (the first of 2 failures in 3 comparisons)')
    assert.match(lines[6], /^1 of 2 checks FAILED in \d+\.\d s/)
    assert.ok(text.endsWith('\n'))
  })

  test('quietly, only failures and the verdict', async () => {
    const quiet = { ...style, quiet: true }
    const lines = renderSelftest(await runSelftest('strict', registry), 'table', quiet).split('\n')
    assert.is(lines[0], 'FAILED  two is three')
    const well = await runSelftest('strict', { generator: checks.generator })
    assert.match(renderSelftest(well, 'table', quiet), /^all 1 check passed in .*\n$/)
  })

  test('as CSV, JSON and Markdown', async () => {
    const report = await runSelftest('strict', registry)
    const csv = renderSelftest(report, 'csv', style).split('\n')
    assert.match(csv[0], /^check,status,comparisons,failed,seconds,what,expected,got,tolerance,title$/)
    assert.match(csv[2], /^failing,failed,3,2,[\d.e-]+,two,3,2,0\.25,two is three$/)
    assert.equal(JSON.parse(renderSelftest(report, 'json', style)), JSON.parse(JSON.stringify(report)))
    assert.match(renderSelftest(report, 'markdown', style), '| failing | failed |')
  })

  test('every title and its figures fit 100 columns', async () => {
    const text = renderSelftest(await runSelftest('strict'), 'table', style)
    for (const line of text.split('\n').slice(2)) assert.ok(line.length <= 100, `${line.length}: ${line}`)
  })
})
