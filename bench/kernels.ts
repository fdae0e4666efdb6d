/**
 * Speed of the matrix product at the shapes that training four networks needs, beside a register-only peak.
 *
 *     taskset -c 1 node --import tsx bench/kernels.ts [strict|relaxed] [filter]
 *
 * Each figure is the median of interleaved rounds, so that a disturbance of the machine hits all lines alike; packing is
 * included. `filter` is part of a line's name, for instance `digits` or `TN`.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import asc from 'assemblyscript/asc'
import { Arena, planArena } from '../src/core/arena.ts'
import type { CoreExports } from '../src/core/exports.ts'
import { compileCore, createMemory, HEAP_BASE, instantiateCore } from '../src/core/load.ts'

const ROUNDS = 15
const MULTIPLY_ADDS_A_ROUND = 1e7

/** Layer sizes and batch size of the networks whose training is compared elsewhere. */
const NETWORKS = {
  iris: { sizes: [4, 32, 32, 3], batchSize: 16 },
  digits: { sizes: [64, 128, 64, 10], batchSize: 32 },
  'mnist small': { sizes: [784, 256, 128, 10], batchSize: 128 },
  'mnist paper': { sizes: [784, 1024, 1024, 2048, 10], batchSize: 128 },
}

interface Case {
  readonly name: string
  readonly multiplyAdds: number
  /** Does the work once. */
  run(): void
}

interface Product {
  readonly network: string
  readonly orientation: 'NN' | 'NT' | 'TN'
  readonly M: number
  readonly N: number
  readonly K: number
}

interface Peak {
  multiplyAndAdd(turns: number, out: number): void
  chained(turns: number, out: number): void
  maddsInTurn(): number
}

/** Forward NN; backward NT for the inputs, which the first layer does not need, and TN for the weights. */
function* products(): Generator<Product> {
  for (const [network, { sizes, batchSize }] of Object.entries(NETWORKS)) {
    for (const [layer, fanOut] of sizes.slice(1).entries()) {
      const fanIn = sizes[layer]!
      yield { network, orientation: 'NN', M: batchSize, N: fanOut, K: fanIn }
      if (layer > 0) yield { network, orientation: 'NT', M: batchSize, N: fanIn, K: fanOut }
      yield { network, orientation: 'TN', M: fanIn, N: fanOut, K: batchSize }
    }
  }
}

function productCase(core: CoreExports, arena: Arena, { network, orientation, M, N, K }: Product): Case {
  const gemm = { NN: core.gemmNN, NT: core.gemmNT, TN: core.gemmTN }[orientation]
  const [a, b, c, scratch] = ['a', 'b', 'c', 'scratch'].map((name) => arena.region(name).ptr) as [
    number,
    number,
    number,
    number,
  ]
  return {
    name: `${network.padEnd(12)} ${orientation} ${M} x ${N} x ${K}`,
    multiplyAdds: M * N * K,
    run: () => gemm(a, b, c, M, N, K, 0, scratch),
  }
}

function peakCases(peak: Peak, out: number): Case[] {
  const turns = 1000
  const multiplyAdds = turns * 4 * peak.maddsInTurn()
  return [
    { name: 'peak: multiply and add', multiplyAdds, run: () => peak.multiplyAndAdd(turns, out) },
    { name: 'peak: chained', multiplyAdds, run: () => peak.chained(turns, out) },
  ]
}

/** The probe is no part of the core, so it is compiled here, with the options of the core's build. */
async function compilePeak(build: string): Promise<WebAssembly.Module> {
  let binary: Uint8Array<ArrayBuffer> | undefined
  const root = fileURLToPath(new URL('..', import.meta.url))
  const options = [
    '--config',
    'asconfig.json',
    '--baseDir',
    root,
    '--target',
    build,
    '--outFile',
    'peak.wasm',
  ]
  const { error, stderr } = await asc.main(['bench/peak.assembly.ts', ...options, '--disableWarning'], {
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = Uint8Array.from(contents)
    },
  })
  if (error !== null || binary === undefined) throw new Error(`the peak probe does not compile: ${stderr}`)
  return WebAssembly.compile(binary)
}

const nanoseconds = (start: bigint): number => Number(process.hrtime.bigint() - start)

/** Until V8 has replaced the baseline code of everything that is measured. */
async function warmUp(cases: readonly Case[]): Promise<void> {
  for (const { run } of cases) {
    const start = process.hrtime.bigint()
    while (nanoseconds(start) < 3e7) run()
  }
  await new Promise((resolve) => setTimeout(resolve, 100))
}

/** Nanoseconds a run, one median a case. */
function measure(cases: readonly Case[]): number[] {
  const times = cases.map((): number[] => [])
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, { multiplyAdds, run }] of cases.entries()) {
      const runs = Math.ceil(MULTIPLY_ADDS_A_ROUND / multiplyAdds)
      run()
      const start = process.hrtime.bigint()
      for (let i = 0; i < runs; i++) run()
      times[index]!.push(nanoseconds(start) / runs)
    }
  }
  return times.map((values) => values.sort((x, y) => x - y)[ROUNDS >> 1]!)
}

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true })
  const [build = 'strict', filter = ''] = positionals
  if (build !== 'strict' && build !== 'relaxed') throw new Error(`no build is called ${build}`)

  const module = await compileCore(build)
  const all = [...products()]
  const largest = (size: (product: Product) => number): number => Math.max(...all.map(size))
  const largestScratch = (core: CoreExports): number => largest(({ M, N, K }) => core.gemmScratch(M, N, K))
  const plan = planArena([
    { name: 'a', type: 'f32', length: largest(({ M, K }) => M * K) },
    { name: 'b', type: 'f32', length: largest(({ N, K }) => N * K) },
    { name: 'c', type: 'f32', length: largest(({ M, N }) => M * N) },
    { name: 'scratch', type: 'f32', length: largestScratch(instantiateCore(module, createMemory(0))) / 4 },
  ])
  const memory = createMemory(plan.bytes)
  const arena = new Arena(memory, HEAP_BASE, plan)
  for (const name of ['a', 'b']) arena.f32(name).set(arena.f32(name).map((_, i) => Math.sin(i)))
  const core = instantiateCore(module, memory)

  const probe = new WebAssembly.Instance(await compilePeak(build), { env: { memory } })
  const peaks = peakCases(probe.exports as unknown as Peak, arena.region('c').ptr)
  const chosen = all
    .map((product) => productCase(core, arena, product))
    .filter((c) => c.name.includes(filter))
  const cases = [...peaks, ...chosen]
  await warmUp(cases)
  const times = measure(cases)

  const speeds = cases.map(({ multiplyAdds }, i) => (2 * multiplyAdds) / times[i]!)
  const peakSpeed = Math.max(...speeds.slice(0, peaks.length))
  console.log(`${build} build, Node ${process.version}, median of ${ROUNDS} rounds\n`)
  console.log(
    `${'product  M x N x K'.padEnd(34)}${'us'.padStart(10)}${'GFLOP/s'.padStart(10)}${'of peak'.padStart(10)}`,
  )
  for (const [i, { name }] of cases.entries()) {
    const speed = speeds[i]!
    const cells = [
      (times[i]! / 1000).toFixed(2),
      speed.toFixed(1),
      `${((100 * speed) / peakSpeed).toFixed(0)} %`,
    ]
    console.log(name.padEnd(34) + cells.map((cell) => cell.padStart(10)).join(''))
  }
}

await main()
