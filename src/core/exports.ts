/**
 * The surface of the wasm core, as assembly/index.ts exports it.
 *
 * Every `Pointer` is a byte address in the imported memory, a multiple of 4 (regions of the arena start at
 * multiples of 64, ALIGN in arena.ts); every size counts elements. Matrices are row-major and contiguous. A kernel reads and
 * writes the ranges it is given and keeps nothing; ranges must not overlap unless "in place" is said. f32 unless said; sums are f64.
 */
import type { ImageExports } from './imageExports.ts'
import type { NormExports } from './normExports.ts'
import type { Pointer } from './pointer.ts'
import type { ReplayExports } from './replayExports.ts'

export interface CoreExports extends ImageExports, NormExports, ReplayExports {
  /** Version of this surface; `load.ts` refuses a core whose number differs from `ABI`. */
  abi(): number
  /** 1 when compiled with relaxed SIMD (fused multiply-add where the CPU has it), else 0. */
  isRelaxed(): number

  // -- gemm: C = A B. Each element sums over k in ascending order, whatever the shape; C is not read.
  /** Bytes of scratch that any of the three products needs for C [M x N] with inner size K. */
  gemmScratch(M: number, N: number, K: number): number
  /** Bytes of scratch that any product with at most these sizes needs. */
  gemmScratchUpTo(M: number, N: number, K: number): number
  /** C [M x N] = A [M x K] B [K x N]. */
  gemmNN(a: Pointer, b: Pointer, c: Pointer, M: number, N: number, K: number, scratch: Pointer): void
  /** C [M x N] = A [M x K] B^T, B [N x K]. */
  gemmNT(a: Pointer, b: Pointer, c: Pointer, M: number, N: number, K: number, scratch: Pointer): void
  /** C [M x N] = A^T B, A [K x M], B [K x N]. */
  gemmTN(a: Pointer, b: Pointer, c: Pointer, M: number, N: number, K: number, scratch: Pointer): void

  /**
   * Columns [first, last) of C = A B with the bits of the whole product; A is [M x K] when aAlongK = 1, else [K x M],
   * B [N x K] when bAlongK = 1, else [K x N]. Calls for different columns may run at once, each in scratch of its own, as large as
   * the whole product needs.
   */
  gemmColumns(
    aAlongK: number,
    bAlongK: number,
    a: Pointer,
    b: Pointer,
    c: Pointer,
    M: number,
    N: number,
    K: number,
    first: number,
    last: number,
    scratch: Pointer,
  ): void

  // -- bias
  /** z [M x N] += bias [N], in place. */
  addBias(z: Pointer, bias: Pointer, M: number, N: number): void
  /** dBias [N] = sum over the M rows of dZ [M x N], rows in ascending order. */
  biasGradient(dZ: Pointer, dBias: Pointer, M: number, N: number): void

  // -- activations, in place over n elements; backward multiplies dA by the derivative written in terms of the
  // activation a, so preactivations need not be kept
  relu(z: Pointer, n: number): void
  reluBackward(a: Pointer, dA: Pointer, n: number): void
  /** slope applies where z < 0. */
  leakyRelu(z: Pointer, slope: number, n: number): void
  leakyReluBackward(a: Pointer, dA: Pointer, slope: number, n: number): void
  tanh(z: Pointer, n: number): void
  tanhBackward(a: Pointer, dA: Pointer, n: number): void
  sigmoid(z: Pointer, n: number): void
  sigmoidBackward(a: Pointer, dA: Pointer, n: number): void

  /** probabilities [M x N] = softmax of each row of logits [M x N]; in place allowed. */
  softmax(logits: Pointer, probabilities: Pointer, M: number, N: number): void

  // -- losses. Sums are over rows, not divided by their number; gradients are those of the mean over the rows, in place
  // allowed. weights [rows] multiply a row's loss and gradient; 0 in their place is 1 for every row.
  /** Sum over rows of weight * -log softmax(logits)[label]; labels [M] i32. Stable for logits of +-1e4. */
  crossEntropy(logits: Pointer, labels: Pointer, weights: Pointer, M: number, N: number): number
  /** Returns the sum of `crossEntropy`; dLogits [M x N] = weight * (softmax - onehot) / M. */
  crossEntropyBackward(
    logits: Pointer,
    labels: Pointer,
    weights: Pointer,
    dLogits: Pointer,
    M: number,
    N: number,
  ): number
  /**
   * targets [M x N] = (1 - smoothing) * (share * onehot(label) + (1 - share) * onehot(other)) + smoothing / N; labels and others
   * [M] i32, shares [M]; others and shares 0 for a share of 1 in every row.
   */
  softTargets(
    labels: Pointer,
    others: Pointer,
    shares: Pointer,
    targets: Pointer,
    M: number,
    N: number,
    smoothing: number,
  ): void
  /**
   * Sum over rows of weight * -sum_k targets_k log softmax(logits)_k; dLogits = weight * (softmax - targets) / M. Rows of
   * targets [M x N] add up to 1.
   */
  crossEntropySoftBackward(
    logits: Pointer,
    targets: Pointer,
    weights: Pointer,
    dLogits: Pointer,
    M: number,
    N: number,
  ): number
  /** Weight of the rows whose largest logit (the first, on ties) is the label's. A row with a NaN logit counts as wrong. */
  countCorrect(logits: Pointer, labels: Pointer, weights: Pointer, M: number, N: number): number
  /**
   * With d = prediction - target, the sum over n rows of weight * (d^2 / 2 where |d| <= limit, else limit * (|d| - limit / 2)). An
   * infinite limit is half the squared error.
   */
  huber(predictions: Pointer, targets: Pointer, weights: Pointer, limit: number, n: number): number
  /** Returns the sum of `huber`; dPredictions = weight * min(max(d, -limit), limit) / n. */
  huberBackward(
    predictions: Pointer,
    targets: Pointer,
    weights: Pointer,
    limit: number,
    dPredictions: Pointer,
    n: number,
  ): number
  /** Sum over n rows of weight * |prediction - target|. */
  absolute(predictions: Pointer, targets: Pointer, weights: Pointer, n: number): number
  /** Returns the sum of `absolute`; dPredictions = weight * sign(prediction - target) / n, sign(0) = 0. */
  absoluteBackward(
    predictions: Pointer,
    targets: Pointer,
    weights: Pointer,
    dPredictions: Pointer,
    n: number,
  ): number

  // -- masks: a mask lane is u32, all ones (kept) or zero (dropped)
  /**
   * mask [M x N] for the rows with the ids in rowIds [M] (i32): unit j of row r is kept when word ((j >> 2) & 3) of
   * the Philox block with counter (4 * (j >> 4) + (j & 3), rowId, layer, step) is < threshold (unsigned).
   * Returns the number of kept units.
   */
  sampleMask(
    mask: Pointer,
    rowIds: Pointer,
    M: number,
    N: number,
    threshold: number,
    key0: number,
    key1: number,
    layer: number,
    step: number,
  ): number
  /** x = mask ? x * scale : +0, in place over n elements. */
  applyMask(x: Pointer, mask: Pointer, scale: number, n: number): void
  /** x = mask ? x : z, in place over n elements. */
  replaceDropped(x: Pointer, z: Pointer, mask: Pointer, n: number): void
  /** x *= factor, in place over n elements. */
  scale(x: Pointer, factor: number, n: number): void

  // -- Gaussian noise
  /** noise [M x N] = mean + deviation * z, z standard normal from the words that `sampleMask` would compare. */
  sampleNormal(
    noise: Pointer,
    rowIds: Pointer,
    M: number,
    N: number,
    mean: number,
    deviation: number,
    key0: number,
    key1: number,
    layer: number,
    step: number,
  ): void
  /** x *= y, over n elements. */
  multiply(x: Pointer, y: Pointer, n: number): void
  /** x += y, over n elements. */
  add(x: Pointer, y: Pointer, n: number): void
  /** y = x^2, over n elements; in place allowed. */
  square(x: Pointer, y: Pointer, n: number): void
  /** into += share * (from - into) */
  blend(into: Pointer, from: Pointer, share: number, n: number): void
  /** z = mean + sqrt(variance) * z, over n elements. */
  spread(z: Pointer, mean: Pointer, variance: Pointer, n: number): void

  // -- masks of weights. Weight (i, j) of layer l is kept for a row when half ((j >> 2) & 1), 0 the low one, of word
  // ((j >> 3) & 3) of the block with counter (4 * (j >> 5) + (j & 3), rowId, l * 2^24 + i, step), as a signed 16-bit
  // number, is < threshold - 2^15; i = fanIn for the bias. `line` [fanOut] is scratch. Counts include biases.
  /** z [M x fanOut] = x [M x fanIn] weights + biases, each row under its own mask. Returns the kept weights. */
  connectForward(
    x: Pointer,
    rowIds: Pointer,
    weights: Pointer,
    biases: Pointer,
    z: Pointer,
    line: Pointer,
    M: number,
    fanIn: number,
    fanOut: number,
    threshold: number,
    key0: number,
    key1: number,
    layer: number,
    step: number,
  ): number
  /** dWeights, dBiases and, unless dX is 0, dX [M x fanIn], under the same masks. */
  connectBackward(
    x: Pointer,
    rowIds: Pointer,
    weights: Pointer,
    dZ: Pointer,
    dWeights: Pointer,
    dBiases: Pointer,
    dX: Pointer,
    line: Pointer,
    M: number,
    fanIn: number,
    fanOut: number,
    threshold: number,
    key0: number,
    key1: number,
    layer: number,
    step: number,
  ): void
  /** to = mask ? from : +0 for the weights and biases of a layer, under the mask of one row id; in place allowed. */
  maskWeights(
    weights: Pointer,
    biases: Pointer,
    toWeights: Pointer,
    toBiases: Pointer,
    line: Pointer,
    fanIn: number,
    fanOut: number,
    threshold: number,
    key0: number,
    key1: number,
    rowId: number,
    layer: number,
    step: number,
  ): number

  // -- penalties over n weights
  /** dW += strength * w */
  addL2Gradient(dW: Pointer, w: Pointer, strength: number, n: number): void
  /** dW += strength * sign(w), sign(+-0) = 0 */
  addL1Gradient(dW: Pointer, w: Pointer, strength: number, n: number): void
  /** w = sign(w) * max(|w| - threshold, 0); the zeros are +0 */
  softThreshold(w: Pointer, threshold: number, n: number): void
  /**
   * w = sign(w) * max(|w| - min(threshold / (sqrt(v * correction) + epsilon), limit), 0): soft-threshold in Adam's metric.
   */
  softThresholdAdam(
    w: Pointer,
    v: Pointer,
    threshold: number,
    correction: number,
    epsilon: number,
    limit: number,
    n: number,
  ): void
  /** w -= factor * w */
  decay(w: Pointer, factor: number, n: number): void
  /** Sum of w^2, in f64. */
  sumSquares(w: Pointer, n: number): number
  /** Sum of |w|, in f64. */
  sumAbs(w: Pointer, n: number): number
  /** Elements that are exactly 0 (+0 or -0). */
  countZeros(w: Pointer, n: number): number

  // -- adversarial rows
  /** x [M x N] += sign(d [M x N]) * sizes [N], sign(0) = sign(NaN) = 0 */
  moveBySign(x: Pointer, d: Pointer, sizes: Pointer, M: number, N: number): void

  // -- clipping of n gradients
  /** g *= limit / norm where norm = sqrt(sum g^2) > limit, else g keeps its bits. Returns the norm before, in f64. */
  clipNorm(g: Pointer, limit: number, n: number): number

  // -- norms of a unit's incoming weights: column j of weights [fanIn x fanOut]; sums [fanOut, rounded up to 4] f64 is scratch
  /** Columns with norm <= bound keep their bits; the others are scaled so that their norm is at most bound, to 1e-6. */
  projectColumns(weights: Pointer, fanIn: number, fanOut: number, bound: number, sums: Pointer): void
  /** The largest column norm. */
  maxColumnNorm(weights: Pointer, fanIn: number, fanOut: number, sums: Pointer): number

  // -- updates over n parameters
  /** w -= rate * g */
  sgd(w: Pointer, g: Pointer, rate: number, n: number): void
  /** v = momentum * v + g; w -= rate * v */
  momentum(w: Pointer, g: Pointer, v: Pointer, rate: number, momentum: number, n: number): void
  /** v = momentum * v + g; w -= rate * (g + momentum * v) */
  nesterov(w: Pointer, g: Pointer, v: Pointer, rate: number, momentum: number, n: number): void
  /**
   * m = beta1 * m + (1 - beta1) * g; v = beta2 * v + (1 - beta2) * g^2;
   * w -= rate * (m * correction1) / (sqrt(v * correction2) + epsilon), correctionI = 1 / (1 - betaI^t).
   */
  adam(
    w: Pointer,
    g: Pointer,
    m: Pointer,
    v: Pointer,
    rate: number,
    beta1: number,
    beta2: number,
    correction1: number,
    correction2: number,
    epsilon: number,
    n: number,
  ): void

  // -- minibatches
  /**
   * x [M x N] from the rows rowIds [M] (i32) of source [? x stride], column j read at columns[j] (i32) or, when columns
   * is 0, at j: x = (isNaN(s) ? fill[j] : s - shift[j]) * scale[j], with fill, shift, scale [N]. Then, where bound [N] is
   * given, x is held within +-bound[j], and where bend [N] is given, it becomes x / sqrt(1 + (x * bend[j])^2).
   */
  gatherRows(
    source: Pointer,
    stride: number,
    columns: Pointer,
    rowIds: Pointer,
    x: Pointer,
    M: number,
    N: number,
    fill: Pointer,
    shift: Pointer,
    scale: Pointer,
    bound: Pointer,
    bend: Pointer,
  ): void
  /** labels [M] i32 = source[rowIds] (i32); moves words of four bytes, whatever they are. */
  gatherLabels(source: Pointer, rowIds: Pointer, labels: Pointer, M: number): void
  /** targets [M] f32 = f32((source[rowIds] - shift) * scale), source f64, arithmetic in f64 */
  gatherTargets(
    source: Pointer,
    rowIds: Pointer,
    targets: Pointer,
    M: number,
    shift: number,
    scale: number,
  ): void

  // -- blocks: some rows and columns of a matrix, by ascending indices (i32); 0 in the place of indices means all
  /** indices [n] i32 = the places at which mask [n] is not zero; returns how many there are. */
  keptIndices(mask: Pointer, indices: Pointer, n: number): number
  /** block [M x N] = source[rows][columns], source's rows `stride` apart; in place allowed. */
  gatherBlock(
    source: Pointer,
    stride: number,
    rows: Pointer,
    columns: Pointer,
    block: Pointer,
    M: number,
    N: number,
  ): void
  /** target [fanIn x fanOut] = block [M x N] at [rows][columns], +0 elsewhere. */
  scatterBlock(
    block: Pointer,
    rows: Pointer,
    columns: Pointer,
    target: Pointer,
    M: number,
    N: number,
    fanIn: number,
    fanOut: number,
  ): void

  // -- random numbers: Philox 4x32-10 (Salmon et al., SC 2011)
  /** words [4 * blocks] u32: block i has counter (i, c1, c2, c3). */
  philox(words: Pointer, blocks: number, key0: number, key1: number, c1: number, c2: number, c3: number): void
  /** x [n] = deviation * z, z standard normal by inversion of u = ((word >> 9) + 0.5) * 2^-23; element i is word i. */
  normal(
    x: Pointer,
    n: number,
    deviation: number,
    key0: number,
    key1: number,
    c1: number,
    c2: number,
    c3: number,
  ): void

  // -- elementary functions, exported for their tests: y [n] = f(x [n]), in place allowed
  expInto(x: Pointer, y: Pointer, n: number): void
  logInto(x: Pointer, y: Pointer, n: number): void

  // -- the yardstick of `regbench bench kernels`: both write 192 bytes at out
  /** `turns` turns of separate multiplies and adds on registers. */
  peakSeparate(turns: number, out: Pointer): void
  /** `turns` turns of chained multiply-adds, fused in the relaxed build where the CPU can. */
  peakChained(turns: number, out: Pointer): void
  /** Multiplications and additions in a turn of either. */
  peakOperations(): number
}
