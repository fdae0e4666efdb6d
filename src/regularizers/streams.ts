/**
 * Where noise on rows and features draws its numbers: each kind stands in the place of the site in the counter, above all sites that
 * a network has, so that no two kinds share a number and every kind keeps its own in whatever company (docs/math.md, section 8).
 */
const FIRST = 2 ** 23

export const streams = {
  inputNoise: FIRST,
  mixup: FIRST + 1,
  swapNoise: FIRST + 2,
  swapNoisePartners: FIRST + 3,
  featureMask: FIRST + 4,
  cutmix: FIRST + 5,
  cutmixColumns: FIRST + 6,
  flip: FIRST + 7,
  scale: FIRST + 8,
  rotate: FIRST + 9,
  shear: FIRST + 10,
  shift: FIRST + 11,
  elastic: FIRST + 12,
  cutout: FIRST + 13,
} as const

/** Pooling layers count from here, below the noise above and far above all sites: winners of windows, and windows. */
export const POOLING = 2 ** 22
export const FRACTIONAL = 2 ** 22 + 2 ** 21
