import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { BINARY, ENV, finished, folder } from '../cli/run.ts'
import { assert, suite } from '../harness.ts'
import { RUNS } from './fuzz.ts'
import { type Hostile, hostile } from './hostile.ts'

/** In the full run the bomb has its full size, and the table of docs/reliability.md is printed. */
const FULL = RUNS >= 1000

const ARGS = [
  '--epochs',
  '1',
  '--hidden',
  '4',
  '--folds',
  '2',
  '--repeats',
  '1',
  '--method',
  'none',
  '--jobs',
  '1',
]

/** Tells its greatest memory, in KiB, on descriptor 3. */
const WATCH = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.resourceUsage().maxRSS)))`

async function run({ bytes, options = [] }: Hostile) {
  const content = bytes()
  const cwd = folder({ 'data.csv': content })
  const began = performance.now()
  const child = spawn(
    process.execPath,
    ['--import', WATCH, BINARY, 'compare', join(cwd, 'data.csv'), ...ARGS, ...options],
    { cwd, env: ENV, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  )
  let memory = ''
  child.stdio[3]?.on('data', (chunk) => {
    memory += chunk
  })
  const result = await finished(child)
  return {
    ...result,
    size: content.length,
    seconds: (performance.now() - began) / 1000,
    mebibytes: Number(memory) / 1024,
  }
}

const size = (bytes: number): string => (bytes < 1e5 ? `${bytes} B` : `${(bytes / 1e6).toFixed(1)} MB`)

suite('fuzz: hostile files', (test) => {
  const table: string[] = []
  for (const kind of hostile(FULL)) {
    test(kind.title, async () => {
      const { code, stdout, stderr, size: bytes, seconds, mebibytes } = await run(kind)
      assert.is(code, kind.code, stderr.slice(0, 500))
      if (kind.says !== undefined) assert.match(stderr, kind.says)
      assert.ok(stderr.length < 20_000, `${stderr.length} characters on standard error`)
      const lines = stderr.split('\n').slice(0, -1)
      for (const line of lines) assert.ok(line.startsWith('regbench: '), line)
      if (code !== 0) assert.is(stdout, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      assert.not.match(stdout + stderr, /[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
      assert.ok(mebibytes > 0 && mebibytes < kind.most, `${mebibytes} MiB, at most ${kind.most}`)
      const outcome = code === 0 ? 'table' : `code ${code}`
      table.push(
        `| ${kind.title} | ${size(bytes)} | ${outcome} | ${seconds.toFixed(1)} | ${Math.round(mebibytes)} |`,
      )
    })
  }
  test('leave figures', () => {
    if (FULL)
      console.log(`\n| input | size | outcome | s | MiB |\n|---|---|---|---|---|\n${table.join('\n')}`)
    assert.is(table.length, hostile(FULL).length)
  })
})
