/**
 * Activations, in place: z [n] becomes a = f(z). The backward kernels multiply dA [n] by f'(z) written in terms of
 * a, so that preactivations need not be kept.
 */
import { sigmoid4, tanh4 } from '../math'
import { f32At, LANES } from '../simd'
import { check, loadLanes, storeLanes } from './lanes'

/** a = max(z, +0); NaN stays NaN. */
export function relu(z: usize, n: i32): void {
  check(n, z)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(z, i)
    storeLanes(p, f32x4.max(loadLanes(p, n - i), f32x4.splat(0)), n - i)
  }
}

/** a = max(z, 0), so da/dz is 1 where a > 0, else 0. dA becomes +0 there, whatever it was. */
export function reluBackward(a: usize, dA: usize, n: i32): void {
  check(n, a | dA)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(dA, i)
    // "Not <= 0" instead of "> 0": where a is NaN, dA passes and cannot hide it.
    const blocked = f32x4.le(loadLanes(f32At(a, i), n - i), f32x4.splat(0))
    storeLanes(p, v128.andnot(loadLanes(p, n - i), blocked), n - i)
  }
}

/**
 * a = z < 0 ? slope * z : z, slope >= 0. -0 becomes +0, so that a's sign bit tells z < 0 even where slope * z
 * underflows or the slope is 0.
 */
export function leakyRelu(z: usize, slope: f32, n: i32): void {
  check(n, z)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(z, i)
    const x = loadLanes(p, n - i)
    const zero = f32x4.splat(0)
    const leaked = f32x4.mul(x, f32x4.splat(slope))
    storeLanes(p, v128.bitselect(leaked, f32x4.add(x, zero), f32x4.lt(x, zero)), n - i)
  }
}

/** a = z < 0 ? slope * z : z, so da/dz is slope where a has its sign bit set, else 1. */
export function leakyReluBackward(a: usize, dA: usize, slope: f32, n: i32): void {
  check(n, a | dA)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(dA, i)
    const d = loadLanes(p, n - i)
    const negative = i32x4.lt_s(loadLanes(f32At(a, i), n - i), i32x4.splat(0))
    storeLanes(p, v128.bitselect(f32x4.mul(d, f32x4.splat(slope)), d, negative), n - i)
  }
}

/** a = tanh z */
export function tanh(z: usize, n: i32): void {
  check(n, z)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(z, i)
    storeLanes(p, tanh4(loadLanes(p, n - i)), n - i)
  }
}

/** a = tanh z, so da/dz = 1 - a * a. */
export function tanhBackward(a: usize, dA: usize, n: i32): void {
  check(n, a | dA)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(dA, i)
    const y = loadLanes(f32At(a, i), n - i)
    const slope = f32x4.sub(f32x4.splat(1), f32x4.mul(y, y))
    storeLanes(p, f32x4.mul(loadLanes(p, n - i), slope), n - i)
  }
}

/** a = 1 / (1 + e^-z) */
export function sigmoid(z: usize, n: i32): void {
  check(n, z)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(z, i)
    storeLanes(p, sigmoid4(loadLanes(p, n - i)), n - i)
  }
}

/** a = 1 / (1 + e^-z), so da/dz = a * (1 - a). */
export function sigmoidBackward(a: usize, dA: usize, n: i32): void {
  check(n, a | dA)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(dA, i)
    const y = loadLanes(f32At(a, i), n - i)
    const slope = f32x4.mul(y, f32x4.sub(f32x4.splat(1), y))
    storeLanes(p, f32x4.mul(loadLanes(p, n - i), slope), n - i)
  }
}
