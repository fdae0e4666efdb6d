/**
 * Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a block of four
 * u32 words is a pure function of a 128-bit counter and a 64-bit key, so any word of any stream can be drawn alone.
 *
 * Four blocks are computed side by side, block b in lane b; after the rounds word w of the four blocks is vector w:
 *
 *     lane        0          1          2          3
 *     word 0   block 0    block 1    block 2    block 3      c0 = first + lane
 *     word 1   block 0    block 1    block 2    block 3
 *     word 2   block 0    block 1    block 2    block 3
 *     word 3   block 0    block 1    block 2    block 3
 *
 * A plain stream (philox, normal) numbers words along the columns of this square, so it is transposed. Noise of
 * units numbers them along its rows, which costs nothing: units 16 g .. 16 g + 15 are the square whose first block is
 * 4 g. Masks of weights take half a word each: those of columns 32 g .. 32 g + 31 are the square whose first block is
 * 4 g, the low halves of a row before the high ones.
 */
import { apart, check, laneMask, storeLanes } from './kernels/lanes'
import { log4 } from './math'
import { f32At, LANES, madd } from './simd'

const MULTIPLIER_0: i32 = 0xd2511f53
const MULTIPLIER_1: i32 = 0xcd9e8d57
/** What the key grows by in each round: fractions of the golden ratio and of sqrt(3). */
const WEYL_0: i32 = 0x9e3779b9
const WEYL_1: i32 = 0xbb67ae85
const ROUNDS: i32 = 10
/** Words in two squares of four blocks. */
const PAIR: i32 = 32

/** What becomes of the words. The first two are plain streams, the others lie as units or columns do. */
const WORDS: i32 = 0
const NORMAL: i32 = 1
const UNIT_UNIFORM: i32 = 2
const UNIT_NORMAL: i32 = 3
const UNIT_MASK: i32 = 4
const WEIGHT_MASK: i32 = 5

/** words [4 * blocks] u32: block i has counter (i, c1, c2, c3). */
export function philox(words: usize, blocks: i32, key0: u32, key1: u32, c1: u32, c2: u32, c3: u32): void {
  check(blocks, words)
  fill(WORDS, words, blocks * 4, key0, key1, c1, c2, c3, i32x4.splat(0), i32x4.splat(0))
}

/**
 * x [n] = deviation * z, z standard normal by inversion of u = ((word >> 9) + 0.5) * 2^-23, which lies in (0, 1) and
 * has 24 bits, so u and 1 - u are exact and z is symmetric to the bit; |z| is at most 5.3. Before scaling z is within
 * 5.3 units in the last place (scripts/measure/math.ts). Element i is word i.
 */
export function normal(
  x: usize,
  n: i32,
  deviation: f32,
  key0: u32,
  key1: u32,
  c1: u32,
  c2: u32,
  c3: u32,
): void {
  check(n, x)
  fill(NORMAL, x, n, key0, key1, c1, c2, c3, f32x4.splat(deviation), i32x4.splat(0))
}

/**
 * mask [M x N] of u32 lanes, all ones (kept) or zero (dropped), for the rows with the ids in rowIds [M] (i32): unit j
 * of row r is kept when word ((j >> 2) & 3) of the block with counter (4 * (j >> 4) + (j & 3), rowId, layer, step) is
 * < threshold, unsigned; so P(kept) = threshold / 2^32. A row's mask does not depend on M nor on its place in the
 * minibatch. Returns the number of kept units.
 */
export function sampleMask(
  mask: usize,
  rowIds: usize,
  M: i32,
  N: i32,
  threshold: u32,
  key0: u32,
  key1: u32,
  layer: u32,
  step: u32,
): i32 {
  check(M | N, mask | rowIds)
  apart(mask, M * N, rowIds, M)
  const limit = i32x4.splat(threshold)
  const whole = N & ~(PAIR - 1)
  let kept = 0
  for (let row = 0; row < M; row++) {
    const rowId = load<u32>(f32At(rowIds, row))
    const units = f32At(mask, row * N)
    kept += maskSquares(units, whole, key0, key1, rowId, layer, step, threshold)
    if (whole === N) continue
    const rest = f32At(units, whole)
    kept += fill(UNIT_MASK, rest, N - whole, key0, key1, rowId, layer, step, limit, limit, whole >> 2)
  }
  return kept
}

/**
 * The first n units of a row, n a multiple of 32; returns the number of kept ones. Two squares go side by side: a round
 * waits for its products, and one square alone leaves the processor idle for almost half of the time.
 */
function maskSquares(
  mask: usize,
  n: i32,
  key0: u32,
  key1: u32,
  c1: u32,
  c2: u32,
  c3: u32,
  threshold: u32,
): i32 {
  // Numbers are compared as signed ones, which takes one instruction instead of three.
  const sign = i32x4.splat(0x80000000)
  const limit = v128.xor(i32x4.splat(threshold), sign)
  // n >> 31 is 0, which V8 does not know: a constant would be put together again at each use, and in Node 24 that takes
  // as long as all the rest.
  const multiplier0 = i32x4.splat(MULTIPLIER_0 + (n >> 31))
  const multiplier1 = i32x4.splat(MULTIPLIER_1 + (n >> 31))
  let kept = i32x4.splat(0)
  let first = i32x4(0, 1, 2, 3)
  const end = f32At(mask, n)
  while (mask < end) {
    let x0 = first
    let x1 = i32x4.splat(c1)
    let x2 = i32x4.splat(c2)
    let x3 = i32x4.splat(c3)
    let y0 = i32x4.add(first, i32x4.splat(LANES))
    let y1 = x1
    let y2 = x2
    let y3 = x3
    let k0 = i32x4.splat(key0)
    let k1 = i32x4.splat(key1)
    for (let round = 0; round < ROUNDS; round++) {
      const xHigh0 = upperProducts(x0, multiplier0)
      const xHigh1 = upperProducts(x2, multiplier1)
      const xLow0 = i32x4.mul(x0, multiplier0)
      const xLow1 = i32x4.mul(x2, multiplier1)
      const yHigh0 = upperProducts(y0, multiplier0)
      const yHigh1 = upperProducts(y2, multiplier1)
      const yLow0 = i32x4.mul(y0, multiplier0)
      const yLow1 = i32x4.mul(y2, multiplier1)
      x0 = v128.xor(xHigh1, v128.xor(x1, k0))
      x1 = xLow1
      x2 = v128.xor(xHigh0, v128.xor(x3, k1))
      x3 = xLow0
      y0 = v128.xor(yHigh1, v128.xor(y1, k0))
      y1 = yLow1
      y2 = v128.xor(yHigh0, v128.xor(y3, k1))
      y3 = yLow0
      k0 = i32x4.add(k0, i32x4.splat(WEYL_0))
      k1 = i32x4.add(k1, i32x4.splat(WEYL_1))
    }
    x0 = i32x4.lt_s(v128.xor(x0, sign), limit)
    x1 = i32x4.lt_s(v128.xor(x1, sign), limit)
    x2 = i32x4.lt_s(v128.xor(x2, sign), limit)
    x3 = i32x4.lt_s(v128.xor(x3, sign), limit)
    y0 = i32x4.lt_s(v128.xor(y0, sign), limit)
    y1 = i32x4.lt_s(v128.xor(y1, sign), limit)
    y2 = i32x4.lt_s(v128.xor(y2, sign), limit)
    y3 = i32x4.lt_s(v128.xor(y3, sign), limit)
    v128.store(mask, x0)
    v128.store(mask, x1, 16)
    v128.store(mask, x2, 32)
    v128.store(mask, x3, 48)
    v128.store(mask, y0, 64)
    v128.store(mask, y1, 80)
    v128.store(mask, y2, 96)
    v128.store(mask, y3, 112)
    kept = i32x4.sub(kept, sum4(i32x4.add(x0, y0), i32x4.add(x1, y1), i32x4.add(x2, y2), i32x4.add(x3, y3)))
    first = i32x4.add(first, i32x4.splat(2 * LANES))
    mask = f32At(mask, PAIR)
  }
  return (
    i32x4.extract_lane(kept, 0) +
    i32x4.extract_lane(kept, 1) +
    i32x4.extract_lane(kept, 2) +
    i32x4.extract_lane(kept, 3)
  )
}

function sum4(a: v128, b: v128, c: v128, d: v128): v128 {
  return i32x4.add(i32x4.add(a, b), i32x4.add(c, d))
}

/** The upper words of the four 64-bit products. */
function upperProducts(x: v128, y: v128): v128 {
  return upperHalves(i64x2.extmul_low_i32x4_u(x, y), i64x2.extmul_high_i32x4_u(x, y))
}

/**
 * noise [M x N] = mean + deviation * z, z standard normal as `normal` makes it, from the words that `sampleMask` would
 * compare: unit j of row r has word ((j >> 2) & 3) of the block with counter (4 * (j >> 4) + (j & 3), rowId, layer, step).
 */
export function sampleNormal(
  noise: usize,
  rowIds: usize,
  M: i32,
  N: i32,
  mean: f32,
  deviation: f32,
  key0: u32,
  key1: u32,
  layer: u32,
  step: u32,
): void {
  check(M | N, noise | rowIds)
  apart(noise, M * N, rowIds, M)
  const means = f32x4.splat(mean)
  const deviations = f32x4.splat(deviation)
  for (let row = 0; row < M; row++) {
    const rowId = load<u32>(f32At(rowIds, row))
    fill(UNIT_NORMAL, f32At(noise, row * N), N, key0, key1, rowId, layer, step, deviations, means)
  }
}

/** u [M x N] = (word >> 8) * 2^-24 in [0, 1), from the words that `sampleMask` would compare. */
export function sampleUniform(
  u: usize,
  rowIds: usize,
  M: i32,
  N: i32,
  key0: u32,
  key1: u32,
  layer: u32,
  step: u32,
): void {
  check(M | N, u | rowIds)
  apart(u, M * N, rowIds, M)
  const unit = f32x4.splat(1.0 / 16777216)
  for (let row = 0; row < M; row++) {
    const rowId = load<u32>(f32At(rowIds, row))
    fill(UNIT_UNIFORM, f32At(u, row * N), N, key0, key1, rowId, layer, step, unit, unit)
  }
}

/**
 * mask [n] of u32 lanes for the n weights of one input, all ones (kept) or zero: column j is kept when half ((j >> 2) & 1),
 * 0 being the low one, of word ((j >> 3) & 3) of the block with counter (4 * (j >> 5) + (j & 3), c1, c2, c3), as a signed
 * 16-bit number, is < threshold - 2^15; so P(kept) = threshold / 2^16. Returns the number of kept weights.
 */
export function fillWeightMask(
  mask: usize,
  n: i32,
  threshold: i32,
  key0: u32,
  key1: u32,
  c1: u32,
  c2: u32,
  c3: u32,
): i32 {
  const limit = i16x8.splat(<i16>(threshold - 32768))
  return fill(WEIGHT_MASK, mask, n, key0, key1, c1, c2, c3, limit, limit)
}

/**
 * out [n] from the blocks with counters (block, c1, c2, c3), (block + 1, c1, c2, c3), ...; a and b are parameters of the kind.
 * Returns the number of lanes set, for masks.
 */
function fill(
  kind: i32,
  out: usize,
  n: i32,
  key0: u32,
  key1: u32,
  c1: u32,
  c2: u32,
  c3: u32,
  a: v128,
  b: v128,
  block: i32 = 0,
): i32 {
  const spacing = kind === WEIGHT_MASK ? 8 : LANES
  let kept = 0
  for (let first = 0; first < n; first += spacing * LANES) {
    let x0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3))
    let x1 = i32x4.splat(c1)
    let x2 = i32x4.splat(c2)
    let x3 = i32x4.splat(c3)
    let k0 = key0
    let k1 = key1
    for (let round = 0; round < ROUNDS; round++) {
      // (x0, x1, x2, x3) = (high(M1 x2) ^ x1 ^ k0, low(M1 x2), high(M0 x0) ^ x3 ^ k1, low(M0 x0))
      const low0 = i64x2.extmul_low_i32x4_u(x0, i32x4.splat(MULTIPLIER_0))
      const high0 = i64x2.extmul_high_i32x4_u(x0, i32x4.splat(MULTIPLIER_0))
      const low1 = i64x2.extmul_low_i32x4_u(x2, i32x4.splat(MULTIPLIER_1))
      const high1 = i64x2.extmul_high_i32x4_u(x2, i32x4.splat(MULTIPLIER_1))
      x0 = v128.xor(v128.xor(upperHalves(low1, high1), x1), i32x4.splat(k0))
      x1 = lowerHalves(low1, high1)
      x2 = v128.xor(v128.xor(upperHalves(low0, high0), x3), i32x4.splat(k1))
      x3 = lowerHalves(low0, high0)
      k0 += WEYL_0
      k1 += WEYL_1
    }
    block += LANES
    if (kind <= NORMAL) {
      const even01 = v128.shuffle<u32>(x0, x1, 0, 4, 1, 5)
      const odd01 = v128.shuffle<u32>(x0, x1, 2, 6, 3, 7)
      const even23 = v128.shuffle<u32>(x2, x3, 0, 4, 1, 5)
      const odd23 = v128.shuffle<u32>(x2, x3, 2, 6, 3, 7)
      x0 = v128.shuffle<u64>(even01, even23, 0, 2)
      x1 = v128.shuffle<u64>(even01, even23, 1, 3)
      x2 = v128.shuffle<u64>(odd01, odd23, 0, 2)
      x3 = v128.shuffle<u64>(odd01, odd23, 1, 3)
    }
    const p = f32At(out, first)
    const lanes = n - first
    kept += emit(kind, p, x0, lanes, a, b)
    kept += emit(kind, f32At(p, spacing), x1, lanes - spacing, a, b)
    kept += emit(kind, f32At(p, 2 * spacing), x2, lanes - 2 * spacing, a, b)
    kept += emit(kind, f32At(p, 3 * spacing), x3, lanes - 3 * spacing, a, b)
  }
  return kept
}

/** Stores mask lanes and returns how many of them are set. */
function storeMask(ptr: usize, mask: v128, lanes: i32): i32 {
  storeLanes(ptr, mask, lanes)
  return popcnt(i32x4.bitmask(lanes >= LANES ? mask : v128.and(mask, laneMask(lanes))))
}

/** Stores what `kind` makes of four words, or of eight halves; returns the number of lanes set, for masks. */
function emit(kind: i32, ptr: usize, words: v128, lanes: i32, a: v128, b: v128): i32 {
  if (kind === UNIT_MASK) return storeMask(ptr, i32x4.lt_u(words, a), lanes)
  if (kind === WEIGHT_MASK) {
    const halves = i16x8.lt_s(words, a)
    const low = i32x4.shr_s(i32x4.shl(halves, 16), 16)
    const high = i32x4.shr_s(halves, 16)
    if (lanes < 2 * LANES)
      return storeMask(ptr, low, lanes) + storeMask(f32At(ptr, LANES), high, lanes - LANES)
    v128.store(ptr, low)
    v128.store(ptr, high, 16)
    return popcnt(i16x8.bitmask(halves))
  }
  let x = words
  if (kind === UNIT_UNIFORM) x = f32x4.mul(a, f32x4.convert_i32x4_s(i32x4.shr_u(words, 8)))
  else if (kind !== WORDS) {
    const u = f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_u(words, 9)), f32x4.splat(0.5))
    x = f32x4.mul(a, quantile4(f32x4.mul(u, f32x4.splat(1.0 / 8388608))))
    if (kind === UNIT_NORMAL) x = f32x4.add(b, x)
  }
  storeLanes(ptr, x, lanes)
  return 0
}

function lowerHalves(low: v128, high: v128): v128 {
  return v128.shuffle<u32>(low, high, 0, 2, 4, 6)
}

function upperHalves(low: v128, high: v128): v128 {
  return v128.shuffle<u32>(low, high, 1, 3, 5, 7)
}

/** From here on, in terms of w below, the tail has its own polynomial; 1 word in 300 lies there. */
const TAIL: f32 = 5

/**
 * The standard normal quantile of u in each lane: (2 u - 1) times a function of w = -ln(4 u (1 - u)), the split of
 * Giles, "Approximating the erfinv function" (GPU Computing Gems, 2011). The polynomials were fitted for this file, to
 * the least maximum relative error over the u that `normal` can draw.
 */
function quantile4(u: v128): v128 {
  const rest = f32x4.sub(f32x4.splat(1), u)
  const w = f32x4.neg(log4(f32x4.mul(f32x4.splat(4), f32x4.mul(u, rest))))
  const c = f32x4.sub(w, f32x4.splat(2.5))
  let near = f32x4.splat(4.03577403e-8)
  near = madd(near, c, f32x4.splat(4.86108377e-7))
  near = madd(near, c, f32x4.splat(-4.99060889e-6))
  near = madd(near, c, f32x4.splat(-6.21804929e-6))
  near = madd(near, c, f32x4.splat(3.09150404e-4))
  near = madd(near, c, f32x4.splat(-0.00177300989))
  near = madd(near, c, f32x4.splat(-0.00590817118))
  near = madd(near, c, f32x4.splat(0.348802656))
  near = madd(near, c, f32x4.splat(2.12331367))
  const isTail = f32x4.ge(w, f32x4.splat(TAIL))
  const ratio = v128.any_true(isTail) ? v128.bitselect(tailRatio4(w), near, isTail) : near
  return f32x4.mul(ratio, f32x4.sub(u, rest))
}

/** The quantile over 2 u - 1 where w >= TAIL. */
function tailRatio4(w: v128): v128 {
  const t = f32x4.sub(f32x4.sqrt(w), f32x4.splat(3))
  let far = f32x4.splat(0.00152568682)
  far = madd(far, t, f32x4.splat(-0.00505416142))
  far = madd(far, t, f32x4.splat(0.00828521978))
  far = madd(far, t, f32x4.splat(-0.0108171552))
  far = madd(far, t, f32x4.splat(0.0133239543))
  far = madd(far, t, f32x4.splat(1.4165833))
  return madd(far, t, f32x4.splat(4.00643492))
}
