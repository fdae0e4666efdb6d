/**
 * Which register tile, and which loop around it? Writes the candidates as AssemblyScript, compiles and times them on
 * packed panels that stay in L1: the figures in docs/kernels.md. assembly/gemm/micro.ts is `4x8 way out`.
 *
 *     taskset -c 1 node --import tsx scripts/measure/tiles.ts [strict|relaxed] [filter]
 */
import { createMemory, HEAP_BASE } from '../../src/core/load.ts'
import { compile, timedBuild } from './compile.ts'
import { peakCases } from './peak.ts'
import { type Case, measure } from './rounds.ts'

const LANES = 4
/** Steps of k in a call, as many as gemm.ts gives a panel. */
const KC = 256

/** [rows, vectors a row] */
const TILES = [
  [2, 2],
  [4, 1],
  [8, 1],
  [2, 4],
  [4, 2],
  [3, 3],
  [5, 2],
  [6, 2],
  [4, 3],
  [3, 4],
] as const

const range = (count: number): number[] => [...Array(count).keys()]

/** Step number `ahead` of a turn of the loop, for a tile of `rows` x `vectors` vectors. */
function step(rows: number, vectors: number, ahead: number): string {
  const width = vectors * LANES
  return [
    ...range(vectors).map((j) => `b${j} = v128.load(b, ${4 * (ahead * width + j * LANES)})`),
    ...range(rows).flatMap((i) => [
      `x = v128.load32_splat(a, ${4 * (ahead * rows + i)})`,
      ...range(vectors).map((j) => `acc${i}_${j} = madd(x, b${j}, acc${i}_${j})`),
    ]),
  ].join('; ')
}

interface Parts {
  /** Code of step number `ahead` of a turn. */
  step(ahead: number): string
  /** Code that moves both pointers by `steps` steps. */
  advance(steps: number): string
}

/** Ways to go through `kc` steps, which may be odd. */
const LOOPS: Record<string, (parts: Parts) => string> = {
  'one step': ({ step, advance }) => `
    for (let k = kc; k > 0; k--) { ${step(0)}; ${advance(1)} }`,
  'loop for odd': ({ step, advance }) => `
    let k = kc
    for (; k >= 2; k -= 2) { ${step(0)}; ${step(1)}; ${advance(2)} }
    for (; k > 0; k--) { ${step(0)}; ${advance(1)} }`,
  'odd first': ({ step, advance }) => `
    if (kc & 1) { ${step(0)}; ${advance(1)} }
    for (let k = kc >> 1; k > 0; k--) { ${step(0)}; ${step(1)}; ${advance(2)} }`,
  'way out': ({ step, advance }) => `
    for (let k = kc; k > 0; k -= 2) { ${step(0)}; if (k === 1) break; ${step(1)}; ${advance(2)} }`,
}

/** C += A B over packed panels, as in micro.ts. */
function kernel(name: string, rows: number, vectors: number, loop: (parts: Parts) => string): string {
  const width = vectors * LANES
  const elements = range(rows).flatMap((i) => range(vectors).map((j) => [i, j] as const))
  const steps = loop({
    step: (ahead) => step(rows, vectors, ahead),
    advance: (steps) => `a += ${4 * steps * rows}; b += ${4 * steps * width}`,
  })
  return `
  export function ${name}(a: usize, b: usize, kc: i32, c: usize): void {
    let x: v128
    ${range(vectors)
      .map((j) => `let b${j}: v128`)
      .join('\n')}
    ${elements.map(([i, j]) => `let acc${i}_${j} = v128.load(c, ${4 * (i * width + j * LANES)})`).join('\n')}
    ${steps}
    ${elements.map(([i, j]) => `v128.store(c, acc${i}_${j}, ${4 * (i * width + j * LANES)})`).join('\n')}
  }`
}

const build = timedBuild(process.argv[2])
const filter = process.argv[3] ?? ''

const candidates = TILES.flatMap(([rows, vectors]) =>
  Object.entries(LOOPS).map(([loopName, loop], number) => ({
    name: `${rows}x${vectors * LANES} ${loopName}`,
    symbol: `tile${rows}x${vectors}_${number}`,
    source: kernel(`tile${rows}x${vectors}_${number}`, rows, vectors, loop),
    multiplyAdds: rows * vectors * LANES * KC,
  })),
)
const source = ["import { madd } from '../../assembly/simd'", ...candidates.map(({ source }) => source)].join(
  '\n',
)
const module = await compile('scripts/measure/tiles.assembly.ts', build, source)

/** A panel of A, one of B and the tile follow each other, each on its own pages. */
const PANEL_BYTES = 65536
const memory = createMemory(4 * PANEL_BYTES)
const [a, b, c, out] = range(4).map((i) => HEAP_BASE + i * PANEL_BYTES) as [number, number, number, number]
const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<
  string,
  (a: number, b: number, kc: number, c: number) => void
>

const peaks = await peakCases(build, memory, out)
const timed = candidates.map(({ name, symbol, multiplyAdds }): Case => {
  const run = exports[symbol]!
  return { name, multiplyAdds, run: () => run(a, b, KC, c) }
})
const cases = [...peaks, ...timed.filter(({ name }) => name.includes(filter))]
console.log(`${build} build, rows x columns and loop, kc = ${KC}`)
console.log(await measure(cases, peaks.length))
