/** Clipping to a norm (Pascanu, Mikolov and Bengio, ICML 2013, algorithm 1): a gradient keeps its direction, not its length. */
import { f32At, LANES } from '../simd'
import { check, highF64, loadLanes, lowF64, storeLanes } from './lanes'
import { sumSquares } from './penalty'

/** x * factor in f64, rounded once: a factor too small for f32 still gives its product. */
function shorten4(x: v128, factor: v128): v128 {
  return v128.shuffle<u64>(
    f32x4.demote_f64x2_zero(f64x2.mul(lowF64(x), factor)),
    f32x4.demote_f64x2_zero(f64x2.mul(highF64(x), factor)),
    0,
    2,
  )
}

/**
 * Where norm = sqrt(sum g^2) exceeds `limit`, g [n] *= limit / norm; else no bit changes. Returns the norm before. With a
 * NaN in g nothing changes either; an infinite element becomes NaN and the finite ones 0, so neither passes for a gradient.
 */
export function clipNorm(g: usize, limit: f64, n: i32): f64 {
  check(n, g)
  const norm = sqrt<f64>(sumSquares(g, n))
  if (!(norm > limit)) return norm
  const factor = f64x2.splat(limit / norm)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(g, i)
    storeLanes(p, shorten4(loadLanes(p, n - i), factor), n - i)
  }
  return norm
}
