import { Arena, planArena } from '../../src/core/arena.ts'
import {
  ImageKernels,
  outputLength,
  type PoolShape,
  type WindowShape,
  windowNumbers,
} from '../../src/core/images.ts'
import { compileCore, createMemory, HEAP_BASE, instantiateCore } from '../../src/core/load.ts'
import { assert, suite } from '../harness.ts'

const seen: WindowShape = { height: 2, width: 5, channels: 3, size: 3, stride: 1, pad: 1 }
const alone = instantiateCore(await compileCore('debug'), createMemory(0))
const scratch = alone.convolutionScratch(2, ...windowNumbers(seen), 4) / 4
const lengths = {
  x: 60,
  z: 80,
  w: 27 * 4,
  scratch,
  P: 1080,
  y: 24,
  u: 24,
  a: 12,
  field: 40,
  shares: 2,
  taps: 3,
}
const plan = planArena([
  ...Object.entries(lengths).map(([name, length]) => ({ name, type: 'f32', length }) as const),
  ...(['index', 'windows', 'boxes', 'ids'] as const).map(
    (name) => ({ name, type: 'i32', length: name === 'index' ? 24 : 8 }) as const,
  ),
])
const memory = createMemory(plan.bytes)
const arena = new Arena(memory, HEAP_BASE, plan)
const core = instantiateCore(await compileCore('debug'), memory)
const kernels = new ImageKernels(core, arena.region('scratch'))
const region = (name: string) => arena.region(name)

const pool: PoolShape = {
  height: 2,
  width: 5,
  channels: 3,
  outHeight: 1,
  outWidth: 2,
  perImage: false,
}

suite('kernels of images', (test) => {
  test('run on regions that are just long enough', () => {
    arena.i32('windows').set([0, 2, 0, 2, 2, 4])
    arena.i32('boxes').set([0, 1, 0, 1, 0, 2, 1, 5])
    arena.f32('x').fill(1)
    kernels.convolve(region('x'), region('w'), region('z'), 2, seen, 4)
    kernels.convolveWeights(region('x'), region('z'), region('w'), 2, seen, 4)
    kernels.convolveInputs(region('z'), region('w'), region('x'), 2, seen, 4)
    kernels.maxPool(region('x'), region('y'), region('index'), region('windows'), 2, pool)
    kernels.poolBackward(region('y'), region('index'), region('x'), region('windows'), 2, pool)
    kernels.averagePool(region('x'), region('y'), region('windows'), 2, pool)
    kernels.averagePoolBackward(region('y'), region('x'), region('windows'), 2, pool)
    kernels.sampleUniform(region('u'), region('ids'), 0, 2, 6, [1, 2], 2 ** 22, 0)
    kernels.stochasticPool(
      region('x'),
      region('u'),
      region('y'),
      region('index'),
      region('windows'),
      1,
      2,
      pool,
    )
    kernels.weightedPool(region('x'), region('y'), region('windows'), 1, 2, pool)
    kernels.warp(region('x'), region('P'), region('a'), region('field'), 2, 2, 5, 3)
    kernels.blur(
      region('P'),
      region('x'),
      1,
      region('taps'),
      region('field'),
      { ...pool, height: 2, width: 3 },
      2,
      -1,
    )
    kernels.mixRows(region('x'), region('P'), region('shares'), 2, 30)
    kernels.pasteBoxes(region('x'), null, region('boxes'), 2, 2, 5, 3)
    assert.equal(arena.overruns(), [])
  })

  test('refuse a region that is too short, or of another type', () => {
    for (const call of [
      () => kernels.convolve(region('y'), region('w'), region('z'), 2, seen, 4),
      () => kernels.convolve(region('x'), region('w'), region('x'), 2, seen, 4),
      () => kernels.convolve(region('x'), region('a'), region('z'), 2, seen, 4),
      () => kernels.convolveWeights(region('x'), region('y'), region('w'), 2, seen, 4),
      () => kernels.convolveInputs(region('z'), region('w'), region('y'), 2, seen, 4),
      () =>
        new ImageKernels(core, region('shares')).convolve(region('x'), region('w'), region('z'), 2, seen, 4),
      () => kernels.maxPool(region('x'), region('y'), region('index'), region('windows'), 5, pool),
      () =>
        kernels.maxPool(region('x'), region('y'), region('index'), region('windows'), 2, {
          ...pool,
          perImage: true,
        }),
      () => kernels.maxPool(region('x'), region('y'), region('u'), region('windows'), 2, pool),
      () => kernels.poolBackward(region('y'), region('index'), region('a'), region('windows'), 2, pool),
      () => kernels.averagePool(region('x'), region('a'), region('windows'), 4, pool),
      () => kernels.weightedPool(region('a'), region('y'), region('windows'), 1, 2, pool),
      () => kernels.warp(region('x'), region('P'), region('shares'), null, 2, 2, 5, 3),
      () => kernels.warp(region('x'), region('P'), region('a'), region('a'), 2, 2, 5, 3),
      () => kernels.blur(region('x'), region('y'), 1, region('taps'), region('P'), pool, 2, -1),
      () => kernels.mixRows(region('x'), region('a'), region('shares'), 2, 30),
      () => kernels.pasteBoxes(region('x'), region('a'), region('boxes'), 2, 2, 5, 3),
      () => kernels.sampleUniform(region('u'), region('ids'), 7, 2, 6, [1, 2], 0, 0),
    ]) {
      assert.throws(call, /a kernel wants/)
    }
  })

  test('know the size of their output', () => {
    for (const [length, size, stride, pad, expected] of [
      [28, 5, 1, 0, 24],
      [28, 5, 1, 2, 28],
      [8, 2, 2, 0, 4],
      [5, 3, 2, 1, 3],
      [2, 3, 1, 0, 0],
      [3, 3, 2, 0, 1],
    ] as const) {
      assert.is(outputLength(length, size, stride, pad), expected)
    }
  })
})
