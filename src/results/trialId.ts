/** What tables of trials and of what is condensed from them share. */
import { type MetricName, metricNames } from '../metrics/index.ts'
import { type Columns, integer, type RowOf, specification, text } from './columns.ts'

/** What a score may be: any entry of the registry of metrics. */
export const METRICS = metricNames
export type Metric = MetricName

/** Which trial a row belongs to, in every table whose rows belong to trials. */
export const trialId = {
  dataset: text('name of the dataset'),
  method: specification('method specification'),
  repeat: integer('repeat, from 0'),
  fold: integer('fold within the repeat, from 0'),
} as const satisfies Columns

export type TrialId = RowOf<typeof trialId>

/** Names a trial within its experiment. */
export const trialKey = ({ dataset, method, repeat, fold }: TrialId): string =>
  JSON.stringify([dataset, repeat, fold, method])
