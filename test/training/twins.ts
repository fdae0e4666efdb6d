/** Methods in both spellings, and made-up data for the fast trainer and the float64 reference alike. */
import type { Dataset, Split, Task } from '../../src/data/dataset.ts'
import { fitFeatures, fitTarget } from '../../src/data/scale.ts'
import { type Setup, toy } from '../../src/selftest/rig.ts'
import type { Method } from '../reference/regularizers.ts'
import type { ReferenceData } from '../reference/train.ts'

/** Every term that learns a number too, alone and together, at strengths that change the run. */
export const TWINS: readonly (readonly [spec: string, method: Method])[] = [
  ['none', {}],
  ['l2:0.1', { l2: 0.1 }],
  ['l2:0.1/0/0.3,bias=true', { l2: [0.1, 0, 0.3], bias: true }],
  ['l1:0.05', { l1: 0.05 }],
  ['l1:0.05,bias=true', { l1: 0.05, bias: true }],
  ['l1:0.02/0.05/0', { l1: [0.02, 0.05, 0] }],
  ['l1:0.05,update=subgradient', { l1: 0.05, l1Update: 'subgradient' }],
  ['elastic-net:l1=0.05,l2=0.1', { l1: 0.05, l2: 0.1 }],
  ['elastic-net:l1=0.05,l2=0.1,update=subgradient', { l1: 0.05, l2: 0.1, l1Update: 'subgradient' }],
  ['weight-decay:0.2', { weightDecay: 0.2 }],
  ['weight-decay:0.2,bias=true', { weightDecay: 0.2, bias: true }],
  ['max-norm:0.8', { maxNorm: 0.8 }],
  ['max-norm:0.8/inf/0.5', { maxNorm: [0.8, Number.POSITIVE_INFINITY, 0.5] }],
  ['vanilla-dropout:keep=0.6', { dropout: { kind: 'vanilla', keep: 0.6 } }],
  ['inverted-dropout:keep=0.6', { dropout: { kind: 'inverted', keep: 0.6 } }],
  [
    'vanilla-dropout:keep=0.6/0.9,input-keep=0.75',
    { dropout: { kind: 'vanilla', keep: [0.6, 0.9], inputKeep: 0.75 } },
  ],
  [
    'inverted-dropout:drop=0.5/0.25,input-drop=0.25',
    { dropout: { kind: 'inverted', keep: [0.5, 0.75], inputKeep: 0.75 } },
  ],
  ['vanilla-dropout:keep=0.6,mask=batch', { dropout: { kind: 'vanilla', keep: 0.6, share: 'batch' } }],
  [
    'inverted-dropout:keep=0.6/0.9,input-keep=0.75,mask=batch',
    { dropout: { kind: 'inverted', keep: [0.6, 0.9], inputKeep: 0.75, share: 'batch' } },
  ],
  [
    'gaussian-dropout:keep=0.6/0.9,input-keep=0.75',
    { dropout: { kind: 'gaussian', keep: [0.6, 0.9], inputKeep: 0.75 } },
  ],
  ['gaussian-dropout:drop=0.2,mask=batch', { dropout: { kind: 'gaussian', keep: 0.8, share: 'batch' } }],
  ['input-noise:0.3', { inputNoise: 0.3 }],
  [
    'inverted-dropout:keep=1,input-keep=0.75+input-noise:0.3',
    { inputNoise: 0.3, dropout: { kind: 'inverted', keep: 1, inputKeep: 0.75 } },
  ],
  ['sparsity:0.5', { sparsity: { strength: 0.5, target: 0.1 } }],
  [
    'sparsity:0.5/0.2,target=0.3+vanilla-dropout:keep=0.6',
    { sparsity: { strength: [0.5, 0.2], target: 0.3 }, dropout: { kind: 'vanilla', keep: 0.6 } },
  ],
  ['mixup:0.4', { mixup: 0.4 }],
  ['mixup:1+vanilla-dropout:keep=0.6', { mixup: 1, dropout: { kind: 'vanilla', keep: 0.6 } }],
  ['cutmix:1,prob=0.8', { cutmix: { a: 1, prob: 0.8 } }],
  ['swap-noise:0.4', { swapNoise: 0.4 }],
  ['feature-mask:0.3', { featureMask: 0.3 }],
  [
    'input-noise:0.1+feature-mask:0.3+swap-noise:0.2+mixup:0.2',
    { mixup: 0.2, swapNoise: 0.2, featureMask: 0.3, inputNoise: 0.1 },
  ],
  ['dropconnect:keep=0.6', { dropconnect: { keep: 0.6 } }],
  ['dropconnect:keep=0.5/0.8,mask=batch', { dropconnect: { keep: [0.5, 0.8], mask: 'batch' } }],
  [
    'dropconnect:drop=0.25+inverted-dropout:keep=0.7+l2:0.05',
    { dropconnect: { keep: 0.75 }, dropout: { kind: 'inverted', keep: 0.7 }, l2: 0.05 },
  ],
  [
    'max-norm:0.9+l2:0.05+inverted-dropout:keep=0.7',
    { dropout: { kind: 'inverted', keep: 0.7 }, l2: 0.05, maxNorm: 0.9 },
  ],
  [
    'l1:0.02+vanilla-dropout:keep=0.7+weight-decay:0.1',
    { dropout: { kind: 'vanilla', keep: 0.7 }, l1: 0.02, weightDecay: 0.1 },
  ],
]

/** Terms whose run has to be longer than an epoch to show. */
export const LONG_TWINS: typeof TWINS = [
  ['lookahead:k=2,alpha=0.5', { lookahead: { k: 2, alpha: 0.5 } }],
  [
    'lookahead:k=3,alpha=0.7+l2:0.1,schedule=linear',
    { lookahead: { k: 3, alpha: 0.7 }, l2: 0.1, schedule: 'linear' },
  ],
  [
    'sparsity:0.5,schedule=linear+l2:0.1,schedule=linear',
    { sparsity: { strength: 0.5, target: 0.1 }, l2: 0.1, schedule: 'linear' },
  ],
  ['adversarial:0.1', { adversarial: 0.1 }],
  [
    'adversarial:0.2,schedule=linear+inverted-dropout:keep=0.7,input-keep=0.75,schedule=linear',
    {
      adversarial: 0.2,
      schedule: 'linear',
      dropout: { kind: 'inverted', keep: 0.7, inputKeep: 0.75 },
    },
  ],
  [
    'adversarial:0.1+inverted-dropout:keep=0.7,input-keep=0.75,mask=batch+l2:0.1',
    { adversarial: 0.1, dropout: { kind: 'inverted', keep: 0.7, inputKeep: 0.75, share: 'batch' }, l2: 0.1 },
  ],
  ['adversarial:0.1+dropconnect:keep=0.7', { adversarial: 0.1, dropconnect: { keep: 0.7 } }],
  ['weight-averaging:0.5', { averaging: { from: 0.5, kind: 'swa' } }],
  [
    'weight-averaging:0.25,rate=schedule+max-norm:0.8',
    { averaging: { from: 0.25, kind: 'swa', followsSchedule: true }, maxNorm: 0.8 },
  ],
  [
    'weight-averaging:0.5,kind=ema,decay=0.8+lookahead:k=2,alpha=0.5',
    { averaging: { from: 0.5, kind: 'ema', decay: 0.8 }, lookahead: { k: 2, alpha: 0.5 } },
  ],
  ['weight-averaging:0,kind=ema', { averaging: { from: 0, kind: 'ema' } }],
  ['l2:0.2,schedule=flat-cos', { l2: 0.2, schedule: 'flat-cos' }],
  ['l1:0.05,schedule=after:0.5', { l1: 0.05, schedule: 'after:0.5' }],
  ['l1:0.05,update=subgradient,schedule=linear', { l1: 0.05, l1Update: 'subgradient', schedule: 'linear' }],
  ['elastic-net:l1=0.05,l2=0.1,schedule=flat-cos', { l1: 0.05, l2: 0.1, schedule: 'flat-cos' }],
  [
    'weight-decay:0.2,bias=true,schedule=after:0.25',
    { weightDecay: 0.2, bias: true, schedule: 'after:0.25' },
  ],
  ['input-noise:0.3,schedule=linear', { inputNoise: 0.3, schedule: 'linear' }],
  [
    'inverted-dropout:keep=0.6/0.9,input-keep=0.75,schedule=flat-cos',
    { dropout: { kind: 'inverted', keep: [0.6, 0.9], inputKeep: 0.75 }, schedule: 'flat-cos' },
  ],
  [
    'inverted-dropout:keep=0.6,mask=batch,schedule=after:0.5',
    { dropout: { kind: 'inverted', keep: 0.6, share: 'batch' }, schedule: 'after:0.5' },
  ],
  [
    'gaussian-dropout:keep=0.6,schedule=linear',
    { dropout: { kind: 'gaussian', keep: 0.6 }, schedule: 'linear' },
  ],
  [
    'vanilla-dropout:keep=0.6/0.9,input-keep=0.75,schedule=linear',
    { dropout: { kind: 'vanilla', keep: [0.6, 0.9], inputKeep: 0.75 }, schedule: 'linear' },
  ],
  [
    'vanilla-dropout:keep=0.6,mask=batch,schedule=after:0.5',
    { dropout: { kind: 'vanilla', keep: 0.6, share: 'batch' }, schedule: 'after:0.5' },
  ],
  ['dropconnect:keep=0.6,schedule=flat-cos', { dropconnect: { keep: 0.6 }, schedule: 'flat-cos' }],
  [
    'dropconnect:keep=0.5/0.8,mask=batch,schedule=after:0.25',
    { dropconnect: { keep: [0.5, 0.8], mask: 'batch' }, schedule: 'after:0.25' },
  ],
  ['mixup:0.4,schedule=linear', { mixup: 0.4, schedule: 'linear' }],
  ['mixup:1,schedule=after:0.5', { mixup: 1, schedule: 'after:0.5' }],
  ['cutmix:1,prob=0.8,schedule=flat-cos', { cutmix: { a: 1, prob: 0.8 }, schedule: 'flat-cos' }],
  ['swap-noise:0.4,schedule=linear', { swapNoise: 0.4, schedule: 'linear' }],
  ['feature-mask:0.3,schedule=after:0.5', { featureMask: 0.3, schedule: 'after:0.5' }],
]

/** Networks that predict together, along a cosine that they bring themselves. */
export const SNAPSHOT_TWINS: typeof TWINS = [
  ['snapshot-ensemble:1,cycles=2', { snapshots: { count: 1, cycles: 2 } }],
  ['snapshot-ensemble:2', { snapshots: { count: 2 } }],
  [
    'snapshot-ensemble:2,cycles=3+vanilla-dropout:keep=0.6+l2:0.1',
    { snapshots: { count: 2, cycles: 3 }, dropout: { kind: 'vanilla', keep: 0.6 }, l2: 0.1 },
  ],
  [
    'snapshot-ensemble:3+lookahead:k=2,alpha=0.5+inverted-dropout:keep=0.7,schedule=linear',
    {
      snapshots: { count: 3 },
      lookahead: { k: 2, alpha: 0.5 },
      dropout: { kind: 'inverted', keep: 0.7 },
      schedule: 'linear',
    },
  ],
  [
    'snapshot-ensemble:2+batch-norm:eps=0.01',
    { snapshots: { count: 2 }, batchNorm: { momentum: 0.1, epsilon: 0.01 } },
  ],
]

/** Of those of long runs the ones that need classes. */
export const LONG_CLASS_TWINS: typeof TWINS = [
  ['label-smoothing:0.2,schedule=linear', { labelSmoothing: 0.2, schedule: 'linear' }],
  [
    'label-smoothing:0.2,schedule=after:0.5+mixup:1,schedule=after:0.5',
    { labelSmoothing: 0.2, mixup: 1, schedule: 'after:0.5' },
  ],
]

/** Terms that normalize, whose last minibatch of one row is another thing. */
export const NORM_TWINS: typeof TWINS = [
  ['batch-norm', { batchNorm: { momentum: 0.1, epsilon: 1e-5 } }],
  ['batch-norm:momentum=0.3,eps=0.01', { batchNorm: { momentum: 0.3, epsilon: 0.01 } }],
  [
    'batch-norm:eps=0.01+l2:0.1,bias=true+max-norm:0.8',
    { batchNorm: { momentum: 0.1, epsilon: 0.01 }, l2: 0.1, bias: true, maxNorm: 0.8 },
  ],
  [
    'batch-norm:eps=0.01+l1:0.02/0.05/0.01,bias=true+inverted-dropout:keep=0.7,mask=batch',
    {
      batchNorm: { momentum: 0.1, epsilon: 0.01 },
      l1: [0.02, 0.05, 0.01],
      bias: true,
      dropout: { kind: 'inverted', keep: 0.7, share: 'batch' },
    },
  ],
  [
    'batch-norm:eps=0.01+vanilla-dropout:keep=0.6/0.9,input-keep=0.75+weight-averaging:0.5',
    {
      batchNorm: { momentum: 0.1, epsilon: 0.01 },
      dropout: { kind: 'vanilla', keep: [0.6, 0.9], inputKeep: 0.75 },
      averaging: { from: 0.5, kind: 'swa' },
    },
  ],
  ['batch-norm:eps=0.01+adversarial:0.1', { batchNorm: { momentum: 0.1, epsilon: 0.01 }, adversarial: 0.1 }],
  [
    'batch-norm:eps=0.01+gaussian-dropout:keep=0.8+lookahead:k=2,alpha=0.5',
    {
      batchNorm: { momentum: 0.1, epsilon: 0.01 },
      dropout: { kind: 'gaussian', keep: 0.8 },
      lookahead: { k: 2, alpha: 0.5 },
    },
  ],
]

export const SIZES: Record<Task, readonly number[]> = {
  classification: [5, 4, 3, 2],
  regression: [5, 4, 3, 1],
}

/** Those that need classes. */
export const CLASS_TWINS: typeof TWINS = [
  ['label-smoothing:0.2', { labelSmoothing: 0.2 }],
  ['label-smoothing:0.2+mixup:1', { labelSmoothing: 0.2, mixup: 1 }],
  [
    'label-smoothing:0.1+vanilla-dropout:keep=0.6+input-noise:0.2',
    { labelSmoothing: 0.1, dropout: { kind: 'vanilla', keep: 0.6 }, inputNoise: 0.2 },
  ],
]

export const twinsOf = (task: Task): typeof TWINS =>
  task === 'classification' ? [...TWINS, ...CLASS_TWINS] : TWINS

/** Of 22 rows, 11 train: three minibatches of 4, 4 and 3. */
export const BATCH = 4

/** Rows of different scales, divided into training, validation and test. */
export function madeUp(task: Task): { dataset: Dataset; split: Split } {
  const rows = 22
  const { dataset } = toy(task, rows, SIZES[task])
  const where = (rest: readonly number[]) =>
    Int32Array.from({ length: rows }, (_, row) => row).filter((row) => rest.includes(row % 4))
  return {
    dataset: {
      ...dataset,
      matrix: dataset.matrix.map((value, i) => 10 ** (i % 3) * value + (i % 5)),
      targets: dataset.targets.map((value) => 150 + 40 * value),
    },
    split: { repeat: 0, fold: 0, train: where([1, 3]), validation: where([2]), test: where([0]) },
  }
}

/** The same as a `Setup`, scaled as a trial scales it. */
export function scaledSetup(
  task: Task,
  network: Partial<Setup['network']> = {},
  training: Partial<Setup['training']> = {},
): Setup {
  const { dataset, split } = madeUp(task)
  const made = toy(task, BATCH, SIZES[task])
  return {
    ...made,
    dataset,
    split,
    features: fitFeatures(dataset, split.train, 'standard'),
    target: fitTarget(dataset, split.train),
    network: { ...made.network, ...network },
    training: { ...made.training, batchSize: BATCH, ...training },
  }
}

/** What the reference makes of it: features scaled in float64. */
export function referenceData({ dataset, split, features, target, training }: Setup): ReferenceData {
  const width = dataset.features.length
  const { shift, scale } = features!
  return {
    x: Array.from({ length: dataset.rows }, (_, row) =>
      Array.from({ length: width }, (_, j) => (dataset.matrix[row * width + j] - shift[j]) * scale[j]),
    ),
    y: Array.from(dataset.task === 'classification' ? dataset.labels : dataset.targets),
    train: Array.from(split.train),
    validation: Array.from(split.validation),
    test: Array.from(split.test),
    batchSize: training.batchSize,
    targetScaling: target!,
    ...(dataset.weights && { weights: Array.from(dataset.weights) }),
  }
}
