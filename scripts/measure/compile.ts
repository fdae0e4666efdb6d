/** AssemblyScript that only benchmarks need, compiled in memory with the options of a build of the core. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import asc from 'assemblyscript/asc'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The two builds worth timing; `debug` is unoptimised. */
export type TimedBuild = 'strict' | 'relaxed'

/** The build a benchmark was asked for; strict unless said. */
export function timedBuild(argument = 'strict'): TimedBuild {
  if (argument === 'strict' || argument === 'relaxed') return argument
  throw new Error(`builds to time are strict and relaxed, not ${argument}`)
}

/**
 * Compiles the file `entry` (relative to the package) or, when `source` is given, that text as if it stood there.
 * @throws {Error} with the compiler's messages
 */
export async function compile(
  entry: string,
  build: TimedBuild,
  source?: string,
): Promise<WebAssembly.Module> {
  let binary: Uint8Array<ArrayBuffer> | undefined
  const options = [
    '--config',
    'asconfig.json',
    '--baseDir',
    root,
    '--target',
    build,
    '--outFile',
    'bench.wasm',
  ]
  const { error, stderr } = await asc.main([entry, ...options, '--disableWarning'], {
    readFile: async (name, baseDir) => {
      if (name === entry && source !== undefined) return source
      return readFile(join(baseDir, name), 'utf8').catch(() => null)
    },
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = Uint8Array.from(contents)
    },
  })
  if (error !== null || binary === undefined) throw new Error(`${entry} does not compile: ${stderr}`)
  // As src/core/load.ts.
  if (build === 'relaxed' && Number.parseInt(process.versions.node, 10) < 22) {
    setFlagsFromString('--experimental-wasm-relaxed-simd')
  }
  return WebAssembly.compile(binary)
}
