/** The one rule by which the terminal and the page draw a mean over trials, some of which stop early. */
import type { CurvePoint } from '../results/curve.ts'
import { trialKey } from '../results/trialId.ts'
import { groupBy } from '../util/groupBy.ts'
import { quantile } from '../util/quantile.ts'

/** The losses and scores of a curve that are drawn. */
export type Drawable = 'trainLoss' | 'validationLoss' | 'trainScore' | 'validationScore'

/** The middle of the trials that a band shows; the rest is left out on both sides alike. */
export const BAND = 0.8

/** A mean over a smaller share of the trials would be one of few. */
const MIN_RUNNING = 0.5

export interface CurveMean {
  readonly epoch: number
  /** Trials that have reached it. */
  readonly trials: number
  /** Whether these are all: else the mean is one of other trials than before, and no continuation of the line. */
  readonly isWhole: boolean
  readonly mean: number
  readonly low: number
  readonly high: number
}

/**
 * One method's trials, epoch by epoch, as long as half of them still run. A trial without any value, such as one without
 * validation rows, is none of them. An epoch is left out where a value has overflowed: it has no place on an axis, and a
 * mean without it would be of other trials.
 */
export function meanCurve(points: readonly CurvePoint[], key: Drawable): CurveMean[] {
  const isDrawn = (value: number | null): value is number => value !== null && Number.isFinite(value)
  const known = new Set(points.filter((point) => isDrawn(point[key])).map(trialKey))
  const own = points.filter((point) => known.has(trialKey(point)))
  return [...groupBy(own, ({ epoch }) => epoch)]
    .sort(([a], [b]) => a - b)
    .flatMap(([epoch, reached]) => {
      const values = reached.map((point) => point[key]).filter(isDrawn)
      const trials = values.length
      if (trials < reached.length || trials < MIN_RUNNING * known.size) return []
      const tail = (1 - BAND) / 2
      return {
        epoch,
        trials,
        isWhole: trials === known.size,
        mean: values.reduce((sum, value) => sum + value, 0) / trials,
        low: quantile(values, tail),
        high: quantile(values, 1 - tail),
      }
    })
}
