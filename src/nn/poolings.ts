/** The poolings behind one layer, from its activations to what lies at its site. */
import type { Arena, Region } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import type { LayerShape } from './architecture.ts'
import { regionNames } from './plan.ts'
import { createPooling, type Pooling, type PoolNoise, poolBackward, poolForward } from './pool.ts'

interface Step {
  readonly pooling: Pooling
  readonly noise: PoolNoise | null
  readonly x: Region
  readonly y: Region
  readonly dX: Region
}

export class Poolings {
  readonly #kernels: Kernels
  readonly #steps: readonly Step[]

  /** Those of layer `l`, of which there is one at least; `first` is the number of its first among all pooling layers. */
  constructor(
    kernels: Kernels,
    arena: Arena,
    { poolings }: LayerShape,
    l: number,
    first: number,
    noise: readonly (PoolNoise | null)[],
  ) {
    this.#kernels = kernels
    const place = (i: number) =>
      arena.region(i < poolings.length ? regionNames.unpooled(l, i) : regionNames.activations(l + 1))
    this.#steps = poolings.map((shape, i) => ({
      pooling: createPooling(arena, shape, first + i),
      noise: noise[first + i] ?? null,
      x: place(i),
      y: place(i + 1),
      dX: arena.region(regionNames.dUnpooled(l, i)),
    }))
  }

  /** Where the layer leaves its activations. */
  get input(): Region {
    return this.#steps[0].x
  }

  /** Of M rows, in training mode or of a sampled network. */
  forward(M: number): void {
    for (const { pooling, noise, x, y } of this.#steps) {
      if (noise === null) poolForward(this.#kernels, pooling, x, y, M)
      else noise.forward(pooling, x, y, M)
    }
  }

  /** In prediction mode. */
  predict(M: number): void {
    for (const { pooling, noise, x, y } of this.#steps) {
      if (noise?.predict === undefined) poolForward(this.#kernels, pooling, x, y, M)
      else noise.predict(pooling, x, y, M)
    }
  }

  /** From the gradient at the site that of the layer's activations, which is returned. */
  backward(dY: Region, M: number): Region {
    for (const { pooling, noise, dX } of this.#steps.toReversed()) {
      if (noise === null) poolBackward(this.#kernels, pooling, dY, dX, M)
      else noise.backward(pooling, dY, dX, M)
      dY = dX
    }
    return dY
  }
}
