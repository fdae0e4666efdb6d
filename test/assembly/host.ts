/**
 * A core with a memory for tests. Arrays start 4 bytes past a multiple of 16, so that no vector is aligned, and lie
 * between guard words; `assertGuards` fails if a kernel wrote beside an array.
 */
import type { CoreExports } from '../../src/core/exports.ts'
import { type Build, compileCore, createMemory, HEAP_BASE, instantiateCore } from '../../src/core/load.ts'
import { assert } from '../harness.ts'

/** Below, at and above one vector, four vectors and a strip of columns. */
export const SIZES = [0, 1, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 100, 1023] as const

const BYTES = 1 << 20
const GUARD_WORD = 0x7fabcdef
const GUARD_BYTES = 64

export class Host {
  readonly build: Build
  readonly core: CoreExports
  readonly #memory: WebAssembly.Memory
  #guards: Uint32Array[] = []
  #next = HEAP_BASE

  constructor(build: Build, module: WebAssembly.Module) {
    this.build = build
    this.#memory = createMemory(BYTES)
    this.core = instantiateCore(module, this.#memory)
  }

  f32(values: ArrayLike<number>): Float32Array {
    const array = new Float32Array(this.#memory.buffer, this.#reserve(values.length * 4), values.length)
    array.set(values)
    return array
  }

  i32(values: ArrayLike<number>): Int32Array {
    const array = new Int32Array(this.#memory.buffer, this.#reserve(values.length * 4), values.length)
    array.set(values)
    return array
  }

  u32(values: ArrayLike<number>): Uint32Array {
    const array = this.i32(values)
    return new Uint32Array(array.buffer, array.byteOffset, array.length)
  }

  /** Float64Array views must start at a multiple of 8, so this one does. */
  f64(values: ArrayLike<number>): Float64Array {
    const array = new Float64Array(this.#memory.buffer, this.#reserve(values.length * 8, 8), values.length)
    array.set(values)
    return array
  }

  /** Ends where the memory ends: reading or writing one element more traps. */
  f32AtEnd(values: ArrayLike<number>): Float32Array {
    const end = this.#memory.buffer.byteLength
    const array = new Float32Array(this.#memory.buffer, end - values.length * 4)
    array.set(values)
    return array
  }

  /** Forgets every array. */
  reset(): void {
    this.#guards = []
    this.#next = HEAP_BASE
  }

  assertGuards(): void {
    for (const guard of this.#guards) {
      assert.ok(
        guard.every((word) => word === GUARD_WORD),
        `${this.build}: a kernel wrote beside its array`,
      )
    }
  }

  #reserve(bytes: number, offset = 4): number {
    const ptr = this.#next + GUARD_BYTES + offset
    this.#guard(ptr - GUARD_BYTES)
    this.#guard(ptr + bytes)
    this.#next = Math.ceil((ptr + bytes + GUARD_BYTES) / 16) * 16
    assert.ok(this.#next < HEAP_BASE + BYTES, 'the test wants more memory than the host has')
    return ptr
  }

  #guard(ptr: number): void {
    const guard = new Uint32Array(this.#memory.buffer, ptr, GUARD_BYTES / 4)
    guard.fill(GUARD_WORD)
    this.#guards.push(guard)
  }
}

export const openHosts = (...builds: Build[]): Promise<Host[]> =>
  Promise.all(builds.map(async (build) => new Host(build, await compileCore(build))))

export const { fround } = Math

/** A small generator for test data, each value rounded to f32 and in [-scale, scale). */
export function numbers(n: number, seed: number, scale = 2): Float32Array {
  let state = (seed * 2654435761 + 12345) >>> 0
  return Float32Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state / 2 ** 31 - 1) * scale
  })
}

const SPECIAL = [Number.NaN, 0, -0, 1, -1, Infinity, -Infinity, 1e-45, -1e-40, 3e38, -3e38, 1e-20]

/** The same with every third value special. */
export function awkward(n: number, seed: number): Float32Array {
  return numbers(n, seed).map((x, i) =>
    i % 3 === 2 ? SPECIAL[(seed + Math.floor(i / 3)) % SPECIAL.length] : x,
  )
}

const show = (x: number): string => (Object.is(x, -0) ? '-0' : String(x))

/** Equal bits, except that one NaN is as good as another. */
export function sameBits(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.is(actual.length, expected.length, what)
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) {
      assert.unreachable(`${what}: element ${i} is ${show(actual[i])}, expected ${show(expected[i])}`)
    }
  }
}

/** |actual - expected| <= absolute + relative * |expected|; NaN equals NaN. */
export function near(
  actual: number,
  expected: number,
  { absolute = 0, relative = 0 }: { absolute?: number; relative?: number },
  what: string,
): void {
  const close =
    Object.is(actual, expected) || Math.abs(actual - expected) <= absolute + relative * Math.abs(expected)
  assert.ok(close, `${what}: ${actual}, expected ${expected}`)
}

/** The same for every element of two lists of one length. */
export function allNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: { absolute?: number; relative?: number },
  what: string,
): void {
  assert.is(actual.length, expected.length, what)
  for (let i = 0; i < expected.length; i++) near(actual[i], expected[i], tolerance, `${what}, element ${i}`)
}

/** Numerical derivative of f at x, by central differences in float64. */
export const slope = (f: (x: number) => number, x: number, h = 1e-3): number =>
  (f(x + h) - f(x - h)) / (2 * h)

export interface Elementwise {
  /** How many arrays the kernel takes. */
  readonly arrays: number
  /** Calls the kernel on arrays at `ptrs`. */
  run(core: CoreExports, ptrs: number[], n: number): void
  /** What one element of each array becomes, in f32 arithmetic. */
  formula(x: number[]): number[]
}

/** Checks an element-wise kernel bit for bit at every size, on special values too, in every build. */
export function checkElementwise(hosts: Host[], { arrays, run, formula }: Elementwise): void {
  for (const host of hosts) {
    for (const n of SIZES) {
      host.reset()
      const inputs = Array.from({ length: arrays }, (_, k) => awkward(n, n + 5 * k))
      const held = inputs.map((input) => host.f32(input))
      run(
        host.core,
        held.map((array) => array.byteOffset),
        n,
      )
      const expected = inputs.map((input) => new Float32Array(input))
      for (let i = 0; i < n; i++) {
        formula(inputs.map((input) => input[i])).forEach((y, k) => {
          expected[k][i] = y
        })
      }
      held.forEach((array, k) => {
        sameBits(array, expected[k], `${host.build}, n = ${n}, array ${k}`)
      })
      host.assertGuards()
    }
  }
}
