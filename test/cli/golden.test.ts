/** What users see of a small run, as whole files in test/golden. UPDATE_GOLDEN=1 writes them anew; so does scripts/update-golden.ts. */
import { readFileSync, writeFileSync } from 'node:fs'
import { assert, suite } from '../harness.ts'
import { assertDone, regbench } from './run.ts'
import { withoutSeconds } from './table.ts'

const ARGS = [
  ...[
    'compare',
    'iris',
    '--epochs',
    '4',
    '--hidden',
    '8',
    '--folds',
    '3',
    '--repeats',
    '4',
    '--learning-rate',
    '0.03',
  ],
  ...['--method', 'none', '--method', 'l1:0.01', '--method', 'max-norm:0.5'],
  ...['--method', 'inverted-dropout:keep=0.8+l2:0.01'],
]

/** Seconds differ from run to run: they are left out. */
const untimed: Record<string, (output: string) => string> = {
  table: (output) => {
    const lines = output.split('\n')
    const heading = lines.findIndex((line) => line.startsWith('method '))
    const legend = lines.findIndex((line) => line.startsWith('±'))
    const end = lines[heading].indexOf('unit') + 'unit'.length
    return lines
      .map((line, i) => (i >= heading && i < legend ? line.slice(0, end).trimEnd() : line))
      .join('\n')
  },
  markdown: (output) => output.replace(/( \|[^|]*){2} \|$/gm, ' |'),
  csv: (output) =>
    withoutSeconds(output)
      // The statistics use the host's logarithms, whose last digit is the engine's own affair.
      .replace(/\d+\.\d{12,}(e-\d+)?/g, (number) => String(Number(Number(number).toPrecision(10)))),
}

suite('cli: golden output', (test) => {
  for (const [format, mask] of Object.entries(untimed)) {
    test(`compare --format ${format}`, async () => {
      const result = await regbench([...ARGS, '--format', format])
      assertDone(result)
      assert.match(
        result.stderr,
        /^(?:regbench: \S+ differs from [^\n]*\n)?regbench: fewer than 500 training rows: [^\n]*\n$/,
      )
      const path = new URL(`../golden/compare-${format}.txt`, import.meta.url)
      const actual = mask(result.stdout)
      if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, actual)
      assert.fixture(actual, readFileSync(path, 'utf8'))
    })
  }
})
