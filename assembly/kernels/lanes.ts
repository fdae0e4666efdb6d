/**
 * Arrays of any length, four lanes at a time. An element-wise kernel has one formula, a function of vectors, and two
 * uses of it, so that an element's bits depend neither on n nor on its place in a vector:
 *
 *     const whole = wholeLanes(n)
 *     for (let i = 0; i < whole; i += LANES) v128.store(p, f(v128.load(p)))
 *     if (whole < n) storeLanes(p, f(loadLanes(p, n - whole)), n - whole)
 *
 * One loop with loadLanes and storeLanes inside reads better, but the branches cost a factor of 2 to 3 where the
 * formula is a single operation; it is used where rows are short or the arithmetic is heavy.
 */

/** The part of n elements that fills whole vectors. */
export function wholeLanes(n: i32): i32 {
  return n & ~3
}

/**
 * The next elements at `ptr`, in the low lanes; lanes past the end are 0 and their memory is not read. 4 lanes or more
 * are a whole vector, 0 or less touch no memory.
 */
export function loadLanes(ptr: usize, lanes: i32): v128 {
  return lanes >= 4 ? v128.load(ptr) : loadTail(ptr, lanes)
}

/** The next elements as `loadLanes` has them, with `pad` in every lane past the end. */
export function loadLanesOr(ptr: usize, lanes: i32, pad: v128): v128 {
  return lanes >= 4 ? v128.load(ptr) : v128.bitselect(loadTail(ptr, lanes), pad, laneMask(lanes))
}

/** Writes the low `lanes` lanes and nothing behind them. */
export function storeLanes(ptr: usize, x: v128, lanes: i32): void {
  if (lanes >= 4) v128.store(ptr, x)
  else storeTail(ptr, x, lanes)
}

/** All ones in the low `lanes` lanes, zeros above. */
export function laneMask(lanes: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(lanes))
}

/** The two low f32 lanes as f64. */
export function lowF64(x: v128): v128 {
  return f64x2.promote_low_f32x4(x)
}

/** The two high f32 lanes as f64. */
export function highF64(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 1))
}

/** The weight of a row; 1 for all of them where `weights` is 0. */
export function weightAt(weights: usize, row: i32): f32 {
  return weights === 0 ? 1 : load<f32>(weights + ((<usize>row) << 2))
}

/** The weights of rows [row, row + 4), of which there are n. */
export function weightLanes(weights: usize, row: i32, n: i32): v128 {
  return weights === 0 ? f32x4.splat(1) : loadLanes(weights + ((<usize>row) << 2), n - row)
}

/** What every kernel expects of its caller; only the debug build looks. Sizes and pointers are passed or-ed together. */
export function check(sizes: i32, pointers: usize): void {
  assert(sizes >= 0)
  assert((pointers & 3) === 0)
}

/**
 * Two ranges of so many elements of four bytes that a kernel must not be given on top of one another: it would read what it
 * has just written. Only the debug build looks.
 */
export function apart(p: usize, n: i32, q: usize, m: i32): void {
  assert(p + ((<usize>n) << 2) <= q || q + ((<usize>m) << 2) <= p || n === 0 || m === 0)
}

/** The same of a kernel that reads p and q, writes r, and has scratch: what it writes lies apart from everything else. */
export function allApart(
  p: usize,
  n: i32,
  q: usize,
  m: i32,
  r: usize,
  k: i32,
  scratch: usize,
  words: i32,
): void {
  apart(r, k, p, n)
  apart(r, k, q, m)
  apart(scratch, words, p, n)
  apart(scratch, words, q, m)
  apart(scratch, words, r, k)
}

/** A result of n elements may take the very place of what it is made of, but must not lie across it. */
export function sameOrApart(p: usize, q: usize, n: i32): void {
  if (p !== q) apart(p, n, q, n)
}

function loadTail(ptr: usize, lanes: i32): v128 {
  if (lanes <= 0) return i32x4.splat(0)
  if (lanes === 1) return v128.load_zero<u32>(ptr)
  const pair = v128.load_zero<u64>(ptr)
  return lanes === 2 ? pair : v128.load_lane<u32>(ptr, pair, 2, 8)
}

/** In pieces of the same widths as loadTail's, so that a value just stored can be forwarded to its next load. */
function storeTail(ptr: usize, x: v128, lanes: i32): void {
  if (lanes <= 0) return
  if (lanes === 1) {
    v128.store_lane<u32>(ptr, x, 0)
    return
  }
  v128.store_lane<u64>(ptr, x, 0)
  if (lanes === 3) v128.store_lane<u32>(ptr, x, 2, 8)
}
