/**
 * Speed of the matrix product, packing included, at the shapes that training four networks needs.
 *
 *     taskset -c 1 node --import tsx bench/kernels.ts [strict|relaxed] [filter]
 *
 * `filter` is part of a line's name, for instance `digits` or `TN`.
 */
import { Arena, planArena } from '../src/core/arena.ts'
import type { CoreExports } from '../src/core/exports.ts'
import { compileCore, createMemory, HEAP_BASE, instantiateCore } from '../src/core/load.ts'
import { timedBuild } from './compile.ts'
import { type Case, measure, table } from './measure.ts'
import { peakCases } from './peak.ts'

/** Layer sizes and batch size of the networks whose training is compared elsewhere. */
const NETWORKS = {
  iris: { sizes: [4, 32, 32, 3], batchSize: 16 },
  digits: { sizes: [64, 128, 64, 10], batchSize: 32 },
  'mnist small': { sizes: [784, 256, 128, 10], batchSize: 128 },
  'mnist paper': { sizes: [784, 1024, 1024, 2048, 10], batchSize: 128 },
}

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

function productCase(core: CoreExports, arena: Arena, { network, orientation, M, N, K }: Product): Case {
  const gemm = { NN: core.gemmNN, NT: core.gemmNT, TN: core.gemmTN }[orientation]
  const ptr = (name: string): number => arena.region(name).ptr
  const [a, b, c, scratch] = [ptr('a'), ptr('b'), ptr('c'), ptr('scratch')]
  return {
    name: `${network.padEnd(12)} ${orientation} ${M} x ${N} x ${K}`,
    multiplyAdds: M * N * K,
    run: () => gemm(a, b, c, M, N, K, 0, scratch),
  }
}

const build = timedBuild(process.argv[2])
const filter = process.argv[3] ?? ''
const products = [...trainingProducts()]
const largest = (size: (product: Product) => number): number => Math.max(...products.map(size))

const module = await compileCore(build)
const { gemmScratch } = instantiateCore(module, createMemory(0))
const plan = planArena([
  { name: 'a', type: 'f32', length: largest(({ M, K }) => M * K) },
  { name: 'b', type: 'f32', length: largest(({ N, K }) => N * K) },
  { name: 'c', type: 'f32', length: largest(({ M, N }) => M * N) },
  { name: 'scratch', type: 'f32', length: largest(({ M, N, K }) => gemmScratch(M, N, K)) / 4 },
])
const memory = createMemory(plan.bytes)
const core = instantiateCore(module, memory)
const arena = new Arena(memory, HEAP_BASE, plan)
for (const name of ['a', 'b']) arena.f32(name).set(arena.f32(name).map((_, i) => Math.sin(i)))

const peaks = await peakCases(build, memory, arena.region('c').ptr)
const chosen = products.map((product) => productCase(core, arena, product))
const cases = [...peaks, ...chosen.filter(({ name }) => name.includes(filter))]
console.log(`${build} build, M x N x K`)
console.log(table(cases, await measure(cases), peaks.length))
