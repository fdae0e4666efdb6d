/** How the program starts, with bytecode of the build and without. Where nothing is compiled again no test sees a time. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assert, suite } from '../harness.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bytecodeOf = (name: string): string =>
  join(root, `build/code/${name}-${process.version}-${process.arch}.bin`)

/** Whether V8 refuses bytecode of a bundle, in a process of its own: flags that were set for other tests would make it refuse all. */
function isRefused(name: string, bytecode: string): boolean {
  const script = `
    const { compile } = require(${JSON.stringify(join(root, 'bin/load.js'))})
    const bytecode = require('node:fs').readFileSync(${JSON.stringify(bytecode)})
    const bundle = ${JSON.stringify(join(root, `dist/bundle/${name}.cjs`))}
    process.stdout.write(String(compile(bundle, bytecode).cachedDataRejected))`
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env: {} })) as boolean
}

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
      assert.is(isRefused(name, bytecodeOf(name)), false)
    })
  }

  test('bytecode of another version is refused, and the source compiled instead', () => {
    const other = readFileSync(bytecodeOf('help'))
    // Behind V8's magic number stands the hash of its version.
    other.writeUInt32LE(~other.readUInt32LE(4) >>> 0, 4)
    const path = join(mkdtempSync(join(tmpdir(), 'regbench-bytecode-')), 'help.bin')
    writeFileSync(path, other)
    assert.is(isRefused('help', path), true)
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
