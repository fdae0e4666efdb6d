/** Helper threads run the built program: `npm run build` first, which `npm test` does. */
import { Arena, planArena } from '../../src/core/arena.ts'
import type { CoreExports } from '../../src/core/exports.ts'
import { compileCore, createMemory, HEAP_BASE, instantiateCore } from '../../src/core/load.ts'
import { type OpenCore, openCore, planningCore } from '../../src/core/team.ts'
import { reserveTrials, TrialRunner } from '../../src/experiment/run/trial.ts'
import { optimizers } from '../../src/optimizers/index.ts'
import { numbers, sameBits } from '../assembly/host.ts'
import { experimentOf, iris, irisSplits } from '../experiment/runs.ts'
import { assert, suite } from '../harness.ts'

/** Everything is divided, however small. */
const ALWAYS = { multiplyAdds: 0, elements: 0, units: 0 }
/** Behind every array: what no kernel may write. */
const GUARD = 64
const LENGTH = 8_000

const NAMES = ['a', 'b', 'c', 'd'] as const
const VALUES = NAMES.map((_, k) => numbers(LENGTH + GUARD, k + 1))
const SPARSE = VALUES.map((values, k) => values.map((x, i) => ((i * 7 + k) % 5 < 3 ? 0 : x)))
const module = await compileCore('strict')
const alone = instantiateCore(module, createMemory(0))
const planning = planningCore(alone, 3)
const scratchBytes = Math.max(
  planning.gemmScratch(260, 260, 260),
  planning.convolutionScratch(7, 9, 8, 6, 3, 1, 1, 17),
)
const plan = planArena([
  ...NAMES.map((name) => ({ name, type: 'f32' as const, length: LENGTH + GUARD })),
  { name: 'scratch', type: 'f32', length: scratchBytes / 4 },
])

interface Rig {
  readonly core: CoreExports
  readonly arena: Arena
  readonly team: OpenCore
}

function open(threads: number): Rig {
  const memory = createMemory(plan.bytes)
  const arena = new Arena(memory, HEAP_BASE, plan)
  const team = openCore(module, memory, threads, ALWAYS)
  team.ready()
  return { core: team.core, arena, team }
}

/** Runs `use` with one, two and three threads and closes them, whatever happens. */
async function withTeams(use: (one: Rig, more: Rig, what: string) => void): Promise<void> {
  const rigs = [1, 2, 3].map(open)
  try {
    for (const threads of [2, 3]) use(rigs[0], rigs[threads - 1], `${threads} threads`)
  } finally {
    await Promise.all(rigs.map(({ team }) => team.close()))
  }
}

/** The same numbers everywhere; every third is 0, as behind a ReLU, when `sparse`. */
function fill({ arena }: Rig, sparse = false): number[] {
  return NAMES.map((name, k) => {
    arena.f32(name).set((sparse ? SPARSE : VALUES)[k])
    return arena.region(name).ptr
  })
}

function assertSame(one: Rig, more: Rig, what: string): void {
  for (const name of NAMES) sameBits(more.arena.f32(name), one.arena.f32(name), `${what}, ${name}`)
  assert.equal(more.arena.overruns(), [], what)
}

suite('core/team', (test) => {
  test('products have the bits of one thread at every remainder of columns, full of zeros or not', () =>
    withTeams((one, more, threads) => {
      for (const [M, N, K] of [
        [5, 48, 7],
        [1, 49, 33],
        [37, 71, 17],
        [16, 72, 16],
        [9, 50, 150],
        [150, 50, 20],
        [4, 257, 30],
        [3, 10, 50],
        [0, 60, 5],
      ]) {
        for (const sparse of [false, true]) {
          for (const name of ['gemmNN', 'gemmNT', 'gemmTN'] as const) {
            for (const rig of [one, more]) {
              const [a, b, c] = fill(rig, sparse)
              const scratch = rig.arena.region('scratch').ptr
              rig.core[name](a, b, c, M, N, K, scratch)
            }
            assertSame(one, more, `${threads}, ${name} ${M} x ${N} x ${K}`)
          }
        }
      }
    }))

  test('convolutions have the bits of one thread at every remainder of images and filters', () =>
    withTeams((one, more, threads) => {
      for (const [M, H, W, C, size, pad, N] of [
        [5, 6, 7, 4, 3, 1, 9],
        [1, 9, 8, 3, 3, 0, 17],
        [4, 5, 5, 6, 2, 1, 8],
        [7, 4, 6, 1, 3, 1, 5],
        [0, 4, 4, 2, 3, 1, 8],
      ] as const) {
        for (const sparse of [false, true]) {
          for (const rig of [one, more]) {
            const [a, b, c, d] = fill(rig, sparse)
            const scratch = rig.arena.region('scratch').ptr
            const sizes = [M, H, W, C, size, 1, pad, N] as const
            rig.core.convolve(a, b, c, ...sizes, scratch)
            rig.core.convolveWeights(a, c, d, ...sizes, 0, N, scratch)
            rig.core.convolveInputs(c, d, a, ...sizes, scratch)
          }
          assertSame(one, more, `${threads}, ${M} images of ${H} x ${W} x ${C}, ${N} filters`)
        }
      }
    }))

  test('updates and penalties have the bits of one thread at any length', () =>
    withTeams((one, more, threads) => {
      const kernels: Record<string, (core: CoreExports, p: readonly number[], n: number) => void> = {
        addL2Gradient: (core, [a, b], n) => core.addL2Gradient(a, b, 0.3, n),
        addL1Gradient: (core, [a, b], n) => core.addL1Gradient(a, b, 0.3, n),
        softThreshold: (core, [a], n) => core.softThreshold(a, 0.7, n),
        decay: (core, [a], n) => core.decay(a, 0.1, n),
        sgd: (core, [a, b], n) => core.sgd(a, b, 0.1, n),
        momentum: (core, [a, b, c], n) => core.momentum(a, b, c, 0.1, 0.9, n),
        nesterov: (core, [a, b, c], n) => core.nesterov(a, b, c, 0.1, 0.9, n),
        adam: (core, [a, b, c, d], n) => {
          core.adam(a, b, c, d, 0.1, 0.9, 0.999, 2, 3, 1e-8, n)
        },
      }
      for (const [name, run] of Object.entries(kernels)) {
        for (const n of [0, 1, 15, 16, 17, 31, 33, 100, 1023, 7001]) {
          for (const rig of [one, more]) {
            const pointers = fill(rig)
            run(rig.core, pointers, n)
          }
          assertSame(one, more, `${threads}, ${name} of ${n}`)
        }
      }
    }))

  test('masks have the bits, and the count, of one thread', () =>
    withTeams((one, more, threads) => {
      for (const [M, N] of [
        [0, 10],
        [1, 33],
        [2, 5],
        [7, 64],
        [33, 129],
      ]) {
        const counts = [one, more].map((rig) => {
          // Any words will do for the ids of rows.
          const [mask, rowIds] = fill(rig)
          return rig.core.sampleMask(mask, rowIds, M, N, 2 ** 31, 0xdeadbeef, 2, 1, 5)
        })
        assert.is(counts[0], counts[1], `${threads}, kept of ${M} x ${N}`)
        // As words: of the bits of a NaN, an f32 promises nothing.
        const words = ({ arena }: Rig) => [...new Uint32Array(arena.f32('a').slice().buffer)]
        assert.equal(words(more), words(one), `${threads}, mask ${M} x ${N}`)
      }
    }))

  test('a closed team goes on alone', async () => {
    const one = open(1)
    const more = open(3)
    await more.team.close()
    for (const rig of [one, more]) {
      const [a, b] = fill(rig)
      rig.core.sgd(a, b, 0.5, 1000)
    }
    assertSame(one, more, 'closed')
  })

  test('where a helper dies at its work, its owner is told and does not wait', async () => {
    const { core, arena, team } = open(2)
    // The second half lies behind the memory.
    const ptr = arena.region('a').ptr
    const beyond = arena.f32('a').buffer.byteLength - 4 * 500
    assert.throws(() => core.sgd(beyond, ptr, 0.1, 1000), /a helper thread ended before its work was done/)
    await team.close()
  })

  test('an own part that fails is not left before the helpers have ended theirs', async () => {
    const { core, arena, team } = open(2)
    const ptr = arena.region('a').ptr
    assert.throws(() => core.sgd(arena.f32('a').buffer.byteLength, ptr, 0.1, 1000))
    await team.close()
  })

  test('trials of every method under every optimizer have the bits of one thread', async () => {
    const specs = [
      ...['none', 'l2:0.01', 'weight-decay:0.01', 'l1:0.01', 'elastic-net:l1=0.01,l2=0.01', 'max-norm:1'],
      ...[
        'input-noise:0.1',
        'vanilla-dropout:keep=0.5',
        'inverted-dropout:keep=0.5',
        'gaussian-dropout:keep=0.5',
      ],
      ...['inverted-dropout:keep=0.5,mask=batch', 'dropconnect:keep=0.5', 'label-smoothing:0.1'],
      'inverted-dropout:keep=0.5+l2:0.01+max-norm:1',
    ]
    for (const optimizer of Object.keys(optimizers) as (keyof typeof optimizers)[]) {
      const experiment = experimentOf(specs, {
        network: { hidden: [272, 256], activation: 'relu', init: 'he' },
        training: { ...experimentOf([]).training, epochs: 1, batchSize: 64, optimizer },
      })
      const [split] = irisSplits(experiment)
      const runs: string[][] = []
      for (const threads of [1, 2, 3]) {
        const workspace = await reserveTrials(iris, experiment, 1, threads)
        const runner = new TrialRunner(workspace, experiment, 0)
        runner.ready()
        try {
          runs.push(experiment.methods.map((method) => runner.run({ method, split }).fingerprint))
        } finally {
          await runner.close()
        }
      }
      assert.equal(runs[1], runs[0], `${optimizer}, 2 threads`)
      assert.equal(runs[2], runs[0], `${optimizer}, 3 threads`)
    }
  })
})
