/** Compiles the wasm core once a process and binds it to a memory. */
import { readFile } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { addressLimit } from '../util/addressSpace.ts'
import { failure, internalError, usageError } from '../util/errors.ts'
import type { CoreExports } from './exports.ts'

/** The surface this program was written against; assembly/index.ts holds the same number. */
export const ABI = 11

/** `debug` is for tests: asserts inside the core, unoptimised. */
export const BUILDS = ['strict', 'relaxed', 'debug'] as const
export type Build = (typeof BUILDS)[number]

/** The core's static data, if any, lives below this address; arenas start here. */
export const HEAP_BASE = 65536

const PAGE = 65536

/**
 * Compiles a build. The relaxed one needs a V8 flag on Node 20, which must be set before compilation. REGBENCH_BUILD=debug
 * puts the checked build in the place of the strict one, whose bits it has, so that the whole test suite can run in it; it
 * is not an option because no user should time it.
 */
export async function compileCore(build: Build): Promise<WebAssembly.Module> {
  const file = build === 'strict' && process.env.REGBENCH_BUILD === 'debug' ? 'debug' : build
  const url = new URL(`../../build/${file}.wasm`, import.meta.url)
  // Later versions have it without a flag, and complain about one.
  if (build === 'relaxed' && Number.parseInt(process.versions.node, 10) < 22) {
    setFlagsFromString('--experimental-wasm-relaxed-simd')
  }
  try {
    return await WebAssembly.compile(await readFile(url))
  } catch (error) {
    if (build !== 'relaxed') throw error
    throw usageError(
      `--build relaxed: this Node (${process.version}) cannot compile relaxed SIMD; use --build strict`,
    )
  }
}

/**
 * From now on each function of the core is optimised when it is first called. V8's quick first version of a kernel takes several
 * times as long, and is not replaced while it runs: a comparison of small data would spend most of its time in it. To be called
 * where training begins and not before: under another set of flags V8 refuses the bytecode that Node brings of its own modules, and
 * starting a thread takes half as long again.
 */
export const optimizeAtOnce = (): void => setFlagsFromString('--no-liftoff')

/** The most pages of one WebAssembly memory with 32-bit addresses. */
const MAX_PAGES = 65536

/**
 * A memory that holds HEAP_BASE plus `bytes`, of fixed size: every worker thread sees the same one. Throws a failure where
 * there is not so much, since the size follows from what the user asked for.
 */
export function createMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil((HEAP_BASE + bytes) / PAGE)
  const gibibytes = pages / (2 ** 30 / PAGE)
  const size = gibibytes < 0.1 ? `${Math.ceil(gibibytes * 1024)} MiB` : `${gibibytes.toFixed(1)} GiB`
  const remedy = 'lower --jobs, --batch-size or the widths of --hidden, or use fewer rows'
  const refusal = (reason: string, cause?: unknown) =>
    failure(`this takes ${size} of memory, ${reason}`, cause)
  if (pages > MAX_PAGES) throw refusal(`more than the 4 GiB that WebAssembly can address; ${remedy}`)
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  } catch (error) {
    const limit = addressLimit()
    throw refusal(
      Number.isFinite(limit)
        ? `and WebAssembly reserves far more addresses than it uses, of which the limit of this process (ulimit -v ${limit / 1024}) leaves too few; raise the limit, or use Node 20.15 or newer, which regbench starts so that it needs fewer`
        : `which the system does not give; ${remedy}`,
      error,
    )
  }
}

export function instantiateCore(module: WebAssembly.Module, memory: WebAssembly.Memory): CoreExports {
  const core = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as CoreExports
  if (core.abi() !== ABI) {
    throw internalError(
      `the wasm core speaks ABI ${core.abi()}, this program ABI ${ABI}: run "npm run build"`,
    )
  }
  return core
}
