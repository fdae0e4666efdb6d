/**
 * Training in float64, as docs/math.md writes it: `createReference` takes one update at a time, `referenceTrain`
 * a whole run over shuffled minibatches. The oracle of the f32 trainer; imports nothing from src.
 */

import type { Partners, Source } from './augmentation.ts'
import {
  blend,
  copyOf,
  createAverage,
  createLookahead,
  strengthFactor,
  strengthReached,
  weakened,
} from './averaging.ts'
import {
  type Activation,
  backward,
  type Factors,
  type ForwardPass,
  forward,
  hiddenOf,
  type LossSettings,
  lossOf,
  type Matrix,
  type Network,
  type Normalization,
  type Parameters,
  type Pull,
  type RegressionLoss,
  type Task,
} from './network.ts'
import { moveRunning } from './norm.ts'
import { createSlot, type OptimizerName, type ScheduleName, scheduledRate, update } from './optimizers.ts'
import { epochOrder, type Init, initialWeights, keyOf } from './random.ts'
import {
  addPenaltyGradients,
  columnNorms,
  type Masks,
  type Method,
  NO_SOURCE,
  penaltyOf,
  predictionFactors,
  predictionWeightFactors,
  project,
  type Slots,
  sampleMasks,
  shrink,
} from './regularizers.ts'
import { cycleEnds, placeInCycle, together } from './snapshots.ts'
import { sparsityPenalty, sparsityPull } from './sparsity.ts'

export interface ReferenceConfig {
  /** Features, hidden units..., outputs (classes, or 1). Two sizes make a linear model. */
  readonly sizes: readonly number[]
  readonly activation: Activation
  readonly task: Task
  readonly method: Method
  readonly optimizer: OptimizerName
  readonly rate: number
  /** Default 0.9; used by momentum and nesterov. */
  readonly momentum?: number
  /** Default constant. */
  readonly schedule?: ScheduleName
  /** The update, of how many, whose rate the schedule gives at one; default: itself, of all. */
  readonly rateAt?: (step: number) => readonly [t: number, T: number]
  /** Steps the schedule runs over; `referenceTrain` fills it in. Default 1. */
  readonly totalSteps?: number
  /** Of a regression, on the standardised target; default squared. */
  readonly loss?: RegressionLoss
  /** What a row counts in the loss, by its id; default 1. */
  readonly weightOf?: (row: number) => number
  /** Where rows that others are mixed with are found; needed for the methods that do so. */
  readonly source?: Source
  /** The largest norm of all gradients together; default: any. */
  readonly clipNorm?: number
  /** Default he. */
  readonly init?: Init
  /** What the random numbers are keyed by; default 0 each. */
  readonly seed?: number
  readonly repeat?: number
  readonly fold?: number
}

/** All that prediction reads of a network. */
interface State {
  readonly parameters: Parameters
  readonly running: readonly {
    readonly runningMeans: Float64Array<ArrayBuffer>
    readonly runningVariances: Float64Array<ArrayBuffer>
  }[]
}

export type Reference = ReturnType<typeof createReference>

/** A network with its optimizer, freshly initialized. Throws nothing: the caller passes shapes that fit. */
export function createReference(config: ReferenceConfig) {
  const { sizes, activation, task, optimizer, rate } = config
  const { momentum = 0.9, schedule = 'constant', totalSteps = 1, init = 'he' } = config
  const { seed = 0, repeat = 0, fold = 0 } = config
  const network: Network = { sizes, activation, task }
  const source = config.source ?? NO_SOURCE
  const lossSettings = (
    rows: readonly number[],
    smoothing = 0,
    partners: Partners | null = null,
  ): LossSettings => ({
    smoothing,
    ...(partners && {
      mixed: {
        y: partners.others.map(source.y),
        weights: partners.others.map(config.weightOf ?? source.weight),
        shares: partners.shares,
      },
    }),
    ...(config.loss && { loss: config.loss }),
    ...(config.weightOf && { weights: rows.map(config.weightOf) }),
  })
  const settings = { optimizer, momentum }
  const maskKey = keyOf(seed, 'mask', repeat, fold)
  const initKey = keyOf(seed, 'init', repeat, fold)
  const layers = sizes.slice(1).map((fanOut, l) => ({ fanIn: sizes[l], fanOut }))
  const hidden = layers.slice(0, -1)

  const parameters: Parameters = {
    weights: layers.map(({ fanIn, fanOut }, l) => initialWeights(initKey, l, fanIn, fanOut, init)),
    biases: layers.map(({ fanOut }) => new Float64Array(fanOut)),
    ...(config.method.batchNorm && { gains: hidden.map(({ fanOut }) => new Float64Array(fanOut).fill(1)) }),
  }
  const running = hidden.map(({ fanOut }) => ({
    runningMeans: new Float64Array(fanOut),
    runningVariances: new Float64Array(fanOut).fill(1),
  }))
  const normalization = (predicts: boolean): Normalization | undefined =>
    config.method.batchNorm && { settings: config.method.batchNorm, running, predicts }
  const slots: Slots = {
    weights: parameters.weights.map((w) => createSlot(w.length)),
    biases: parameters.biases.map((b) => createSlot(b.length)),
    gains: (parameters.gains ?? []).map((g) => createSlot(g.length)),
  }
  let steps = 0
  const withFactor = (of: (schedule: string, share: number) => number): Method => {
    const { schedule: over } = config.method
    return over === undefined ? config.method : weakened(config.method, of(over, steps / totalSteps))
  }
  /** The method with the strengths that it has at the next update, and with those that the updates so far have come to. */
  const present = () => withFactor(strengthFactor)
  const reached = () => withFactor(strengthReached)
  const { lookahead } = config.method
  const lookBack = lookahead && createLookahead(lookahead, parameters)
  const gradNorms: number[] = []
  const snapshots: State[] = []
  let drawn = 0
  let kept = 0

  let lastPass: ForwardPass | null = null
  /** A penalty on activations: that of the last pass in training mode, or that of rows in prediction mode. */
  const activationPenalty = (x: Matrix | undefined): number => {
    const { sparsity } = reached()
    if (sparsity === undefined) return 0
    const pass = x === undefined ? lastPass! : reference.predicting(x)
    return hidden.reduce(
      (sum, _, l) => sum + sparsityPenalty(sparsity, activation, l + 1, hiddenOf(network, pass, l + 1)),
      0,
    )
  }

  /** Loss and gradient as training sees them; with an adversary, the means of those of the rows and of the rows it has moved. */
  const passes = (rows: readonly number[], x: Matrix, y: readonly number[]) => {
    const { factors, weightFactors, noisy, partners } = reference.masks(rows)
    const lossOptions = lossSettings(rows, present().labelSmoothing, partners)
    const norm = normalization(false)
    const { sparsity } = present()
    const pull: Pull = (l, hidden) => (sparsity ? sparsityPull(sparsity, activation, l, hidden) : null)
    const one = (features: Matrix, by: Factors) => {
      const pass = forward(network, parameters, features, by, weightFactors, norm)
      const gradients = backward(network, parameters, pass, y, by, weightFactors, lossOptions, norm, pull)
      lastPass = pass
      return { pass, gradients, loss: lossOf(network, pass.outputs, y, lossOptions) }
    }
    const clean = one(noisy(x), factors)
    const { adversarial: size = 0 } = present()
    if (size === 0) return clean
    const { inputs, dInput } = clean.pass
    // What a mask hides stays hidden.
    const movedRows = inputs[0].map((row, r) =>
      row.map((v, j) => (factors[0]?.[r][j] === 0 ? v : v + size * Math.sign(dInput![r][j]))),
    )
    const moved = one(movedRows, [null, ...factors.slice(1)])
    blend(clean.gradients, moved.gradients, 0.5)
    return { loss: (clean.loss + moved.loss) / 2, gradients: clean.gradients }
  }

  const reference = {
    network,
    /** The live parameters; write to them, or use `setParameters`. */
    parameters,

    /** Copies explicit values in; weights[l] [fanIn x fanOut] row-major, biases[l] [fanOut]. */
    setParameters(values: {
      weights: readonly ArrayLike<number>[]
      biases: readonly ArrayLike<number>[]
      gains?: readonly ArrayLike<number>[]
    }) {
      values.gains?.forEach((g, l) => {
        parameters.gains![l].set(g)
      })
      values.weights.forEach((w, l) => {
        parameters.weights[l].set(w)
      })
      values.biases.forEach((b, l) => {
        parameters.biases[l].set(b)
      })
    },

    /** Updates so far. */
    get steps() {
      return steps
    },

    /** The norm of all gradients at each update, before clipping. */
    gradNorms,

    /** Share of kept units among those a mask was drawn for; 1 without masks. */
    get keepSeen() {
      return drawn === 0 ? 1 : kept / drawn
    },

    /** The masks of the next update; asking twice gives the same ones. */
    masks: (rows: readonly number[]) => sampleMasks(present(), network, maskKey, rows, steps, source),

    /** The minibatch loss the next update will see, masks on. `x` [rows][features], `rows` their ids in the data. */
    trainingLoss(rows: readonly number[], x: Matrix, y: readonly number[]): number {
      return passes(rows, x, y).loss
    },

    /** Gradient of that loss plus the penalty terms that act through the gradient. */
    gradients(rows: readonly number[], x: Matrix, y: readonly number[]): Parameters {
      const { gradients } = passes(rows, x, y)
      addPenaltyGradients(present(), parameters, gradients)
      return gradients
    },

    /** The figures that prediction goes by where layers are normalized. */
    running,

    /** Moves them by a share towards those of rows, under the present weights. */
    moveRunning(
      x: Matrix,
      { factors, weightFactors }: Pick<Masks, 'factors' | 'weightFactors'>,
      share: number,
    ) {
      const { norms } = forward(network, parameters, x, factors, weightFactors, normalization(false))
      norms.forEach((pass, l) => {
        moveRunning(running[l], pass, x.length, share)
      })
    },

    /** One update; returns the minibatch loss before it, masks on. */
    step(rows: readonly number[], x: Matrix, y: readonly number[]): number {
      const method = present()
      const [t, T] = config.rateAt?.(steps) ?? [steps, totalSteps]
      const currentRate = scheduledRate(schedule, rate, t, T)
      const masks = reference.masks(rows)
      const loss = reference.trainingLoss(rows, x, y)
      const gradients = reference.gradients(rows, x, y)
      reference.moveRunning(masks.noisy(x), masks, config.method.batchNorm?.momentum ?? 0)
      gradNorms.push(clip(gradients, config.clipNorm ?? Number.POSITIVE_INFINITY))
      steps++
      for (const kind of ['weights', 'biases', 'gains'] as const) {
        parameters[kind]?.forEach((w, l) => {
          update(settings, w, gradients[kind]![l], slots[kind][l], currentRate, steps)
        })
      }
      shrink(method, settings, parameters, slots, currentRate, steps)
      project(method, parameters)
      lookBack?.()
      drawn += masks.drawn
      kept += masks.kept
      return loss
    },

    /** Logits or standardised predictions [rows][outputs], in prediction mode. */
    predict(x: Matrix): number[][] {
      if (snapshots.length < 2) return reference.predicting(x).outputs
      const own = reference.held()
      const each = snapshots.map((snapshot) => {
        reference.restore(snapshot)
        return reference.predicting(x).outputs
      })
      reference.restore(own)
      return together(task, each)
    },

    /** All that prediction reads of the network, copied. */
    held: (): State => ({
      parameters: copyOf(parameters),
      running: running.map(({ runningMeans, runningVariances }) => ({
        runningMeans: runningMeans.slice(),
        runningVariances: runningVariances.slice(),
      })),
    }),

    restore(state: State): void {
      reference.setParameters(state.parameters)
      Object.assign(running, state.running)
    },

    /** From two on, predictions are those of all that were taken. */
    takeSnapshot(): void {
      snapshots.push(reference.held())
    },

    /** The whole pass of prediction mode. */
    predicting(x: Matrix): ForwardPass {
      const factors = predictionFactors(reached(), network, x.length)
      const weightFactors = predictionWeightFactors(reached(), network)
      return forward(network, parameters, x, factors, weightFactors, normalization(true))
    },

    /** Weighted mean of the loss in prediction mode; `rows` are needed where rows have weights. */
    loss(x: Matrix, y: readonly number[], rows: readonly number[] = []): number {
      const settings = lossSettings(rows)
      const share = settings.weights === undefined ? 1 : meanOf(settings.weights)
      return lossOf(network, reference.predict(x), y, settings) / share
    },

    /** At the present weights; of activations those of `x`, or of the last rows that a loss was asked for. */
    penalty: (x?: Matrix): number => penaltyOf(reached(), parameters) + activationPenalty(x),
  }
  return reference
}

/** Rows already scaled; an entry's index is the row's id. */
export interface ReferenceData {
  readonly x: Matrix
  /** Labels, or targets in their own units. */
  readonly y: readonly number[]
  readonly train: readonly number[]
  readonly validation?: readonly number[]
  readonly test?: readonly number[]
  readonly batchSize: number
  /** [rows of x] what each row counts in loss and scores; scaled to mean 1 over the training rows for the loss. */
  readonly weights?: readonly number[]
  /** [classes] what rows of a class count in the loss besides; `balanced` gives all classes the same total weight. */
  readonly classWeights?: readonly number[] | 'balanced'
  /** By feature, the column it is of; default: each is a column. */
  readonly columnOf?: readonly number[]
  /** Regression: the network learns (target - mean) / deviation. Default 0 and 1. */
  readonly targetScaling?: { readonly mean: number; readonly deviation: number }
}

export interface ReferenceLength {
  /** Train this many epochs, or exactly this many updates (the last epoch may then be cut short). */
  readonly epochs?: number
  readonly steps?: number
  /** Early stopping: epochs in a row without a strictly lower validation loss. */
  readonly patience?: number
  /** Start from these instead of the keyed initial weights. */
  readonly initial?: {
    readonly weights: readonly ArrayLike<number>[]
    readonly biases: readonly ArrayLike<number>[]
  }
}

/** One run of the whole training loop. Scores are accuracy (a share), or rmse in the target's units. */
export function referenceTrain(config: ReferenceConfig, data: ReferenceData, length: ReferenceLength) {
  const { seed = 0, repeat = 0, fold = 0 } = config
  const orderKey = keyOf(seed, 'order', repeat, fold)
  const stepsPerEpoch = Math.ceil(data.train.length / data.batchSize)
  const epochLimit = length.epochs ?? Math.ceil((length.steps ?? 0) / stepsPerEpoch)
  const stepLimit = length.steps ?? epochLimit * stepsPerEpoch
  const { averaging } = config.method
  const waits = averaging ? Math.floor(averaging.from * epochLimit) : Number.POSITIVE_INFINITY
  const average = averaging && createAverage(averaging)
  const { snapshots } = config.method
  const ends = snapshots ? cycleEnds(snapshots, epochLimit) : []
  const counts = lossWeights(config, data)
  const { mean, deviation } = data.targetScaling ?? { mean: 0, deviation: 1 }
  const learned = config.task === 'regression' ? data.y.map((y) => (y - mean) / deviation) : data.y
  const reference = createReference({
    ...config,
    totalSteps: config.totalSteps ?? stepLimit,
    source: {
      train: data.train,
      x: (row) => data.x[row],
      y: (row) => learned[row],
      weight: () => 1,
      ...(data.columnOf && { columnOf: data.columnOf }),
    },
    ...(averaging &&
      !averaging.followsSchedule && {
        rateAt: (step: number) => [Math.min(step, waits * stepsPerEpoch), stepLimit] as const,
      }),
    ...(snapshots && { rateAt: (step: number) => placeInCycle(step, ends, stepsPerEpoch) }),
    ...(counts && { weightOf: (row: number) => counts[row] }),
  })
  if (length.initial) reference.setParameters(length.initial)

  const rowsOf = (ids: readonly number[]) => ({
    x: ids.map((id) => data.x[id]),
    y: ids.map((id) => learned[id]),
  })
  const lossOn = (ids: readonly number[] | undefined): number | null => {
    if (!ids?.length) return null
    const { x, y } = rowsOf(ids)
    return reference.loss(x, y, ids)
  }
  const scoreOn = (ids: readonly number[] | undefined): number | null => {
    if (!ids?.length) return null
    const { x, y } = rowsOf(ids)
    const counts = ids.map((id) => data.weights?.[id] ?? 1)
    return scoreOf(config.task, reference.predict(x), y, deviation, counts)
  }

  const losses: number[] = []
  let trainLossNoisy: number | null = null
  let gradNorm: number | null = null
  let epoch = 0
  let best = { epoch: 0, loss: Number.POSITIVE_INFINITY, state: reference.held() }
  while (epoch < epochLimit && (length.patience === undefined || epoch - best.epoch < length.patience)) {
    const order = epochOrder(orderKey, epoch, data.train)
    const firstStep = reference.steps
    let lossSum = 0
    let rowsSeen = 0
    for (let start = 0; start < order.length && reference.steps < stepLimit; start += data.batchSize) {
      const rows = order.slice(start, start + data.batchSize)
      const { x, y } = rowsOf(rows)
      const loss = reference.step(rows, x, y)
      losses.push(loss)
      if (averaging?.kind === 'ema' && epoch >= waits) average!.take(reference.parameters)
      lossSum += loss * rows.length
      rowsSeen += rows.length
    }
    epoch++
    if (snapshots && ends.slice(-snapshots.count).includes(epoch)) reference.takeSnapshot()
    if (averaging?.kind === 'swa' && epoch > waits) average!.take(reference.parameters)
    trainLossNoisy = lossSum / rowsSeen
    gradNorm = meanOf(reference.gradNorms.slice(firstStep))
    if (length.patience !== undefined) {
      const loss = lossOn(data.validation) ?? Number.POSITIVE_INFINITY
      if (loss < best.loss) best = { epoch, loss, state: reference.held() }
    }
  }
  if (length.patience !== undefined) reference.restore(best.state)

  if (average?.value) {
    reference.setParameters(average.value)
    // Anew for weights that no update has had, from all training rows at once.
    reference.moveRunning(
      rowsOf(data.train).x,
      { factors: predictionFactors(config.method, reference.network, data.train.length), weightFactors: [] },
      1,
    )
  }

  const { weights, biases } = reference.parameters
  const tested = data.test?.length ? rowsOf(data.test) : null
  const trainScore = scoreOn(data.train)
  const testScore = scoreOn(data.test)
  return {
    weights,
    biases,
    /** The minibatch loss of every update, before it, masks on. */
    losses,
    epochs: epoch,
    /** 1-based. */
    bestEpoch: length.patience === undefined ? epoch : best.epoch,
    steps: reference.steps,
    trainLossNoisy,
    /** Mean over the updates of the last epoch. */
    gradNorm,
    trainLoss: lossOn(data.train),
    validationLoss: lossOn(data.validation),
    testLoss: lossOn(data.test),
    penalty: reference.penalty(rowsOf(data.train).x),
    trainScore,
    validationScore: scoreOn(data.validation),
    testScore,
    gap: gapOf(config.task, trainScore, testScore),
    weightNorm: Math.sqrt(weights.reduce((sum, w) => sum + w.reduce((s, value) => s + value ** 2, 0), 0)),
    weightSparsity: sparsityOf(weights),
    maxUnitNorm: Math.max(...weights.flatMap((w, l) => columnNorms(w, biases[l].length))),
    keepSeen: reference.keepSeen,
    /** What it predicts for the test rows, beside the truth on the same scale. */
    tested: tested && { outputs: reference.predict(tested.x), y: tested.y, deviation },
    reference,
  }
}

/** Shortens the gradients, all together, to a norm of at most `limit`; returns the norm they had. */
function clip({ weights, biases, gains = [] }: Parameters, limit: number): number {
  const all = [...weights, ...biases, ...gains]
  const norm = Math.sqrt(all.reduce((sum, g) => sum + g.reduce((s, value) => s + value ** 2, 0), 0))
  if (norm > limit) {
    for (const g of all) g.set(g.map((value) => (value * limit) / norm))
  }
  return norm
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** By row id, with mean 1 over the training rows; null where all rows count the same. */
function lossWeights(config: ReferenceConfig, data: ReferenceData): number[] | null {
  const { weights, classWeights, train, y } = data
  if (weights === undefined && classWeights === undefined) return null
  const own = y.map((_, row) => weights?.[row] ?? 1)
  const classes = config.sizes[config.sizes.length - 1]
  const totals = Array.from({ length: classes }, (_, label) =>
    train.filter((row) => y[row] === label).reduce((sum, row) => sum + own[row], 0),
  )
  const present = totals.filter((total) => total > 0)
  const balanced = (total: number) =>
    total > 0 ? present.reduce((sum, value) => sum + value, 0) / (present.length * total) : 1
  const factors = classWeights === 'balanced' ? totals.map(balanced) : classWeights
  const all = own.map((weight, row) => weight * (factors?.[y[row]] ?? 1))
  const mean = meanOf(train.map((row) => all[row]))
  return all.map((weight) => weight / mean)
}

/** Accuracy as a share (the first of equal largest logits wins), or rmse in the target's units; rows count as `counts` say. */
function scoreOf(
  task: Task,
  outputs: Matrix,
  y: readonly number[],
  deviation: number,
  counts: readonly number[],
): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const mean = (value: (row: readonly number[], r: number) => number) =>
    outputs.reduce((sum, row, r) => sum + counts[r] * value(row, r), 0) / total
  if (task === 'classification') return mean((row, r) => Number(row.indexOf(Math.max(...row)) === y[r]))
  return deviation * Math.sqrt(mean((row, r) => (row[0] - y[r]) ** 2))
}

/** Positive when the training rows are fitted better than the test rows. */
function gapOf(task: Task, train: number | null, test: number | null): number | null {
  if (train === null || test === null) return null
  return task === 'classification' ? train - test : test - train
}

function sparsityOf(weights: readonly Float64Array[]): number {
  const zeros = weights.reduce((sum, w) => sum + w.filter((value) => value === 0).length, 0)
  return zeros / weights.reduce((sum, w) => sum + w.length, 0)
}
