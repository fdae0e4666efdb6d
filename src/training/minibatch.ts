/** Rows of the shared data, scaled for one split, into the network's input and target regions. */
import type { Arena, Region, RegionRequest } from '../core/arena.ts'
import { checkPlaces, f32, need } from '../core/checks.ts'
import type { Kernels } from '../core/kernels.ts'
import { entryReader } from '../data/coding.ts'
import type { Dataset, FeatureScaling, TargetScaling } from '../data/dataset.ts'
import type { Mixing } from '../regularizers/regularizer.ts'
import type { RowWeights, weightKinds } from './weights.ts'

/** The regions that all workers read and none writes. */
export function planData(dataset: Dataset): RegionRequest[] {
  return [
    { name: 'matrix', type: 'f32', length: dataset.rows * dataset.features.length },
    dataset.task === 'classification'
      ? { name: 'labels', type: 'i32', length: dataset.rows }
      : { name: 'targets', type: 'f64', length: dataset.rows },
  ]
}

/** Where the weights of all rows are kept for a trial, and those of a minibatch. */
const WEIGHTS = {
  loss: { all: 'loss weights', minibatch: 'minibatch loss weights' },
  score: { all: 'score weights', minibatch: 'minibatch score weights' },
} as const

/**
 * Regions of one trial: `width` features are read of `rows` rows at a time, of which at most `trainRows` train. Weights of the
 * kinds asked for are those of `weighted` rows.
 */
export function planMinibatch(
  width: number,
  rows: number,
  {
    classes = 0,
    trainRows = rows,
    weighted = 0,
    kinds = { loss: false, score: false },
    mayBeRecoded = false,
    mixes = false,
  }: {
    readonly classes?: number
    readonly trainRows?: number
    readonly weighted?: number
    readonly kinds?: ReturnType<typeof weightKinds>
    /** Whether entries may be others than those of the matrix. */
    readonly mayBeRecoded?: boolean
    /** Whether training rows are mixed with others. */
    readonly mixes?: boolean
  } = {},
): RegionRequest[] {
  const recoded: RegionRequest[] = [
    { name: 'recoded entries', type: 'f32', length: rows * width },
    { name: 'recoded rows', type: 'i32', length: rows },
  ]
  return [
    ...(mayBeRecoded ? recoded : []),
    { name: 'columns', type: 'i32', length: width },
    { name: 'fill', type: 'f32', length: width },
    { name: 'shift', type: 'f32', length: width },
    { name: 'scale', type: 'f32', length: width },
    { name: 'bound', type: 'f32', length: width },
    { name: 'bend', type: 'f32', length: width },
    { name: 'minibatch targets', type: 'f32', length: rows },
    { name: 'minibatch labels', type: 'i32', length: rows },
    { name: 'minibatch target shares', type: 'f32', length: trainRows * classes },
    ...(mixes ? mixingRequests(trainRows, classes > 0) : []),
    ...(['loss', 'score'] as const)
      .filter((kind) => kinds[kind])
      .flatMap((kind): RegionRequest[] => [
        { name: WEIGHTS[kind].all, type: 'f32', length: weighted },
        { name: WEIGHTS[kind].minibatch, type: 'f32', length: rows },
      ]),
  ]
}

/** Answers and shares of mixed rows. */
const MIXING = { others: 'minibatch other answers', shares: 'minibatch shares' } as const

const mixingRequests = (rows: number, isClassification: boolean): RegionRequest[] => [
  { name: MIXING.others, type: isClassification ? 'i32' : 'f32', length: rows },
  { name: MIXING.shares, type: 'f32', length: rows },
]

/** What each row of a minibatch is mixed with. */
export interface MixedAnswers {
  /** [M] labels (i32) or scaled targets (f32) of the other rows. */
  readonly others: Region
  /** [M] f32: what the row's own answer counts, from 0 to 1. */
  readonly shares: Region
}

export class Minibatch {
  /** [M] i32, after `load`, for classification. */
  readonly labels: Region
  /** [M] f32 scaled targets, after `load`, for regression. */
  readonly targets: Region
  /** [M x classes] f32, room for the shares of all classes that training takes for the right ones. */
  readonly targetShares: Region
  /** [M] f32, after `load`: what each row counts in the loss; null where all are 1. */
  readonly lossWeights: Region | null
  /** [M] f32, after `load`: what each row counts in scores; null where all are 1. */
  readonly scoreWeights: Region | null
  /** What the rows last loaded are mixed with; null where they are themselves. */
  mixed: MixedAnswers | null = null
  readonly #arena: Arena
  readonly #weights: readonly { readonly all: Region; readonly minibatch: Region }[]
  readonly #lossWeightValues: Float32Array | null
  readonly #scoreWeightValues: Float32Array | null
  readonly #kernels: Kernels
  readonly #matrix: Region
  /** Answers of the dataset's rows: class labels (i32), or targets (f64) for regression. */
  readonly #answers: Region
  readonly #task: Dataset['task']
  readonly #width: number
  readonly #stride: number
  readonly #columns: Region | null
  readonly #fill: Region
  readonly #shift: Region
  readonly #scale: Region
  /** Null where no column has one: the kernel then passes once less over a row. */
  readonly #bound: Region | null
  readonly #bend: Region | null
  readonly #target: TargetScaling
  /** Where some entries are not those of the matrix. */
  readonly #recoding: Recoding | null

  constructor(
    kernels: Kernels,
    arena: Arena,
    data: Arena,
    dataset: Dataset,
    features: FeatureScaling,
    target: TargetScaling,
    weights: RowWeights | null = null,
  ) {
    this.#kernels = kernels
    this.#arena = arena
    this.#task = dataset.task
    this.#matrix = data.region('matrix')
    this.#answers = data.region(dataset.task === 'classification' ? 'labels' : 'targets')
    this.#stride = dataset.features.length
    this.#width = features.columns.length
    checkPlaces(features.columns, this.#stride, 'feature')
    f32(this.#matrix, dataset.rows * this.#stride)
    need(this.#answers, dataset.task === 'classification' ? 'i32' : 'f64', dataset.rows)
    arena.i32('columns').set(features.columns)
    arena.f32('fill').set(features.fill)
    arena.f32('shift').set(features.shift)
    arena.f32('scale').set(features.scale)
    const { bound, bend } = features
    if (bound !== undefined) arena.f32('bound').set(bound)
    if (bend !== undefined) arena.f32('bend').set(bend)
    // Where columns are all there, in order, the kernel walks the rows with vector loads.
    const isWhole = this.#width === this.#stride && features.columns.every((column, j) => column === j)
    this.#columns = isWhole ? null : arena.region('columns')
    this.#fill = arena.region('fill')
    this.#shift = arena.region('shift')
    this.#scale = arena.region('scale')
    this.#bound = bound === undefined ? null : arena.region('bound')
    this.#bend = bend === undefined ? null : arena.region('bend')
    this.#target = target
    this.#recoding = features.recoded === undefined ? null : recodingOf(arena, dataset, features)
    this.targets = arena.region('minibatch targets')
    this.labels = arena.region('minibatch labels')
    this.targetShares = arena.region('minibatch target shares')
    const keep = (kind: 'loss' | 'score', values: Float32Array) => {
      const names = WEIGHTS[kind]
      arena.f32(names.all).set(values)
      return { all: arena.region(names.all), minibatch: arena.region(names.minibatch) }
    }
    const loss = weights && keep('loss', weights.loss)
    const sameScore = weights !== null && weights.score === weights.loss
    const score =
      weights === null || weights.score === null ? null : sameScore ? loss : keep('score', weights.score)
    this.#weights = [...new Set([loss, score])].filter((kept) => kept !== null)
    this.lossWeights = loss?.minibatch ?? null
    this.scoreWeights = score?.minibatch ?? null
    this.#lossWeightValues = loss && arena.f32(loss.minibatch.name)
    this.#scoreWeightValues = score && arena.f32(score.minibatch.name)
  }

  /** Whether `load` does nothing but call kernels. */
  get isSteady(): boolean {
    return this.#recoding === null
  }

  /** What row `row` of the minibatch counts in the loss and in scores. */
  weightsOf(row: number): readonly [loss: number, score: number] {
    return [this.#lossWeightValues?.[row] ?? 1, this.#scoreWeightValues?.[row] ?? 1]
  }

  /** x [M x width], the targets and the weights of the rows rowIds [start, start + M). */
  load(rowIds: Region, start: number, x: Region, M: number): void {
    this.mixed = null
    this.loadFeatures(rowIds, start, x, M)
    for (const { all, minibatch } of this.#weights) {
      this.#kernels.gatherWeights(all, rowIds, start, minibatch, M)
    }
    this.#loadAnswers(rowIds, start, this.#task === 'classification' ? this.labels : this.targets, M)
  }

  #loadAnswers(rowIds: Region, start: number, to: Region, M: number): void {
    if (this.#task === 'classification') {
      this.#kernels.gatherLabels(this.#answers, rowIds, start, to, M)
    } else {
      const { mean, deviation } = this.#target
      this.#kernels.gatherTargets(this.#answers, rowIds, start, to, M, mean, 1 / deviation)
    }
  }

  /**
   * Mixes the answers of the M rows last loaded, of which each counts its share, with those of the rows `partners` [M], which count
   * the rest. Where rows have weights, each part counts as its row does.
   */
  mixAnswers({ partners, shares }: Mixing, M: number): void {
    const mixed = { others: this.#arena.region(MIXING.others), shares: this.#arena.region(MIXING.shares) }
    this.#loadAnswers(partners, 0, mixed.others, M)
    const own = this.#arena.f32(MIXING.shares)
    own.set(this.#arena.f32(shares.name).subarray(0, M))
    this.#mixWeights(own, this.#arena.i32(partners.name), M)
    if (this.#task === 'classification') this.mixed = mixed
    else this.#kernels.images.mixRows(this.targets, mixed.others, mixed.shares, M, 1)
  }

  /** share w of one row and (1 - share) v of the other, as one weight times new shares that add up to 1. */
  #mixWeights(shares: Float32Array, partners: Int32Array, M: number): void {
    const weights = this.#lossWeightValues
    if (weights === null) return
    const all = this.#arena.f32(WEIGHTS.loss.all)
    for (let r = 0; r < M; r++) {
      const own = shares[r]! * weights[r]!
      const total = own + (1 - shares[r]!) * all[partners[r]!]!
      weights[r] = total
      if (total > 0) shares[r] = own / total
    }
  }

  loadFeatures(rowIds: Region, start: number, x: Region, M: number): void {
    const recoding = this.#recoding
    recoding?.fill(rowIds, start, M)
    this.#kernels.gatherRows(
      recoding === null ? this.#matrix : recoding.entries,
      recoding === null ? this.#stride : this.#width,
      recoding === null ? this.#columns : null,
      recoding === null ? rowIds : recoding.rows,
      recoding === null ? start : 0,
      x,
      M,
      this.#width,
      this.#fill,
      this.#shift,
      this.#scale,
      this.#bound,
      this.#bend,
    )
  }
}

/** A copy of the minibatch's entries, row by row, so that the kernel scales recoded ones as it scales all others. */
interface Recoding {
  readonly entries: Region
  /** 0, 1, 2, ... */
  readonly rows: Region
  fill(rowIds: Region, start: number, M: number): void
}

function recodingOf(arena: Arena, dataset: Dataset, features: FeatureScaling): Recoding {
  const entry = entryReader(dataset, features)
  const { columns } = features
  const entries = arena.f32('recoded entries')
  arena.i32('recoded rows').forEach((_, row, rows) => {
    rows[row] = row
  })
  return {
    entries: arena.region('recoded entries'),
    rows: arena.region('recoded rows'),
    fill(rowIds, start, M) {
      const ids = arena.i32(rowIds.name)
      let at = 0
      for (let i = start; i < start + M; i++)
        for (const column of columns) entries[at++] = entry(ids[i]!, column)
    },
  }
}
