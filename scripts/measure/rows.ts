/**
 * How wide a row tile, and how to keep its registers? Writes the candidates as AssemblyScript, compiles and times them on lists
 * in L2 and a panel in L1: the figures in docs/kernels.md. assembly/gemm/row.ts is `1x32 way out, cut`.
 *
 *     taskset -c 1 node --import tsx scripts/measure/rows.ts [strict|relaxed] [filter]
 */
import { createMemory, HEAP_BASE } from '../../src/core/load.ts'
import { compile, timedBuild } from './compile.ts'
import { peakCases } from './peak.ts'
import { type Case, measure } from './rounds.ts'

const LANES = 4
/** Steps of k that a list may name, lines of A, and the share of their elements that are not 0. */
const KC = 192
const LINES = 128
const SHARE = 0.5
/** Vectors of a row of B. */
const VECTORS = [4, 5, 6, 7, 8, 10]
/** A condition that never holds, and that V8 cannot know: it ends a basic block, before whose first product all loads stand. */
const CUT = 'if (row === 0) break'

const range = (count: number): number[] => [...Array(count).keys()]

/** Entry number `ahead` of a turn; with `cut`, in two halves. */
function entry(vectors: number, cut: boolean, ahead: number): string {
  const terms = range(vectors).map((j) => `acc${j} = madd(x, v128.load(row, ${16 * j}), acc${j})`)
  if (cut) terms.splice(Math.ceil(vectors / 2), 0, CUT)
  return [
    `row = b + <usize>load<u32>(list, ${8 * ahead}); x = v128.load32_splat(list, ${8 * ahead + 4})`,
    ...terms,
  ].join('; ')
}

/** Ways to go through a list; all but the first two need its length to be a multiple of the entries in a turn. */
const LOOPS: Record<string, (entry: (ahead: number) => string) => string> = {
  'one entry': (entry) => `while (list < end) { ${entry(0)}; list += 8 }`,
  'way out': (entry) =>
    `while (list < end) { ${entry(0)}; if (list + 8 >= end) break; ${entry(1)}; list += 16 }`,
  'two entries': (entry) => `while (list < end) { ${entry(0)}; ${CUT}; ${entry(1)}; list += 16 }`,
  'four entries': (entry) => `while (list < end) { ${range(4).map(entry).join(`; ${CUT}; `)}; list += 32 }`,
}

/** C += A B for all lines, one row of C for all: it stays in L1. */
function kernel(symbol: string, vectors: number, loop: string): string {
  return `
  function tile_${symbol}(list: usize, end: usize, b: usize, c: usize): void {
    let x: v128
    let row: usize
    ${range(vectors)
      .map((j) => `let acc${j} = v128.load(c, ${16 * j})`)
      .join('\n')}
    ${loop}
    ${range(vectors)
      .map((j) => `v128.store(c, acc${j}, ${16 * j})`)
      .join('\n')}
  }
  export function ${symbol}(lists: usize, ends: usize, b: usize, c: usize, lines: i32): void {
    for (let i = 0; i < lines; i++) tile_${symbol}(lists + i * ${8 * KC}, load<u32>(ends + 4 * i), b, c)
  }`
}

const build = timedBuild(process.argv[2])
const filter = process.argv[3] ?? ''

const candidates = VECTORS.flatMap((vectors) =>
  Object.entries(LOOPS).flatMap(([loopName, loop], number) =>
    [false, true].map((cut) => {
      const symbol = `row${vectors}_${number}${cut ? '_cut' : ''}`
      const source = kernel(
        symbol,
        vectors,
        loop((ahead) => entry(vectors, cut, ahead)),
      )
      return { vectors, symbol, source, name: `1x${vectors * LANES} ${loopName}${cut ? ', cut' : ''}` }
    }),
  ),
)
const source = ["import { madd } from '../../assembly/simd'", ...candidates.map(({ source }) => source)].join(
  '\n',
)
const module = await compile('scripts/measure/rows.assembly.ts', build, source)

const PANEL_BYTES = 65536
const memory = createMemory(4 * PANEL_BYTES + 8 * KC * LINES)
const [b, c, ends, out, lists] = range(5).map((i) => HEAP_BASE + i * PANEL_BYTES) as [
  number,
  number,
  number,
  number,
  number,
]
const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Record<
  string,
  (lists: number, ends: number, b: number, c: number, lines: number) => void
>
// Pages that nobody has written share one page of zeros, which the first-level cache holds once: all loads would miss it.
new Float32Array(memory.buffer, b, PANEL_BYTES / 4).fill(1)

/** The steps of every line, as many as four divides. */
const steps = range(LINES).map((line) => {
  const kept = range(KC).filter((k) => Math.imul(line * KC + k + 1, 2654435761) >>> 0 < SHARE * 2 ** 32)
  return kept.slice(0, kept.length & ~3)
})
const entries = steps.reduce((sum, line) => sum + line.length, 0)

function writeLists(rowBytes: number): void {
  const words = new Uint32Array(memory.buffer)
  const elements = new Float32Array(memory.buffer)
  for (const [line, kept] of steps.entries()) {
    const list = lists + 8 * KC * line
    words[ends / 4 + line] = list + 8 * kept.length
    for (const [i, k] of kept.entries()) {
      words[list / 4 + 2 * i] = k * rowBytes
      elements[list / 4 + 2 * i + 1] = 1e-6
    }
  }
}

console.log(
  `${build} build, rows x columns and loop, kc = ${KC}, ${100 * SHARE} % not 0, GFLOP/s without the zeros`,
)
for (const vectors of VECTORS) {
  const peaks = await peakCases(build, memory, out)
  const timed = candidates.filter(
    (candidate) => candidate.vectors === vectors && candidate.name.includes(filter),
  )
  if (timed.length === 0) continue
  writeLists(16 * vectors)
  const cases = timed.map(({ name, symbol }): Case => {
    const run = exports[symbol]!
    return { name, multiplyAdds: entries * vectors * LANES, run: () => run(lists, ends, b, c, LINES) }
  })
  console.log(await measure([...peaks, ...cases], peaks.length))
}
