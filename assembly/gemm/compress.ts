/**
 * Compression: of an operand that holds zeros (features, what a ReLU or a mask has left) only the other elements are
 * kept, for each line as a list in order of k. A line is a row of A, as in pack.ts. An entry of the list is where step k
 * of B begins (k times the bytes of a row of B, u32) and the element (f32).
 *
 *     line                 list, rows of B of 96 bytes
 *     0 5 0 0 7 0 0 2      96 5   384 7   672 2
 *
 * A NaN is not a zero; +0 and -0 are. Elements move to the front of their vector by one shuffle out of sixteen, which the
 * caller's scratch holds while a product runs, because the core keeps no data of its own.
 */
import { loadLanes } from '../kernels/lanes'
import { f32At, f32Bytes, LANES } from '../simd'

/** Bytes of the shuffles. */
export const SHUFFLES: i32 = 16 * 16

/** Words of an entry. */
export const ENTRY: i32 = 2

/** Words from one list of a block to the next. */
export function listStride(kc: i32): i32 {
  return ENTRY * ((kc + 3) & ~3)
}

/** Word i of a shuffle that takes word `from`: its four bytes. */
function word(from: i32): i32 {
  return 0x03020100 + 0x04040404 * from
}

/** Entry m of `shuffles` moves the words whose bits are set in m to the front; what follows them is of no interest. */
export function writeShuffles(shuffles: usize): void {
  const w0 = word(0)
  const w1 = word(1)
  const w2 = word(2)
  const w3 = word(3)
  v128.store(shuffles, i32x4(w0, w0, w0, w0))
  v128.store(shuffles, i32x4(w0, w0, w0, w0), 16)
  v128.store(shuffles, i32x4(w1, w0, w0, w0), 32)
  v128.store(shuffles, i32x4(w0, w1, w0, w0), 48)
  v128.store(shuffles, i32x4(w2, w0, w0, w0), 64)
  v128.store(shuffles, i32x4(w0, w2, w0, w0), 80)
  v128.store(shuffles, i32x4(w1, w2, w0, w0), 96)
  v128.store(shuffles, i32x4(w0, w1, w2, w0), 112)
  v128.store(shuffles, i32x4(w3, w0, w0, w0), 128)
  v128.store(shuffles, i32x4(w0, w3, w0, w0), 144)
  v128.store(shuffles, i32x4(w1, w3, w0, w0), 160)
  v128.store(shuffles, i32x4(w0, w1, w3, w0), 176)
  v128.store(shuffles, i32x4(w2, w3, w0, w0), 192)
  v128.store(shuffles, i32x4(w0, w2, w3, w0), 208)
  v128.store(shuffles, i32x4(w1, w2, w3, w0), 224)
  v128.store(shuffles, i32x4(w0, w1, w2, w3), 240)
}

/** Bit j is set where lane j is not a zero. */
function nonZeros(x: v128): i32 {
  return i32x4.bitmask(f32x4.ne(x, f32x4.splat(0)))
}

/** Every fourth row of a block is looked at to find which share of it is not zero. */
const LOOK_EVERY: i32 = 4

/** The share of elements that are not zero in the rows of [rows x columns], `stride` apart, that are looked at. */
export function lookedShare(source: usize, stride: i32, rows: i32, columns: i32): f64 {
  const some = (rows + LOOK_EVERY - 1) / LOOK_EVERY
  return <f64>countNonZeros(source, LOOK_EVERY * stride, some, columns) / (<f64>some * <f64>columns)
}

/** Elements of a block of `rows` x `columns`, rows `stride` apart, that are not zero. */
function countNonZeros(source: usize, stride: i32, rows: i32, columns: i32): i32 {
  let negative = i32x4.splat(0)
  for (let row = 0; row < rows; row++) {
    const from = f32At(source, row * stride)
    const whole = columns & ~3
    for (let j = 0; j < whole; j += LANES) {
      negative = i32x4.add(negative, f32x4.ne(v128.load(f32At(from, j)), f32x4.splat(0)))
    }
    const rest = loadLanes(f32At(from, whole), columns - whole)
    negative = i32x4.add(negative, f32x4.ne(rest, f32x4.splat(0)))
  }
  return -(
    i32x4.extract_lane(negative, 0) +
    i32x4.extract_lane(negative, 1) +
    i32x4.extract_lane(negative, 2) +
    i32x4.extract_lane(negative, 3)
  )
}

/**
 * Lists of the lines of a block stored [lines x k] when `alongK`, else [k x lines], rows `stride` elements apart; a list
 * every listStride(kc) words, and in ends [lines, rounded up to 4] the address behind each. `bytes`: of a row of B.
 */
export function compressLines(
  source: usize,
  stride: i32,
  alongK: bool,
  lines: i32,
  kc: i32,
  bytes: i32,
  lists: usize,
  ends: usize,
  shuffles: usize,
): void {
  const list = f32Bytes(listStride(kc))
  if (alongK) {
    for (let line = 0; line < lines; line++) {
      const end = compressRow(f32At(source, line * stride), kc, bytes, lists, shuffles)
      store<usize>(f32At(ends, line), end)
      lists += list
    }
    return
  }
  for (let line = 0; line < lines; line += LANES) {
    compressColumns(
      f32At(source, line),
      stride,
      lines - line,
      kc,
      bytes,
      lists,
      list,
      f32At(ends, line),
      shuffles,
    )
    lists += 4 * list
  }
}

/** The offsets of steps 0 to 3. */
export function firstSteps(bytes: i32): v128 {
  return i32x4.mul(i32x4.splat(bytes), i32x4(0, 1, 2, 3))
}

/** One line that lies along k; returns the end of its list. */
function compressRow(source: usize, kc: i32, bytes: i32, list: usize, shuffles: usize): usize {
  const four = i32x4.splat(LANES * bytes)
  let step = firstSteps(bytes)
  for (let k = 0; k < kc; k += LANES) {
    list = append(loadLanes(f32At(source, k), kc - k), step, list, shuffles)
    step = i32x4.add(step, four)
  }
  return list
}

/** Four lines (`lines` of them exist) side by side, by 4 x 4 transposition: four lists, `stride` bytes apart. */
function compressColumns(
  source: usize,
  row: i32,
  lines: i32,
  kc: i32,
  bytes: i32,
  lists: usize,
  stride: usize,
  ends: usize,
  shuffles: usize,
): void {
  const four = i32x4.splat(LANES * bytes)
  let step = firstSteps(bytes)
  let end0 = lists
  let end1 = end0 + stride
  let end2 = end1 + stride
  let end3 = end2 + stride
  for (let k = 0; k < kc; k += LANES) {
    const from = f32At(source, k * row)
    const x0 = loadLanes(from, lines)
    const x1 = k + 1 < kc ? loadLanes(f32At(from, row), lines) : i32x4.splat(0)
    const x2 = k + 2 < kc ? loadLanes(f32At(from, 2 * row), lines) : i32x4.splat(0)
    const x3 = k + 3 < kc ? loadLanes(f32At(from, 3 * row), lines) : i32x4.splat(0)
    const low01 = v128.shuffle<u32>(x0, x1, 0, 4, 1, 5)
    const low23 = v128.shuffle<u32>(x2, x3, 0, 4, 1, 5)
    const high01 = v128.shuffle<u32>(x0, x1, 2, 6, 3, 7)
    const high23 = v128.shuffle<u32>(x2, x3, 2, 6, 3, 7)
    end0 = append(v128.shuffle<u64>(low01, low23, 0, 2), step, end0, shuffles)
    end1 = append(v128.shuffle<u64>(low01, low23, 1, 3), step, end1, shuffles)
    end2 = append(v128.shuffle<u64>(high01, high23, 0, 2), step, end2, shuffles)
    end3 = append(v128.shuffle<u64>(high01, high23, 1, 3), step, end3, shuffles)
    step = i32x4.add(step, four)
  }
  store<usize>(ends, end0)
  store<usize>(ends, end1, 4)
  store<usize>(ends, end2, 8)
  store<usize>(ends, end3, 12)
}

/** Writes the entries of a vector's elements that are not zero; returns the end of the list. Always stores 32 bytes. */
export function append(x: v128, step: v128, end: usize, shuffles: usize): usize {
  const bits = nonZeros(x)
  const shuffle = v128.load(shuffles + ((<usize>bits) << 4))
  const elements = i8x16.swizzle(x, shuffle)
  const steps = i8x16.swizzle(step, shuffle)
  v128.store(end, v128.shuffle<u32>(steps, elements, 0, 4, 1, 5))
  v128.store(end, v128.shuffle<u32>(steps, elements, 2, 6, 3, 7), 16)
  return end + ((<usize>popcnt(bits)) << 3)
}
