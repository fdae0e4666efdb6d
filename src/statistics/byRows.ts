/** The inference by rows: differences of printed scores, with intervals and p-values from the rows behind them. */
import { alphaOf } from '../util/alpha.ts'
import { differenceOf } from '../util/ties.ts'
import { type RopeProbabilities, ropeProbabilities } from './bayesian.ts'
import { tCdf, tQuantile } from './distributions.ts'
import { differingUnits, MIN_DIFFERING, scoreTest } from './fewRows.ts'
import { correlationOf, maxT } from './maxT.ts'
import {
  layOutRows,
  type RowLayout,
  rowParts,
  type ScoredCell,
  sumsByGroup,
  varianceOfParts,
} from './rowParts.ts'
import { repeatVariance, trainingSpread } from './trainingSpread.ts'

/** What is compared: a method's cells and those of its baseline, in one order and with the same rows for all methods. */
export interface RowsOfMethod {
  readonly method: string
  readonly cells: readonly ScoredCell[]
  readonly baseline: readonly ScoredCell[]
  /** Whether every trial has the weights of the baseline's: then the two are known to be the same. */
  readonly isIdentical: boolean
}

export interface ByRowsOptions {
  readonly higherIsBetter: boolean
  /** Whether a row's score lies in [0, 1]. */
  readonly isBounded: boolean
  readonly confidence: number
  /** Half-width of the region of practical equivalence, in units of the score. */
  readonly rope: number
  /** [rows of the dataset] */
  readonly weights?: Float64Array
  /** [rows of the dataset] 0-based group of rows that depend on each other. */
  readonly groups?: Int32Array
  /** Methods of the same table that are tested in another way: the level is shared with them in proportion (Bonferroni). */
  readonly others?: number
  /** Key of the stream that the adjustment for many methods draws from. */
  readonly key: readonly [number, number]
}

/** Positive differences mean better than the baseline. */
export interface RowsFinding {
  readonly method: string
  readonly difference: number
  /** Simultaneous interval: it leaves out 0 exactly if `adjusted` is below 1 - confidence. Null where there is no test. */
  readonly low: number | null
  readonly high: number | null
  readonly standardError: number | null
  /** Degrees of freedom of the interval. */
  readonly df: number
  readonly pValue: number | null
  /** Adjusted for all methods compared. */
  readonly adjusted: number | null
  readonly probabilities: RopeProbabilities | null
  readonly variance: VarianceParts
  /** Rows (or groups) in all, and those on which the two methods differ. */
  readonly units: number
  readonly differing: number
}

/** What the variance of a difference is made of. */
export interface VarianceParts {
  /** By the rows tested; it falls as 1 / rows. */
  readonly rows: number
  /** The part of `rows` that also falls as 1 / repeats; null where one repeat does not tell. */
  readonly repeats: number | null
  /** The luck of training, which falls as 1 / trials. */
  readonly luck: number
}

export interface ByRows {
  readonly findings: readonly RowsFinding[]
  /** Level of each interval taken alone. */
  readonly level: number
  /** Rows tested. */
  readonly rows: number
  /** Methods adjusted for, and numbers of draws behind it (0 where one method needs none). */
  readonly family: number
  readonly draws: number
}

/** The differences, their standard errors and p-values, each method taken alone but for the luck that all tell of together. */
export function estimateByRows(
  methods: readonly RowsOfMethod[],
  options: Omit<ByRowsOptions, 'confidence' | 'rope' | 'key'>,
): { readonly layout: RowLayout; readonly estimates: readonly Estimate[] } {
  const layout = layOutRows(methods[0].baseline, options.weights)
  const groups = options.groups && layout.ids.map((id) => options.groups![id])
  const measures = methods.map((method) => measure(layout, method, groups, options))
  const shared = commonLuck(measures)
  return {
    layout,
    estimates: measures.map((one, i) =>
      estimate(one, shared, methods[i].isIdentical, options, layout.cells.length),
    ),
  }
}

/** Each method against its baseline; at least one method. */
export function inferByRows(methods: readonly RowsOfMethod[], options: ByRowsOptions): ByRows {
  const { confidence, key, others = 0 } = options
  const alpha = alphaOf(confidence)
  const { layout, estimates } = estimateByRows(methods, options)
  // Two methods that no row tells apart cannot be called different by chance: they take no part in the adjustment.
  const family = estimates.filter(({ pValue, differing }) => pValue !== null && differing > 0)
  const share = family.length / Math.max(1, family.length + others)
  const { adjusted, level, draws } = maxT(
    family.map(({ pValue }) => pValue!),
    correlationOf(family.map(({ sums }) => sums)),
    alpha * share,
    key,
  )
  const findings = estimates.map((one, i): RowsFinding => {
    const member = family.indexOf(one)
    const [low, high] = one.interval(member < 0 ? alpha : level) ?? [null, null]
    return {
      method: methods[i].method,
      difference: one.difference,
      low,
      high,
      standardError: one.standardError,
      df: one.df,
      pValue: one.pValue,
      adjusted: member < 0 ? one.pValue : Math.min(1, adjusted[member] / share),
      probabilities:
        one.standardError === null
          ? null
          : one.standardError === 0
            ? SAME
            : ropeProbabilities(
                { location: one.centre, scale2: one.standardError ** 2, df: one.df },
                options.rope,
              ),
      variance: one.variance,
      units: one.units,
      differing: one.differing,
    }
  })
  return { findings, level, rows: layout.ids.length, family: family.length, draws }
}

/** Probabilities for two methods that are known to be one. */
const SAME: RopeProbabilities = { pWorse: 0, pEquivalent: 1, pBetter: 0 }

/** What the rows and the trials of one method say before anything is made of it. */
interface Measure {
  readonly difference: number
  readonly byRows: number
  readonly repeats: number | null
  /** Variance by luck of training as this method's trials estimate it, below 0 included; null where they do not tell. */
  readonly luck: number | null
  readonly units: number
  readonly differing: number
  /** [units] parts about the mean. */
  readonly sums: Float64Array
  /** [units] differences, whose mean is the difference. */
  readonly whole: Float64Array
}

export interface Estimate extends Pick<Measure, 'difference' | 'units' | 'differing' | 'sums'> {
  readonly variance: VarianceParts
  /** Centre of the interval: the difference, but for the few-rows form. */
  readonly centre: number
  /** Half of the interval's width by its t quantile. */
  readonly standardError: number | null
  readonly df: number
  readonly pValue: number | null
  /** The interval, taken alone, of confidence 1 - level; null where there is no test. */
  interval(level: number): readonly [low: number, high: number] | null
}

function measure(
  layout: RowLayout,
  { cells, baseline }: RowsOfMethod,
  groups: Int32Array | undefined,
  { higherIsBetter }: Pick<ByRowsOptions, 'higherIsBetter'>,
): Measure {
  const sign = higherIsBetter ? 1 : -1
  const parts = rowParts(layout, cells, baseline, 'all').map((part) => sign * part)
  const { variance: byRows, units } = varianceOfParts(parts, groups)
  const repeats = repeatVariance(layout, cells, baseline)
  const whole = wholeParts(layout, cells, baseline, groups).map((part) => sign * part)
  return {
    difference: sign * differenceOf(meanScore(cells), meanScore(baseline)) + 0,
    byRows,
    repeats: repeats === null ? null : Math.min(repeats, byRows),
    luck: trainingSpread(layout, cells, baseline, byRows, groups),
    units,
    differing: differingUnits(whole),
    sums: groups === undefined ? parts : sumsByGroup(parts, groups),
    whole,
  }
}

/** Luck in parts of the rows' variance, averaged over the methods; null where no trial tells. */
function commonLuck(measures: readonly Measure[]): number | null {
  const ratios = measures.flatMap(({ luck, byRows, differing }) =>
    luck === null || differing === 0 || byRows === 0 ? [] : [luck / byRows],
  )
  return ratios.length === 0 ? null : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
}

/**
 * Ten trials tell badly how much luck one method has, and those of all methods of the table tell better, but of all: the mean of
 * both is taken, and at least 0.
 */
const luckOf = ({ luck, byRows }: Measure, shared: number | null): number =>
  luck === null ? 0 : Math.max(0, (luck + (shared ?? 0) * byRows) / 2)

/**
 * The rows' part of the squared variance is known as well as `df` units tell it, all else as well as the trials do. Cut down to
 * a whole number, as the distribution functions want it.
 */
function freedomOf(byRows: number, luck: number, df: number, trials: number): number {
  if (luck === 0) return df
  const share = (byRows / (byRows + luck)) ** 2
  return Math.max(1, Math.floor(1 / (share / df + (1 - share) / Math.max(1, trials - 1))))
}

function estimate(
  one: Measure,
  shared: number | null,
  isIdentical: boolean,
  { isBounded }: Pick<ByRowsOptions, 'isBounded'>,
  trials: number,
): Estimate {
  const { byRows, repeats, luck: _, whole, ...measured } = one
  const { difference, units, differing } = measured
  const luck = luckOf(one, shared)
  const plain = { ...measured, centre: difference, variance: { rows: byRows, repeats, luck } }
  const none = { ...plain, standardError: null, df: 1, pValue: null, interval: () => null }
  if (isIdentical) return { ...none, standardError: 0, pValue: 1, differing: 0, interval: () => [0, 0] }
  if (units < 2) return none
  if (isBounded && differing < MIN_DIFFERING) return fewDiffering(plain, whole, trials)
  const standardError = Math.sqrt(byRows + luck)
  // Equal on every row: nothing to test, and no scale to judge another row by.
  if (differing === 0) return { ...none, pValue: 1 }
  if (standardError === 0) return none
  // A mean of few values that are not 0 has the freedom of those few.
  const known = (differing < MIN_DIFFERING ? differing : units) - 1
  if (known < 1) return none
  const df = freedomOf(byRows, luck, known, trials)
  return {
    ...plain,
    standardError,
    df,
    pValue: twoSided(difference / standardError, df),
    interval(level) {
      const reach = standardError * tQuantile(1 - level / 2, df)
      return [difference - reach, difference + reach]
    },
  }
}

/** The form for few rows that differ. What else is made of the variance uses the interval at 0.95. */
function fewDiffering(
  plain: Omit<Estimate, 'standardError' | 'df' | 'pValue' | 'interval'>,
  whole: Float64Array,
  trials: number,
): Estimate {
  const { luck, repeats } = plain.variance
  const test = scoreTest(whole, luck)
  const df = freedomOf(test.variance - luck, luck, plain.units - 1, trials)
  const interval = (level: number) => test.interval(tQuantile(1 - level / 2, df))
  const [low, high] = interval(0.05)
  const standardError = (high - low) / 2 / tQuantile(0.975, df)
  return {
    ...plain,
    centre: (low + high) / 2,
    variance: { rows: Math.max(0, standardError ** 2 - luck), repeats, luck },
    standardError,
    df,
    pValue: plain.differing === 0 ? 1 : twoSided(test.z, df),
    interval,
  }
}

const twoSided = (t: number, df: number): number => 2 * tCdf(-Math.abs(t), df)

const meanScore = (cells: readonly ScoredCell[]): number =>
  cells.reduce((sum, { score }) => sum + score, 0) / cells.length

/** [units] the difference of each row, or mean difference of a group's rows times its size over the mean size: their mean is the difference. */
function wholeParts(
  layout: RowLayout,
  method: readonly ScoredCell[],
  baseline: readonly ScoredCell[],
  groups: Int32Array | undefined,
): Float64Array {
  const parts = new Float64Array(layout.ids.length)
  layout.cells.forEach(({ positions, shares }, c) => {
    for (let i = 0; i < positions.length; i++) {
      parts[positions[i]] += shares[i] * (method[c].values[i] - baseline[c].values[i])
    }
  })
  if (groups === undefined) return parts
  const sums = sumsByGroup(parts, groups)
  return sums.map((sum) => (sum * sums.length) / parts.length)
}
