import { assert, suite } from '../../harness.ts'
import { awkward, checkElementwise, fround as f, numbers, openHosts, SIZES, sameBits } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')

suite('masks', (test) => {
  test('applyMask scales what is kept and makes the rest +0, NaN and infinity included', () => {
    for (const host of hosts) {
      for (const n of SIZES) {
        host.reset()
        const input = awkward(n, n)
        const kept = [...numbers(n, n + 1)].map((u) => u < 0.5)
        const x = host.f32(input)
        const mask = host.u32(kept.map((keep) => (keep ? 0xffffffff : 0)))
        host.core.applyMask(x.byteOffset, mask.byteOffset, 1 / 0.7, n)
        const expected = Array.from(input, (value, i) => (kept[i] ? f(value * f(1 / 0.7)) : 0))
        sameBits(x, expected, `${host.build}, n = ${n}`)
        host.assertGuards()
      }
    }
  })

  test('replaceDropped takes what is not kept from elsewhere, bit for bit', () => {
    for (const host of hosts) {
      for (const n of SIZES) {
        host.reset()
        const [input, other] = [awkward(n, n), awkward(n, n + 2)]
        const kept = [...numbers(n, n + 1)].map((u) => u < 0.5)
        const [x, z] = [host.f32(input), host.f32(other)]
        const mask = host.u32(kept.map((keep) => (keep ? 0xffffffff : 0)))
        host.core.replaceDropped(x.byteOffset, z.byteOffset, mask.byteOffset, n)
        const expected = Array.from(input, (value, i) => (kept[i] ? value : other[i]!))
        sameBits(x, expected, `${host.build}, n = ${n}`)
        host.assertGuards()
      }
    }
  })

  test('a scale that is a power of two loses nothing', () => {
    const [host] = hosts
    host.reset()
    const input = numbers(33, 1)
    const x = host.f32(input)
    const mask = host.u32(Array(33).fill(0xffffffff))
    host.core.applyMask(x.byteOffset, mask.byteOffset, 2, 33)
    host.core.applyMask(x.byteOffset, mask.byteOffset, 0.5, 33)
    assert.equal([...x], [...input])
  })

  test('scale multiplies', () => {
    checkElementwise(hosts, {
      arrays: 1,
      run: (core, [x], n) => core.scale(x, 0.7, n),
      formula: ([x]) => [f(x * f(0.7))],
    })
  })
})
