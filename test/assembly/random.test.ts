import { assert, suite } from '../harness.ts'
import { philox4x32, type Words4 } from '../reference/philox.ts'
import { inverseNormal, unitNormal } from '../reference/random.ts'
import { type Host, near, openHosts, SIZES, sameBits } from './host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')

/** Known answers of Random123's tests/kat_vectors for philox4x32, 10 rounds. */
const KNOWN: { counter: Words4; key: [number, number]; words: Words4 }[] = [
  {
    counter: [0, 0, 0, 0],
    key: [0, 0],
    words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
]

const KEY: [number, number] = [0xdeadbeef, 0x00c0ffee]
const [C1, C2, C3] = [0xfffffff0, 3, 0x80000001]

const wordsOf = (n: number, key = KEY): number[] =>
  Array.from({ length: Math.ceil(n / 4) }, (_, block) => philox4x32([block, C1, C2, C3], key))
    .flat()
    .slice(0, n)

/** n draws of one long stream of standard normals. */
function normals(host: Host, n: number): Float32Array {
  host.reset()
  const x = host.f32(new Float32Array(n))
  host.core.normal(x.byteOffset, n, 1, ...KEY, C1, C2, C3)
  return x.slice()
}

suite('philox', (test) => {
  test('the reference gives the published answers', () => {
    for (const { counter, key, words } of KNOWN) assert.equal(philox4x32(counter, key), words)
  })

  test('the core gives the published answer for counter 0', () => {
    for (const host of hosts) {
      host.reset()
      const words = host.u32(Array(4).fill(0))
      host.core.philox(words.byteOffset, 1, 0, 0, 0, 0, 0)
      assert.equal([...words], KNOWN[0].words)
    }
  })

  test('block i has counter (i, c1, c2, c3), for any number of blocks', () => {
    for (const host of hosts) {
      for (const blocks of [0, 1, 2, 3, 4, 5, 8, 33]) {
        host.reset()
        const words = host.u32(new Uint32Array(blocks * 4))
        host.core.philox(words.byteOffset, blocks, ...KEY, C1, C2, C3)
        sameBits(words, wordsOf(blocks * 4), `${host.build}, ${blocks} blocks`)
        host.assertGuards()
      }
    }
  })
})

suite('uniform numbers of units', (test) => {
  test('are (word >> 8) / 2^24 of the words that masks compare, by row and unit', () => {
    for (const host of hosts) {
      for (const N of SIZES) {
        host.reset()
        const ids = [7, 0, 4_000_000_000]
        const rowIds = host.u32(ids)
        const u = host.f32(new Float32Array(3 * N).fill(Number.NaN))
        host.core.sampleUniform(u.byteOffset, rowIds.byteOffset, 3, N, ...KEY, 5, 9)
        const mask = host.u32(new Uint32Array(3 * N))
        // Half of the range: the highest bit of the word is that of the number.
        host.core.sampleMask(mask.byteOffset, rowIds.byteOffset, 3, N, 2 ** 31, ...KEY, 5, 9)
        ids.forEach((row, r) => {
          for (let j = 0; j < N; j++) {
            const block = 4 * (j >> 4) + (j & 3)
            const word = philox4x32([block, row, 5, 9] as Words4, KEY)[(j >> 2) & 3]!
            const what = `${host.build}, row ${row}, unit ${j} of ${N}`
            assert.is(u[r * N + j], (word >>> 8) * 2 ** -24, what)
            assert.is(mask[r * N + j] !== 0, u[r * N + j]! < 0.5, what)
          }
        })
        host.assertGuards()
      }
    }
  })
})

suite('normal', (test) => {
  test('agrees with the float64 inverse of the normal distribution', () => {
    for (const host of hosts) {
      for (const n of SIZES) {
        host.reset()
        const x = host.f32(new Float32Array(n))
        host.core.normal(x.byteOffset, n, 0.25, ...KEY, C1, C2, C3)
        wordsOf(n).forEach((word, i) => {
          const z = inverseNormal(((word >>> 9) + 0.5) * 2 ** -23)
          near(x[i], 0.25 * z, { relative: 6e-7 }, `${host.build}, n = ${n}, element ${i}`)
        })
        host.assertGuards()
      }
    }
  })

  test('agrees in the tails too', () => {
    for (const host of hosts) {
      const n = 200000
      host.reset()
      const x = host.u32(new Uint32Array(n))
      host.core.philox(x.byteOffset, n / 4, ...KEY, C1, C2, C3)
      const words = x.slice()
      const drawn = normals(host, n)
      let met = 0
      words.forEach((word, i) => {
        const z = inverseNormal(((word >>> 9) + 0.5) * 2 ** -23)
        if (Math.abs(z) < 2.9) return
        met++
        near(drawn[i], z, { relative: 6e-7 }, `${host.build}, element ${i}`)
      })
      assert.ok(met > 500, `${met} draws beyond 2.9`)
    }
  })

  test('has the moments and the distribution of a standard normal', () => {
    const n = 200000
    const x = normals(hosts[0], n)
    const moment = (k: number) => x.reduce((sum, z) => sum + z ** k, 0) / n
    // Four standard errors: Var z^k = 1, 2, 15, 96.
    near(moment(1), 0, { absolute: 4 * Math.sqrt(1 / n) }, 'mean')
    near(moment(2), 1, { absolute: 4 * Math.sqrt(2 / n) }, 'variance')
    near(moment(3), 0, { absolute: 4 * Math.sqrt(15 / n) }, 'third moment')
    near(moment(4), 3, { absolute: 4 * Math.sqrt(96 / n) }, 'fourth moment')
    // Kolmogorov-Smirnov at quantiles: the share below q(u) is within 1.95 / sqrt(n) of u (the 0.001 point).
    const sorted = x.sort()
    let below = 0
    for (let u = 0.001; u < 1; u += 0.001) {
      const quantile = inverseNormal(u)
      while (below < n && sorted[below] <= quantile) below++
      near(below / n, u, { absolute: 1.95 / Math.sqrt(n) }, `share below the quantile of ${u}`)
    }
  })
})

suite('sampleMask', (test) => {
  const threshold = Math.round(0.7 * 2 ** 32)
  const [layer, step] = [2, 0x90000000]

  const sample = (host: Host, rowIds: number[], N: number, limit = threshold) => {
    const ids = host.i32(rowIds)
    const mask = host.u32(Array(rowIds.length * N).fill(7))
    const kept = host.core.sampleMask(
      mask.byteOffset,
      ids.byteOffset,
      rowIds.length,
      N,
      limit,
      ...KEY,
      layer,
      step,
    )
    host.assertGuards()
    return { mask: [...mask], kept }
  }

  test('unit j of a row compares its own word with the threshold', () => {
    for (const host of hosts) {
      for (const N of SIZES) {
        host.reset()
        const rowIds = [5, 0, 123456789]
        const { mask, kept } = sample(host, rowIds, N)
        const expected = rowIds.flatMap((row) =>
          Array.from({ length: N }, (_, j) => {
            const word = philox4x32([4 * (j >> 4) + (j & 3), row, layer, step], KEY)[(j >> 2) & 3]
            return word < threshold ? 0xffffffff : 0
          }),
        )
        sameBits(mask, expected, `${host.build}, N = ${N}`)
        assert.is(kept, expected.filter((lane) => lane !== 0).length, `${host.build}, N = ${N}`)
      }
    }
  })

  test("a row's mask does not depend on the minibatch, nor a unit's on the number of units", () => {
    for (const host of hosts) {
      host.reset()
      const { mask } = sample(host, [9, 4, 7], 37)
      sameBits(sample(host, [4], 37).mask, mask.slice(37, 74), host.build)
      sameBits(sample(host, [4], 18).mask, mask.slice(37, 55), host.build)
    }
  })

  test('keeps units with the probability asked for', () => {
    const [host] = hosts
    const rowIds = Array.from({ length: 200 }, (_, i) => i)
    for (const keep of [0.1, 0.5, 0.9]) {
      host.reset()
      const n = 200 * 256
      const { kept } = sample(host, rowIds, 256, Math.round(keep * 2 ** 32))
      const deviation = Math.sqrt(n * keep * (1 - keep))
      near(kept, n * keep, { absolute: 4 * deviation }, `keep = ${keep}`)
    }
  })

  test('threshold 0 keeps nothing; 1 to 2^32 - 1 are unsigned', () => {
    for (const host of hosts) {
      host.reset()
      assert.is(sample(host, [1, 2], 33, 0).kept, 0)
      assert.is(sample(host, [1, 2], 33, 2 ** 32 - 1).kept, 66)
    }
  })
})

suite('sampleNormal', (test) => {
  const [layer, step] = [2, 0x90000000]

  const sample = (host: Host, rowIds: number[], N: number, mean = 0, deviation = 1) => {
    const ids = host.i32(rowIds)
    const noise = host.f32(new Float32Array(rowIds.length * N))
    const args = [noise.byteOffset, ids.byteOffset, rowIds.length, N, mean, deviation] as const
    host.core.sampleNormal(...args, ...KEY, layer, step)
    host.assertGuards()
    return noise.slice()
  }

  test('makes its normal number of the word that a mask would compare', () => {
    for (const host of hosts) {
      for (const N of SIZES) {
        host.reset()
        const rowIds = [5, 0, 123456789]
        const noise = sample(host, rowIds, N, 1, 0.5)
        rowIds.forEach((row, r) => {
          for (let j = 0; j < N; j++) {
            const expected = 1 + 0.5 * unitNormal(KEY, j, row, layer, step)
            near(
              noise[r * N + j],
              expected,
              { absolute: 6e-7 },
              `${host.build}, N = ${N}, row ${row}, unit ${j}`,
            )
          }
        })
      }
    }
  })

  test("a row's noise does not depend on the minibatch, nor a unit's on the number of units", () => {
    for (const host of hosts) {
      host.reset()
      const noise = sample(host, [9, 4, 7], 37)
      sameBits(sample(host, [4], 37), noise.slice(37, 74), host.build)
      sameBits(sample(host, [4], 18), noise.slice(37, 55), host.build)
    }
  })

  test('has the moments and the distribution asked for', () => {
    const [host] = hosts
    host.reset()
    const rowIds = Array.from({ length: 200 }, (_, i) => i)
    const n = 200 * 256
    const x = sample(host, rowIds, 256, 1, 0.5)
    const moment = (k: number) => x.reduce((sum, value) => sum + ((value - 1) / 0.5) ** k, 0) / n
    // Four standard errors: Var z^k = 1, 2, 15, 96.
    near(moment(1), 0, { absolute: 4 * Math.sqrt(1 / n) }, 'mean')
    near(moment(2), 1, { absolute: 4 * Math.sqrt(2 / n) }, 'variance')
    near(moment(3), 0, { absolute: 4 * Math.sqrt(15 / n) }, 'third moment')
    near(moment(4), 3, { absolute: 4 * Math.sqrt(96 / n) }, 'fourth moment')
    const sorted = x.sort()
    let below = 0
    for (let u = 0.005; u < 1; u += 0.005) {
      while (below < n && (sorted[below] - 1) / 0.5 <= inverseNormal(u)) below++
      // Kolmogorov-Smirnov, the 0.001 point.
      near(below / n, u, { absolute: 1.95 / Math.sqrt(n) }, `share below the quantile of ${u}`)
    }
  })
})
