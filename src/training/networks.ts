/** The networks that noise makes of one: those drawn at random, or all of them. */
import type { Average } from '../settings/average.ts'
import { internalError } from '../util/errors.ts'
import { MAX_UNITS } from './average.ts'
import type { Model, RowSet } from './model.ts'

/** A network is in place, its noise drawn for M rows; `weight` is its share of the average. */
export interface SampledNetwork {
  readonly weight: number
}

/** Leaves the outputs of the network now in place, for M rows, where `net.outputs` says. */
export function forwardNetwork({ net, minibatch }: Model, rows: RowSet, start: number, M: number): void {
  minibatch.loadFeatures(rows.ids, start, net.activations[0], M)
  net.forwardSampled(M)
}

/**
 * Draws from the normal distribution of each preactivation. Wan et al. (2013) take a thousand; a layer sums over units whose
 * draws are independent, so fewer do.
 */
const GAUSSIAN_DRAWS = 200

/** Leaves the outputs by moment matching where `forwardNetwork` does: no networks are drawn, activations are averaged. */
export function forwardGaussian({ net, averageKey }: Model, rows: RowSet, start: number, M: number): void {
  net.forwardGaussian(M, { rowIds: rows.ids, start, samples: GAUSSIAN_DRAWS, key: averageKey })
}

/**
 * `count` networks for the rows [start, start + M), sample indices ascending from `first`. Their noise is keyed by sample,
 * row and site, so a row has the same networks whatever rows are predicted with it.
 */
export function* drawnNetworks(
  { hooks, averageKey }: Model,
  rows: RowSet,
  start: number,
  M: number,
  count: number,
  first = 0,
): Generator<SampledNetwork> {
  for (let sample = first; sample < first + count; sample++) {
    for (const hook of hooks) hook.sampleMasks?.(rows.ids, start, M, sample, averageKey)
    yield { weight: 1 / count }
  }
}

/** The networks that predict together, by their parameters; with one or none, those of the model predict. */
export const snapshotsOf = ({ hooks }: Pick<Model, 'hooks'>): readonly Float32Array[] => {
  const snapshots = hooks.flatMap((hook) => hook.snapshots?.() ?? [])
  return snapshots.length > 1 ? snapshots : []
}

/** Puts each snapshot in place in turn, and the model's own parameters back; once without any. Yields the share of each. */
export function* inTurn(model: Pick<Model, 'hooks' | 'arena'>): Generator<number> {
  const snapshots = snapshotsOf(model)
  if (snapshots.length === 0) {
    yield 1
    return
  }
  const parameters = model.arena.f32('parameters')
  const own = parameters.slice()
  try {
    for (const snapshot of snapshots) {
      parameters.set(snapshot)
      yield 1 / snapshots.length
    }
  } finally {
    parameters.set(own)
  }
}

/** Whether one pass of prediction mode is all that the average takes. */
export const isOnePass = (model: Model, average: Average): boolean =>
  snapshotsOf(model).length === 0 &&
  (average.kind === 'scale' || average.kind === 'gaussian' || !model.net.isNoisy)

/**
 * Every network of the average, of each snapshot where there are several: the outputs of M rows are in place when it is yielded.
 * `noiseRows` are those by whose ids noise is keyed, from 0 on, where they are not the rows themselves.
 */
export function* averagedNetworks(
  model: Model,
  rows: RowSet,
  start: number,
  M: number,
  average: Average,
  noiseRows?: RowSet,
): Generator<SampledNetwork> {
  const { net, minibatch } = model
  const [keyed, from] = noiseRows === undefined ? [rows, start] : [noiseRows, 0]
  for (const share of inTurn(model)) {
    if (average.kind === 'scale' || average.kind === 'gaussian' || !net.isNoisy) {
      minibatch.loadFeatures(rows.ids, start, net.activations[0], M)
      if (average.kind === 'gaussian' && net.isNoisy) forwardGaussian(model, keyed, from, M)
      else net.forwardPrediction(M)
      yield { weight: share }
      continue
    }
    const networks =
      average.kind === 'mc' ? drawnNetworks(model, keyed, from, M, average.samples) : allNetworks(model, M)
    for (const { weight } of networks) {
      forwardNetwork(model, rows, start, M)
      yield { weight: share * weight }
    }
  }
}

/** Units that a mask may drop, features included; null where noise is not that of masks over units. */
export function droppedUnits({ hooks, plan }: Pick<Model, 'hooks' | 'plan'>): number | null {
  const { sizes } = plan.net.architecture
  const noisy = hooks.filter((hook) => hook.sampleMasks !== undefined)
  if (noisy.some((hook) => hook.keeps === undefined || hook.setMasks === undefined)) return null
  return noisy.reduce(
    (sum, { keeps }) => sum + keeps!.reduce((units, keep, site) => units + (keep < 1 ? sizes[site] : 0), 0),
    0,
  )
}

/** Every mask over the dropped units, the same for all M rows, weighted by its probability; 2^n of them. */
export function* allNetworks({ hooks, plan }: Model, M: number): Generator<SampledNetwork> {
  const { sizes } = plan.net.architecture
  const hook = hooks.find(({ keeps, setMasks }) => keeps !== undefined && setMasks !== undefined)
  if (hook === undefined) return
  const keeps = hook.keeps!
  const kept = sizes.map((size, site) => (keeps[site] < 1 ? Array<boolean>(size).fill(true) : null))
  const units = kept.flatMap((mask, site) =>
    (mask ?? []).map((_, j) => ({ mask: mask!, j, keep: keeps[site] })),
  )
  if (units.length > MAX_UNITS) throw internalError(`${units.length} units have too many masks`)
  for (let bits = 0; bits < 1 << units.length; bits++) {
    let weight = 1
    units.forEach(({ mask, j, keep }, i) => {
      mask[j] = ((bits >>> i) & 1) === 1
      weight *= mask[j] ? keep : 1 - keep
    })
    hook.setMasks!(kept, M)
    yield { weight }
  }
}
