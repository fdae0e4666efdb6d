/** Runs the built program as a user does, in a process and a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assert } from '../harness.ts'

export const BINARY = fileURLToPath(new URL('../../bin/regbench.js', import.meta.url))

/** A comparison of a tenth of a second; what it finds does not matter. A second worker would take longer to start than to work. */
export const TINY = [
  ...['--jobs', '1', '--epochs', '2', '--hidden', '8', '--folds', '3', '--repeats', '1'],
] as const

export interface Finished {
  /** Null when a signal ended the process. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly input?: string | Buffer
  /** On top of ENV. */
  readonly env?: Readonly<Record<string, string>>
}

/** PATH and the core alone: a test must not depend on the colours or the locale of who runs it. */
export const ENV: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '',
  ...(process.env.REGBENCH_BUILD !== undefined && { REGBENCH_BUILD: process.env.REGBENCH_BUILD }),
}

export function start(args: readonly string[], { cwd, env }: RunOptions = {}): ChildProcess {
  const child = spawn(process.execPath, [BINARY, ...args], {
    cwd: cwd ?? folder(),
    env: { ...ENV, ...env },
  })
  return watched(child)
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A process that does not outlive the tests. */
export function watched(child: ChildProcess): ChildProcess {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Kills what a test has left running: after a failed assertion it would keep the others, and the run, from ending. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

export function finished(child: ChildProcess): Promise<Finished> {
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, ...output }))
  })
}

export function regbench(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = start(args, options)
  child.stdin?.end(options.input)
  return finished(child)
}

/** Sends SIGINT once the program has said something on standard error: by then it listens, however slow the machine. */
export const interrupt = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.stderr?.once('data', () => {
      child.kill('SIGINT')
      resolve()
    })
  })

/** Whole numbers as a target, which `train` notes are taken for classes. */
export const NOTED = `x,y\n${Array.from({ length: 60 }, (_, i) => `${i},${i % 3}\n`).join('')}`

const made: string[] = []
process.on('exit', () => {
  for (const path of made) rmSync(path, { recursive: true, force: true })
})

/** A new temporary folder that holds these files. */
export function folder(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'regbench-test-'))
  made.push(path)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true })
    writeFileSync(join(path, name), content)
  }
  return path
}

/** Ended with this code and this one sentence on standard error: no result, no stack trace, nothing else. */
export function assertRefused(result: Finished, code: number, sentence: string): void {
  assert.is(result.stderr, `regbench: ${sentence}\n`)
  assert.is(result.stdout, '')
  assert.is(result.code, code)
}

export function assertDone(result: Finished): void {
  assert.is(result.code, 0, result.stderr)
}
