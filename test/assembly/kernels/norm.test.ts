import { assert, suite } from '../../harness.ts'
import { type Host, near, numbers, openHosts, sameBits } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const ROWS = [0, 1, 3, 33]
const COLUMNS = [1, 3, 4, 5, 15, 16, 17, 31, 33, 100]
const BOUND = 1.5

function columnNorms(weights: ArrayLike<number>, fanIn: number, fanOut: number): number[] {
  return Array.from({ length: fanOut }, (_, j) => {
    let sum = 0
    for (let i = 0; i < fanIn; i++) sum += weights[i * fanOut + j] ** 2
    return Math.sqrt(sum)
  })
}

/** Room for the sums, filled with NaN: nothing may be read before it is written. */
const sums = (host: Host, fanOut: number): number =>
  host.f64(new Array(Math.ceil(fanOut / 4) * 4).fill(Number.NaN)).byteOffset

/** Every second column ten times as large as the others, so that both kinds share vectors. */
const uneven = (fanIn: number, fanOut: number): Float32Array =>
  numbers(fanIn * fanOut, fanOut).map((x, i) => x * ((i % fanOut) % 2 === 0 ? 0.1 : 1))

suite('max-norm', (test) => {
  test('columns above the bound end just below it, the others keep their bits', () => {
    for (const host of hosts) {
      for (const fanIn of ROWS) {
        for (const fanOut of COLUMNS) {
          host.reset()
          const before = uneven(fanIn, fanOut)
          const weights = host.f32(before)
          host.core.projectColumns(weights.byteOffset, fanIn, fanOut, BOUND, sums(host, fanOut))
          const norms = columnNorms(weights, fanIn, fanOut)
          columnNorms(before, fanIn, fanOut).forEach((norm, j) => {
            const what = `${host.build}, ${fanIn} x ${fanOut}, column ${j}`
            if (norm > BOUND) {
              assert.ok(norms[j] <= BOUND && norms[j] >= BOUND * (1 - 1e-6), `${what}: norm ${norms[j]}`)
            } else {
              const column = (of: Float32Array) => of.filter((_, i) => i % fanOut === j)
              sameBits(column(weights), column(before), what)
            }
          })
          host.assertGuards()
        }
      }
    }
  })

  test('a projected column keeps its direction', () => {
    const [host] = hosts
    host.reset()
    const before = numbers(40, 9)
    const weights = host.f32(before)
    host.core.projectColumns(weights.byteOffset, 40, 1, BOUND, sums(host, 1))
    const factor = BOUND / columnNorms(before, 40, 1)[0]
    weights.forEach((w, i) => {
      near(w, before[i] * factor, { relative: 1e-6 }, `row ${i}`)
    })
  })

  test('a second projection changes nothing, at bounds of many sizes', () => {
    for (const host of hosts) {
      for (let k = 0; k < 40; k++) {
        host.reset()
        const bound = 10 ** (k / 10 - 2)
        const weights = host.f32(numbers(33 * 17, k, 5))
        host.core.projectColumns(weights.byteOffset, 33, 17, bound, sums(host, 17))
        const once = weights.slice()
        assert.ok(Math.max(...columnNorms(once, 33, 17)) <= bound)
        host.core.projectColumns(weights.byteOffset, 33, 17, bound, sums(host, 17))
        sameBits(weights, once, `${host.build}, bound ${bound}`)
      }
    }
  })

  test('an infinite bound changes no bit, NaN and -0 included', () => {
    for (const host of hosts) {
      host.reset()
      const before = [Number.NaN, -0, 1, 3e38, Infinity, 1e-45]
      const weights = host.f32(before)
      host.core.projectColumns(weights.byteOffset, 2, 3, Number.POSITIVE_INFINITY, sums(host, 3))
      sameBits(weights, new Float32Array(before), host.build)
    }
  })

  test('a NaN column stays as it is and its neighbours are projected', () => {
    for (const host of hosts) {
      host.reset()
      const weights = host.f32([Number.NaN, 30, 0, 4, 40, 0])
      host.core.projectColumns(weights.byteOffset, 2, 3, 5, sums(host, 3))
      assert.ok(Number.isNaN(weights[0]))
      assert.is(weights[3], 4)
      near(weights[1], 3, { relative: 1e-6 }, 'row 0')
      near(weights[4], 4, { relative: 1e-6 }, 'row 1')
      sameBits([weights[2], weights[5]], [0, 0], 'a zero column')
    }
  })

  test('maxColumnNorm is the largest column norm in float64', () => {
    for (const host of hosts) {
      for (const fanIn of ROWS) {
        for (const fanOut of COLUMNS) {
          host.reset()
          const weights = host.f32(uneven(fanIn, fanOut))
          const expected = Math.max(...columnNorms(weights, fanIn, fanOut))
          assert.is(host.core.maxColumnNorm(weights.byteOffset, fanIn, fanOut, sums(host, fanOut)), expected)
        }
      }
      assert.is(host.core.maxColumnNorm(host.f32([]).byteOffset, 3, 0, sums(host, 0)), 0)
      assert.ok(
        Number.isNaN(host.core.maxColumnNorm(host.f32([1, Number.NaN]).byteOffset, 1, 2, sums(host, 2))),
      )
    }
  })
})
