/**
 * Measures the elementary functions of the core over every f32 there is, and the normal quantile over a long stream of
 * draws, against float64. Prints for each the largest error and where it lies; assembly/math.ts and assembly/random.ts
 * quote the figures.
 *
 *     node --import tsx scripts/measure/math.ts [strict|relaxed] [exp|log|tanh|sigmoid|normal ...]
 *
 * Errors are in ulp of the exact result; below the normal range an ulp is 2^-149. A few minutes a function.
 */
import type { CoreExports } from '../../src/core/exports.ts'
import { compileCore, createMemory, HEAP_BASE, instantiateCore } from '../../src/core/load.ts'
import { inverseNormal } from '../../test/reference/random.ts'

const CHUNK = 1 << 20

interface Worst {
  error: number
  at: number
}

const sigmoid = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))

type Elementary = { run(core: CoreExports, ptr: number, n: number): void; exact(x: number): number }

const elementary: Record<string, Elementary> = {
  exp: { run: (core, ptr, n) => core.expInto(ptr, ptr, n), exact: Math.exp },
  log: { run: (core, ptr, n) => core.logInto(ptr, ptr, n), exact: Math.log },
  tanh: { run: (core, ptr, n) => core.tanh(ptr, n), exact: Math.tanh },
  sigmoid: { run: (core, ptr, n) => core.sigmoid(ptr, n), exact: sigmoid },
}

/** ULPS[e] is the f32 ulp of a float64 whose biased exponent is e. */
const ULPS = Float64Array.from({ length: 2048 }, (_, e) => 2 ** Math.max(e - 1023 - 23, -149))
const float64 = new Float64Array(1)
const highWord = new Uint32Array(float64.buffer).subarray(1)

function ulpOf(x: number): number {
  float64[0] = x
  return ULPS[(highWord[0] >> 20) & 0x7ff]
}

/** 0 where both round to the same f32, infinities and NaN included; Infinity where only one is finite. */
function ulpsOff(actual: number, exact: number): number {
  if (Object.is(actual, Math.fround(exact)) && !Number.isFinite(actual)) return 0
  const off = Math.abs(actual - exact) / ulpOf(exact)
  return Number.isNaN(off) ? Number.POSITIVE_INFINITY : off
}

function measureElementary(core: CoreExports, memory: WebAssembly.Memory, { run, exact }: Elementary): Worst {
  const bits = new Uint32Array(memory.buffer, HEAP_BASE, CHUNK)
  const values = new Float32Array(memory.buffer, HEAP_BASE, CHUNK)
  const inputBits = new Uint32Array(CHUNK)
  const inputs = new Float32Array(inputBits.buffer)
  const worst = { error: 0, at: 0 }
  for (let start = 0; start < 2 ** 32; start += CHUNK) {
    for (let i = 0; i < CHUNK; i++) inputBits[i] = start + i
    bits.set(inputBits)
    run(core, HEAP_BASE, CHUNK)
    for (let i = 0; i < CHUNK; i++) {
      const error = ulpsOff(values[i], exact(inputs[i]))
      if (error > worst.error) Object.assign(worst, { error, at: inputs[i] })
    }
  }
  return worst
}

/** Draws enough words to meet all but about e^-16 of the 2^23 values of u. */
function measureNormal(core: CoreExports, memory: WebAssembly.Memory): Worst {
  const words = new Uint32Array(memory.buffer, HEAP_BASE, CHUNK)
  const values = new Float32Array(memory.buffer, HEAP_BASE, CHUNK)
  const worst = { error: 0, at: 0 }
  for (let stream = 0; stream < 128; stream++) {
    core.philox(HEAP_BASE, CHUNK / 4, 1, 2, stream, 0, 0)
    const drawn = words.slice()
    core.normal(HEAP_BASE, CHUNK, 1, 1, 2, stream, 0, 0)
    for (let i = 0; i < CHUNK; i++) {
      const exact = inverseNormal(((drawn[i] >>> 9) + 0.5) * 2 ** -23)
      const error = ulpsOff(values[i], exact)
      if (error > worst.error) Object.assign(worst, { error, at: exact })
    }
  }
  return worst
}

const [build, ...wanted] = process.argv.slice(2)
const memory = createMemory(CHUNK * 4)
const core = instantiateCore(await compileCore(build === 'relaxed' ? 'relaxed' : 'strict'), memory)
for (const name of wanted.length > 0 ? wanted : [...Object.keys(elementary), 'normal']) {
  const worst =
    name === 'normal' ? measureNormal(core, memory) : measureElementary(core, memory, elementary[name])
  console.log(`${name}: at most ${worst.error.toFixed(3)} ulp, at ${worst.at}`)
}
