import { assert, suite } from '../../harness.ts'
import { checkElementwise, fround as f, openHosts, sameBits } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')

suite('arithmetic', (test) => {
  test('multiply is x * y', () => {
    checkElementwise(hosts, {
      arrays: 2,
      run: (core, [x, y], n) => core.multiply(x, y, n),
      formula: ([x, y]) => [f(x * y), y],
    })
  })

  test('add is x + y', () => {
    checkElementwise(hosts, {
      arrays: 2,
      run: (core, [x, y], n) => core.add(x, y, n),
      formula: ([x, y]) => [f(x + y), y],
    })
  })

  test('blend goes a share of the way', () => {
    checkElementwise(hosts, {
      arrays: 2,
      run: (core, [into, from], n) => core.blend(into, from, 0.3, n),
      formula: ([into, from]) => [f(into + f(f(0.3) * f(from - into))), from],
    })
  })

  test('square is x * x, into another array or in place', () => {
    checkElementwise(hosts, {
      arrays: 2,
      run: (core, [x, y], n) => core.square(x, y, n),
      formula: ([x]) => [x, f(x * x)],
    })
    for (const host of hosts) {
      host.reset()
      const x = host.f32([3, -2, 0.5, 0, -7])
      host.core.square(x.byteOffset, x.byteOffset, 5)
      sameBits(x, [9, 4, 0.25, 0, 49], host.build)
    }
  })

  test('spread is mean + sqrt(variance) * z', () => {
    checkElementwise(hosts, {
      arrays: 3,
      run: (core, [z, mean, variance], n) => core.spread(z, mean, variance, n),
      formula: ([z, mean, variance]) => [f(mean + f(f(Math.sqrt(variance)) * z)), mean, variance],
    })
  })

  test('no elements are no work', () => {
    for (const host of hosts) assert.not.throws(() => host.core.spread(65536, 65536, 65536, 0))
  })
})
