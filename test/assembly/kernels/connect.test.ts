/** DropConnect's kernels against float64 loops over masks drawn one by one. */
import { assert, suite } from '../../harness.ts'
import { isWeightKept, type Key } from '../../reference/random.ts'
import { type Host, near, numbers, openHosts, sameBits } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const KEY: Key = [0xdeadbeef, 0x00c0ffee]
const [LAYER, STEP] = [3, 0x90000000]
const KEEP = 0.6
const THRESHOLD = Math.floor(KEEP * 2 ** 16 + 0.5)
/** The same row twice, on purpose. */
const ROW_IDS = [4, 123456789, 4]
const M = ROW_IDS.length
const SHAPES = [
  [1, 1],
  [3, 5],
  [7, 33],
  [5, 64],
  [33, 10],
] as const

const kept = (i: number, j: number, row: number): number =>
  isWeightKept(KEY, KEEP, i, j, row, LAYER, STEP) ? 1 : 0

/** Arrays of one layer, filled. */
function arrange(host: Host, fanIn: number, fanOut: number) {
  host.reset()
  return {
    rowIds: host.i32(ROW_IDS),
    x: host.f32(numbers(M * fanIn, 1)),
    weights: host.f32(numbers(fanIn * fanOut, 2)),
    biases: host.f32(numbers(fanOut, 3)),
    z: host.f32(numbers(M * fanOut, 4)),
    line: host.i32(new Int32Array(fanOut)),
  }
}

type Arrays = ReturnType<typeof arrange>

function forward(host: Host, { x, rowIds, weights, biases, z, line }: Arrays, fanIn: number, fanOut: number) {
  const arrays = [x, rowIds, weights, biases, z, line].map(({ byteOffset }) => byteOffset)
  const [px, ids, w, b, to, scratch] = arrays
  return host.core.connectForward(
    px,
    ids,
    w,
    b,
    to,
    scratch,
    M,
    fanIn,
    fanOut,
    THRESHOLD,
    ...KEY,
    LAYER,
    STEP,
  )
}

suite('connect', (test) => {
  test('forward sums the kept weights of each row, and counts them', () => {
    for (const host of hosts) {
      for (const [fanIn, fanOut] of SHAPES) {
        const arrays = arrange(host, fanIn, fanOut)
        const count = forward(host, arrays, fanIn, fanOut)
        let expectedCount = 0
        ROW_IDS.forEach((row, r) => {
          for (let j = 0; j < fanOut; j++) {
            let expected = arrays.biases[j] * kept(fanIn, j, row)
            for (let i = 0; i <= fanIn; i++) expectedCount += kept(i, j, row)
            for (let i = 0; i < fanIn; i++) {
              expected += arrays.x[r * fanIn + i] * arrays.weights[i * fanOut + j] * kept(i, j, row)
            }
            const what = `${host.build}, ${fanIn} x ${fanOut}, row ${r}, unit ${j}`
            near(arrays.z[r * fanOut + j], expected, { absolute: 1e-5 }, what)
          }
        })
        assert.is(count, expectedCount)
        host.assertGuards()
      }
    }
  })

  for (const wantsInput of [true, false]) {
    test(`backward is the gradient under the same masks, ${wantsInput ? 'with' : 'without'} that of the inputs`, () => {
      for (const host of hosts) {
        for (const [fanIn, fanOut] of SHAPES) {
          const { x, rowIds, weights, z: dZ, line } = arrange(host, fanIn, fanOut)
          const [dWeights, dBiases, dX] = [fanIn * fanOut, fanOut, M * fanIn].map((n) =>
            host.f32(numbers(n, 9)),
          )
          const before = dX.slice()
          host.core.connectBackward(
            x.byteOffset,
            rowIds.byteOffset,
            weights.byteOffset,
            dZ.byteOffset,
            dWeights.byteOffset,
            dBiases.byteOffset,
            wantsInput ? dX.byteOffset : 0,
            line.byteOffset,
            M,
            fanIn,
            fanOut,
            THRESHOLD,
            ...KEY,
            LAYER,
            STEP,
          )
          const what = `${host.build}, ${fanIn} x ${fanOut}`
          const sum = (of: (row: number, r: number) => number) =>
            ROW_IDS.reduce((total, row, r) => total + of(row, r), 0)
          for (let j = 0; j < fanOut; j++) {
            const bias = sum((row, r) => dZ[r * fanOut + j] * kept(fanIn, j, row))
            near(dBiases[j], bias, { absolute: 1e-5 }, `${what}, bias ${j}`)
            for (let i = 0; i < fanIn; i++) {
              const weight = sum((row, r) => x[r * fanIn + i] * dZ[r * fanOut + j] * kept(i, j, row))
              near(dWeights[i * fanOut + j], weight, { absolute: 1e-5 }, `${what}, weight ${i}, ${j}`)
            }
          }
          if (!wantsInput) sameBits(dX, before, what)
          else {
            ROW_IDS.forEach((row, r) => {
              for (let i = 0; i < fanIn; i++) {
                let expected = 0
                for (let j = 0; j < fanOut; j++) {
                  expected += dZ[r * fanOut + j] * weights[i * fanOut + j] * kept(i, j, row)
                }
                near(dX[r * fanIn + i], expected, { absolute: 2e-5 }, `${what}, row ${r}, input ${i}`)
              }
            })
          }
          host.assertGuards()
        }
      }
    })
  }

  test("maskWeights leaves what a row's forward pass reads, in place or not", () => {
    for (const host of hosts) {
      for (const [fanIn, fanOut] of SHAPES) {
        const { weights, biases, line } = arrange(host, fanIn, fanOut)
        const row = ROW_IDS[1]
        const expected = weights.map((w, at) => (kept(Math.floor(at / fanOut), at % fanOut, row) ? w : 0))
        const expectedBiases = biases.map((b, j) => (kept(fanIn, j, row) ? b : 0))
        const [toWeights, toBiases] = [weights, biases].map((array) =>
          host.f32(new Float32Array(array.length)),
        )
        for (const [w, b] of [
          [toWeights, toBiases],
          [weights, biases],
        ]) {
          const count = host.core.maskWeights(
            weights.byteOffset,
            biases.byteOffset,
            w.byteOffset,
            b.byteOffset,
            line.byteOffset,
            fanIn,
            fanOut,
            THRESHOLD,
            ...KEY,
            row,
            LAYER,
            STEP,
          )
          sameBits(w, expected, `${host.build}, ${fanIn} x ${fanOut}`)
          sameBits(b, expectedBiases, `${host.build}, ${fanIn} x ${fanOut}, biases`)
          const ones = [...expected, ...expectedBiases].filter((value) => value !== 0).length
          assert.is(count, ones)
        }
        host.assertGuards()
      }
    }
  })

  test('keeps the share asked for, at the ends of the range too', () => {
    const [host] = hosts
    const [fanIn, fanOut] = [150, 64]
    const { weights, biases, line } = arrange(host, fanIn, fanOut)
    const n = (fanIn + 1) * fanOut
    for (const threshold of [1, 6554, 32768, 58982, 65535]) {
      const keep = threshold / 2 ** 16
      const ptrs = [weights, biases, weights, biases, line].map(({ byteOffset }) => byteOffset)
      const [w, b, toW, toB, scratch] = ptrs
      const count = host.core.maskWeights(w, b, toW, toB, scratch, fanIn, fanOut, threshold, ...KEY, 1, 0, 0)
      near(count, n * keep, { absolute: 4 * Math.sqrt(n * keep * (1 - keep)) + 1 }, `keep = ${keep}`)
    }
  })
})
