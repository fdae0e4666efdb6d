/**
 * Dropout on the features of a linear regression is ridge (Srivastava et al. 2014, section 9.1): here by the gradient over all
 * 256 masks, and by training. `regbench selftest` has the loss itself.
 */
import { gradient } from '../../src/selftest/objective.ts'
import { Rig, type Setup, toy } from '../../src/selftest/rig.ts'
import type { Model } from '../../src/training/model.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

const rig = await Rig.open('strict')

const KEEP = 0.5
const X = [1, 2, 0, 1, 3, -1, -1, 0.5]
const Y = [1, 0, 2, -1]
/** The minimum of the expected loss of vanilla dropout, and what ridge regression finds: keep times it. */
const W = [0.72777269, 0.00733272]
const RIDGE = [0.36388634, 0.00366636]

/** The four rows, `copies` times over: each copy has masks of its own. */
function setup(copies: number): Setup {
  const rows = 4 * copies
  const made = toy('regression', rows, [2, 1])
  return {
    ...made,
    dataset: {
      ...made.dataset,
      matrix: Float32Array.from({ length: 2 * rows }, (_, i) => X[i % 8]),
      targets: Float64Array.from({ length: rows }, (_, r) => Y[r % 4]),
    },
  }
}

/** Full-batch descent without a bias, which the formula has not either; the mean of the later weights. */
function train(model: Model, rows: number, steps: number, rate: number): number[] {
  const parameters = model.arena.f32('parameters')
  const bias = model.plan.net.layout.biases[0].offset
  const sums = [0, 0]
  for (let step = 0; step < steps; step++) {
    for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 0, rows, step)
    gradient(model, rows)
    model.optimizer.step(rate)
    parameters[bias] = 0
    if (step >= steps / 2) for (const j of [0, 1]) sums[j] += parameters[j]
  }
  return sums.map((sum) => sum / (steps / 2))
}

suite('dropout on a linear regression', (test) => {
  test('solved in float64, ridge has the published weights', () => {
    // (keep^2 X'X + keep (1 - keep) diag X'X) w = keep X'y
    const pairs = [0, 1, 2, 3].map((r) => ({ x: X.slice(2 * r, 2 * r + 2), y: Y[r] }))
    const inner = (i: number, j: number) => pairs.reduce((sum, { x }) => sum + x[i] * x[j], 0)
    const target = (i: number) => KEEP * pairs.reduce((sum, { x, y }) => sum + x[i] * y, 0)
    const entry = (i: number, j: number) => KEEP * (i === j ? 1 : KEEP) * inner(i, j)
    const determinant = entry(0, 0) * entry(1, 1) - entry(0, 1) ** 2
    const w = [
      (target(0) * entry(1, 1) - target(1) * entry(0, 1)) / determinant,
      (target(1) * entry(0, 0) - target(0) * entry(0, 1)) / determinant,
    ]
    w.forEach((value, j) => {
      near(value, W[j], `w${j}`, { absolute: 5e-9, relative: 0 })
      near(KEEP * value, RIDGE[j], `keep * w${j}`, { absolute: 5e-9, relative: 0 })
    })
  })

  for (const [kind, solution] of [
    ['vanilla-dropout', W],
    ['inverted-dropout', RIDGE],
  ] as const) {
    test(`${kind}: the gradients over all 256 masks cancel there, and nowhere near`, () => {
      const model = rig.model(`${kind}:keep=1,input-keep=${KEEP}`, setup(1))
      const mask = model.arena.i32('mask 0')
      const meanGradient = (w: readonly number[]) => {
        model.arena.f32('parameters').set(w)
        const sums = [0, 0]
        for (let bits = 0; bits < 256; bits++) {
          for (let i = 0; i < 8; i++) mask[i] = (bits >> i) & 1 ? -1 : 0
          const found = gradient(model, 4)
          for (const j of [0, 1]) sums[j] += found[j] / 256
        }
        return sums
      }
      for (const slope of meanGradient(solution)) near(slope, 0, 'slope', { absolute: 1e-6, relative: 0 })
      const [there] = meanGradient([solution[0] + 1e-3, solution[1]])
      assert.ok(Math.abs(there) > 1e-4)
    })

    test(`${kind}: training ends there`, () => {
      const copies = 256
      const model = rig.model(`${kind}:keep=1,input-keep=${KEEP}`, setup(copies))
      const found = train(model, 4 * copies, 2000, kind === 'vanilla-dropout' ? 0.1 : 0.025)
      found.forEach((w, j) => {
        near(w, solution[j], `w${j}`, { absolute: 2e-3, relative: 0 })
      })
    })
  }
})
