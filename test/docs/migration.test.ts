/** What docs/migration.md says to write is what the program takes: the middle column of its tables. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import type { AnyCommand } from '../../src/commands/command.ts'
import { compareCommand } from '../../src/commands/compare.ts'
import { declare } from '../../src/commands/declare.ts'
import { tuneCommand } from '../../src/commands/tune.ts'
import { regularizerNames } from '../../src/regularizers/index.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { parseTemplate } from '../../src/regularizers/template.ts'
import { root } from '../conventions/source.ts'
import { assert, suite } from '../harness.ts'

const text = readFileSync(join(root, 'docs/migration.md'), 'utf8')

/** Code spans of the column that says what to write here. */
const spans = text
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .flatMap((line) => [...(line.split(' | ')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, span]) => span))

const isMethod = (span: string): boolean => regularizerNames.some((name) => name === span.split(/[:+]/)[0])

/** Takes the words as commander would, running nothing. */
function take(words: readonly string[], definition: AnyCommand): Record<string, unknown> {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  declare(command, definition)
  command.action(() => {}).parse([...words], { from: 'user' })
  return command.opts()
}

suite('docs/migration.md', (test) => {
  test('every method in it is one that the program takes', () => {
    const methods = spans.filter(isMethod)
    assert.ok(methods.length >= 30)
    for (const spec of methods) assert.not.throws(() => parseMethod(spec), undefined, spec)
  })

  test('every option in it is one that compare takes, with its value', () => {
    const options = spans.filter((span) => span.startsWith('--') && span !== '--scan')
    assert.ok(options.length >= 40)
    for (const span of options) {
      assert.not.throws(() => take(['data.csv', ...span.split(' ')], compareCommand), undefined, span)
    }
  })

  test('every command line in it is one that the program takes', () => {
    const lines = spans.filter((span) => span.startsWith('regbench '))
    assert.is(lines.length, 2)
    for (const line of lines) {
      const [, name, ...words] = line.split(' ')
      const { method } = take(words, name === 'tune' ? tuneCommand : compareCommand)
      for (const spec of method as string[]) parseTemplate(spec)
    }
  })

  test('what to write here is nothing else', () => {
    const others = spans.filter((span) => !isMethod(span) && !/^(?:--|regbench )/.test(span))
    assert.equal(others, [])
  })

  test('the strengths follow from the rules beside them', () => {
    const rows = text.split('\n').map((line) => line.split(' | '))
    let checked = 0
    for (const [there, here, rule] of rows) {
      const [, divisor] = /^L = (?:alpha \/ (n))/.exec(rule ?? '') ?? []
      const [, alpha, n] = /alpha=([\d.e-]+)`, batches of (\d+)/.exec(there) ?? []
      if (divisor === undefined || alpha === undefined) continue
      const [, strength] = /`l2:([\d.e-]+)`/.exec(here)!
      assert.ok(Math.abs(Number(strength) - Number(alpha) / Number(n)) < 1e-12, there)
      checked++
    }
    assert.is(checked, 2)
  })
})
