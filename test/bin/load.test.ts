/** How the program starts, with bytecode of the build and without. Where nothing is compiled again no test sees a time. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Script } from 'node:vm'
import { assert, suite } from '../harness.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { compile } = createRequire(import.meta.url)(join(root, 'bin/load.js')) as {
  compile(file: string, cachedData: Buffer): Script
}
const bytecodeOf = (name: string): Buffer =>
  readFileSync(join(root, `build/code/${name}-${process.version}-${process.arch}.bin`))

const run = (binary: string, ...args: string[]): string =>
  execFileSync(process.execPath, [binary, ...args], { encoding: 'utf8', env: {} })

/** A program without build/code, as an installed package is. */
function installed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'regbench-installed-'))
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true })
  symlinkSync(join(root, 'dist'), join(folder, 'dist'))
  return join(folder, 'bin/regbench.js')
}

suite('bin: load', (test) => {
  for (const name of ['help', 'program', 'worker']) {
    test(`V8 takes the bytecode that the build made of the bundle ${name}`, () => {
      const script = compile(join(root, `dist/bundle/${name}.cjs`), bytecodeOf(name))
      assert.is(script.cachedDataRejected, false)
    })
  }

  test('bytecode of another version is refused, and the source compiled instead', () => {
    const other = Buffer.from(bytecodeOf('help'))
    // Behind V8's magic number stands the hash of its version.
    other.writeUInt32LE(~other.readUInt32LE(4) >>> 0, 4)
    const script = compile(join(root, 'dist/bundle/help.cjs'), other)
    assert.is(script.cachedDataRejected, true)
  })

  test('without bytecode the program says and does the same', () => {
    const here = join(root, 'bin/regbench.js')
    const there = installed()
    assert.is(run(there, '--help'), run(here, '--help'))
    const methods = run(here, 'methods', 'l2')
    assert.match(methods, 'l2')
    assert.is(run(there, 'methods', 'l2'), methods)
  })

  test('the bundles say whose code they hold', () => {
    const licences = readFileSync(join(root, 'dist/bundle/LICENSES.txt'), 'utf8')
    for (const name of ['chalk', 'commander', 'csv-parse', 'vega', 'vega-lite', 'yaml']) {
      assert.match(licences, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+: [A-Z]`, 'm'))
    }
  })
})
