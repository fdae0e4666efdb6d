/**
 * Speed of single kernels: the matrix products that training the workloads needs, packing included, beside the most this
 * build can multiply and add; and what passes over memory, beside a copy.
 */
import { Arena, planArena } from '../core/arena.ts'
import type { CoreExports } from '../core/exports.ts'
import {
  type Build,
  compileCore,
  createMemory,
  HEAP_BASE,
  instantiateCore,
  optimizeAtOnce,
} from '../core/load.ts'
import { type Measurement, summarizeRounds } from './measurement.ts'
import { timeRounds } from './rounds.ts'

interface Case {
  readonly name: string
  /** Multiplications and additions of a call, one each. */
  readonly operations?: number
  /** Bytes read and written by a call. */
  readonly bytes?: number
  /** One of the loops that only touch registers. */
  readonly isPeak?: boolean
  run(): void
}

/** Layer sizes and batch sizes of the workloads. */
const NETWORKS = {
  W1: { sizes: [4, 32, 32, 3], batchSize: 16 },
  W2: { sizes: [64, 128, 64, 10], batchSize: 32 },
  W3: { sizes: [784, 256, 128, 10], batchSize: 128 },
  W4: { sizes: [784, 1024, 1024, 2048, 10], batchSize: 128 },
}

/** Shares of zeros in the first operand: none, those of a ReLU, and those of a ReLU and dropout. */
const ZEROS = [0, 0.5, 0.75]

interface Product {
  readonly network: string
  readonly orientation: 'NN' | 'NT' | 'TN'
  readonly M: number
  readonly N: number
  readonly K: number
}

/** Forward NN; backward NT for the inputs, which the first layer does not need, and TN for the weights. */
function* trainingProducts(): Generator<Product> {
  for (const [network, { sizes, batchSize }] of Object.entries(NETWORKS)) {
    for (const [layer, fanOut] of sizes.slice(1).entries()) {
      const fanIn = sizes[layer]!
      yield { network, orientation: 'NN', M: batchSize, N: fanOut, K: fanIn }
      if (layer > 0) yield { network, orientation: 'NT', M: batchSize, N: fanIn, K: fanOut }
      yield { network, orientation: 'TN', M: fanIn, N: fanOut, K: batchSize }
    }
  }
}

/** Elements of the arrays that are passed over: more than the cache of a core holds, and few enough to stay in it. */
const LENGTHS = { 'in memory': 1 << 22, 'in cache': 1 << 12 }

const SAMPLE_ROWS = 128
const TURNS = 1000

/** Measures the kernels whose name contains `filter`, and always the peak and the copy. */
export async function benchKernels(build: Build, rounds: number, filter = ''): Promise<Measurement[]> {
  const module = await compileCore(build)
  optimizeAtOnce()
  const products = [...trainingProducts()]
  const largest = (size: (product: Product) => number): number => Math.max(...products.map(size))
  const { gemmScratch } = instantiateCore(module, createMemory(0))
  const vector = LENGTHS['in memory']
  const plan = planArena([
    ...ZEROS.map((share) => ({
      name: `a ${share}`,
      type: 'f32' as const,
      length: largest(({ M, K }) => M * K),
    })),
    { name: 'b', type: 'f32', length: largest(({ N, K }) => N * K) },
    { name: 'c', type: 'f32', length: largest(({ M, N }) => M * N) },
    { name: 'scratch', type: 'f32', length: largest(({ M, N, K }) => gemmScratch(M, N, K)) / 4 },
    ...['w', 'g', 'v', 'm'].map((name) => ({ name, type: 'f32' as const, length: vector })),
    { name: 'mask', type: 'i32', length: vector },
    { name: 'rows', type: 'i32', length: SAMPLE_ROWS },
  ])
  const memory = createMemory(plan.bytes)
  const core = instantiateCore(module, memory)
  const arena = new Arena(memory, HEAP_BASE, plan)
  fillOperands(arena)

  const wanted = [
    ...ZEROS.flatMap((share) => products.map((product) => productCase(core, arena, product, share))),
    ...passes(core, arena),
  ].filter(({ name }) => name.includes(filter))
  const cases = [...peaks(core, arena), ...wanted]
  const times = await timeRounds(
    cases.map(({ run }) => run),
    rounds,
  )
  return describe(cases, times, build)
}

function describe(cases: readonly Case[], times: readonly number[][], build: Build): Measurement[] {
  const speed = ({ operations = 0 }: Case, seconds: number): number => operations / seconds / 1e9
  const summaries = times.map(summarizeRounds)
  const peak = Math.max(...cases.map((c, i) => (c.isPeak ? speed(c, summaries[i]!.least_seconds) : 0)))
  return cases.map((c, i) => {
    const summary = summaries[i]!
    return {
      workload: c.name,
      build,
      ...summary,
      ...(c.operations !== undefined && {
        gflops: speed(c, summary.seconds),
        // What disturbs only slows, so the least times compare best.
        share_of_peak: speed(c, summary.least_seconds) / peak,
      }),
      ...(c.bytes !== undefined && { gigabytes_per_second: c.bytes / summary.seconds / 1e9 }),
      node: process.version,
    }
  })
}

function fillOperands(arena: Arena): void {
  const wave = (name: string): Float32Array => {
    const values = arena.f32(name)
    for (let i = 0; i < values.length; i++) values[i] = Math.sin(i)
    return values
  }
  for (const share of ZEROS) {
    const values = wave(`a ${share}`)
    // A multiplicative hash of the index scatters the zeros: a pattern would be learnt by the processor.
    for (let i = 0; i < values.length; i++) {
      if ((Math.imul(i + 1, 2654435761) >>> 0) / 2 ** 32 < share) values[i] = 0
    }
  }
  for (const name of ['b', 'w', 'g']) wave(name)
  const mask = arena.i32('mask')
  for (let i = 0; i < mask.length; i++) mask[i] = Math.imul(i + 1, 2654435761) < 0 ? -1 : 0
}

function peaks(core: CoreExports, arena: Arena): Case[] {
  const out = arena.region('c').ptr
  const operations = TURNS * core.peakOperations()
  return [
    { name: 'peak: multiply and add', operations, isPeak: true, run: () => core.peakSeparate(TURNS, out) },
    { name: 'peak: multiply-add', operations, isPeak: true, run: () => core.peakChained(TURNS, out) },
  ]
}

function productCase(
  core: CoreExports,
  arena: Arena,
  { network, orientation, M, N, K }: Product,
  zeros: number,
): Case {
  const [a, b, c, scratch] = [`a ${zeros}`, 'b', 'c', 'scratch'].map((name) => arena.region(name).ptr) as [
    number,
    number,
    number,
    number,
  ]
  return {
    name: `${network} ${orientation} ${M} x ${N} x ${K}${zeros === 0 ? '' : `, ${100 * zeros} % zeros`}`,
    operations: 2 * M * N * K,
    run: {
      NN: () => core.gemmNN(a, b, c, M, N, K, scratch),
      NT: () => core.gemmNT(a, b, c, M, N, K, scratch),
      TN: () => core.gemmTN(a, b, c, M, N, K, scratch),
    }[orientation],
  }
}

/** What is not a product. The values stay finite: rates and factors are 0 or next to 1. */
function passes(core: CoreExports, arena: Arena): Case[] {
  const ptr = (name: string): number => arena.region(name).ptr
  const [w, g, v, m, mask, rows] = ['w', 'g', 'v', 'm', 'mask', 'rows'].map(ptr) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const elementwise = Object.entries(LENGTHS).flatMap(([where, n]) => {
    const copyFrom = arena.f32('g').subarray(0, n)
    const copyTo = arena.f32('m').subarray(0, n)
    const side = 2 ** Math.floor(Math.log2(n) / 2)
    const pass = (name: string, arrays: number, run: () => void): Case => ({
      name: `${name}, ${n} values ${where}`,
      bytes: 4 * n * arrays,
      run,
    })
    return [
      pass('copy', 2, () => copyTo.set(copyFrom)),
      pass('relu', 2, () => core.relu(w, n)),
      pass('relu backward', 3, () => core.reluBackward(w, g, n)),
      pass('tanh', 2, () => core.tanh(w, n)),
      pass('mask', 3, () => core.applyMask(g, mask, 1, n)),
      pass('add bias', 2, () => core.addBias(w, v, n / side, side)),
      pass('L2 gradient', 3, () => core.addL2Gradient(g, w, 0, n)),
      pass('soft threshold', 2, () => core.softThreshold(w, 0, n)),
      pass('max-norm', 1, () => core.projectColumns(w, n / side, side, 1e9, m)),
      pass('momentum', 5, () => core.momentum(w, g, v, 0, 0, n)),
      pass('adam', 7, () => core.adam(w, g, m, v, 0, 0.9, 0.999, 1, 1, 1e-8, n)),
    ]
  })
  const units = SAMPLE_ROWS * 1024
  return [
    ...elementwise,
    {
      name: `draw masks, ${SAMPLE_ROWS} x 1024 units`,
      bytes: 4 * units,
      run: () => core.sampleMask(mask, rows, SAMPLE_ROWS, 1024, 2 ** 31, 1, 2, 3, 4),
    },
  ]
}
