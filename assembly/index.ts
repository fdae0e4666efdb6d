export function ping(p: usize): i32 {
  return load<i32>(p) + i32(ASC_FEATURE_RELAXED_SIMD)
}
