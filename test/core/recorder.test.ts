/** Lists of calls: what a record runs, and what a list can be made of. */
import { Arena, planArena } from '../../src/core/arena.ts'
import type { CoreExports } from '../../src/core/exports.ts'
import { BUILDS } from '../../src/core/load.ts'
import {
  type Call,
  CallList,
  RECORD,
  REPLAYED,
  type Recording,
  type Replayed,
  recordingCore,
} from '../../src/core/recorder.ts'
import { type Host, numbers, openHosts, sameBits } from '../assembly/host.ts'
import { assert, suite } from '../harness.ts'

const [M, N, K] = [5, 6, 7]
const n = M * N

/** An array at an address of its own: f32 of a length or of values, i32 and f64 of values. */
type Argument =
  | number
  | { f32: number | readonly number[] }
  | { i32: readonly number[] }
  | { f64: readonly number[] }

const x = (length: number): Argument => ({ f32: length })
const positive = (length: number): Argument => ({ f32: Array.from({ length }, (_, i) => 0.5 + i / 8) })
const ids: Argument = { i32: [3, 1, 0, 2, 1] }
const labels: Argument = { i32: [5, 0, 2, 2, 1] }
const room: Argument = { i32: new Array(n).fill(0) }
const mask: Argument = { i32: Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 0 : -1)) }
const shares: Argument = { f32: [1, 0.25, 0.5, 0, 0.75] }

/** The arguments of each kernel, as exports.ts names them; `scratch` is as much as the core asks for. */
const calls: (scratch: number) => Readonly<Record<Replayed, readonly Argument[]>> = (scratch) => ({
  gatherRows: [
    x(4 * 9),
    9,
    { i32: [8, 1, 3, 0, 2, 5] },
    ids,
    x(n),
    M,
    N,
    x(N),
    x(N),
    x(N),
    positive(N),
    x(N),
  ],
  gatherLabels: [{ i32: [7, 8, 9, 10] }, ids, room, M],
  gatherTargets: [{ f64: [0.1, -2.5, 1e9, 3] }, ids, x(M), M, 0.3, 1.7],
  sampleMask: [room, ids, M, N, 0x9234abcd, 0xdeadbeef, 0xfffffff1, 2 ** 23, 7],
  applyMask: [x(n), mask, 1 / 0.3, n],
  gemmNN: [x(M * K), x(K * N), x(n), M, N, K, x(scratch)],
  gemmNT: [x(M * K), x(N * K), x(n), M, N, K, x(scratch)],
  gemmTN: [x(K * M), x(K * N), x(n), M, N, K, x(scratch)],
  addBias: [x(n), x(N), M, N],
  biasGradient: [x(n), x(N), M, N],
  relu: [x(n), n],
  reluBackward: [x(n), x(n), n],
  leakyRelu: [x(n), 0.01, n],
  leakyReluBackward: [x(n), x(n), 0.01, n],
  tanh: [x(n), n],
  tanhBackward: [x(n), x(n), n],
  sigmoid: [x(n), n],
  sigmoidBackward: [x(n), x(n), n],
  batchNorm: [x(n), x(n), x(N), x(N), x(N), x(N), x(N), positive(N), 0.1, 1e-5, M, N],
  batchNormBackward: [x(n), x(n), positive(N), x(N), x(N), x(N), M, N],
  crossEntropyBackward: [x(n), labels, positive(M), x(n), M, N],
  softTargets: [labels, { i32: [5, 1, 0, 3, 4] }, shares, x(n), M, N, 0.1],
  crossEntropySoftBackward: [x(n), positive(n), 0, x(n), M, N],
  huberBackward: [x(n), x(n), 0, 0.7, x(n), n],
  absoluteBackward: [x(n), x(n), positive(n), x(n), n],
  addL2Gradient: [x(n), x(n), 1e-3, n],
  addL1Gradient: [x(n), x(n), 1e-3, n],
})

/** Lays the arguments into a host: always at the same addresses, with the same values. */
function lay(host: Host, args: readonly Argument[]) {
  host.reset()
  const records = host.f64(new Array(2 * RECORD).fill(0))
  const arrays: (Float32Array | Int32Array | Float64Array)[] = []
  const values = args.map((argument, i) => {
    if (typeof argument === 'number') return argument
    const array =
      'i32' in argument
        ? host.i32(argument.i32)
        : 'f64' in argument
          ? host.f64(argument.f64)
          : host.f32(typeof argument.f32 === 'number' ? numbers(argument.f32, i + 1) : argument.f32)
    arrays.push(array)
    return array.byteOffset
  })
  return { records, arrays, values }
}

const kernelOf = (core: CoreExports, name: Replayed) =>
  core[name] as (...args: readonly number[]) => number | undefined

suite('records of calls', (test) => {
  for (const build of BUILDS) {
    test(`${build}: run the kernel of their code with their arguments, and keep what it returns`, async () => {
      const [host] = await openHosts(build)
      const table = calls(host!.core.gemmScratch(K, K, K) / 4)
      for (const [code, name] of REPLAYED.entries()) {
        const direct = lay(host!, table[name])
        const result = kernelOf(host!.core, name)(...direct.values) ?? 0
        const expected = direct.arrays.map((array) => array.slice())
        const { records, arrays, values } = lay(host!, table[name])
        records.set([code, Number.NaN, ...values])
        // The second record must not run.
        records.set([REPLAYED.indexOf('relu'), Number.NaN, ...values], RECORD)
        host!.core.replay(records.byteOffset, 1)
        for (const [i, array] of arrays.entries()) sameBits(array, expected[i]!, `${name}, array ${i}`)
        if (name.startsWith('sample') || name.endsWith('Backward')) {
          assert.is(Number.isNaN(records[1]!) ? 0 : records[1], result, name)
        }
        assert.ok(Number.isNaN(records[RECORD + 1]!))
        host!.assertGuards()
      }
    })
  }
})

suite('lists of calls', (test) => {
  const call = (name: Replayed, ...args: readonly number[]): Call => ({ name, args, result: 0 })
  const plan = planArena([{ name: 'list', type: 'f64', length: 2 * RECORD }])
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true })
  const arena = new Arena(memory, 65536, plan)
  const ran: [number, number][] = []
  const core = {
    replay: (records: number, count: number) => ran.push([records, count]),
  } as unknown as CoreExports
  const listOf = (first: readonly Call[], second: readonly Call[]) =>
    CallList.of(
      core,
      arena.region('list'),
      arena.f64('list'),
      [first, second],
      [{ values: [100, 200] }, { values: [1, 2] }],
    )

  test('have the arguments that change where they change, and the others as they were', () => {
    const list = listOf(
      [call('relu', 100, 8), call('sampleMask', 64, 100, 1, 2, 1)],
      [call('relu', 200, 8), call('sampleMask', 64, 200, 1, 2, 2)],
    )
    list!.run(3200, 17)
    assert.equal(ran, [[65536, 2]])
    const numbers = [...arena.f64('list')]
    assert.equal(numbers.slice(0, 4), [REPLAYED.indexOf('relu'), 0, 3200, 8])
    assert.equal(numbers.slice(RECORD, RECORD + 7), [REPLAYED.indexOf('sampleMask'), 0, 64, 3200, 1, 2, 17])
  })

  test('are refused where calls differ by anything else, or there is no room', () => {
    const one = [call('relu', 100, 8)]
    assert.is(listOf(one, [call('relu', 300, 8)]), null)
    assert.is(listOf(one, [call('relu', 200, 9)]), null)
    assert.is(listOf(one, [call('tanh', 200, 8)]), null)
    assert.is(listOf(one, []), null)
    assert.is(listOf([...one, ...one, ...one], [...one, ...one, ...one]), null)
  })
})

suite('recording', (test) => {
  test('does what it is asked for, and knows when a list cannot', () => {
    const recording: Recording = { calls: [], isWhole: true }
    const core = {
      sampleMask: (...args: number[]) => args.length,
      gemmScratch: () => 64,
      blend: () => {},
    } as unknown as CoreExports
    const watched = recordingCore(core, recording)
    assert.is(watched.sampleMask(1, 2, 3, 4, 5, 6, 7, 8, 9), 9)
    assert.is(watched.gemmScratch(1, 2, 3), 64)
    assert.equal(recording.calls, [{ name: 'sampleMask', args: [1, 2, 3, 4, 5, 6, 7, 8, 9], result: 9 }])
    assert.is(recording.isWhole, true)
    watched.blend(1, 2, 3, 4)
    assert.is(recording.isWhole, false)
  })
})
