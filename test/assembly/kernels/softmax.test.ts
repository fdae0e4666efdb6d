import { suite } from '../../harness.ts'
import { near, numbers, openHosts, SIZES, sameBits } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const CLASSES = [1, 2, ...SIZES.filter((n) => n > 1)]
const M = 5

function softmaxOf(row: ArrayLike<number>): number[] {
  const largest = Math.max(...Array.from(row))
  const e = Array.from(row, (x) => Math.exp(x - largest))
  const sum = e.reduce((a, b) => a + b, 0)
  return e.map((x) => x / sum)
}

const rowsOf = (x: Float32Array, N: number): Float32Array[] =>
  Array.from({ length: x.length / N }, (_, i) => x.subarray(i * N, (i + 1) * N))

suite('softmax', (test) => {
  test('probabilities agree with float64, in place or not', () => {
    for (const host of hosts) {
      for (const N of CLASSES) {
        host.reset()
        const logits = host.f32(numbers(M * N, N, 10))
        const probabilities = host.f32(new Float32Array(M * N))
        host.core.softmax(logits.byteOffset, probabilities.byteOffset, M, N)
        const expected = rowsOf(logits, N).flatMap(softmaxOf)
        probabilities.forEach((p, i) => {
          near(p, expected[i], { relative: 4e-6, absolute: 1e-40 }, `${host.build}, N = ${N}, element ${i}`)
        })
        host.core.softmax(logits.byteOffset, logits.byteOffset, M, N)
        sameBits(logits, probabilities, `${host.build}, N = ${N}, in place`)
        host.assertGuards()
      }
    }
  })

  test('a row does not depend on the rows around it', () => {
    for (const host of hosts) {
      for (const N of [2, 3, 10, 17]) {
        host.reset()
        const logits = host.f32(numbers(M * N, N, 10))
        const together = host.f32(new Float32Array(M * N))
        const alone = host.f32(new Float32Array(N))
        host.core.softmax(logits.byteOffset, together.byteOffset, M, N)
        for (let row = 0; row < M; row++) {
          host.core.softmax(logits.byteOffset + row * N * 4, alone.byteOffset, 1, N)
          sameBits(alone, together.subarray(row * N, (row + 1) * N), `${host.build}, N = ${N}, row ${row}`)
        }
      }
    }
  })
})
