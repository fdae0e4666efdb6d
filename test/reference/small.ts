/** A small network for the tests of the reference itself, with rows to train on, and closeness of float64 numbers. */
import { assert } from '../harness.ts'
import type { Activation, Task } from './network.ts'
import type { Method } from './regularizers.ts'
import { createReference, type Reference, type ReferenceConfig } from './train.ts'

export function close(actual: number, expected: number, tolerance: number, what = 'value'): void {
  const allowed = tolerance * (1 + Math.abs(expected))
  assert.ok(Math.abs(actual - expected) <= allowed, `${what}: ${actual}, expected ${expected} +- ${allowed}`)
}

export function allClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what?: string,
) {
  assert.is(actual.length, expected.length)
  for (let i = 0; i < actual.length; i++) close(actual[i], expected[i], tolerance, `${what ?? 'entry'} ${i}`)
}

/** Numbers between -1 and 1 that look irregular. */
export const wave = (i: number): number => Math.sin(1 + 2.399963 * i + 0.7 * i * i)
export const waves = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_, c) => 1.5 * wave(r * columns + c)),
  )

export const ROWS = [3, 0, 17, 8, 4, 11]
export const X = waves(ROWS.length, 5)
export const yFor = (task: Task): number[] =>
  ROWS.map((row, r) => (task === 'classification' ? row % 2 : wave(r)))

export function small(
  task: Task,
  activation: Activation,
  method: Method,
  more: Partial<ReferenceConfig> = {},
): Reference {
  const sizes = [5, 4, 3, task === 'classification' ? 2 : 1]
  const reference = createReference({ sizes, activation, task, method, optimizer: 'sgd', rate: 0.1, ...more })
  // Biases start at 0; away from it, their gradients are tested too.
  reference.parameters.biases.forEach((b, l) => {
    b.set(Array.from(b, (_, j) => 0.3 * wave(10 * l + j)))
  })
  return reference
}

/** Holds the gradients over `ROWS` against central differences of loss + penalty; returns how many of them are not 0. */
export function matchFiniteDifferences(reference: Reference, y: readonly number[]): number {
  const gradients = reference.gradients(ROWS, X, y)
  const objective = () => reference.trainingLoss(ROWS, X, y) + reference.penalty()
  let nonzero = 0
  for (const kind of ['weights', 'biases'] as const) {
    reference.parameters[kind].forEach((w, l) => {
      for (let i = 0; i < w.length; i++) {
        const value = w[i]
        w[i] = value + 1e-5
        const above = objective()
        w[i] = value - 1e-5
        const below = objective()
        w[i] = value
        close(gradients[kind][l][i], (above - below) / 2e-5, 1e-8, `${kind} ${l}[${i}]`)
        if (gradients[kind][l][i] !== 0) nonzero++
      }
    })
  }
  return nonzero
}
