/** The examples of docs/library.md, run by a process that imports the package by its name. */
import { execFileSync } from 'node:child_process'
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from '../cli/run.ts'
import { root } from '../conventions/source.ts'
import { assert, suite } from '../harness.ts'

const BLOCKS = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g

suite('library: the examples of docs/library.md', (test) => {
  const examples = [...readFileSync(join(root, 'docs/library.md'), 'utf8').matchAll(BLOCKS)]

  test('there are some', () => {
    assert.is(examples.length, 2)
  })

  examples.forEach(([, code, printed], i) => {
    test(`example ${i + 1} prints what the document says`, () => {
      const cwd = folder({ 'node_modules/.keep': '' })
      symlinkSync(root, join(cwd, 'node_modules', 'regbench'))
      const args = ['--input-type=module', '--eval', code!]
      const stdout = execFileSync(process.execPath, args, {
        cwd,
        encoding: 'utf8',
        env: { PATH: process.env.PATH },
      })
      assert.is(stdout, printed)
    })
  })
})
