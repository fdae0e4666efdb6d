import { suite } from '../../harness.ts'
import { checkElementwise, fround as f, openHosts } from '../host.ts'

const hosts = await openHosts('strict', 'relaxed', 'debug')
const RATE = 0.03
const rate = f(RATE)
const mu = f(0.9)

suite('optimizer steps', (test) => {
  test('sgd is w - rate * g, rounded after each operation', () => {
    checkElementwise(hosts, {
      arrays: 2,
      run: (core, [w, g], n) => core.sgd(w, g, RATE, n),
      formula: ([w, g]) => [f(w - f(rate * g)), g],
    })
  })

  test('momentum carries the velocity', () => {
    checkElementwise(hosts, {
      arrays: 3,
      run: (core, [w, g, v], n) => core.momentum(w, g, v, RATE, 0.9, n),
      formula([w, g, v]) {
        const velocity = f(f(mu * v) + g)
        return [f(w - f(rate * velocity)), g, velocity]
      },
    })
  })

  test('nesterov looks ahead with the new velocity', () => {
    checkElementwise(hosts, {
      arrays: 3,
      run: (core, [w, g, v], n) => core.nesterov(w, g, v, RATE, 0.9, n),
      formula([w, g, v]) {
        const velocity = f(f(mu * v) + g)
        return [f(w - f(rate * f(f(mu * velocity) + g))), g, velocity]
      },
    })
  })

  test('adam follows its formula, with 1 - beta taken in float64', () => {
    const t = 3
    const correction1 = f(1 / (1 - 0.9 ** t))
    const correction2 = f(1 / (1 - 0.999 ** t))
    const [beta1, beta2, take1, take2] = [0.9, 0.999, 1 - 0.9, 1 - 0.999].map(f)
    checkElementwise(hosts, {
      arrays: 4,
      run: (core, [w, g, m, v], n) =>
        core.adam(w, g, m, v, RATE, 0.9, 0.999, correction1, correction2, 1e-8, n),
      formula([w, g, m, v]) {
        const mean = f(f(beta1 * m) + f(take1 * g))
        const variance = f(f(beta2 * v) + f(take2 * f(g * g)))
        const root = f(Math.sqrt(f(variance * correction2)))
        const step = f(f(rate * f(mean * correction1)) / f(root + f(1e-8)))
        return [f(w - step), g, mean, variance]
      },
    })
  })
})
