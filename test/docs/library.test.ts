/** The examples of docs/library.md, run by a process that imports the package by its name. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { folder } from '../cli/run.ts'
import { root } from '../conventions/source.ts'
import { assert, suite } from '../harness.ts'

const BLOCKS = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g

suite('library: the examples of docs/library.md', (test) => {
  const examples = [...readFileSync(join(root, 'docs/library.md'), 'utf8').matchAll(BLOCKS)]

  test('there are some', () => {
    assert.is(examples.length, 4)
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

/** A file of declarations and all that it imports. */
function closureOf(path: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(path)) return seen
  const text = readFileSync(path, 'utf8')
  seen.set(path, text)
  for (const [, specifier] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)['"]/g)) {
    const target = join(dirname(path), specifier.replace(/\.(?:js|ts)$/, '.d.ts'))
    if (existsSync(target)) closureOf(target, seen)
  }
  return seen
}

suite('library: types', (test) => {
  test('need none of Node', () => {
    const files = closureOf(join(root, 'dist/index.d.ts'))
    assert.ok(files.size > 10)
    for (const [path, text] of files) {
      // Comments may speak of what they like.
      const code = text.replace(/\/\*[\s\S]*?\*\//g, '')
      assert.not.match(code, /\bnode:|\bBuffer\b|\bNodeJS\b/, path)
    }
  })
})
