/** The surface of the core: src/core/exports.ts says what each function means, name by name. */
export { gemmColumns, gemmNN, gemmNT, gemmScratch, gemmScratchUpTo, gemmTN } from './gemm/gemm'
export { blur } from './images/blur'
export { convolve } from './images/convolve'
export { convolutionScratch, convolveInputs, convolveWeights } from './images/convolveBackward'
export { mixRows, pasteBoxes } from './images/mix'
export { averagePool, averagePoolBackward, maxPool, poolBackward } from './images/pool'
export { stochasticPool, weightedPool } from './images/stochastic'
export { warp } from './images/warp'
export {
  leakyRelu,
  leakyReluBackward,
  relu,
  reluBackward,
  sigmoid,
  sigmoidBackward,
  tanh,
  tanhBackward,
} from './kernels/activation'
export { moveBySign } from './kernels/adversary'
export { add, blend, multiply, spread, square } from './kernels/arithmetic'
export { batchNorm, batchNormBackward, foldNorm } from './kernels/batchNorm'
export { addBias, biasGradient } from './kernels/bias'
export { clipNorm } from './kernels/clip'
export { connectBackward, connectForward, maskWeights } from './kernels/connect'
export {
  countCorrect,
  crossEntropy,
  crossEntropyBackward,
  crossEntropySoftBackward,
  softTargets,
} from './kernels/crossEntropy'
export {
  gatherBlock,
  gatherLabels,
  gatherRows,
  gatherTargets,
  keptIndices,
  scatterBlock,
} from './kernels/gather'
export { applyMask, replaceDropped, scale } from './kernels/mask'
export { maxColumnNorm, projectColumns } from './kernels/norm'
export {
  addL1Gradient,
  addL2Gradient,
  countZeros,
  decay,
  softThreshold,
  softThresholdAdam,
  sumAbs,
  sumSquares,
} from './kernels/penalty'
export { absolute, absoluteBackward, huber, huberBackward } from './kernels/regression'
export { softmax } from './kernels/softmax'
export { adam, momentum, nesterov, sgd } from './kernels/update'
export { expInto, logInto } from './math'
export { peakChained, peakOperations, peakSeparate } from './peak'
export { normal, philox, sampleMask, sampleNormal, sampleUniform } from './random'
export { replay } from './replay'

/** The version of this surface; src/core/load.ts holds the same number. */
const ABI: i32 = 11

export function abi(): i32 {
  return ABI
}

/** 1 when multiply-adds are fused where the CPU can, else 0. */
export function isRelaxed(): i32 {
  return i32(ASC_FEATURE_RELAXED_SIMD)
}
