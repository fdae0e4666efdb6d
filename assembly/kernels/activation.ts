/**
 * Activations, in place: z [n] becomes a = f(z). The backward kernels multiply dA [n] by f'(z) written in terms of
 * a, so that preactivations need not be kept.
 */
import { sigmoid4, tanh4 } from '../math'
import { f32At, LANES } from '../simd'
import { apart, check, loadLanes, storeLanes, wholeLanes } from './lanes'

/** x where x > 0 or NaN, else +0 (max would do; with its rules for NaN and -0 it takes three times the instructions). */
function relu4(x: v128): v128 {
  return v128.andnot(x, f32x4.le(x, f32x4.splat(0)))
}

/** a = max(z, +0); NaN stays NaN. */
export function relu(z: usize, n: i32): void {
  check(n, z)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) v128.store(f32At(z, i), relu4(v128.load(f32At(z, i))))
  if (whole < n) {
    const p = f32At(z, whole)
    storeLanes(p, relu4(loadLanes(p, n - whole)), n - whole)
  }
}

/** "Not <= 0" instead of "> 0": where a is NaN, dA passes and cannot hide it. */
function reluBackward4(a: v128, dA: v128): v128 {
  return v128.andnot(dA, f32x4.le(a, f32x4.splat(0)))
}

/** a = max(z, 0), so da/dz is 1 where a > 0, else 0. dA becomes +0 there, whatever it was. */
export function reluBackward(a: usize, dA: usize, n: i32): void {
  check(n, a | dA)
  apart(a, n, dA, n)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(dA, i)
    v128.store(p, reluBackward4(v128.load(f32At(a, i)), v128.load(p)))
  }
  if (whole < n) {
    const p = f32At(dA, whole)
    const lanes = n - whole
    storeLanes(p, reluBackward4(loadLanes(f32At(a, whole), lanes), loadLanes(p, lanes)), lanes)
  }
}

function leakyRelu4(x: v128, slope: v128): v128 {
  const zero = f32x4.splat(0)
  return v128.bitselect(f32x4.mul(x, slope), f32x4.add(x, zero), f32x4.lt(x, zero))
}

/**
 * a = z < 0 ? slope * z : z, slope >= 0. -0 becomes +0, so that a's sign bit tells z < 0 even where slope * z
 * underflows or the slope is 0.
 */
export function leakyRelu(z: usize, slope: f32, n: i32): void {
  check(n, z)
  const slopes = f32x4.splat(slope)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) v128.store(f32At(z, i), leakyRelu4(v128.load(f32At(z, i)), slopes))
  if (whole < n) {
    const p = f32At(z, whole)
    storeLanes(p, leakyRelu4(loadLanes(p, n - whole), slopes), n - whole)
  }
}

function leakyReluBackward4(a: v128, dA: v128, slope: v128): v128 {
  return v128.bitselect(f32x4.mul(dA, slope), dA, i32x4.lt_s(a, i32x4.splat(0)))
}

/** a = z < 0 ? slope * z : z, so da/dz is slope where a has its sign bit set, else 1. */
export function leakyReluBackward(a: usize, dA: usize, slope: f32, n: i32): void {
  check(n, a | dA)
  apart(a, n, dA, n)
  const slopes = f32x4.splat(slope)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(dA, i)
    v128.store(p, leakyReluBackward4(v128.load(f32At(a, i)), v128.load(p), slopes))
  }
  if (whole < n) {
    const p = f32At(dA, whole)
    const lanes = n - whole
    storeLanes(p, leakyReluBackward4(loadLanes(f32At(a, whole), lanes), loadLanes(p, lanes), slopes), lanes)
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

function tanhBackward4(a: v128, dA: v128): v128 {
  return f32x4.mul(dA, f32x4.sub(f32x4.splat(1), f32x4.mul(a, a)))
}

/** a = tanh z, so da/dz = 1 - a * a. */
export function tanhBackward(a: usize, dA: usize, n: i32): void {
  check(n, a | dA)
  apart(a, n, dA, n)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(dA, i)
    v128.store(p, tanhBackward4(v128.load(f32At(a, i)), v128.load(p)))
  }
  if (whole < n) {
    const p = f32At(dA, whole)
    const lanes = n - whole
    storeLanes(p, tanhBackward4(loadLanes(f32At(a, whole), lanes), loadLanes(p, lanes)), lanes)
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

function sigmoidBackward4(a: v128, dA: v128): v128 {
  return f32x4.mul(dA, f32x4.mul(a, f32x4.sub(f32x4.splat(1), a)))
}

/** a = 1 / (1 + e^-z), so da/dz = a * (1 - a). */
export function sigmoidBackward(a: usize, dA: usize, n: i32): void {
  check(n, a | dA)
  apart(a, n, dA, n)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(dA, i)
    v128.store(p, sigmoidBackward4(v128.load(f32At(a, i)), v128.load(p)))
  }
  if (whole < n) {
    const p = f32At(dA, whole)
    const lanes = n - whole
    storeLanes(p, sigmoidBackward4(loadLanes(f32At(a, whole), lanes), loadLanes(p, lanes)), lanes)
  }
}
