/** First layers made up for the tests of pictures. */
import type { FirstLayer } from '../../src/experiment/run/firstLayer.ts'

/** Weights [fanIn x fanOut]; activations are two thirds zero, one third in [1, 2). */
export function layerOf(
  weights: readonly number[],
  fanOut: number,
  changes: Partial<FirstLayer> = {},
): FirstLayer {
  const fanIn = weights.length / fanOut
  return {
    weights: Float32Array.from(weights),
    fanIn,
    fanOut,
    silent: new Uint8Array(fanIn),
    rows: 3,
    unitMeans: new Float64Array(fanOut).fill(0.5),
    mean: 0.5,
    zeros: 2 / 3,
    small: 2 / 3,
    histogram: { width: 0.5, first: 0, counts: [2 * fanOut, 0, fanOut - 1, 1] },
    ...changes,
  }
}
