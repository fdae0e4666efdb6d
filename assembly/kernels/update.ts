/**
 * Optimizer steps over n parameters, one rounding for each operation written. A step's bits do not depend on the
 * build: nothing here is fused.
 */
import { f32At, LANES } from '../simd'
import { apart, check, loadLanes, storeLanes, wholeLanes } from './lanes'

/** w - rate * step */
function descend4(w: v128, rate: v128, step: v128): v128 {
  return f32x4.sub(w, f32x4.mul(rate, step))
}

/** w -= rate * g */
export function sgd(w: usize, g: usize, rate: f32, n: i32): void {
  check(n, w | g)
  apart(w, n, g, n)
  const rates = f32x4.splat(rate)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(w, i)
    v128.store(p, descend4(v128.load(p), rates, v128.load(f32At(g, i))))
  }
  if (whole < n) {
    const p = f32At(w, whole)
    const lanes = n - whole
    storeLanes(p, descend4(loadLanes(p, lanes), rates, loadLanes(f32At(g, whole), lanes)), lanes)
  }
}

/** momentum * v + g */
function velocity4(momentum: v128, v: v128, g: v128): v128 {
  return f32x4.add(f32x4.mul(momentum, v), g)
}

/**
 * v = momentum * v + g; w -= rate * v. The velocity sums gradients and the rate scales the sum, as in PyTorch; where it
 * sums steps (Sutskever 2013, Keras) a change of rate takes effect more slowly.
 */
export function momentum(w: usize, g: usize, v: usize, rate: f32, momentum: f32, n: i32): void {
  check(n, w | g | v)
  apart(w, n, g, n)
  apart(w, n, v, n)
  apart(g, n, v, n)
  const rates = f32x4.splat(rate)
  const momenta = f32x4.splat(momentum)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(w, i)
    const q = f32At(v, i)
    const velocity = velocity4(momenta, v128.load(q), v128.load(f32At(g, i)))
    v128.store(q, velocity)
    v128.store(p, descend4(v128.load(p), rates, velocity))
  }
  if (whole < n) {
    const p = f32At(w, whole)
    const q = f32At(v, whole)
    const lanes = n - whole
    const velocity = velocity4(momenta, loadLanes(q, lanes), loadLanes(f32At(g, whole), lanes))
    storeLanes(q, velocity, lanes)
    storeLanes(p, descend4(loadLanes(p, lanes), rates, velocity), lanes)
  }
}

/** v = momentum * v + g; w -= rate * (g + momentum * v), with the new v. */
export function nesterov(w: usize, g: usize, v: usize, rate: f32, momentum: f32, n: i32): void {
  check(n, w | g | v)
  apart(w, n, g, n)
  apart(w, n, v, n)
  apart(g, n, v, n)
  const rates = f32x4.splat(rate)
  const momenta = f32x4.splat(momentum)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(w, i)
    const q = f32At(v, i)
    const gradient = v128.load(f32At(g, i))
    const velocity = velocity4(momenta, v128.load(q), gradient)
    v128.store(q, velocity)
    v128.store(p, descend4(v128.load(p), rates, velocity4(momenta, velocity, gradient)))
  }
  if (whole < n) {
    const p = f32At(w, whole)
    const q = f32At(v, whole)
    const lanes = n - whole
    const gradient = loadLanes(f32At(g, whole), lanes)
    const velocity = velocity4(momenta, loadLanes(q, lanes), gradient)
    storeLanes(q, velocity, lanes)
    storeLanes(p, descend4(loadLanes(p, lanes), rates, velocity4(momenta, velocity, gradient)), lanes)
  }
}

/** keep * average + take * x */
function blend4(keep: v128, average: v128, take: v128, x: v128): v128 {
  return f32x4.add(f32x4.mul(keep, average), f32x4.mul(take, x))
}

/** w - rate * (mean * correction1) / (sqrt(variance * correction2) + epsilon) */
function adam4(
  w: v128,
  mean: v128,
  variance: v128,
  rate: v128,
  correction1: v128,
  correction2: v128,
  epsilon: v128,
): v128 {
  const numerator = f32x4.mul(rate, f32x4.mul(mean, correction1))
  const root = f32x4.sqrt(f32x4.mul(variance, correction2))
  return f32x4.sub(w, f32x4.div(numerator, f32x4.add(root, epsilon)))
}

/**
 * Adam (Kingma and Ba 2015), correctionI = 1 / (1 - betaI^t):
 *
 *     m = beta1 * m + (1 - beta1) * g
 *     v = beta2 * v + (1 - beta2) * g^2
 *     w -= rate * (m * correction1) / (sqrt(v * correction2) + epsilon)
 *
 * The betas arrive as f64 because 1 - f32(0.999) lies 5e-5, relatively, from 0.001.
 */
export function adam(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  rate: f32,
  beta1: f64,
  beta2: f64,
  correction1: f32,
  correction2: f32,
  epsilon: f32,
  n: i32,
): void {
  check(n, w | g | m | v)
  apart(w, n, g, n)
  apart(w, n, m, n)
  apart(w, n, v, n)
  apart(g, n, m, n)
  apart(g, n, v, n)
  apart(m, n, v, n)
  const keep1 = f32x4.splat(<f32>beta1)
  const keep2 = f32x4.splat(<f32>beta2)
  const take1 = f32x4.splat(<f32>(1 - beta1))
  const take2 = f32x4.splat(<f32>(1 - beta2))
  const rates = f32x4.splat(rate)
  const c1 = f32x4.splat(correction1)
  const c2 = f32x4.splat(correction2)
  const epsilons = f32x4.splat(epsilon)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(w, i)
    const pm = f32At(m, i)
    const pv = f32At(v, i)
    const gradient = v128.load(f32At(g, i))
    const mean = blend4(keep1, v128.load(pm), take1, gradient)
    const variance = blend4(keep2, v128.load(pv), take2, f32x4.mul(gradient, gradient))
    v128.store(pm, mean)
    v128.store(pv, variance)
    v128.store(p, adam4(v128.load(p), mean, variance, rates, c1, c2, epsilons))
  }
  if (whole < n) {
    const lanes = n - whole
    const p = f32At(w, whole)
    const pm = f32At(m, whole)
    const pv = f32At(v, whole)
    const gradient = loadLanes(f32At(g, whole), lanes)
    const mean = blend4(keep1, loadLanes(pm, lanes), take1, gradient)
    const variance = blend4(keep2, loadLanes(pv, lanes), take2, f32x4.mul(gradient, gradient))
    storeLanes(pm, mean, lanes)
    storeLanes(pv, variance, lanes)
    storeLanes(p, adam4(loadLanes(p, lanes), mean, variance, rates, c1, c2, epsilons), lanes)
  }
}
