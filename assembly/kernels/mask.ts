/** Applying dropout masks: u32 lanes, all ones (kept) or zero (dropped). `sampleMask` in random.ts draws them. */
import { f32At, LANES } from '../simd'
import { check, loadLanes, storeLanes } from './lanes'

/**
 * x [n] = mask ? x * scale : +0, forward and backward alike: the derivative of x * scale is scale where kept.
 * A dropped NaN or infinity becomes 0 too.
 */
export function applyMask(x: usize, mask: usize, scale: f32, n: i32): void {
  check(n, x | mask)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(x, i)
    const scaled = f32x4.mul(loadLanes(p, n - i), f32x4.splat(scale))
    storeLanes(p, v128.and(scaled, loadLanes(f32At(mask, i), n - i)), n - i)
  }
}

/** x [n] *= factor */
export function scale(x: usize, factor: f32, n: i32): void {
  check(n, x)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(x, i)
    storeLanes(p, f32x4.mul(loadLanes(p, n - i), f32x4.splat(factor)), n - i)
  }
}
