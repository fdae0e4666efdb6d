/**
 * Optimizer steps over n parameters, one rounding per operation written. A step must not depend on the build, so
 * nothing here is fused.
 */
import { f32At, LANES } from '../simd'
import { check, loadLanes, storeLanes } from './lanes'

/** w -= rate * g */
export function sgd(w: usize, g: usize, rate: f32, n: i32): void {
  check(n, w | g)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(w, i)
    const step = f32x4.mul(f32x4.splat(rate), loadLanes(f32At(g, i), n - i))
    storeLanes(p, f32x4.sub(loadLanes(p, n - i), step), n - i)
  }
}

/** v = momentum * v + g; w -= rate * v. The velocity holds gradients, not steps, as in PyTorch and unlike Sutskever 2013. */
export function momentum(w: usize, g: usize, v: usize, rate: f32, momentum: f32, n: i32): void {
  check(n, w | g | v)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(w, i)
    const q = f32At(v, i)
    const carried = f32x4.mul(f32x4.splat(momentum), loadLanes(q, n - i))
    const velocity = f32x4.add(carried, loadLanes(f32At(g, i), n - i))
    storeLanes(q, velocity, n - i)
    storeLanes(p, f32x4.sub(loadLanes(p, n - i), f32x4.mul(f32x4.splat(rate), velocity)), n - i)
  }
}

/** v = momentum * v + g; w -= rate * (g + momentum * v) */
export function nesterov(w: usize, g: usize, v: usize, rate: f32, momentum: f32, n: i32): void {
  check(n, w | g | v)
  const mu = f32x4.splat(momentum)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(w, i)
    const q = f32At(v, i)
    const gradient = loadLanes(f32At(g, i), n - i)
    const velocity = f32x4.add(f32x4.mul(mu, loadLanes(q, n - i)), gradient)
    storeLanes(q, velocity, n - i)
    const ahead = f32x4.add(gradient, f32x4.mul(mu, velocity))
    storeLanes(p, f32x4.sub(loadLanes(p, n - i), f32x4.mul(f32x4.splat(rate), ahead)), n - i)
  }
}

/**
 * Adam (Kingma and Ba 2015):
 *
 *     m = beta1 * m + (1 - beta1) * g
 *     v = beta2 * v + (1 - beta2) * g^2
 *     w -= rate * (m * correction1) / (sqrt(v * correction2) + epsilon)
 *
 * The betas arrive as f64 because 1 - f32(0.999) is 5e-5 away from 0.001.
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
  const keep1 = f32x4.splat(<f32>beta1)
  const keep2 = f32x4.splat(<f32>beta2)
  const take1 = f32x4.splat(<f32>(1 - beta1))
  const take2 = f32x4.splat(<f32>(1 - beta2))
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(w, i)
    const pm = f32At(m, i)
    const pv = f32At(v, i)
    const gradient = loadLanes(f32At(g, i), n - i)
    const square = f32x4.mul(gradient, gradient)
    const mean = f32x4.add(f32x4.mul(keep1, loadLanes(pm, n - i)), f32x4.mul(take1, gradient))
    const variance = f32x4.add(f32x4.mul(keep2, loadLanes(pv, n - i)), f32x4.mul(take2, square))
    storeLanes(pm, mean, n - i)
    storeLanes(pv, variance, n - i)
    const root = f32x4.sqrt(f32x4.mul(variance, f32x4.splat(correction2)))
    const numerator = f32x4.mul(f32x4.splat(rate), f32x4.mul(mean, f32x4.splat(correction1)))
    const step = f32x4.div(numerator, f32x4.add(root, f32x4.splat(epsilon)))
    storeLanes(p, f32x4.sub(loadLanes(p, n - i), step), n - i)
  }
}
