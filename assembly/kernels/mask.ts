/** Applying dropout masks: u32 lanes, all ones (kept) or zero (dropped). `sampleMask` in random.ts draws them. */
import { f32At, LANES } from '../simd'
import { apart, check, loadLanes, storeLanes, wholeLanes } from './lanes'

function applyMask4(x: v128, mask: v128, scale: v128): v128 {
  return v128.and(f32x4.mul(x, scale), mask)
}

/**
 * x [n] = mask ? x * scale : +0, forward and backward alike: the derivative of x * scale is scale where kept.
 * A dropped NaN or infinity becomes +0 too.
 */
export function applyMask(x: usize, mask: usize, scale: f32, n: i32): void {
  check(n, x | mask)
  apart(x, n, mask, n)
  const scales = f32x4.splat(scale)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(x, i)
    v128.store(p, applyMask4(v128.load(p), v128.load(f32At(mask, i)), scales))
  }
  if (whole < n) {
    const p = f32At(x, whole)
    const lanes = n - whole
    storeLanes(p, applyMask4(loadLanes(p, lanes), loadLanes(f32At(mask, whole), lanes), scales), lanes)
  }
}

/** x [n] = mask ? x : z */
export function replaceDropped(x: usize, z: usize, mask: usize, n: i32): void {
  check(n, x | z | mask)
  apart(x, n, z, n)
  apart(x, n, mask, n)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(x, i)
    const kept = loadLanes(f32At(mask, i), n - i)
    storeLanes(p, v128.bitselect(loadLanes(p, n - i), loadLanes(f32At(z, i), n - i), kept), n - i)
  }
}

/** x [n] *= factor */
export function scale(x: usize, factor: f32, n: i32): void {
  check(n, x)
  const factors = f32x4.splat(factor)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) v128.store(f32At(x, i), f32x4.mul(v128.load(f32At(x, i)), factors))
  if (whole < n) {
    const p = f32At(x, whole)
    storeLanes(p, f32x4.mul(loadLanes(p, n - whole), factors), n - whole)
  }
}
