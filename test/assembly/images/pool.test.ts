import { fractionalWindows, regularWindows, type Windows } from '../../../src/nn/windows.ts'
import { assert, suite } from '../../harness.ts'
import { type ImageShape, type PoolWindows, pool } from '../../reference/images.ts'
import { allNear, type Host, near, numbers, openHosts, sameBits } from '../host.ts'
import { fixtures } from './fixtures.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const { fround: f } = Math

const windowsOf = (rows: Windows, columns: Windows): PoolWindows => ({
  top: rows.starts,
  bottom: rows.ends,
  left: columns.starts,
  right: columns.ends,
})

interface Case {
  readonly what: string
  readonly shape: ImageShape
  /** One for all images, or one for each. */
  readonly windows: readonly PoolWindows[]
}

/** Shapes of every remainder of channels, windows apart and overlapping, the same for all images and not. */
const CASES: readonly Case[] = [1, 2, 3, 4, 5, 7, 8, 17].flatMap((C, i): Case[] => {
  const shape = { M: 2 + (i % 2), H: 7, W: 6, C }
  const regular = (size: number, stride: number) =>
    windowsOf(regularWindows(shape.H, size, stride), regularWindows(shape.W, size, stride))
  const fractional = Array.from({ length: shape.M }, (_, m) =>
    windowsOf(fractionalWindows(7, 5, 1e9 * m + 5), fractionalWindows(6, 4, 4e9 - 1e9 * m)),
  )
  return [
    { what: `2 by 2, ${C} channels`, shape, windows: [regular(2, 2)] },
    { what: `3 by 3 at 2, ${C} channels`, shape, windows: [regular(3, 2)] },
    { what: `whole map, ${C} channels`, shape, windows: [{ top: [0], bottom: [7], left: [0], right: [6] }] },
    { what: `fractional, ${C} channels`, shape, windows: fractional },
  ]
})

/** Everything a pooling kernel is given, in the host. */
function lay(host: Host, x: ArrayLike<number>, { shape, windows }: Case) {
  host.reset()
  const { M, H, W, C } = shape
  const [Ho, Wo] = [windows[0]!.top.length, windows[0]!.left.length]
  const n = M * Ho * Wo * C
  const lists = windows.flatMap(({ top, bottom, left, right }) => [...top, ...bottom, ...left, ...right])
  return {
    x: host.f32(x),
    y: host.f32(new Float32Array(n).fill(Number.NaN)),
    u: host.f32(new Float32Array(n)),
    index: host.i32(new Int32Array(n).fill(-7)),
    dx: host.f32(new Float32Array(M * H * W * C).fill(Number.NaN)),
    lists: host.i32(lists).byteOffset,
    perImage: Number(windows.length > 1),
    sizes: [M, H, W, C, Ho, Wo] as const,
  }
}

type Laid = ReturnType<typeof lay>

function maxPool({ core }: Host, { x, y, index, lists, perImage, sizes }: Laid): void {
  core.maxPool(x.byteOffset, y.byteOffset, index.byteOffset, lists, perImage, ...sizes)
}

/** dx from what y holds as its gradient. */
function poolBackward({ core }: Host, { y, index, dx, lists, perImage, sizes }: Laid): void {
  core.poolBackward(y.byteOffset, index.byteOffset, dx.byteOffset, lists, perImage, ...sizes)
}

const pixels = ({ shape: { M, H, W, C } }: Case, seed: number): Float32Array => numbers(M * H * W * C, seed)

/** Values with many ties and zeros, none negative. */
const ties = (one: Case, seed: number): Float32Array =>
  pixels(one, seed).map((value) => Math.max(0, Math.round(2 * value)))

/** Where each window's gradient goes, by the places its values came from. */
function scattered(one: Case, index: ArrayLike<number>, dy: ArrayLike<number>): Float64Array {
  const { M, H, W, C } = one.shape
  const dx = new Float64Array(M * H * W * C)
  const perImage = index.length / M
  for (let i = 0; i < index.length; i++) {
    const [row, c] = [Math.floor(i / perImage), i % C]
    if (index[i]! >= 0) dx[(row * H * W + index[i]!) * C + c]! += dy[i]!
  }
  return dx
}

suite('max pooling', (test) => {
  test('takes the largest of each window, and of equals the first, row by row', () => {
    for (const host of hosts) {
      for (const one of CASES) {
        const x = ties(one, one.shape.C)
        const at = lay(host, x, one)
        maxPool(host, at)
        const expected = pool(x, one.shape, one.windows, (values, places) => {
          const largest = Math.max(...values)
          return { largest, place: places[values.indexOf(largest)]! }
        })
        sameBits(
          at.y,
          expected.map(({ largest }) => largest),
          `${host.build}, ${one.what}`,
        )
        assert.equal(
          [...at.index],
          expected.map(({ place }) => place),
          `${host.build}, ${one.what}`,
        )
        host.assertGuards()
      }
    }
  })

  test('hides no NaN and takes -inf for what it is', () => {
    for (const host of hosts) {
      const one = {
        what: '',
        shape: { M: 1, H: 2, W: 2, C: 1 },
        windows: [windowsOf(regularWindows(2, 2, 2), regularWindows(2, 2, 2))],
      }
      for (let place = 0; place < 4; place++) {
        const at = lay(
          host,
          [5, 1, 2, 3].map((value, i) => (i === place ? Number.NaN : value)),
          one,
        )
        maxPool(host, at)
        assert.ok(Number.isNaN(at.y[0]!))
        assert.is(at.index[0], place)
      }
      const at = lay(host, [-Infinity, -Infinity, -Infinity, -Infinity], one)
      maxPool(host, at)
      assert.is(at.y[0], -Infinity)
      assert.is(at.index[0], 0)
    }
  })

  test('sends the gradient back to where the value came from, windows ascending', () => {
    for (const host of hosts) {
      for (const one of CASES) {
        const at = lay(host, pixels(one, 4), one)
        maxPool(host, at)
        // One window from nowhere.
        at.index[1] = -1
        at.y.set(numbers(at.y.length, 8))
        poolBackward(host, at)
        const expected = scattered(one, at.index, at.y)
        at.dx.forEach((value, i) => {
          near(value, expected[i]!, { absolute: 1e-6 }, `${host.build}, ${one.what}, element ${i}`)
        })
        host.assertGuards()
      }
    }
  })

  test('fixtures: overlapping windows, a tie, and the check of CS231n', () => {
    const { x } = fixtures.stoch_5x5_k3s2
    const overlapping = windowsOf(regularWindows(5, 3, 2), regularWindows(5, 3, 2))
    const { y, index, dx } = fixtures.max_5x5_k3s2
    for (const host of hosts) {
      const at = lay(host, x.flat(), { what: '', shape: { M: 1, H: 5, W: 5, C: 1 }, windows: [overlapping] })
      maxPool(host, at)
      assert.equal([...at.y], y.flat())
      assert.equal([...at.index], index.flat())
      at.y.set([1, 2, 3, 4])
      poolBackward(host, at)
      assert.equal([...at.dx], dx.flat())

      const whole = { top: [0], bottom: [2], left: [0], right: [2] }
      const tie = lay(host, [5, 5, 5, 1], { what: '', shape: { M: 1, H: 2, W: 2, C: 1 }, windows: [whole] })
      maxPool(host, tie)
      assert.equal([...tie.index], fixtures.max_tie.index.flat())
      tie.y.set([1])
      poolBackward(host, tie)
      assert.equal([...tie.dx], fixtures.max_tie.dx.flat())

      // (2, 3, 4, 4), channels before rows; ours last.
      const planar = Array.from({ length: 96 }, (_, i) => -0.3 + (0.7 * i) / 95)
      const last = Array.from({ length: 96 }, (_, i) => {
        const [m, pixel, c] = [Math.floor(i / 48), Math.floor((i % 48) / 3), i % 3]
        return planar[(m * 3 + c) * 16 + pixel]!
      })
      const halves = windowsOf(regularWindows(4, 2, 2), regularWindows(4, 2, 2))
      const many = lay(host, last, { what: '', shape: { M: 2, H: 4, W: 4, C: 3 }, windows: [halves] })
      maxPool(host, many)
      fixtures.cs231n_maxpool.forEach((planes, m) => {
        planes.forEach((plane, c) => {
          plane.flat().forEach((value, pixel) => {
            near(many.y[(m * 4 + pixel) * 3 + c]!, value, { absolute: 1e-7 }, `image ${m}, channel ${c}`)
          })
        })
      })
    }
  })

  test('fixtures: fractional windows, values, places and gradients as in torch', () => {
    const { x, cases } = fixtures.fractional_7x7
    for (const host of hosts) {
      for (const { out, pool: size, uColumns, uRows, startsColumns, startsRows, y, index, dx } of cases) {
        const columns = fractionalWindows(7, out, Math.round(uColumns * 2 ** 32), size)
        const rows = fractionalWindows(7, out, Math.round(uRows * 2 ** 32), size)
        assert.equal(columns.starts, startsColumns)
        assert.equal(rows.starts, startsRows)
        const at = lay(host, x.flat(), {
          what: '',
          shape: { M: 1, H: 7, W: 7, C: 1 },
          windows: [windowsOf(rows, columns)],
        })
        maxPool(host, at)
        assert.equal([...at.y], y.flat())
        assert.equal([...at.index], index.flat())
        at.y.set(y.flat().map((_, i) => i + 1))
        poolBackward(host, at)
        assert.equal([...at.dx], dx.flat())
      }
    }
  })
})

suite('average pooling', (test) => {
  test('is the f32 sum of each window, row by row, over the number of its pixels', () => {
    for (const host of hosts) {
      for (const one of CASES) {
        const x = pixels(one, one.shape.C)
        const at = lay(host, x, one)
        host.core.averagePool(at.x.byteOffset, at.y.byteOffset, at.lists, at.perImage, ...at.sizes)
        const expected = pool(x, one.shape, one.windows, (values) =>
          f(values.reduce((sum, value) => f(sum + value), 0) / values.length),
        )
        sameBits(at.y, expected, `${host.build}, ${one.what}`)
        host.assertGuards()
      }
    }
  })

  test('gives every pixel of a window its share of the gradient', () => {
    for (const host of hosts) {
      for (const one of CASES) {
        const { M, H, W, C } = one.shape
        const at = lay(host, pixels(one, 4), one)
        at.y.set(numbers(at.y.length, 8))
        host.core.averagePoolBackward(at.y.byteOffset, at.dx.byteOffset, at.lists, at.perImage, ...at.sizes)
        const expected = new Float64Array(M * H * W * C)
        const outputs = at.y.length / M
        pool(at.x, one.shape, one.windows, (values, places, i) => {
          for (const place of places) {
            expected[(Math.floor(i / outputs) * H * W + place) * C + (i % C)]! += at.y[i]! / values.length
          }
        })
        at.dx.forEach((value, i) => {
          near(value, expected[i]!, { absolute: 2e-6 }, `${host.build}, ${one.what}, element ${i}`)
        })
        host.assertGuards()
      }
    }
  })

  test('fixture: overlapping windows', () => {
    const { y, dx } = fixtures.avg_5x5_k3s2
    const windows = [windowsOf(regularWindows(5, 3, 2), regularWindows(5, 3, 2))]
    for (const host of hosts) {
      const at = lay(host, fixtures.stoch_5x5_k3s2.x.flat(), {
        what: '',
        shape: { M: 1, H: 5, W: 5, C: 1 },
        windows,
      })
      host.core.averagePool(at.x.byteOffset, at.y.byteOffset, at.lists, 0, ...at.sizes)
      allNear(at.y, y.flat(), { relative: 1e-6 }, 'y')
      at.y.set([1, 2, 3, 4])
      host.core.averagePoolBackward(at.y.byteOffset, at.dx.byteOffset, at.lists, 0, ...at.sizes)
      allNear(at.dx, dx.flat(), { relative: 1e-6 }, 'dx')
    }
  })
})

/** The rule of stochastic pooling in f32, in the order of its sums. */
function draw(values: readonly number[], places: readonly number[], u: number, rate: number) {
  const sum = values.reduce((total, value) => f(total + value), 0)
  if (Number.isNaN(sum)) return { value: sum, place: -1 }
  if (!(u < f(rate))) {
    const largest = Math.max(...values)
    return largest > 0 ? { value: largest, place: places[values.indexOf(largest)]! } : { value: 0, place: -1 }
  }
  const threshold = f(f(u / f(rate)) * sum)
  let partial = 0
  for (let i = 0; i < values.length; i++) {
    partial = f(partial + values[i]!)
    if (partial > threshold) return { value: values[i]!, place: places[i]! }
  }
  return { value: 0, place: -1 }
}

function stochastic(host: Host, one: Case, x: ArrayLike<number>, u: ArrayLike<number>, rate = 1) {
  const at = lay(host, x, one)
  at.u.set(u)
  const { core } = host
  const before = [at.x.byteOffset, at.u.byteOffset, at.y.byteOffset, at.index.byteOffset] as const
  core.stochasticPool(...before, at.lists, at.perImage, rate, ...at.sizes)
  host.assertGuards()
  return at
}

suite('stochastic pooling', (test) => {
  test('draws what the sums say, at every rate, zeros and ties included', () => {
    for (const host of hosts) {
      for (const one of CASES) {
        for (const rate of [1, 0.5, 0.3, 0]) {
          const x = ties(one, one.shape.C).map((value, i) => (i % 5 === 0 ? value * 0.37 : value))
          const outputs = lay(host, x, one).y.length
          const u = Float32Array.from(
            numbers(outputs, 5, 1),
            (value) => Math.floor((value + 1) * 2 ** 23) / 2 ** 24,
          )
          const at = stochastic(host, one, x, u, rate)
          const expected = pool(at.x, one.shape, one.windows, (values, places, i) =>
            draw(values, places, u[i]!, rate),
          )
          const what = `${host.build}, ${one.what}, rate ${rate}`
          sameBits(
            at.y,
            expected.map(({ value }) => value),
            what,
          )
          assert.equal(
            [...at.index],
            expected.map(({ place }) => place),
            what,
          )
        }
      }
    }
  })

  test('fixtures: the three draws of a map with an empty window, and overlapping ones', () => {
    const { stoch_4x4, stoch_5x5_k3s2 } = fixtures
    for (const host of hosts) {
      for (const [x, size, stride, train] of [
        [stoch_4x4.x, 2, 2, stoch_4x4.train_a],
        [stoch_4x4.x, 2, 2, stoch_4x4.train_b],
        [stoch_4x4.x, 2, 2, stoch_4x4.train_c],
        [stoch_5x5_k3s2.x, 3, 2, stoch_5x5_k3s2.train],
      ] as const) {
        const windows = regularWindows(x.length, size, stride)
        const shape = { M: 1, H: x.length, W: x.length, C: 1 }
        const at = stochastic(
          host,
          { what: '', shape, windows: [windowsOf(windows, windows)] },
          x.flat(),
          train.u.flat(),
        )
        assert.equal([...at.y], train.out.flat().map(f))
        assert.equal([...at.index], train.index.flat())
        at.y.set(train.dy.flat())
        poolBackward(host, at)
        assert.equal([...at.dx], train.dx.flat())
      }
    }
  })

  test('fixtures: the weighted mean of prediction', () => {
    const { stoch_4x4, stoch_5x5_k3s2 } = fixtures
    for (const host of hosts) {
      for (const [{ x, test: expected }, size, stride] of [
        [stoch_4x4, 2, 2],
        [stoch_5x5_k3s2, 3, 2],
      ] as const) {
        const windows = regularWindows(x.length, size, stride)
        const shape = { M: 1, H: x.length, W: x.length, C: 1 }
        const at = lay(host, x.flat(), { what: '', shape, windows: [windowsOf(windows, windows)] })
        host.core.weightedPool(at.x.byteOffset, at.y.byteOffset, at.lists, 0, 1, ...at.sizes)
        allNear(at.y, expected.flat(), { relative: 1e-6 }, 'windows')
      }
    }
  })

  test('the weighted mean agrees with float64, at every rate', () => {
    for (const host of hosts) {
      for (const one of CASES) {
        for (const rate of [1, 0.25, 0]) {
          const x = ties(one, 6)
          const at = lay(host, x, one)
          host.core.weightedPool(at.x.byteOffset, at.y.byteOffset, at.lists, at.perImage, rate, ...at.sizes)
          const expected = pool(x, one.shape, one.windows, (values) => {
            const [sum, squares] = [1, 2].map((power) => values.reduce((s, value) => s + value ** power, 0))
            return rate * (sum === 0 ? 0 : squares! / sum!) + (1 - rate) * Math.max(...values)
          })
          allNear(at.y, expected, { relative: 1e-6 }, `${host.build}, ${one.what}`)
          host.assertGuards()
        }
      }
    }
  })

  test('a NaN is hidden in neither mode, and a sum too small for a winner is an empty window', () => {
    const one = {
      what: '',
      shape: { M: 1, H: 1, W: 2, C: 1 },
      windows: [{ top: [0], bottom: [1], left: [0], right: [2] }],
    }
    for (const host of hosts) {
      const lost = stochastic(host, one, [1, Number.NaN], [0.5])
      assert.ok(Number.isNaN(lost.y[0]!))
      assert.is(lost.index[0], -1)
      host.core.weightedPool(lost.x.byteOffset, lost.y.byteOffset, lost.lists, 0, 1, ...lost.sizes)
      assert.ok(Number.isNaN(lost.y[0]!))
      // u * 2^-149 rounds up to the sum itself.
      const tiny = stochastic(host, one, [0, 2 ** -149], [0.75])
      assert.is(tiny.y[0], 0)
      assert.is(tiny.index[0], -1)
    }
  })

  test('the mean of many draws is the weighted mean, winners as often as they should', () => {
    const [host] = hosts
    // Five channels of the same window, so that one call draws 5 numbers a row; rows are images.
    const values = [1.6, 0, 0.9, 2.4, 0.1, 3]
    const M = 8000
    const one: Case = {
      what: '',
      shape: { M, H: 2, W: 3, C: 1 },
      windows: [{ top: [0], bottom: [2], left: [0], right: [3] }],
    }
    host!.reset()
    const ids = host!.i32(Array.from({ length: M }, (_, i) => i))
    const u = host!.f32(new Float32Array(M))
    host!.core.sampleUniform(u.byteOffset, ids.byteOffset, M, 1, 123, 456, 2 ** 22, 7)
    const numbersDrawn = u.slice()
    const at = stochastic(host!, one, Array.from({ length: M }, () => values).flat(), numbersDrawn)
    const sum = values.reduce((s, value) => s + value, 0)
    const mean = values.reduce((s, value) => s + value ** 2, 0) / sum
    const variance = values.reduce((s, value) => s + value ** 3, 0) / sum - mean ** 2
    const seen = at.y.reduce((s, value) => s + value, 0) / M
    near(seen, mean, { absolute: 4 * Math.sqrt(variance / M) }, 'mean')
    const counts = values.map((_, i) => at.index.filter((place) => place === i).length)
    assert.is(counts[1], 0)
    const chiSquare = values.reduce((total, value, i) => {
      const expected = (M * value) / sum
      return expected === 0 ? total : total + (counts[i]! - expected) ** 2 / expected
    }, 0)
    assert.ok(chiSquare < 18.5, `chi-square ${chiSquare} on 4 degrees of freedom, beyond the 0.001 point`)
  })
})
