/**
 * Microseconds of the loss and its gradient for a minibatch: towards labels, and towards shares of all classes, which smoothed
 * labels are. The best of many rounds taken in turn.
 *
 *     taskset -c 1 node --import tsx scripts/measure/losses.ts [strict|relaxed]
 */

import { timeRounds } from '../../src/bench/rounds.ts'
import { Arena, planArena } from '../../src/core/arena.ts'
import { compileCore, createMemory, HEAP_BASE, instantiateCore } from '../../src/core/load.ts'
import { timedBuild } from './compile.ts'

/** Rows and classes: those of W1, of W2, and of a larger minibatch. */
const SHAPES = [
  [16, 3],
  [32, 10],
  [128, 10],
] as const
const ROUNDS = 200

const build = timedBuild(process.argv[2])
const module = await compileCore(build)

for (const [M, N] of SHAPES) {
  const plan = planArena([
    ...['logits', 'targets', 'gradient'].map((name) => ({ name, type: 'f32', length: M * N }) as const),
    { name: 'labels', type: 'i32', length: M },
  ])
  const memory = createMemory(plan.bytes)
  const core = instantiateCore(module, memory)
  const arena = new Arena(memory, HEAP_BASE, plan)
  arena.f32('logits').forEach((_, i, logits) => {
    logits[i] = Math.sin(i)
  })
  arena.i32('labels').forEach((_, i, labels) => {
    labels[i] = i % N
  })
  const [x, t, d, y] = ['logits', 'targets', 'gradient', 'labels'].map((name) => arena.region(name).ptr) as [
    number,
    number,
    number,
    number,
  ]
  const towardsShares = (smoothing: number) => () => {
    core.softTargets(y, 0, 0, t, M, N, smoothing)
    core.crossEntropySoftBackward(x, t, 0, d, M, N)
  }
  const seconds = await timeRounds(
    [() => core.crossEntropyBackward(x, y, 0, d, M, N), towardsShares(0), towardsShares(0.1)],
    ROUNDS,
  )
  const [labels, shares, smoothed] = seconds.map((times) => (Math.min(...times) * 1e6).toFixed(2))
  console.log(
    `${build} ${M} x ${N}: labels ${labels} us, the same as shares ${shares} us, smoothed ${smoothed} us`,
  )
}
