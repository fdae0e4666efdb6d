/** What the registry knows of a metric. */
import type { PredictedClasses, PredictedValues } from './predicted.ts'

interface Described {
  readonly title: string
  readonly summary: string
  readonly reference: string
  readonly direction: 'higher' | 'lower'
  /** Smallest and largest value. */
  readonly range: readonly [number, number]
  /** What a value is measured in: a share of rows, shown in percent; the target's own units; or neither. */
  readonly unit: 'share' | 'target' | 'none'
}

/** `compute` gives null where the rows do not define the metric; a number is never NaN for predictions that are finite. */
export interface ClassMetric extends Described {
  readonly task: 'classification'
  /** Unweighted mean over the classes that the rows hold: what is computed then leaves the other classes out. */
  readonly macro: boolean
  /** Of the positive class alone where one is named. */
  readonly ofPositive?: true
  compute(record: PredictedClasses): number | null
}

export interface ValueMetric extends Described {
  readonly task: 'regression'
  compute(record: PredictedValues): number | null
}

export type Metric = ClassMetric | ValueMetric
