/**
 * The idioms every kernel shares. Nothing outside this file writes address arithmetic by hand, and nothing outside
 * this file knows which build it is compiled into. Plain functions, because the optimiser inlines all of this size.
 */

/** f32 lanes in a vector. */
export const LANES: i32 = 4

/** Byte address of element `index` of an f32 (or i32, u32) array at `ptr`. */
export function f32At(ptr: usize, index: i32): usize {
  return ptr + ((<usize>index) << 2)
}

/** Byte address of element `index` of an f64 array at `ptr`. */
export function f64At(ptr: usize, index: i32): usize {
  return ptr + ((<usize>index) << 3)
}

/**
 * x * y + sum in each f32 lane. Strict build: one rounded multiply, one rounded add, the same bits everywhere.
 * Relaxed build: fused where the CPU can, so the last bit depends on the machine.
 */
export function madd(x: v128, y: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, sum)
  return f32x4.add(f32x4.mul(x, y), sum)
}

/** (x0 + x2) + (x1 + x3), in f32. */
export function sumF32Lanes(x: v128): f32 {
  const pairs = f32x4.add(x, v128.shuffle<u32>(x, x, 2, 3, 2, 3))
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1)
}

/** x0 + x1, in f64. */
export function sumF64Lanes(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1)
}

/** Bytes that `count` f32 elements take: the stride of a pointer that walks rows of that many. */
export function f32Bytes(count: i32): usize {
  return (<usize>count) << 2
}
