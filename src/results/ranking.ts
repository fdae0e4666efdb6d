/** Ranks on fewer datasets are too few for a test to mean anything. */
export const MIN_RANKED_DATASETS = 5

/** How the methods rank over several datasets; docs/statistics.md explains each number. */
export interface Ranking {
  /** Names of the datasets ranked over. */
  datasets: string[]
  baseline: string
  /** Tests and critical differences are at level 1 - confidence. */
  confidence: number
  /** In the order the methods were given. */
  methods: MethodRank[]
  /** Null with fewer than five datasets. */
  test: TestOfMany | TestOfTwo | null
  /** What two mean ranks must differ by (Nemenyi); null without Friedman's test. */
  criticalDifference: number | null
  /** What a mean rank must differ by from the baseline's alone (Bonferroni and Dunn). */
  controlDifference: number | null
  /** Maximal groups of methods whose mean ranks differ by less than the critical difference, best first. */
  groups: string[][]
}

export interface MethodRank {
  method: string
  /** 1 = best; ties share. */
  meanRank: number
  /** On each dataset. */
  ranks: number[]
  /** What the tables say of the difference to the baseline; absent for the baseline. */
  verdicts?: DatasetVerdicts
}

/** On how many datasets a method is established as better or worse than the baseline, or is practically equivalent to it. */
export interface DatasetVerdicts {
  better: number
  worse: number
  equivalent: number
}

/** The test of three methods or more: Friedman's chi squared and, as `statistic`, Iman and Davenport's F. */
export interface TestOfMany {
  name: 'iman-davenport'
  statistic: number
  pValue: number
  degreesOfFreedom: [number, number]
  chiSquared: number
  pChiSquared: number
}

/** The test of two methods: `statistic` is the smaller rank sum, or the smaller number of wins. */
export interface TestOfTwo {
  name: 'wilcoxon' | 'sign'
  statistic: number
  pValue: number
}
