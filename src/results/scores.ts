/** The scores of the test rows by every metric of both tasks, so that every trials file has one header: a column each. */
import { type MetricName, metric, metricNames } from '../metrics/index.ts'
import { measure } from './columns.ts'

type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Capitalize<Head>}${Camel<Tail>}`
  : Capitalize<Name>

/** `testBalancedAccuracy`, which is the column test_balanced_accuracy. */
export type ScoreKey<Name extends MetricName = MetricName> = `test${Camel<Name>}`

export const scoreKey = <Name extends MetricName>(name: Name): ScoreKey<Name> =>
  `test${name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}` as ScoreKey<Name>

const scoreColumn = (name: MetricName) => measure(`${metric(name).title} of the test rows`, { absent: null })

/** Empty for a metric of the other task, and where the test rows do not define it. */
export const scores = Object.fromEntries(metricNames.map((name) => [scoreKey(name), scoreColumn(name)])) as {
  readonly [Key in ScoreKey]: ReturnType<typeof scoreColumn>
}

export type Scores = Readonly<Record<ScoreKey, number | null>>
