/**
 * Runs the test files whose path below test/ matches a pattern, in as many processes as there are cores: each takes the next
 * file when it is done with one. Ends as uvu ends, with the counts of all files together.
 *
 *     node --import tsx scripts/run-tests.ts ['^statistics/'] [processes]
 *
 * A file that cannot be loaded, or whose process dies, counts as one test that failed.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What uvu writes behind the tests of a file. */
const CLOSING = /\n {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)\n {2}Duration: +[\d.]+ms\n\n$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what it removes.
const COLOURS = /\u001b\[[\d;]*m/g

const MAX_SLOWEST = 10

export interface FileResult {
  readonly name: string
  readonly total: number
  readonly passed: number
  readonly skipped: number
  readonly seconds: number
}

/** The counts that uvu's closing lines say at the end of `output`, and what stands before them; undefined before they are there. */
export function closingOf(output: string) {
  const plain = output.replace(COLOURS, '')
  const found = CLOSING.exec(plain)
  if (found === null) return undefined
  const [total, passed, skipped] = found.slice(1).map(Number)
  return { total, passed, skipped, tests: output.slice(0, output.lastIndexOf('\n  Total:')) }
}

/** Runs `files`, below `folder`; `write` gets the output of each in one piece. Resolves in the order in which they ended. */
export async function runFiles(
  folder: string,
  files: readonly string[],
  processes: number,
  write: (text: string) => void,
): Promise<FileResult[]> {
  const waiting = [...files]
  const results: FileResult[] = []
  const work = async () => {
    let child: ChildProcess | undefined
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      if (child?.connected !== true) child = startProcess()
      const began = performance.now()
      const { output, ...counts } = await runFile(child, name, join(folder, name))
      write(output)
      results.push({ name, ...counts, seconds: (performance.now() - began) / 1000 })
    }
    await finish(child)
  }
  await Promise.all(Array.from({ length: Math.min(processes, files.length) }, work))
  return results
}

const startProcess = (): ChildProcess =>
  fork(fileURLToPath(new URL('run-tests-process.ts', import.meta.url)), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, FORCE_COLOR: '1' },
  })

/** One file in a process that has nothing else to do. */
function runFile(child: ChildProcess, name: string, path: string) {
  return new Promise<{ output: string; total: number; passed: number; skipped: number }>((resolve) => {
    let output = ''
    let complaints = ''
    const onError = (text: string) => {
      complaints += text
    }
    const onData = (text: string) => {
      output += text
      const closing = closingOf(output)
      if (closing === undefined) return
      const { tests, ...counts } = closing
      settle({ output: `${complaints}${tests}\n`, ...counts })
    }
    // "close" follows the last output, and "exit" may not.
    const onClose = (code: number | null, signal: string | null) => {
      const end = signal === null ? `exit code ${code}` : `signal ${signal}`
      settle({
        output: `${complaints}${output}\n   FAIL  ${name}: its process ended (${end})\n`,
        ...{ total: 1, passed: 0, skipped: 0 },
      })
    }
    const settle = (result: Parameters<typeof resolve>[0]) => {
      child.stdout!.off('data', onData)
      child.stderr!.off('data', onError)
      child.off('close', onClose)
      resolve(result)
    }
    child.stdout!.setEncoding('utf8').on('data', onData)
    child.stderr!.setEncoding('utf8').on('data', onError)
    child.once('close', onClose)
    child.send({ name, path })
  })
}

/** Lets go of a process; it ends when nothing is left open in it, as a test may not leave anything. */
const finish = (child: ChildProcess | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (child?.connected !== true) {
      resolve()
      return
    }
    child.stdout!.resume()
    child.stderr!.resume()
    child.once('exit', () => resolve())
    child.disconnect()
  })

/** uvu's closing lines for all files, after the files that took longest and those that failed. */
export function summaryOf(results: readonly FileResult[], seconds: number): string {
  const sum = (key: 'total' | 'passed' | 'skipped') =>
    results.reduce((total, result) => total + result[key], 0)
  const line = (name: string, value: string | number) => `  ${`${name}:`.padEnd(10)} ${value}\n`
  const slowest = [...results].sort((a, b) => b.seconds - a.seconds).slice(0, MAX_SLOWEST)
  const failed = results.filter(({ total, passed }) => passed < total)
  return [
    '\n',
    ...slowest.map(({ name, seconds }) => line('Slow', `${seconds.toFixed(1)} s ${name}`)),
    ...failed.map(({ name }) => line('Failed', name)),
    '\n',
    line('Total', sum('total')),
    line('Passed', sum('passed')),
    line('Skipped', sum('skipped')),
    line('Duration', `${seconds.toFixed(1)} s`),
    '\n',
  ].join('')
}

async function main([pattern = '', processes = `${availableParallelism()}`]: readonly string[]) {
  const folder = fileURLToPath(new URL('../test', import.meta.url))
  const matching = new RegExp(pattern, 'i')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.test.ts') && matching.test(name))
    .sort()
  if (files.length === 0) {
    console.error(`no test file matches ${pattern}`)
    process.exitCode = 1
    return
  }
  const began = performance.now()
  const results = await runFiles(folder, files, Number(processes), (text) => process.stdout.write(text))
  process.stdout.write(summaryOf(results, (performance.now() - began) / 1000))
  if (results.some(({ total, passed }) => passed < total)) process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2))
