import { Arena, planArena } from '../../../src/core/arena.ts'
import type { CoreExports } from '../../../src/core/exports.ts'
import { type Build, compileCore, createMemory, HEAP_BASE, instantiateCore } from '../../../src/core/load.ts'
import { assert, suite } from '../../harness.ts'
import { gemmF32, gemmF64, ORIENTATIONS, type Orientation, type Shape } from '../../reference/gemm.ts'

/** Words behind each operand, right after its last element; every NaN below is a word no kernel may read or write. */
const GUARD = 16

const LARGEST = 300_000
const plan = planArena(
  ['a', 'b', 'c', 'scratch'].map((name) => ({ name, type: 'f32', length: LARGEST + GUARD }) as const),
)
const memory = createMemory(plan.bytes)
const arena = new Arena(memory, HEAP_BASE, plan)

const load = async (build: Build): Promise<CoreExports> => instantiateCore(await compileCore(build), memory)
const strict = await load('strict')
const relaxed = await load('relaxed')
const debug = await load('debug')

/** Numbers of very different size, so that two orders of summation rarely agree, with zeros of both signs among them. */
function numbers(count: number, seed: number): Float32Array {
  let state = seed * 2654435761 + 12345
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  return Float32Array.from({ length: count }, () => {
    const kind = next()
    if (kind < 0.05) return kind < 0.025 ? 0 : -0
    return (next() - 0.5) * 2 ** Math.floor(next() * 12)
  })
}

/** A number in [0, 1) for the place i. */
const pick = (i: number, seed: number): number =>
  (Math.imul(Math.imul(i + 1, 2654435761) ^ (seed << 7), 2246822519) >>> 0) / 2 ** 32

interface Call {
  readonly orientation: Orientation
  readonly shape: Shape
  readonly a: Float32Array
  readonly b: Float32Array
}

const label = ({ orientation, shape: { M, N, K } }: Call): string => `${orientation} ${M}x${N}x${K}`

function call(orientation: Orientation, shape: Shape, seed: number): Call {
  const { M, N, K } = shape
  return { orientation, shape, a: numbers(M * K, seed), b: numbers(K * N, seed + 1) }
}

/** Puts `values` (or `length` NaN) into a region with NaN all behind them. */
function place(name: string, length: number, values?: Float32Array): number {
  const view = arena.f32(name)
  assert.ok(length + GUARD <= view.length, `region ${name} holds ${view.length} elements`)
  view.fill(Number.NaN, 0, length + GUARD)
  if (values !== undefined) view.set(values)
  return arena.region(name).ptr
}

function guardsHold(name: string, length: number): boolean {
  return arena
    .f32(name)
    .subarray(length, length + GUARD)
    .every(Number.isNaN)
}

/** The product by the core, after checking that nothing but C and the scratch it asked for was touched. */
function product(core: CoreExports, request: Call): Float32Array {
  const { orientation, shape, a, b } = request
  const { M, N, K } = shape
  const scratchBytes = core.gemmScratch(M, N, K)
  const lengths = { a: a.length, b: b.length, c: M * N, scratch: scratchBytes / 4 }
  const pointers = {
    a: place('a', lengths.a, a),
    b: place('b', lengths.b, b),
    // NaN, which must not be read.
    c: place('c', lengths.c),
    scratch: place('scratch', lengths.scratch),
  }
  const at = [pointers.a, pointers.b, pointers.c, M, N, K] as const
  core[`gemm${orientation}`](...at, pointers.scratch)

  for (const [name, length] of Object.entries(lengths)) {
    assert.ok(guardsHold(name, length), `${label(request)} wrote behind ${name}`)
  }
  assert.ok(sameBits(arena.f32('a').subarray(0, a.length), a), `${label(request)} changed A`)
  assert.ok(sameBits(arena.f32('b').subarray(0, b.length), b), `${label(request)} changed B`)
  assert.equal(arena.overruns(), [], `${label(request)} overran a region`)
  return arena.f32('c').slice(0, M * N)
}

/** Equal numbers, -0 and +0 told apart, NaN equal to NaN (its payload is not part of any promise). */
function sameBits(x: Float32Array, y: Float32Array): boolean {
  return x.length === y.length && x.every((value, index) => Object.is(value, y[index]))
}

function assertProduct(core: CoreExports, request: Call): void {
  const { orientation, shape, a, b } = request
  const expected = gemmF32(orientation, shape, a, b)
  assert.ok(sameBits(product(core, request), expected), `${label(request)} differs from the plain loops`)
}

function* calls(Ms: number[], Ns: number[], Ks: number[]): Generator<Call> {
  let seed = 1
  for (const orientation of ORIENTATIONS) {
    for (const M of Ms) {
      for (const N of Ns) {
        for (const K of Ks) {
          yield call(orientation, { M, N, K }, seed++)
        }
      }
    }
  }
}

suite('assembly/gemm', (test) => {
  test('strict: the bits of the plain loops at every edge of the tile', () => {
    for (const request of calls(
      [1, 2, 3, 4, 5, 7, 8, 9],
      [1, 2, 3, 4, 5, 7, 8, 9, 17],
      [1, 2, 3, 4, 5, 8, 11],
    )) {
      assertProduct(strict, request)
    }
  })

  test('strict: the bits of the plain loops across the edges of the blocks', () => {
    for (const request of calls([5], [9], [191, 192, 193, 384, 387])) assertProduct(strict, request)
    for (const request of calls([255, 256, 257, 259], [3], [2])) assertProduct(strict, request)
    for (const request of calls([3], [31, 32, 33, 65, 257], [3])) assertProduct(strict, request)
    for (const request of calls([258], [35], [259])) assertProduct(strict, request)
  })

  test("strict: the bits of the plain loops at the workloads' shapes", () => {
    for (const request of calls([32], [64], [128])) assertProduct(strict, request)
    for (const request of calls([16], [3, 32], [4, 32])) assertProduct(strict, request)
    for (const request of calls([32], [10], [64])) assertProduct(strict, request)
  })

  test('debug: the same bits with the asserts of the core active', () => {
    for (const request of calls([1, 4, 6], [1, 8, 9], [1, 2, 7])) assertProduct(debug, request)
  })

  test('strict: skipping the zeros of A changes no bit, at every width of a panel and every edge of a list', () => {
    const shapes = [
      ...[16, 17, 24, 25, 32, 33, 40, 41, 48, 56, 64, 72, 100].map((N) => ({ M: 5, N, K: 16 + (N % 7) })),
      ...[16, 19, 191, 192, 193, 300].map((K) => ({ M: 6, N: 40, K })),
      ...[1, 3, 4, 258].map((M) => ({ M, N: 24, K: 21 })),
      ...[127, 128, 129, 152, 264].map((N) => ({ M: 3, N, K: 66 })),
    ]
    for (const orientation of ORIENTATIONS) {
      for (const [seed, shape] of shapes.entries()) {
        for (const share of [0.4, 0.75, 1]) {
          const request = call(orientation, shape, seed)
          const a = request.a.map((x, i) => (pick(i, seed) < share ? (i % 3 === 0 ? -0 : 0) : x))
          assertProduct(strict, { ...request, a })
        }
      }
    }
  })

  test('strict: skipping the zeros of B in A^T B, which goes across, changes no bit at any edge', () => {
    const shapes = [
      ...[16, 17, 24, 31, 32, 33, 61, 64, 100, 152, 264].map((M) => ({ M, N: 19, K: 48 })),
      ...[16, 17, 18, 19, 33].map((N) => ({ M: 40, N, K: 64 })),
      ...[32, 191, 192, 193, 400].map((K) => ({ M: 21, N: 18, K })),
      { M: 17, N: 700, K: 190 },
    ]
    for (const [seed, shape] of shapes.entries()) {
      for (const [shareA, shareB] of [
        [0, 0.5],
        [0, 0.9],
        [0.4, 1],
      ] as const) {
        const request = call('TN', shape, seed)
        const a = request.a.map((x, i) => (pick(i, seed) < shareA ? 0 : x))
        const b = request.b.map((x, i) => (pick(i, seed + 1) < shareB ? (i % 3 === 0 ? -0 : 0) : x))
        assertProduct(strict, { ...request, a, b })
      }
    }
  })

  test('columns of a product, part by part, are those of the whole, whatever is skipped', () => {
    const [M, N, K] = [37, 70, 40]
    for (const orientation of ORIENTATIONS) {
      for (const [shareA, shareB] of [
        [0, 0],
        [0.7, 0],
        [0, 0.7],
      ] as const) {
        const request = call(orientation, { M, N, K }, 11)
        const a = request.a.map((x, i) => (pick(i, 1) < shareA ? 0 : x))
        const b = request.b.map((x, i) => (pick(i, 2) < shareB ? 0 : x))
        const whole = product(strict, { ...request, a, b })
        const scratch = place('scratch', Math.ceil(strict.gemmScratch(M, N, K) / 4))
        const at = [place('a', M * K, a), place('b', K * N, b), place('c', M * N)] as const
        for (const [first, last] of [
          [0, 32],
          [32, 65],
          [65, 70],
        ] as const) {
          const along = [Number(orientation !== 'TN'), Number(orientation === 'NT')] as const
          strict.gemmColumns(...along, ...at, M, N, K, first, last, scratch)
        }
        assert.ok(sameBits(arena.f32('c').slice(0, M * N), whole), `${orientation} ${shareA} ${shareB}`)
      }
    }
  })

  test('debug: the same bits while zeros are skipped', () => {
    const across = call('TN', { M: 37, N: 19, K: 50 }, 8)
    assertProduct(debug, { ...across, b: across.b.map((x, i) => (i % 4 === 0 ? x : 0)) })
    const request = call('TN', { M: 6, N: 40, K: 19 }, 7)
    assertProduct(debug, { ...request, a: request.a.map((x, i) => (i % 4 === 0 ? x : 0)) })
  })

  test('where zeros are skipped, what is not finite still spoils every sum it takes part in', () => {
    const [M, N, K] = [8, 40, 32]
    for (const special of [Number.NaN, Infinity, -Infinity]) {
      const { a, b } = call('NN', { M, N, K }, 3)
      const sparse = a.map((x, i) => (i % 4 === 0 ? x + 1 : 0))
      const [row, step, column] = [2, 8, 5]
      const inA = sparse.map((x, i) => (i === row * K + step ? special : x))
      const inB = b.map((x, i) => (i === step * N + column ? special : x))
      const spoilt = [
        product(strict, { orientation: 'NN', shape: { M, N, K }, a: inA, b }).slice(row * N, (row + 1) * N),
        product(strict, { orientation: 'NN', shape: { M, N, K }, a: sparse, b: inB }).filter(
          (_, i) => i % N === column,
        ),
      ]
      for (const values of spoilt) assert.ok(values.every((x) => !Number.isFinite(x)))
    }
  })

  test('an infinity in B that meets nothing but zeros is not seen, as a dropped unit is not', () => {
    const [M, N, K] = [4, 16, 16]
    const ones = new Float32Array(M * K).map((_, i) => (i % K === 3 || i % 2 === 0 ? 0 : 1))
    const b = new Float32Array(K * N).fill(1)
    b[3 * N] = Infinity
    const c = product(strict, { orientation: 'NN', shape: { M, N, K }, a: ones, b })
    assert.equal([...c], Array(M * N).fill(7))
  })

  test('A^T B over several blocks of k has the bits of the plain loops, zeros skipped or not', () => {
    const shape = { M: 37, N: 41, K: 430 }
    for (const [shareA, shareB] of [
      [0, 0],
      [0.8, 0],
      [0, 0.8],
    ] as const) {
      const request = call('TN', shape, 12)
      const a = request.a.map((x, i) => (pick(i, 1) < shareA ? (i % 3 === 0 ? -0 : 0) : x))
      const b = request.b.map((x, i) => (pick(i, 2) < shareB ? 0 : x))
      for (const core of [strict, debug]) assertProduct(core, { ...request, a, b })
    }
  })

  test('K = 0 is the empty sum, and no rows or columns is no work', () => {
    for (const core of [strict, relaxed, debug]) {
      for (const request of calls([0, 1, 5], [0, 1, 9], [0])) assertProduct(core, request)
      for (const request of calls([0], [0, 9], [3])) assertProduct(core, request)
      for (const request of calls([5], [0], [3])) assertProduct(core, request)
    }
  })

  test('infinities and NaN stay in their own row and column', () => {
    for (const orientation of ORIENTATIONS) {
      const request = call(orientation, { M: 6, N: 11, K: 5 }, 7)
      request.a[3] = Number.POSITIVE_INFINITY
      request.a[22] = Number.NaN
      request.b[8] = Number.NEGATIVE_INFINITY
      assertProduct(strict, request)
    }
  })

  test('relaxed: within the rounding of K + 1 operations, fused or not', () => {
    for (const request of calls([1, 2, 5, 6, 7, 8, 9, 10, 13, 262], [1, 9, 16], [1, 7, 300])) {
      const { orientation, shape, a, b } = request
      const { values, magnitudes } = gemmF64(orientation, shape, a, b)
      const rounding = (shape.K + 1) * 2 ** -24
      product(relaxed, request).forEach((value, index) => {
        const bound = (rounding / (1 - rounding)) * magnitudes[index]!
        assert.ok(Math.abs(value - values[index]!) <= bound, `${label(request)} errs at element ${index}`)
      })
    }
  })

  test('a row of the product does not depend on the other rows of the call', () => {
    const [M, N, K] = [11, 13, 261]
    for (const core of [strict, relaxed]) {
      for (const orientation of ['NN', 'NT'] as const) {
        const whole = call(orientation, { M, N, K }, 3)
        const together = product(core, whole)
        for (const [first, rows] of [
          [0, 1],
          [10, 1],
          [3, 4],
          [1, 9],
        ] as const) {
          const part = { ...whole, shape: { M: rows, N, K }, a: whole.a.slice(first * K, (first + rows) * K) }
          const apart = product(core, part)
          const expected = together.slice(first * N, (first + rows) * N)
          assert.ok(sameBits(apart, expected), `${label(part)} from row ${first}`)
        }
      }
    }
  })

  test('nothing is read behind an operand, even where the memory ends', () => {
    const end = memory.buffer.byteLength
    const scratch = arena.region('scratch').ptr
    const c = arena.region('c').ptr
    for (const [M, N, K] of [
      [1, 1, 1],
      [3, 5, 7],
      [7, 11, 2],
      [9, 10, 6],
    ] as const) {
      // a read behind the end traps, which fails the test
      const products = [strict.gemmNN, strict.gemmNT, strict.gemmTN]
      for (const gemm of products) {
        gemm(end - 4 * M * K, arena.region('b').ptr, c, M, N, K, scratch)
        gemm(arena.region('a').ptr, end - 4 * K * N, c, M, N, K, scratch)
        gemm(arena.region('a').ptr, arena.region('b').ptr, end - 4 * M * N, M, N, K, scratch)
      }
    }
  })

  test('scratch is enough for the largest blocks and does not grow beyond them', () => {
    const block = strict.gemmScratch(1000, 200, 192)
    // Dense panels of 256 lines of A and 32 of B; or lists, an entry of two words for each element, and 128 columns of B.
    assert.ok(block >= 4 * (256 * 192 + 192 * 32))
    assert.ok(block >= 8 * 682 * 192 + 4 * 128 * 192)
    assert.is(strict.gemmScratch(100_000, 100_000, 100_000), block)
  })

  test('scratch up to a size is the most that any product up to it needs, and no more', () => {
    for (const core of [strict, relaxed, debug]) {
      // By largest first: what a size needs beside what all smaller ones do.
      const edges = [
        0, 1, 3, 4, 5, 7, 12, 13, 14, 63, 64, 65, 96, 97, 191, 192, 193, 255, 256, 257, 368, 512, 700, 785,
      ]
      for (const N of [1, 8, 31, 128, 784]) {
        for (const M of [1, 7, 14, 257, 784]) {
          let most = 0
          let last = 0
          for (let K = 0; K <= 800; K++) {
            for (const m of edges) if (m <= M) most = Math.max(most, core.gemmScratch(m, N, K))
            most = Math.max(most, core.gemmScratch(M, N, K))
            const upTo = core.gemmScratchUpTo(M, N, K)
            assert.ok(upTo >= most, `${M} x ${N} x ${K} plans ${upTo} of ${most}`)
            assert.ok(upTo >= last)
            last = upTo
          }
        }
      }
      for (const [M, N, K] of [
        [13, 9, 40],
        [19, 70, 300],
        [40, 5, 200],
      ] as const) {
        let most = 0
        for (let m = 0; m <= M; m++) {
          for (let n = 0; n <= N; n++) {
            for (let k = 0; k <= K; k++) most = Math.max(most, core.gemmScratch(m, n, k))
          }
        }
        assert.is(core.gemmScratchUpTo(M, N, K), most, `${M} x ${N} x ${K}`)
      }
    }
  })
})
