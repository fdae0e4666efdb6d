/** The losses, weights of rows and clipping of the reference: finite differences, worked values, closed forms. */
import { assert, suite } from '../harness.ts'
import { type LossSettings, lossOf, type Network, type Task } from './network.ts'
import { allClose, close, matchFiniteDifferences, ROWS, small, X, yFor } from './small.ts'
import type { ReferenceConfig } from './train.ts'

/** What rows count, 0 among it. */
const WEIGHT_OF = (row: number): number => [0.5, 2, 0, 1, 3][row % 5]

suite('reference losses', (test) => {
  for (const [name, task, more] of [
    ['absolute', 'regression', { loss: 'absolute' }],
    ['huber, rows on both sides of its limit', 'regression', { loss: { huber: 0.8 } }],
    ['squared, weighted', 'regression', { weightOf: WEIGHT_OF }],
    ['huber, weighted', 'regression', { loss: { huber: 0.8 }, weightOf: WEIGHT_OF }],
    ['cross-entropy, weighted', 'classification', { weightOf: WEIGHT_OF }],
  ] as const satisfies readonly (readonly [string, Task, Partial<ReferenceConfig>])[]) {
    for (const method of task === 'regression' ? [{ l2: 0.3 }] : [{ l2: 0.3 }, { labelSmoothing: 0.2 }]) {
      test(`gradients of ${name}, ${Object.keys(method)}, match finite differences`, () => {
        const reference = small(task, 'tanh', method, more)
        const y = yFor(task).map((value) => (task === 'regression' ? 2 * value : value))
        matchFiniteDifferences(reference, y)
      })
    }
  }

  test('losses of a regression have their worked values, weighted or not', () => {
    const one: Network = { sizes: [1, 1], activation: 'relu', task: 'regression' }
    const of = (settings: LossSettings) => lossOf(one, [[3], [1], [-1]], [1, 1.5, 1], settings)
    assert.is(of({ loss: 'absolute' }), (2 + 0.5 + 2) / 3)
    assert.is(of({ loss: { huber: 1 } }), (1.5 + 0.125 + 1.5) / 3)
    assert.is(of({ loss: { huber: 9 } }), of({}))
    assert.is(of({ weights: [2, 0, 1] }), (4 + 2) / 3)
  })

  test('a row of weight 2 is the row twice, but for the divisor', () => {
    const y = yFor('classification')
    const weighted = small('classification', 'tanh', {}, { weightOf: (row) => (row === ROWS[1] ? 2 : 1) })
    const twice = small('classification', 'tanh', {})
    const again = { rows: [...ROWS, ROWS[1]], x: [...X, X[1]], y: [...y, y[1]] }
    const expected = twice.gradients(again.rows, again.x, again.y)
    weighted.gradients(ROWS, X, y).weights.forEach((g, l) => {
      allClose(
        g.map((value) => (value * ROWS.length) / again.rows.length),
        expected.weights[l],
        1e-15,
      )
    })
  })
})

suite('reference clipping', (test) => {
  test('shortens all gradients together by one factor, and counts the norm before', () => {
    const y = yFor('classification')
    const plain = small('classification', 'tanh', { l2: 0.3 })
    const { weights, biases } = plain.gradients(ROWS, X, y)
    const all = [...weights, ...biases].flatMap((g) => [...g])
    const norm = Math.hypot(...all)
    for (const clipNorm of [norm / 3, norm, 2 * norm]) {
      const clipped = small('classification', 'tanh', { l2: 0.3 }, { clipNorm })
      const before = clipped.parameters.weights.map((w) => w.slice())
      clipped.step(ROWS, X, y)
      close(clipped.gradNorms[0], norm, 1e-15)
      const factor = Math.min(1, clipNorm / norm)
      before.forEach((w, l) => {
        allClose(
          clipped.parameters.weights[l],
          w.map((value, i) => value - 0.1 * factor * weights[l][i]),
          1e-15,
        )
      })
    }
  })
})
