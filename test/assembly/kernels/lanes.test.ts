import { assert, suite } from '../../harness.ts'
import { openHosts } from '../host.ts'

const [strict, debug] = await openHosts('strict', 'debug')

suite('what kernels expect of their caller', (test) => {
  test('the debug build refuses regions that lie on one another, to the byte', () => {
    debug.reset()
    const { core } = debug
    const { byteOffset: base } = debug.f32(new Float32Array(64))
    core.sgd(base, base + 32, 0.1, 8)
    core.sgd(base + 32, base, 0.1, 8)
    for (const g of [base, base + 4, base + 28]) assert.throws(() => core.sgd(base, g, 0.1, 8), /unreachable/)
    assert.throws(() => core.addBias(base, base + 20, 2, 3), /unreachable/)
    assert.throws(() => core.gemmNN(base, base + 64, base + 12, 2, 2, 2, base + 128), /unreachable/)
  })

  test('it refuses pointers between two numbers, and negative sizes', () => {
    debug.reset()
    const { core } = debug
    const { byteOffset: base } = debug.f32(new Float32Array(64))
    assert.throws(() => core.sgd(base + 2, base + 64, 0.1, 4), /unreachable/)
    assert.throws(() => core.sgd(base, base + 64, 0.1, -1), /unreachable/)
  })

  test('the strict build spends no time on any of it', () => {
    // There the checked build stands in for it.
    if (process.env.REGBENCH_BUILD === 'debug') return
    strict.reset()
    const w = strict.f32([1, 2])
    strict.core.sgd(w.byteOffset, w.byteOffset, 0.5, 2)
    assert.equal([...w], [0.5, 1])
  })
})
