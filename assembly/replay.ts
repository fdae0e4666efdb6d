/**
 * Kernel calls from a list: what TypeScript would call one by one in every minibatch, written down once (src/core/recorder.ts) and
 * run by one call. A record is RECORD numbers in f64: which kernel, room for what it returns, and its arguments in order.
 *
 * The codes are the places in `REPLAYED` of src/core/recorder.ts.
 */
import { gemmNN, gemmNT, gemmTN } from './gemm/gemm'
import {
  leakyRelu,
  leakyReluBackward,
  relu,
  reluBackward,
  sigmoid,
  sigmoidBackward,
  tanh,
  tanhBackward,
} from './kernels/activation'
import { batchNorm, batchNormBackward } from './kernels/batchNorm'
import { addBias, biasGradient } from './kernels/bias'
import { crossEntropyBackward, crossEntropySoftBackward, softTargets } from './kernels/crossEntropy'
import { gatherLabels, gatherRows, gatherTargets } from './kernels/gather'
import { applyMask } from './kernels/mask'
import { addL1Gradient, addL2Gradient } from './kernels/penalty'
import { absoluteBackward, huberBackward } from './kernels/regression'
import { sampleMask } from './random'
import { f64At } from './simd'

/** Numbers of a record. */
const RECORD: i32 = 16

/** Runs `count` records, first to last. */
export function replay(records: usize, count: i32): void {
  assert((records & 7) === 0)
  for (; count > 0; count--) {
    const code = <i32>load<f64>(records)
    const from = f64At(records, 2)
    if (code < 5) store<f64>(records, rows(code, from), 8)
    else if (code < 10) products(code, from)
    else if (code < 20) units(code, from)
    else store<f64>(records, losses(code, from), 8)
    records = f64At(records, RECORD)
  }
}

/** An address, a size or a word: 32 bits, whatever their sign. */
function word(from: usize, i: i32): i32 {
  return <i32>(<i64>load<f64>(f64At(from, i)))
}

function real(from: usize, i: i32): f64 {
  return load<f64>(f64At(from, i))
}

/** A minibatch and its masks. */
function rows(code: i32, p: usize): f64 {
  switch (code) {
    case 0:
      gatherRows(
        word(p, 0),
        word(p, 1),
        word(p, 2),
        word(p, 3),
        word(p, 4),
        word(p, 5),
        word(p, 6),
        word(p, 7),
        word(p, 8),
        word(p, 9),
        word(p, 10),
        word(p, 11),
      )
      return 0
    case 1:
      gatherLabels(word(p, 0), word(p, 1), word(p, 2), word(p, 3))
      return 0
    case 2:
      gatherTargets(word(p, 0), word(p, 1), word(p, 2), word(p, 3), real(p, 4), real(p, 5))
      return 0
    case 3:
      return <f64>(
        sampleMask(
          word(p, 0),
          word(p, 1),
          word(p, 2),
          word(p, 3),
          word(p, 4),
          word(p, 5),
          word(p, 6),
          word(p, 7),
          word(p, 8),
        )
      )
    default:
      applyMask(word(p, 0), word(p, 1), <f32>real(p, 2), word(p, 3))
      return 0
  }
}

/** What mixes the values of a layer. */
function products(code: i32, p: usize): void {
  switch (code) {
    case 5:
      gemmNN(word(p, 0), word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6))
      return
    case 6:
      gemmNT(word(p, 0), word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6))
      return
    case 7:
      gemmTN(word(p, 0), word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), word(p, 6))
      return
    case 8:
      addBias(word(p, 0), word(p, 1), word(p, 2), word(p, 3))
      return
    default:
      biasGradient(word(p, 0), word(p, 1), word(p, 2), word(p, 3))
  }
}

/** What takes every value, or every column, for itself. */
function units(code: i32, p: usize): void {
  switch (code) {
    case 10:
      relu(word(p, 0), word(p, 1))
      return
    case 11:
      reluBackward(word(p, 0), word(p, 1), word(p, 2))
      return
    case 12:
      leakyRelu(word(p, 0), <f32>real(p, 1), word(p, 2))
      return
    case 13:
      leakyReluBackward(word(p, 0), word(p, 1), <f32>real(p, 2), word(p, 3))
      return
    case 14:
      tanh(word(p, 0), word(p, 1))
      return
    case 15:
      tanhBackward(word(p, 0), word(p, 1), word(p, 2))
      return
    case 16:
      sigmoid(word(p, 0), word(p, 1))
      return
    case 17:
      sigmoidBackward(word(p, 0), word(p, 1), word(p, 2))
      return
    case 18:
      batchNorm(
        word(p, 0),
        word(p, 1),
        word(p, 2),
        word(p, 3),
        word(p, 4),
        word(p, 5),
        word(p, 6),
        word(p, 7),
        <f32>real(p, 8),
        <f32>real(p, 9),
        word(p, 10),
        word(p, 11),
      )
      return
    default:
      batchNormBackward(
        word(p, 0),
        word(p, 1),
        word(p, 2),
        word(p, 3),
        word(p, 4),
        word(p, 5),
        word(p, 6),
        word(p, 7),
      )
  }
}

/** Losses and penalties, with their gradients. */
function losses(code: i32, p: usize): f64 {
  switch (code) {
    case 20:
      return crossEntropyBackward(word(p, 0), word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5))
    case 21:
      softTargets(word(p, 0), word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5), real(p, 6))
      return 0
    case 22:
      return crossEntropySoftBackward(word(p, 0), word(p, 1), word(p, 2), word(p, 3), word(p, 4), word(p, 5))
    case 23:
      return huberBackward(word(p, 0), word(p, 1), word(p, 2), real(p, 3), word(p, 4), word(p, 5))
    case 24:
      return absoluteBackward(word(p, 0), word(p, 1), word(p, 2), word(p, 3), word(p, 4))
    case 25:
      addL2Gradient(word(p, 0), word(p, 1), <f32>real(p, 2), word(p, 3))
      return 0
    default:
      addL1Gradient(word(p, 0), word(p, 1), <f32>real(p, 2), word(p, 3))
      return 0
  }
}
