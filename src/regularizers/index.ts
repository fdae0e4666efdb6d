/**
 * The registry of regularizers. Parsing, range checks, `regbench methods`, the README table and the conformance tests
 * derive from it. Its order is the order of the hooks in a training step, whatever the order of a method's terms:
 * decay before soft-threshold, projection last; noise on the features as they come: rows mixed first, then images
 * moved, bent and cut, then whole columns swapped or hidden, then single values changed; what looks at activations before what
 * masks them.
 */
import { adversarial } from './adversarial.ts'
import { batchNorm } from './batch-norm.ts'
import { cutmix } from './cutmix.ts'
import { cutout } from './cutout.ts'
import { dropBlock } from './drop-block.ts'
import { dropconnect } from './dropconnect.ts'
import { earlyStopping } from './early-stopping.ts'
import { elastic } from './elastic.ts'
import { elasticNet } from './elastic-net.ts'
import { featureMask } from './feature-mask.ts'
import { flip } from './flip.ts'
import { fractionalPooling } from './fractional-pooling.ts'
import { gaussianDropout } from './gaussian-dropout.ts'
import { inputNoise } from './input-noise.ts'
import { invertedDropout } from './inverted-dropout.ts'
import { l1 } from './l1.ts'
import { l2 } from './l2.ts'
import { labelSmoothing } from './label-smoothing.ts'
import { lookahead } from './lookahead.ts'
import { maxNorm } from './max-norm.ts'
import { mixup } from './mixup.ts'
import { none } from './none.ts'
import type { Regularizer } from './regularizer.ts'
import { rotate } from './rotate.ts'
import { scale } from './scale.ts'
import { shear } from './shear.ts'
import { shift } from './shift.ts'
import { snapshotEnsemble } from './snapshot-ensemble.ts'
import { sparsity } from './sparsity.ts'
import { stochasticPooling } from './stochastic-pooling.ts'
import { swapNoise } from './swap-noise.ts'
import { vanillaDropout } from './vanilla-dropout.ts'
import { weightAveraging } from './weight-averaging.ts'
import { weightDecay } from './weight-decay.ts'

export const regularizers = {
  none,
  'weight-decay': weightDecay,
  l2,
  l1,
  'elastic-net': elasticNet,
  'max-norm': maxNorm,
  mixup,
  cutmix,
  flip,
  scale,
  rotate,
  shear,
  shift,
  elastic,
  cutout,
  'swap-noise': swapNoise,
  'feature-mask': featureMask,
  'input-noise': inputNoise,
  sparsity,
  'vanilla-dropout': vanillaDropout,
  'inverted-dropout': invertedDropout,
  'gaussian-dropout': gaussianDropout,
  dropconnect,
  'drop-block': dropBlock,
  'stochastic-pooling': stochasticPooling,
  'fractional-pooling': fractionalPooling,
  'label-smoothing': labelSmoothing,
  adversarial,
  'batch-norm': batchNorm,
  lookahead,
  'weight-averaging': weightAveraging,
  'snapshot-ensemble': snapshotEnsemble,
  'early-stopping': earlyStopping,
} as const

export type RegularizerName = keyof typeof regularizers

/** An entry with its parameter types forgotten: what code that loops over the registry sees. */
export const regularizer = (name: RegularizerName): Regularizer =>
  regularizers[name] as unknown as Regularizer

export const regularizerNames = Object.keys(regularizers) as RegularizerName[]

/** The entry without regularization, which stands alone. */
export const NONE = 'none' satisfies RegularizerName

/** What `compare` runs when no method is named; each default visibly acts on the bundled digits. */
export const DEFAULT_METHODS = [
  'none',
  'l2',
  'l1',
  'elastic-net',
  'max-norm',
  'vanilla-dropout:keep=0.8',
  'inverted-dropout:keep=0.8',
  'inverted-dropout:keep=0.8+l2',
  'inverted-dropout:keep=0.8+max-norm',
] as const
