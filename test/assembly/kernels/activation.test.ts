import { suite } from '../../harness.ts'
import { checkElementwise, fround as f, near, numbers, openHosts, slope } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const [strict] = hosts
const SLOPE = 0.01

suite('activations', (test) => {
  test('relu is max(z, +0) and keeps NaN', () => {
    checkElementwise(hosts, {
      arrays: 1,
      run: (core, [z], n) => core.relu(z, n),
      formula: ([z]) => [Math.max(z, 0)],
    })
  })

  test('leakyRelu applies the slope below zero', () => {
    checkElementwise(hosts, {
      arrays: 1,
      run: (core, [z], n) => core.leakyRelu(z, SLOPE, n),
      formula: ([z]) => [z < 0 ? f(z * f(SLOPE)) : z + 0],
    })
  })

  test('reluBackward passes dA where a > 0 or NaN', () => {
    checkElementwise(hosts, {
      arrays: 2,
      run: (core, [a, dA], n) => core.reluBackward(a, dA, n),
      formula: ([a, dA]) => [a, a <= 0 ? 0 : dA],
    })
  })

  test('tanhBackward is dA * (1 - a * a)', () => {
    checkElementwise(hosts, {
      arrays: 2,
      run: (core, [a, dA], n) => core.tanhBackward(a, dA, n),
      formula: ([a, dA]) => [a, f(dA * f(1 - f(a * a)))],
    })
  })

  test('sigmoidBackward is dA * (a * (1 - a))', () => {
    checkElementwise(hosts, {
      arrays: 2,
      run: (core, [a, dA], n) => core.sigmoidBackward(a, dA, n),
      formula: ([a, dA]) => [a, f(dA * f(a * f(1 - a)))],
    })
  })

  test('leakyReluBackward tells z < 0 by the sign bit, so a slope of 0 and an underflow work', () => {
    for (const slopeValue of [0, SLOPE, 1]) {
      checkElementwise(hosts, {
        arrays: 2,
        run: (core, [a, dA], n) => core.leakyReluBackward(a, dA, slopeValue, n),
        formula: ([a, dA]) => [a, a < 0 || Object.is(a, -0) ? f(dA * f(slopeValue)) : dA],
      })
    }
    strict.reset()
    const a = strict.f32([-1e-45, -1, 0, -0, 1])
    const dA = strict.f32([1, 1, 1, 1, 1])
    strict.core.leakyRelu(a.byteOffset, SLOPE, 5)
    strict.core.leakyReluBackward(a.byteOffset, dA.byteOffset, SLOPE, 5)
    near(dA[0], SLOPE, { relative: 1e-6 }, 'an activation that underflowed to -0')
    near(dA[3], 1, {}, 'z = -0')
  })

  const exact = {
    relu: (z: number) => Math.max(z, 0),
    leakyRelu: (z: number) => (z < 0 ? SLOPE * z : z),
    tanh: Math.tanh,
    sigmoid: (z: number) => 1 / (1 + Math.exp(-z)),
  }
  const forward = {
    relu: (z: number, n: number) => strict.core.relu(z, n),
    leakyRelu: (z: number, n: number) => strict.core.leakyRelu(z, SLOPE, n),
    tanh: (z: number, n: number) => strict.core.tanh(z, n),
    sigmoid: (z: number, n: number) => strict.core.sigmoid(z, n),
  }
  const backward = {
    relu: (a: number, dA: number, n: number) => strict.core.reluBackward(a, dA, n),
    leakyRelu: (a: number, dA: number, n: number) => strict.core.leakyReluBackward(a, dA, SLOPE, n),
    tanh: (a: number, dA: number, n: number) => strict.core.tanhBackward(a, dA, n),
    sigmoid: (a: number, dA: number, n: number) => strict.core.sigmoidBackward(a, dA, n),
  }
  for (const name of ['relu', 'leakyRelu', 'tanh', 'sigmoid'] as const) {
    test(`${name}: backward is the derivative of forward`, () => {
      const n = 101
      strict.reset()
      const z = numbers(n, 7, 4)
      const upstream = numbers(n, 8)
      const a = strict.f32(z)
      const dA = strict.f32(upstream)
      forward[name](a.byteOffset, n)
      backward[name](a.byteOffset, dA.byteOffset, n)
      for (let i = 0; i < n; i++) {
        near(a[i], exact[name](z[i]), { relative: 1e-6 }, `forward at ${z[i]}`)
        const expected = upstream[i] * slope(exact[name], z[i], 1e-4)
        near(dA[i], expected, { absolute: 2e-6 }, `backward at ${z[i]}`)
      }
      strict.assertGuards()
    })
  }
})
