/** What a plan reserves, against what any minibatch, prediction chunk or thin network of it can ask for. */
import { Arena, planArena } from '../../src/core/arena.ts'
import { Kernels } from '../../src/core/kernels.ts'
import { type Build, compileCore, createMemory, HEAP_BASE, instantiateCore } from '../../src/core/load.ts'
import { planningCore } from '../../src/core/team.ts'
import { denseArchitecture } from '../../src/nn/architecture.ts'
import { denseBackward, denseForward } from '../../src/nn/dense.ts'
import { createLayers } from '../../src/nn/layer.ts'
import { planNetwork } from '../../src/nn/plan.ts'
import { assert, suite } from '../harness.ts'

const PREDICTION_ROWS = 256
const SIZES = [1, 8, 16, 31, 100, 200, 257, 400, 513, 784, 1000] as const

const openCores = (build: Build, bytes = 0) =>
  compileCore(build).then((module) => {
    const memory = createMemory(bytes)
    return { memory, core: instantiateCore(module, memory) }
  })

suite('planned scratch', (test) => {
  for (const build of ['strict', 'relaxed', 'debug'] as const) {
    test(`${build}: is enough for every last minibatch and chunk of every network, on one thread or more`, async () => {
      const { core: single } = await openCores(build)
      for (const threads of build === 'debug' ? [1] : [1, 2, 3]) {
        const core = planningCore(single, threads)
        for (const features of SIZES) {
          for (const width of SIZES) {
            // What a remainder of M rows needs, largest so far; batch sizes grow, so each remainder is looked at once.
            let needed = 0
            let looked = 0
            for (const batchSize of SIZES) {
              const architecture = denseArchitecture([features, width, 3], 'relu')
              const { requests } = planNetwork(architecture, batchSize, PREDICTION_ROWS, core)
              const planned = 4 * requests.find(({ name }) => name === 'gemm scratch')!.length
              for (let M = looked + 1; M <= batchSize; M += build === 'debug' ? 7 : 1) {
                for (const [fanIn, fanOut] of [
                  [features, width],
                  [width, 3],
                ] as const) {
                  needed = Math.max(
                    needed,
                    core.gemmScratch(M, fanOut, fanIn),
                    core.gemmScratch(M, fanIn, fanOut),
                    core.gemmScratch(fanIn, fanOut, M),
                  )
                }
              }
              looked = batchSize
              for (let M = 1; M <= PREDICTION_ROWS; M += 17) {
                needed = Math.max(needed, core.gemmScratch(M, width, features))
              }
              assert.ok(
                planned >= needed,
                `${threads} threads, ${features}-${width}-3, batch size ${batchSize}: ${planned} of ${needed} bytes`,
              )
            }
          }
        }
      }
    })
  }

  test('serves a last minibatch of 368 rows of 784 features, with 8 units and fewer of both', async () => {
    for (const build of ['strict', 'relaxed', 'debug'] as const) {
      const { core: alone } = await openCores(build)
      const architecture = denseArchitecture([784, 8, 2], 'relu')
      const plan = planNetwork(architecture, 512, PREDICTION_ROWS, alone)
      const arenaPlan = planArena([...plan.requests, { name: 'dX', type: 'f32', length: 512 * 784 }])
      const { memory, core } = await openCores(build, arenaPlan.bytes)
      const arena = new Arena(memory, HEAP_BASE, arenaPlan)
      const kernels = new Kernels(core, arena.region('gemm scratch'))
      const [layer] = createLayers(plan, arena)
      // Sparse, so that the lists are made whose room was too small.
      arena.f32('activations 0').forEach((_, i, x) => {
        x[i] = i % 3 === 0 ? 1 : 0
      })
      for (const [M, fanIn, fanOut] of [
        [368, 784, 8],
        [512, 784, 8],
        [368, 392, 5],
        [333, 65, 7],
        [1, 784, 8],
      ]) {
        const thin = { ...layer, fanIn, fanOut }
        denseForward(kernels, thin, arena.region('activations 0'), arena.region('activations 1'), M)
        denseBackward(
          kernels,
          thin,
          arena.region('activations 0'),
          arena.region('activations 1'),
          arena.region('dX'),
          M,
        )
        assert.equal(arena.overruns(), [], `${build}, ${M} rows`)
      }
    }
  })
})
