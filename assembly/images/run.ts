/** Numbers that lie side by side. */
import { loadLanes, storeLanes, wholeLanes } from '../kernels/lanes'
import { f32At, LANES } from '../simd'

/** to [n] = from [n]. */
export function copyRun(from: usize, to: usize, n: i32): void {
  const whole = wholeLanes(n)
  for (let j = 0; j < whole; j += LANES) v128.store(f32At(to, j), v128.load(f32At(from, j)))
  if (whole < n) storeLanes(f32At(to, whole), loadLanes(f32At(from, whole), n - whole), n - whole)
}
