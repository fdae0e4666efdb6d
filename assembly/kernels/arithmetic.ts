/** Element-wise sums and products of arrays, for noise and moments. One rounding for each operation written. */
import { f32At, LANES } from '../simd'
import { apart, check, loadLanes, sameOrApart, storeLanes, wholeLanes } from './lanes'

/** x [n] *= y [n] */
export function multiply(x: usize, y: usize, n: i32): void {
  check(n, x | y)
  apart(x, n, y, n)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    v128.store(f32At(x, i), f32x4.mul(v128.load(f32At(x, i)), v128.load(f32At(y, i))))
  }
  if (whole < n) {
    const p = f32At(x, whole)
    const lanes = n - whole
    storeLanes(p, f32x4.mul(loadLanes(p, lanes), loadLanes(f32At(y, whole), lanes)), lanes)
  }
}

/** x [n] += y [n] */
export function add(x: usize, y: usize, n: i32): void {
  check(n, x | y)
  apart(x, n, y, n)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    v128.store(f32At(x, i), f32x4.add(v128.load(f32At(x, i)), v128.load(f32At(y, i))))
  }
  if (whole < n) {
    const p = f32At(x, whole)
    const lanes = n - whole
    storeLanes(p, f32x4.add(loadLanes(p, lanes), loadLanes(f32At(y, whole), lanes)), lanes)
  }
}

function blend4(into: v128, from: v128, share: v128): v128 {
  return f32x4.add(into, f32x4.mul(share, f32x4.sub(from, into)))
}

/** into [n] += share * (from [n] - into [n]): a step of a running mean, or of one that forgets. */
export function blend(into: usize, from: usize, share: f32, n: i32): void {
  check(n, into | from)
  apart(into, n, from, n)
  const shares = f32x4.splat(share)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(into, i)
    v128.store(p, blend4(v128.load(p), v128.load(f32At(from, i)), shares))
  }
  if (whole < n) {
    const p = f32At(into, whole)
    const lanes = n - whole
    storeLanes(p, blend4(loadLanes(p, lanes), loadLanes(f32At(from, whole), lanes), shares), lanes)
  }
}

/** y [n] = x [n] * x [n]; in place allowed. */
export function square(x: usize, y: usize, n: i32): void {
  check(n, x | y)
  sameOrApart(x, y, n)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const value = v128.load(f32At(x, i))
    v128.store(f32At(y, i), f32x4.mul(value, value))
  }
  if (whole < n) {
    const value = loadLanes(f32At(x, whole), n - whole)
    storeLanes(f32At(y, whole), f32x4.mul(value, value), n - whole)
  }
}

function spread4(mean: v128, variance: v128, z: v128): v128 {
  return f32x4.add(mean, f32x4.mul(f32x4.sqrt(variance), z))
}

/** z [n] = mean [n] + sqrt(variance [n]) * z [n] */
export function spread(z: usize, mean: usize, variance: usize, n: i32): void {
  check(n, z | mean | variance)
  apart(z, n, mean, n)
  apart(z, n, variance, n)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(z, i)
    v128.store(p, spread4(v128.load(f32At(mean, i)), v128.load(f32At(variance, i)), v128.load(p)))
  }
  if (whole < n) {
    const p = f32At(z, whole)
    const lanes = n - whole
    const y = spread4(
      loadLanes(f32At(mean, whole), lanes),
      loadLanes(f32At(variance, whole), lanes),
      loadLanes(p, lanes),
    )
    storeLanes(p, y, lanes)
  }
}
