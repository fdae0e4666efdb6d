import { runFiles, summaryOf } from '../../scripts/run-tests.ts'
import { folder } from '../cli/run.ts'
import { assert, suite } from '../harness.ts'

const harness = new URL('../harness.ts', import.meta.url).href
const file = (...tests: readonly string[]) =>
  `import { assert, suite } from '${harness}'
suite('s', (test) => {
${tests.map((body, i) => `  test('t${i}', () => { ${body} })`).join('\n')}
})
`

suite('scripts/run-tests', (test) => {
  test('counts what passes and what fails, and goes on after files that end their process', async () => {
    const at = folder({
      'a.test.ts': file('assert.is(1, 1)', 'assert.is(1, 2)', ''),
      'b.test.ts': file('process.exit(0)', ''),
      'c.test.ts': "import './missing.ts'\n",
      'd.test.ts': file(''),
    })
    let written = ''
    const files = ['a.test.ts', 'b.test.ts', 'c.test.ts', 'd.test.ts']
    const results = await runFiles(at, files, 1, (text) => {
      written += text
    })
    assert.equal(
      results.map(({ name, total, passed }) => [name, total, passed]),
      [
        ['a.test.ts', 3, 2],
        ['b.test.ts', 1, 0],
        ['c.test.ts', 1, 0],
        ['d.test.ts', 1, 1],
      ],
    )
    assert.match(written, /FAIL[\s\S]*t1/)
    assert.match(written, "Cannot find module './missing.ts'")
    assert.match(written, 'b.test.ts: its process ended (exit code 1)')
    assert.match(
      summaryOf(results, 1.23),
      /Failed: +a.test.ts\n.*\n.*\n\n {2}Total: {5}6\n {2}Passed: {4}3\n {2}Skipped: {3}0\n/,
    )
  })
})
