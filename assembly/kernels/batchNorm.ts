/**
 * Batch normalization (Ioffe and Szegedy, ICML 2015): each column of a minibatch's preactivations gets mean 0 and variance 1, then a
 * gain and a shift. Rows are walked in order, with the figures of all columns beside them, since a column's elements lie far apart.
 * A column's bits depend on its own elements alone, neither on N nor on the build. Sums take four rows at a
 * time, which share the load and the store of a sum.
 */
import { f32At, f32Bytes, LANES } from '../simd'
import { apart, check, loadLanes, storeLanes, wholeLanes } from './lanes'

/** Rows that are walked side by side, as far as columns fill vectors. */
const ROWS: i32 = 4

/** sums [N] = sum over the rows of z [M x N], rows ascending. */
function sumColumns(z: usize, sums: usize, M: i32, N: i32): void {
  memory.fill(sums, 0, (<usize>N) << 2)
  const whole = wholeLanes(N)
  const fours = M - (M % ROWS)
  const next = f32Bytes(N)
  for (let row = 0; row < fours; row += ROWS) {
    const zRow = f32At(z, row * N)
    for (let j = 0; j < whole; j += LANES) {
      const s = f32At(sums, j)
      const p = f32At(zRow, j)
      const first = f32x4.add(f32x4.add(v128.load(s), v128.load(p)), v128.load(p + next))
      v128.store(s, f32x4.add(f32x4.add(first, v128.load(p + 2 * next)), v128.load(p + 3 * next)))
    }
  }
  for (let row = 0; row < M; row++) {
    const zRow = f32At(z, row * N)
    for (let j = row < fours ? whole : 0; j < whole; j += LANES) {
      const s = f32At(sums, j)
      v128.store(s, f32x4.add(v128.load(s), v128.load(f32At(zRow, j))))
    }
    if (whole < N) {
      const s = f32At(sums, whole)
      const lanes = N - whole
      storeLanes(s, f32x4.add(loadLanes(s, lanes), loadLanes(f32At(zRow, whole), lanes)), lanes)
    }
  }
}

function addSquare4(sum: v128, z: v128, mean: v128): v128 {
  const distance = f32x4.sub(z, mean)
  return f32x4.add(sum, f32x4.mul(distance, distance))
}

/** sums [N] = sum over the rows of (z - mean)^2, rows ascending. */
function sumSquaredDistances(z: usize, means: usize, sums: usize, M: i32, N: i32): void {
  memory.fill(sums, 0, (<usize>N) << 2)
  const whole = wholeLanes(N)
  const fours = M - (M % ROWS)
  const next = f32Bytes(N)
  for (let row = 0; row < fours; row += ROWS) {
    const zRow = f32At(z, row * N)
    for (let j = 0; j < whole; j += LANES) {
      const s = f32At(sums, j)
      const p = f32At(zRow, j)
      const mean = v128.load(f32At(means, j))
      const first = addSquare4(addSquare4(v128.load(s), v128.load(p), mean), v128.load(p + next), mean)
      const third = addSquare4(first, v128.load(p + 2 * next), mean)
      v128.store(s, addSquare4(third, v128.load(p + 3 * next), mean))
    }
  }
  for (let row = 0; row < M; row++) {
    const zRow = f32At(z, row * N)
    for (let j = row < fours ? whole : 0; j < whole; j += LANES) {
      const s = f32At(sums, j)
      v128.store(s, addSquare4(v128.load(s), v128.load(f32At(zRow, j)), v128.load(f32At(means, j))))
    }
    if (whole < N) {
      const s = f32At(sums, whole)
      const lanes = N - whole
      const sum = addSquare4(
        loadLanes(s, lanes),
        loadLanes(f32At(zRow, whole), lanes),
        loadLanes(f32At(means, whole), lanes),
      )
      storeLanes(s, sum, lanes)
    }
  }
}

function inverse4(variance: v128, epsilon: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, epsilon)))
}

/** running + momentum * (now - running) */
function moved4(running: v128, now: v128, momentum: v128): v128 {
  return f32x4.add(running, f32x4.mul(momentum, f32x4.sub(now, running)))
}

/** mean [N] and inverse [N] = 1 / sqrt(variance + epsilon) of the columns; moves the running figures by the share `momentum`. */
function columnMoments(
  z: usize,
  mean: usize,
  inverse: usize,
  runningMean: usize,
  runningVariance: usize,
  momentum: f32,
  epsilon: f32,
  M: i32,
  N: i32,
): void {
  const rows = f32x4.splat(<f32>M)
  const momenta = f32x4.splat(momentum)
  const epsilons = f32x4.splat(epsilon)
  const fewer = f32x4.splat(<f32>(M - 1))
  sumColumns(z, mean, M, N)
  for (let j = 0; j < N; j += LANES) {
    const lanes = N - j
    const p = f32At(mean, j)
    const q = f32At(runningMean, j)
    const now = f32x4.div(loadLanes(p, lanes), rows)
    storeLanes(p, now, lanes)
    storeLanes(q, moved4(loadLanes(q, lanes), now, momenta), lanes)
  }
  sumSquaredDistances(z, mean, inverse, M, N)
  for (let j = 0; j < N; j += LANES) {
    const lanes = N - j
    const p = f32At(inverse, j)
    const q = f32At(runningVariance, j)
    const sum = loadLanes(p, lanes)
    storeLanes(p, inverse4(f32x4.div(sum, rows), epsilons), lanes)
    // Divided by M - 1, as PyTorch does for the running variance alone.
    storeLanes(q, moved4(loadLanes(q, lanes), f32x4.div(sum, fewer), momenta), lanes)
  }
}

/** mean [N] and inverse [N] from the running figures. */
function runningMoments(
  mean: usize,
  inverse: usize,
  runningMean: usize,
  runningVariance: usize,
  epsilon: f32,
  N: i32,
): void {
  const epsilons = f32x4.splat(epsilon)
  for (let j = 0; j < N; j += LANES) {
    const lanes = N - j
    storeLanes(f32At(mean, j), loadLanes(f32At(runningMean, j), lanes), lanes)
    storeLanes(f32At(inverse, j), inverse4(loadLanes(f32At(runningVariance, j), lanes), epsilons), lanes)
  }
}

/** zHat = (z - mean) * inverse */
function standardized4(z: v128, mean: v128, inverse: v128): v128 {
  return f32x4.mul(f32x4.sub(z, mean), inverse)
}

/**
 * z [M x N] becomes gain * zHat + shift with zHat = (z - mean) / sqrt(variance + epsilon), mean and biased variance those of the
 * column. Leaves zHat [M x N], mean [N] and inverse [N] = 1 / sqrt(variance + epsilon). The running mean and variance, unbiased, move
 * by the share `momentum` towards those of the minibatch. A row alone has no variance: it is normalized by the running figures,
 * which stay as they are.
 */
export function batchNorm(
  z: usize,
  zHat: usize,
  mean: usize,
  inverse: usize,
  gain: usize,
  shift: usize,
  runningMean: usize,
  runningVariance: usize,
  momentum: f32,
  epsilon: f32,
  M: i32,
  N: i32,
): void {
  check(M | N, z | zHat | mean | inverse | gain | shift | runningMean | runningVariance)
  apart(z, M * N, zHat, M * N)
  apartFromFigures(z, M * N, mean, inverse, runningMean, runningVariance, gain, shift, N)
  apartFromFigures(zHat, M * N, mean, inverse, runningMean, runningVariance, gain, shift, N)
  apartFromFigures(mean, N, inverse, inverse, runningMean, runningVariance, gain, shift, N)
  apartFromFigures(inverse, N, mean, mean, runningMean, runningVariance, gain, shift, N)
  apartFromFigures(runningMean, N, mean, inverse, runningVariance, runningVariance, gain, shift, N)
  apartFromFigures(runningVariance, N, mean, inverse, runningMean, runningMean, gain, shift, N)
  if (M > 1) columnMoments(z, mean, inverse, runningMean, runningVariance, momentum, epsilon, M, N)
  else runningMoments(mean, inverse, runningMean, runningVariance, epsilon, N)
  const whole = wholeLanes(N)
  for (let row = 0; row < M; row++) {
    const zRow = f32At(z, row * N)
    const hRow = f32At(zHat, row * N)
    for (let j = 0; j < whole; j += LANES) {
      const p = f32At(zRow, j)
      const h = standardized4(v128.load(p), v128.load(f32At(mean, j)), v128.load(f32At(inverse, j)))
      v128.store(f32At(hRow, j), h)
      v128.store(p, f32x4.add(f32x4.mul(v128.load(f32At(gain, j)), h), v128.load(f32At(shift, j))))
    }
    if (whole < N) {
      const lanes = N - whole
      const p = f32At(zRow, whole)
      const h = standardized4(
        loadLanes(p, lanes),
        loadLanes(f32At(mean, whole), lanes),
        loadLanes(f32At(inverse, whole), lanes),
      )
      storeLanes(f32At(hRow, whole), h, lanes)
      const y = f32x4.add(
        f32x4.mul(loadLanes(f32At(gain, whole), lanes), h),
        loadLanes(f32At(shift, whole), lanes),
      )
      storeLanes(p, y, lanes)
    }
  }
}

function apartFromFigures(
  p: usize,
  n: i32,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  f: usize,
  N: i32,
): void {
  apart(p, n, a, N)
  apart(p, n, b, N)
  apart(p, n, c, N)
  apart(p, n, d, N)
  apart(p, n, e, N)
  apart(p, n, f, N)
}

/** dShift [N] = sum dY and dGain [N] = sum dY * zHat over the rows, ascending. */
function gradientSums(dY: usize, zHat: usize, dGain: usize, dShift: usize, M: i32, N: i32): void {
  memory.fill(dGain, 0, (<usize>N) << 2)
  memory.fill(dShift, 0, (<usize>N) << 2)
  const whole = wholeLanes(N)
  for (let row = 0; row < M; row++) {
    const dRow = f32At(dY, row * N)
    const hRow = f32At(zHat, row * N)
    for (let j = 0; j < whole; j += LANES) {
      const d = v128.load(f32At(dRow, j))
      const g = f32At(dGain, j)
      const s = f32At(dShift, j)
      v128.store(g, f32x4.add(v128.load(g), f32x4.mul(d, v128.load(f32At(hRow, j)))))
      v128.store(s, f32x4.add(v128.load(s), d))
    }
    if (whole < N) {
      const lanes = N - whole
      const d = loadLanes(f32At(dRow, whole), lanes)
      const g = f32At(dGain, whole)
      const s = f32At(dShift, whole)
      storeLanes(g, f32x4.add(loadLanes(g, lanes), f32x4.mul(d, loadLanes(f32At(hRow, whole), lanes))), lanes)
      storeLanes(s, f32x4.add(loadLanes(s, lanes), d), lanes)
    }
  }
}

/** gain * inverse * (dY - share * dShift - zHat * (share * dGain)), share = 1 / M */
function through4(d: v128, h: v128, scale: v128, shiftShare: v128, gainShare: v128): v128 {
  return f32x4.mul(scale, f32x4.sub(f32x4.sub(d, shiftShare), f32x4.mul(h, gainShare)))
}

/**
 * Inverts y = gain * zHat + shift, mean and variance being functions of the whole column: dY [M x N] becomes dZ. A row alone went by
 * the running figures, which are constants.
 */
export function batchNormBackward(
  dY: usize,
  zHat: usize,
  inverse: usize,
  gain: usize,
  dGain: usize,
  dShift: usize,
  M: i32,
  N: i32,
): void {
  check(M | N, dY | zHat | inverse | gain | dGain | dShift)
  apart(dY, M * N, zHat, M * N)
  apartFromFigures(dY, M * N, inverse, gain, dGain, dShift, dShift, dShift, N)
  apartFromFigures(dGain, N, inverse, gain, dShift, dShift, dShift, dShift, N)
  apartFromFigures(dShift, N, inverse, gain, dGain, dGain, dGain, dGain, N)
  apart(zHat, M * N, dGain, N)
  apart(zHat, M * N, dShift, N)
  gradientSums(dY, zHat, dGain, dShift, M, N)
  const share = f32x4.splat(M > 1 ? <f32>1 / <f32>M : 0)
  const whole = wholeLanes(N)
  for (let row = 0; row < M; row++) {
    const dRow = f32At(dY, row * N)
    const hRow = f32At(zHat, row * N)
    for (let j = 0; j < whole; j += LANES) {
      const p = f32At(dRow, j)
      const dZ = through4(
        v128.load(p),
        v128.load(f32At(hRow, j)),
        f32x4.mul(v128.load(f32At(gain, j)), v128.load(f32At(inverse, j))),
        f32x4.mul(share, v128.load(f32At(dShift, j))),
        f32x4.mul(share, v128.load(f32At(dGain, j))),
      )
      v128.store(p, dZ)
    }
    if (whole < N) {
      const lanes = N - whole
      const p = f32At(dRow, whole)
      const dZ = through4(
        loadLanes(p, lanes),
        loadLanes(f32At(hRow, whole), lanes),
        f32x4.mul(loadLanes(f32At(gain, whole), lanes), loadLanes(f32At(inverse, whole), lanes)),
        f32x4.mul(share, loadLanes(f32At(dShift, whole), lanes)),
        f32x4.mul(share, loadLanes(f32At(dGain, whole), lanes)),
      )
      storeLanes(p, dZ, lanes)
    }
  }
}

/**
 * The layer that predicts: with s = gain / sqrt(runningVariance + epsilon), toWeights [fanIn x fanOut] = weights * s and
 * toBiases [fanOut] = shift - runningMean * s.
 */
export function foldNorm(
  weights: usize,
  gain: usize,
  shift: usize,
  runningMean: usize,
  runningVariance: usize,
  toWeights: usize,
  toBiases: usize,
  epsilon: f32,
  fanIn: i32,
  fanOut: i32,
): void {
  check(fanIn | fanOut, weights | gain | shift | runningMean | runningVariance | toWeights | toBiases)
  apart(toWeights, fanIn * fanOut, weights, fanIn * fanOut)
  apartFromFigures(
    toWeights,
    fanIn * fanOut,
    gain,
    shift,
    runningMean,
    runningVariance,
    toBiases,
    toBiases,
    fanOut,
  )
  apartFromFigures(toBiases, fanOut, gain, shift, runningMean, runningVariance, gain, gain, fanOut)
  apart(toBiases, fanOut, weights, fanIn * fanOut)
  const epsilons = f32x4.splat(epsilon)
  for (let j = 0; j < fanOut; j += LANES) {
    const lanes = fanOut - j
    const inverse = inverse4(loadLanes(f32At(runningVariance, j), lanes), epsilons)
    const s = f32x4.mul(loadLanes(f32At(gain, j), lanes), inverse)
    const mean = loadLanes(f32At(runningMean, j), lanes)
    storeLanes(f32At(toBiases, j), f32x4.sub(loadLanes(f32At(shift, j), lanes), f32x4.mul(mean, s)), lanes)
    for (let i = 0; i < fanIn; i++) {
      const at = i * fanOut + j
      storeLanes(f32At(toWeights, at), f32x4.mul(loadLanes(f32At(weights, at), lanes), s), lanes)
    }
  }
}
