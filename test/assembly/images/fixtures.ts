/** test/fixtures/conv.json: worked examples in float64, by torch 1.13, numpy and scipy. */
import { readFileSync } from 'node:fs'

type Rows = number[][]

interface Convolution {
  stride: number
  pad: number
  x: Rows
  /** [filter][ky][kx] */
  w: Rows[]
  b: number[]
  /** [filter][y][x] */
  y: Rows[]
  dy: Rows[]
  dx: Rows
  dw: Rows[]
  db: number[]
}

interface Draw {
  u: Rows
  out: Rows
  index: Rows
  dy: Rows
  dx: Rows
}

interface Fixtures {
  conv_s1_p0: Convolution
  conv_s1_p1: Convolution
  conv_s2_p1: Convolution
  /** [image][filter][y][x] */
  cs231n_conv: Rows[][]
  cs231n_maxpool: Rows[][]
  nhwc_im2col_2ch: { x_nhwc: Rows[]; w_rows_ky_kx_c: Rows; z_rows_pixels: Rows }
  stoch_4x4: { x: Rows; test: Rows; variance: Rows; max: Rows; avg: Rows } & Record<
    'train_a' | 'train_b' | 'train_c',
    Draw
  >
  stoch_5x5_k3s2: { x: Rows; test: Rows; train: Draw }
  max_5x5_k3s2: { y: Rows; index: Rows; dx: Rows }
  max_tie: { index: Rows; dx: Rows }
  avg_5x5_k3s2: { y: Rows; dx: Rows }
  fractional_7x7: {
    x: Rows
    cases: {
      out: number
      pool: number
      uColumns: number
      uRows: number
      startsColumns: number[]
      startsRows: number[]
      y: Rows
      index: Rows
      dx: Rows
    }[]
  }
  warp_bilinear: { x: Rows; dy: Rows; dx: Rows; y: Rows }
  'affine_15deg_1.1': { x: Rows; y: Rows }
  affine_90deg: { y: Rows }
  shift_plus1_minus2: { dy: number; dx: number; y: Rows }
  mixup: { x: Rows; labels: number[]; permutation: number[]; lam: number; mixed_x: Rows; mixed_y: Rows }
  cutmix_boxes: {
    H: number
    W: number
    lam: number
    cy: number
    cx: number
    box: number[]
    lam_adjusted: number
  }[]
  cutout_boxes: { H: number; W: number; length: number; cy: number; cx: number; box: number[] }[]
  /** By `dropD blockB featF`. */
  dropblock_gamma: Record<string, number>
  dropblock_real_drop: Record<string, number>
  stochastic_chain: {
    x: Rows
    /** [filter][ky][kx] */
    conv_w: Rows[]
    conv_b: number[]
    /** [filter][y][x] */
    h_relu: Rows[]
    dense_w_rows_y_x_c: Rows
    logits_weighted: number[]
    expected_logits: number[]
    logits_max_pool: number[]
  }
  /** By `side/length`. */
  cutout_expected_share: Record<string, number>
  /** By `sigmaS alphaA`. */
  elastic_rms_displacement: Record<string, number>
}

export const fixtures = JSON.parse(
  readFileSync(new URL('../../fixtures/conv.json', import.meta.url), 'utf8'),
) as Fixtures
