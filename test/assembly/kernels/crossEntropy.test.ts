import { assert, suite } from '../../harness.ts'
import { fround as f, type Host, near, numbers, openHosts, SIZES, sameBits } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const CLASSES = [1, 2, ...SIZES.filter((n) => n > 1)]
const M = 5

function softmaxOf(row: ArrayLike<number>): number[] {
  const largest = Math.max(...Array.from(row))
  const e = Array.from(row, (x) => Math.exp(x - largest))
  const sum = e.reduce((a, b) => a + b, 0)
  return e.map((x) => x / sum)
}

function lossOf(row: ArrayLike<number>, label: number): number {
  const largest = Math.max(...Array.from(row))
  return largest - row[label] + Math.log(Array.from(row).reduce((sum, x) => sum + Math.exp(x - largest), 0))
}

const rowsOf = (x: Float32Array, N: number): Float32Array[] =>
  Array.from({ length: N === 0 ? 0 : x.length / N }, (_, i) => x.subarray(i * N, (i + 1) * N))

const labelsFor = (N: number): number[] => Array.from({ length: M }, (_, i) => (i * 7 + 2) % N)

/** Loss and gradient of a single row. */
function lossAndGradient(host: Host, row: number[], label: number): { loss: number; gradient: number[] } {
  host.reset()
  const logits = host.f32(row)
  const labels = host.i32([label])
  const d = host.f32(row)
  const at = [logits.byteOffset, labels.byteOffset, 0] as const
  const loss = host.core.crossEntropyBackward(...at, d.byteOffset, 1, row.length)
  assert.is(loss, host.core.crossEntropy(...at, 1, row.length))
  return { loss, gradient: [...d] }
}

suite('cross-entropy', (test) => {
  test('loss and gradient agree with float64, the gradient in place or not', () => {
    for (const host of hosts) {
      for (const N of CLASSES) {
        host.reset()
        const logits = host.f32(numbers(M * N, N, 10))
        const labels = host.i32(labelsFor(N))
        const d = host.f32(new Float32Array(M * N))
        const loss = host.core.crossEntropy(logits.byteOffset, labels.byteOffset, 0, M, N)
        const rows = rowsOf(logits, N)
        const expected = rows.reduce((sum, row, i) => sum + lossOf(row, labels[i]), 0)
        near(loss, expected, { relative: 1e-6, absolute: 1e-6 }, `${host.build}, loss, N = ${N}`)
        const args = [logits.byteOffset, labels.byteOffset, 0] as const
        assert.is(host.core.crossEntropyBackward(...args, d.byteOffset, M, N), loss)
        const gradient = rows.flatMap((row, i) =>
          softmaxOf(row).map((p, j) => (p - (j === labels[i] ? 1 : 0)) / M),
        )
        d.forEach((x, i) => {
          near(x, gradient[i], { relative: 4e-6, absolute: 2e-7 }, `${host.build}, N = ${N}, element ${i}`)
        })
        assert.is(host.core.crossEntropyBackward(...args, logits.byteOffset, M, N), loss)
        sameBits(logits, d, `${host.build}, N = ${N}, in place`)
        host.assertGuards()
      }
    }
  })

  test('the gradient is (softmax - onehot) / M, rounded after each operation', () => {
    for (const host of hosts) {
      for (const N of [2, 3, 10, 33]) {
        host.reset()
        const logits = host.f32(numbers(M * N, N, 4))
        const labels = host.i32(labelsFor(N))
        const probabilities = host.f32(new Float32Array(M * N))
        host.core.softmax(logits.byteOffset, probabilities.byteOffset, M, N)
        host.core.crossEntropyBackward(logits.byteOffset, labels.byteOffset, 0, logits.byteOffset, M, N)
        const expected = probabilities.map((p, i) => {
          const isLabel = i % N === labels[Math.floor(i / N)]
          return f((isLabel ? f(p - 1) : p) / M)
        })
        sameBits(logits, expected, `${host.build}, N = ${N}`)
      }
    }
  })

  test('the gradient is the derivative of the loss', () => {
    for (const N of [2, 3, 10]) {
      const row = [...numbers(N, N)]
      const { gradient } = lossAndGradient(hosts[0], row, 1)
      const h = 2 ** -6
      row.forEach((_, j) => {
        const moved = (by: number) => lossAndGradient(hosts[0], row.with(j, row[j] + by), 1).loss
        const numeric = (moved(h) - moved(-h)) / (2 * h)
        near(gradient[j], numeric, { absolute: 5e-5 }, `N = ${N}, logit ${j}`)
      })
    }
  })

  test('logits of +-1e4 are as good as small ones', () => {
    for (const host of hosts) {
      const right = lossAndGradient(host, [1e4, -1e4, 0], 0)
      assert.is(right.loss, 0)
      sameBits(right.gradient, [0, 0, 0], 'a certain and right row')
      const wrong = lossAndGradient(host, [1e4, -1e4, 0], 1)
      assert.is(wrong.loss, 2e4)
      sameBits(wrong.gradient, [1, -1, 0], 'a certain and wrong row')
      const even = lossAndGradient(host, [-1e4, -1e4], 0)
      near(even.loss, Math.LN2, { relative: 1e-7 }, 'an even row')
    }
  })

  test('the largest logit is found wherever it stands', () => {
    for (const host of hosts) {
      for (let N = 1; N < 19; N++) {
        for (let largest = 0; largest < N; largest++) {
          const row = Array.from({ length: N }, (_, j) => (j === largest ? 1e4 : -1e4))
          assert.is(lossAndGradient(host, row, largest).loss, 0, `${host.build}, ${largest} of ${N}`)
        }
      }
    }
  })

  test('a logit of -inf has probability 0', () => {
    for (const host of hosts) {
      const { loss, gradient } = lossAndGradient(host, [0, Number.NEGATIVE_INFINITY], 0)
      assert.is(loss, 0)
      sameBits(gradient, [0, 0], host.build)
    }
  })

  test('a NaN logit makes the loss NaN and its row of probabilities, and no other row', () => {
    for (const host of hosts) {
      for (const N of [2, 3, 10]) {
        host.reset()
        const logits = host.f32(numbers(M * N, 1))
        const labels = host.i32(labelsFor(N))
        logits[N - 1] = Number.NaN
        const d = host.f32(new Float32Array(M * N))
        const args = [logits.byteOffset, labels.byteOffset, 0] as const
        assert.ok(Number.isNaN(host.core.crossEntropy(...args, M, N)))
        assert.ok(Number.isNaN(host.core.crossEntropyBackward(...args, d.byteOffset, M, N)))
        d.forEach((x, i) => {
          assert.is(Number.isNaN(x), i < N, `N = ${N}, element ${i}`)
        })
      }
    }
  })

  test('no rows lose nothing', () => {
    for (const host of hosts) assert.is(host.core.crossEntropy(65536, 65536, 0, 0, 3), 0)
  })
})

suite('cross-entropy towards shares', (test) => {
  const smoothed = (host: Host, rows: number[][], labels: number[], smoothing: number) => {
    host.reset()
    const [M, N] = [rows.length, rows[0].length]
    const logits = host.f32(rows.flat())
    const d = host.f32(new Float32Array(M * N))
    const targets = host.f32(new Float32Array(M * N))
    host.core.softTargets(host.i32(labels).byteOffset, 0, 0, targets.byteOffset, M, N, smoothing)
    targets.forEach((t, i) => {
      const share = (i % N === labels[Math.floor(i / N)] ? 1 - smoothing : 0) + smoothing / N
      near(t, share, { relative: 2 ** -24 }, `target ${i}`)
    })
    const args = [logits.byteOffset, targets.byteOffset, 0] as const
    const loss = host.core.crossEntropySoftBackward(...args, d.byteOffset, M, N)
    const again = host.core.crossEntropySoftBackward(...args, logits.byteOffset, M, N)
    assert.ok(Object.is(again, loss))
    sameBits(logits, d, 'in place')
    host.assertGuards()
    return { loss, gradient: [...d] }
  }

  test('loss and gradient agree with float64', () => {
    for (const host of hosts) {
      for (const N of [2, 3, 4, 10, 33]) {
        const rows = rowsOf(numbers(M * N, N, 10), N).map((row) => [...row])
        const labels = labelsFor(N)
        for (const smoothing of [0.1, 0.9]) {
          const { loss, gradient } = smoothed(host, rows, labels, smoothing)
          const target = (i: number, j: number) => (j === labels[i] ? 1 - smoothing : 0) + smoothing / N
          const expected = rows.reduce(
            (sum, row, i) => sum + row.reduce((s, _, j) => s + target(i, j) * lossOf(row, j), 0),
            0,
          )
          const what = `${host.build}, N = ${N}, smoothing ${smoothing}`
          near(loss, expected, { relative: 1e-6 }, what)
          rows.forEach((row, i) => {
            softmaxOf(row).forEach((p, j) => {
              near(
                gradient[i * N + j],
                (p - target(i, j)) / M,
                { absolute: 3e-7 },
                `${what}, row ${i}, logit ${j}`,
              )
            })
          })
        }
      }
    }
  })

  test('the gradient is the derivative of the loss', () => {
    const row = [...numbers(5, 3)]
    const h = 2 ** -6
    const at = (changed: number[]) => smoothed(hosts[0], [changed], [2], 0.2)
    at(row).gradient.forEach((slope, j) => {
      const numeric = (at(row.with(j, row[j] + h)).loss - at(row.with(j, row[j] - h)).loss) / (2 * h)
      near(slope, numeric, { absolute: 5e-5 }, `logit ${j}`)
    })
  })

  test('logits of 1e4 are as good as small ones, and a NaN is not hidden', () => {
    for (const host of hosts) {
      const { loss, gradient } = smoothed(host, [[1e4, 0]], [0], 0.5)
      near(loss, 0.25 * 1e4, { relative: 1e-7 }, 'loss')
      near(gradient[0], 0.25, { absolute: 1e-7 }, 'gradient')
      assert.ok(Number.isNaN(smoothed(host, [[Number.NaN, 0]], [1], 0.5).loss))
    }
  })
})

/** Weights of some rows, 0 and 1 among them. */
const weightsFor = (rows: number): number[] =>
  Array.from({ length: rows }, (_, i) => [1, 0, 2.5, 0.3, 7][i % 5])

suite('weights of rows', (test) => {
  const rowWise = (
    host: Host,
    N: number,
    weights: readonly number[] | null,
    towards: 'labels' | 'shares',
  ) => {
    host.reset()
    const logits = host.f32(numbers(M * N, N, 10))
    const d = host.f32(new Float32Array(M * N))
    const labels = host.i32(labelsFor(N))
    const w = weights === null ? 0 : host.f32(weights).byteOffset
    if (towards === 'labels') {
      const args = [logits.byteOffset, labels.byteOffset, w] as const
      const loss = host.core.crossEntropyBackward(...args, d.byteOffset, M, N)
      assert.is(host.core.crossEntropy(...args, M, N), loss)
      host.assertGuards()
      return { loss, d, correct: host.core.countCorrect(...args, M, N) }
    }
    const targets = host.f32(new Float32Array(M * N))
    host.core.softTargets(labels.byteOffset, 0, 0, targets.byteOffset, M, N, 0.2)
    const loss = host.core.crossEntropySoftBackward(
      logits.byteOffset,
      targets.byteOffset,
      w,
      d.byteOffset,
      M,
      N,
    )
    host.assertGuards()
    return { loss, d, correct: 0 }
  }

  for (const towards of ['labels', 'shares'] as const) {
    test(`multiply loss and gradient of each row, towards ${towards}`, () => {
      for (const host of hosts) {
        for (const N of CLASSES) {
          const weights = weightsFor(M)
          const what = `${host.build}, N = ${N}`
          const plain = rowWise(host, N, null, towards)
          const gradient = plain.d.slice()
          const weighted = rowWise(host, N, weights, towards)
          weighted.d.forEach((x, i) => {
            // One more rounding than without.
            assert.is(x, f(gradient[i] * f(weights[Math.floor(i / N)])), `${what}, element ${i}`)
          })
          // Losses of rows are the differences that one weight of 1 among zeros makes.
          const single = weights.map((_, row) =>
            rowWise(
              host,
              N,
              weights.map((_, i) => Number(i === row)),
              towards,
            ),
          )
          const expected = single.reduce((sum, { loss }, row) => sum + f(weights[row]) * loss, 0)
          near(weighted.loss, expected, { relative: 1e-14, absolute: 1e-300 }, `${what}, loss`)
          const correct = single.reduce((sum, row, i) => sum + f(weights[i]) * row.correct, 0)
          near(weighted.correct, correct, { relative: 1e-14 }, `${what}, correct`)
        }
      }
    })

    test(`of 1 give the bits of none, towards ${towards}`, () => {
      for (const host of hosts) {
        for (const N of CLASSES) {
          const plain = rowWise(host, N, null, towards)
          const gradient = plain.d.slice()
          const ones = rowWise(host, N, Array(M).fill(1), towards)
          sameBits(ones.d, gradient, `${host.build}, N = ${N}`)
          assert.is(ones.loss, plain.loss)
          assert.is(ones.correct, plain.correct)
        }
      }
    })
  }

  test('a label is a share of 1: the same gradient to the bit, the same loss in f64', () => {
    for (const host of hosts) {
      for (const N of CLASSES) {
        const labels = rowWise(host, N, weightsFor(M), 'labels')
        const gradient = labels.d.slice()
        host.reset()
        const logits = host.f32(numbers(M * N, N, 10))
        const targets = host.f32(new Float32Array(M * N))
        const w = host.f32(weightsFor(M)).byteOffset
        host.core.softTargets(host.i32(labelsFor(N)).byteOffset, 0, 0, targets.byteOffset, M, N, 0)
        const at = [logits.byteOffset, targets.byteOffset, w, logits.byteOffset] as const
        near(
          host.core.crossEntropySoftBackward(...at, M, N),
          labels.loss,
          { relative: 1e-15, absolute: 1e-15 },
          'loss',
        )
        sameBits(logits, gradient, `${host.build}, N = ${N}`)
      }
    }
  })
})

suite('countCorrect', (test) => {
  test('counts rows whose first largest logit is the label', () => {
    for (const host of hosts) {
      for (const N of CLASSES) {
        host.reset()
        const logits = host.f32(numbers(M * N, N).map((x) => Math.round(x * 2)))
        const rows = rowsOf(logits, N)
        for (let label = 0; label < Math.min(N, 12); label++) {
          const labels = host.i32(Array(M).fill(label))
          const expected = rows.filter((row) => row.indexOf(Math.max(...row)) === label).length
          assert.is(host.core.countCorrect(logits.byteOffset, labels.byteOffset, 0, M, N), expected)
        }
      }
    }
  })

  test('takes +0 and -0 as equal and a row with NaN as wrong', () => {
    for (const host of hosts) {
      host.reset()
      const logits = host.f32([-0, 0, 0, -0, Number.NaN, 1, 1, Number.NaN])
      const count = (...labels: number[]) =>
        host.core.countCorrect(logits.byteOffset, host.i32(labels).byteOffset, 0, labels.length, 2)
      assert.is(count(0), 1)
      assert.is(count(0, 0), 2)
      assert.is(count(1, 1), 0)
      assert.is(count(0, 0, 1), 2)
      assert.is(count(0, 0, 0, 0), 2)
    }
  })

  test('a row of -inf is right for its first class', () => {
    for (const host of hosts) {
      host.reset()
      const logits = host.f32(Array(5).fill(Number.NEGATIVE_INFINITY))
      assert.is(host.core.countCorrect(logits.byteOffset, host.i32([0]).byteOffset, 0, 1, 5), 1)
      assert.is(host.core.countCorrect(logits.byteOffset, host.i32([4]).byteOffset, 0, 1, 5), 0)
    }
  })
})
