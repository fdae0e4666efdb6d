/** From an experiment to its trials: pure, and in an order that does not depend on how they are scheduled. */
import type { Split } from '../../data/dataset.ts'
import type { Method } from '../../regularizers/method.ts'
import { trialKey } from '../../results/trialId.ts'
import type { RowKind, YardstickName } from '../../results/yardsticks.ts'
import type { Shard } from '../../settings/running.ts'

export interface Trial {
  /** The dataset's name. */
  readonly dataset: string
  readonly method: Method
  readonly split: Split
  /** What is measured instead of the method, which is `none` by this name. */
  readonly yardstick?: YardstickName
  /** Instead of the experiment's. */
  readonly epochs?: number
}

/** All methods and yardsticks of a (repeat, fold) stand together, so an interrupted run holds complete comparisons. */
export const trialGrid = (
  dataset: string,
  methods: readonly Method[],
  splits: readonly Split[],
  yardsticks: readonly YardstickName[] = [],
): Trial[] =>
  splits.flatMap((split) => [
    ...methods.map((method) => ({ dataset, method, split })),
    ...yardsticks.map((yardstick) => ({
      dataset,
      method: { spec: yardstick, terms: [] },
      split,
      yardstick,
    })),
  ])

export const rowKindOf = ({ yardstick }: Pick<Trial, 'yardstick'>): RowKind =>
  yardstick === undefined ? 'method' : 'yardstick'

export const keyOf = ({ dataset, method, split }: Trial): string =>
  trialKey({ dataset, method: method.spec, repeat: split.repeat, fold: split.fold })

/** The part of a list that a shard runs: every count-th entry. */
export const takeShard = <T>(items: readonly T[], { index, count }: Shard): T[] =>
  items.filter((_, position) => position % count === index - 1)
