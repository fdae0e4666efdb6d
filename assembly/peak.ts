/**
 * The yardstick of `regbench bench kernels`: the most multiply-adds a second that this build gets out of a core when
 * nothing is loaded or stored. Two loops, of which the faster is the peak; neither lets the compiler share or hoist a
 * product. Both return after `turns` turns and write 192 bytes at `out`.
 */
import { check } from './kernels/lanes'
import { LANES, madd } from './simd'

/** Multiplications and additions in a turn of either loop: 24 of each, four lanes wide. */
export function peakOperations(): i32 {
  return 2 * 24 * LANES
}

/** Six sums and six products, twelve chains: separate multiplies and adds, neither waiting for the other. */
export function peakSeparate(turns: i32, out: usize): void {
  check(turns, out)
  const factor = f32x4.splat(0.9999999)
  let term0 = f32x4.splat(1)
  let term1 = f32x4.splat(2)
  let term2 = f32x4.splat(3)
  let term3 = f32x4.splat(4)
  let term4 = f32x4.splat(5)
  let term5 = f32x4.splat(6)
  let sum0 = term0
  let sum1 = term1
  let sum2 = term2
  let sum3 = term3
  let sum4 = term4
  let sum5 = term5
  for (let turn = 0; turn < turns; turn++) {
    sum0 = f32x4.add(sum0, term0)
    term0 = f32x4.mul(term0, factor)
    sum1 = f32x4.add(sum1, term1)
    term1 = f32x4.mul(term1, factor)
    sum2 = f32x4.add(sum2, term2)
    term2 = f32x4.mul(term2, factor)
    sum3 = f32x4.add(sum3, term3)
    term3 = f32x4.mul(term3, factor)
    sum4 = f32x4.add(sum4, term4)
    term4 = f32x4.mul(term4, factor)
    sum5 = f32x4.add(sum5, term5)
    term5 = f32x4.mul(term5, factor)
    sum0 = f32x4.add(sum0, term0)
    term0 = f32x4.mul(term0, factor)
    sum1 = f32x4.add(sum1, term1)
    term1 = f32x4.mul(term1, factor)
    sum2 = f32x4.add(sum2, term2)
    term2 = f32x4.mul(term2, factor)
    sum3 = f32x4.add(sum3, term3)
    term3 = f32x4.mul(term3, factor)
    sum4 = f32x4.add(sum4, term4)
    term4 = f32x4.mul(term4, factor)
    sum5 = f32x4.add(sum5, term5)
    term5 = f32x4.mul(term5, factor)
    sum0 = f32x4.add(sum0, term0)
    term0 = f32x4.mul(term0, factor)
    sum1 = f32x4.add(sum1, term1)
    term1 = f32x4.mul(term1, factor)
    sum2 = f32x4.add(sum2, term2)
    term2 = f32x4.mul(term2, factor)
    sum3 = f32x4.add(sum3, term3)
    term3 = f32x4.mul(term3, factor)
    sum4 = f32x4.add(sum4, term4)
    term4 = f32x4.mul(term4, factor)
    sum5 = f32x4.add(sum5, term5)
    term5 = f32x4.mul(term5, factor)
    sum0 = f32x4.add(sum0, term0)
    term0 = f32x4.mul(term0, factor)
    sum1 = f32x4.add(sum1, term1)
    term1 = f32x4.mul(term1, factor)
    sum2 = f32x4.add(sum2, term2)
    term2 = f32x4.mul(term2, factor)
    sum3 = f32x4.add(sum3, term3)
    term3 = f32x4.mul(term3, factor)
    sum4 = f32x4.add(sum4, term4)
    term4 = f32x4.mul(term4, factor)
    sum5 = f32x4.add(sum5, term5)
    term5 = f32x4.mul(term5, factor)
  }
  v128.store(out, sum0)
  v128.store(out, term0, 16)
  v128.store(out, sum1, 32)
  v128.store(out, term1, 48)
  v128.store(out, sum2, 64)
  v128.store(out, term2, 80)
  v128.store(out, sum3, 96)
  v128.store(out, term3, 112)
  v128.store(out, sum4, 128)
  v128.store(out, term4, 144)
  v128.store(out, sum5, 160)
  v128.store(out, term5, 176)
}

/** Twelve chains of madd: fused in the relaxed build. */
export function peakChained(turns: i32, out: usize): void {
  check(turns, out)
  const factor = f32x4.splat(0.9999999)
  const term = f32x4.splat(1e-9)
  let sum0 = f32x4.splat(0)
  let sum1 = f32x4.splat(1)
  let sum2 = f32x4.splat(2)
  let sum3 = f32x4.splat(3)
  let sum4 = f32x4.splat(4)
  let sum5 = f32x4.splat(5)
  let sum6 = f32x4.splat(6)
  let sum7 = f32x4.splat(7)
  let sum8 = f32x4.splat(8)
  let sum9 = f32x4.splat(9)
  let sum10 = f32x4.splat(10)
  let sum11 = f32x4.splat(11)
  for (let turn = 0; turn < turns; turn++) {
    sum0 = madd(sum0, factor, term)
    sum1 = madd(sum1, factor, term)
    sum2 = madd(sum2, factor, term)
    sum3 = madd(sum3, factor, term)
    sum4 = madd(sum4, factor, term)
    sum5 = madd(sum5, factor, term)
    sum6 = madd(sum6, factor, term)
    sum7 = madd(sum7, factor, term)
    sum8 = madd(sum8, factor, term)
    sum9 = madd(sum9, factor, term)
    sum10 = madd(sum10, factor, term)
    sum11 = madd(sum11, factor, term)
    sum0 = madd(sum0, factor, term)
    sum1 = madd(sum1, factor, term)
    sum2 = madd(sum2, factor, term)
    sum3 = madd(sum3, factor, term)
    sum4 = madd(sum4, factor, term)
    sum5 = madd(sum5, factor, term)
    sum6 = madd(sum6, factor, term)
    sum7 = madd(sum7, factor, term)
    sum8 = madd(sum8, factor, term)
    sum9 = madd(sum9, factor, term)
    sum10 = madd(sum10, factor, term)
    sum11 = madd(sum11, factor, term)
  }
  v128.store(out, sum0)
  v128.store(out, sum1, 16)
  v128.store(out, sum2, 32)
  v128.store(out, sum3, 48)
  v128.store(out, sum4, 64)
  v128.store(out, sum5, 80)
  v128.store(out, sum6, 96)
  v128.store(out, sum7, 112)
  v128.store(out, sum8, 128)
  v128.store(out, sum9, 144)
  v128.store(out, sum10, 160)
  v128.store(out, sum11, 176)
}
