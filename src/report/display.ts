import { isHigherBetter, isShare } from '../metrics/index.ts'
import type { Comparison } from '../results/comparison.ts'
import type { MethodSummary } from '../results/summary.ts'
import { YARDSTICKS, type YardstickName } from '../results/yardsticks.ts'
import { alphaOf } from '../util/alpha.ts'
import { decimalsFor, decimalsWithin, fixed, pText } from '../util/format.ts'
import { compareWithTies } from '../util/ties.ts'

/** What stands where there is no number. */
const MISSING = '-'

/** A column as people see it: numbers with a unit in the heading, rounded alike down the column. */
export interface DisplayColumn {
  readonly key: keyof MethodSummary | 'also'
  readonly title: string
  /** Second line of the heading. */
  readonly unit: string
  /** How long it survives when the table must narrow: the smallest rank goes last. */
  readonly rank: number
  readonly text: (row: MethodSummary) => string
  /** The number behind the text, where it is no field of the row. */
  readonly value?: (row: MethodSummary) => number | null
}

/** Whether rows told of the differences; where both inferences meet, the column inference says whose is whose. */
export const isByRows = (rows: readonly Pick<MethodSummary, 'inference'>[]): boolean =>
  rows.some(({ inference }) => inference === 'rows')

/** What a star says. */
export const starred = (rows: readonly Pick<MethodSummary, 'inference'>[], confidence: number): string =>
  isByRows(rows) ? `* adjusted p < ${alphaOf(confidence)}` : `* p < ${alphaOf(confidence)} after Holm`

/** -1 or 1 where the difference to the baseline is significant after the adjustment for all methods, else 0. */
export function verdict(
  { method, pHolm, difference }: Pick<MethodSummary, 'method' | 'pHolm' | 'difference'>,
  { confidence, collapsed }: Pick<Comparison, 'confidence' | 'collapsed'>,
): -1 | 0 | 1 {
  // A method that looks at nothing is not praised for the share of a class.
  if (difference !== null && difference > 0 && collapsed?.includes(method)) return 0
  if (pHolm === null || difference === null || pHolm >= alphaOf(confidence) || difference === 0) return 0
  return difference > 0 ? 1 : -1
}

/** Best test score first; methods with trials that did not end well after those without, methods without a score last. Equal ones keep their order. */
export function sortByScore({ methods, metric }: Pick<Comparison, 'methods' | 'metric'>): MethodSummary[] {
  const sign = isHigherBetter(metric) ? -1 : 1
  const place = ({ testScoreMean, ok, trials }: MethodSummary): number =>
    testScoreMean === null ? 2 : ok < trials ? 1 : 0
  return [...methods].sort(
    (a, b) => place(a) - place(b) || sign * compareWithTies(a.testScoreMean ?? 0, b.testScoreMean ?? 0),
  )
}

/** The numeric columns, from left to right. */
export function displayColumns(comparison: Comparison): DisplayColumn[] {
  const { methods } = comparison
  return [
    ...scoreColumns(comparison),
    ...tuningColumn(methods),
    ...weightColumns(methods),
    averageColumn(methods, 'trainSecondsMean', { title: 'train', unit: 's', rank: 5 }),
    averageColumn(methods, 'predictSecondsMean', { title: 'predict', unit: 'ms', rank: 8 }, 1000),
  ]
}

/** Not of yardsticks, whose weights are those of another network. */
function weightColumns(methods: readonly MethodSummary[]): DisplayColumn[] {
  const columns: DisplayColumn[] = [
    {
      key: 'weightSparsityMean',
      title: 'zeros',
      unit: '%',
      rank: 4,
      text: ({ weightSparsityMean: share }) => (share === null ? MISSING : percentOfZeros(share)),
    },
    averageColumn(methods, 'weightNormMean', { title: 'weight', unit: 'norm', rank: 6 }),
    averageColumn(methods, 'maxUnitNormMean', { title: 'unit', unit: 'norm', rank: 7 }),
  ]
  return columns.map((column) => ({
    ...column,
    text: (row) => (row.kind === 'yardstick' ? '' : column.text(row)),
  }))
}

/** In units of the score, and how sure they are. */
function scoreColumns(comparison: Comparison): DisplayColumn[] {
  const { metric, baseline } = comparison
  const share = isShare(metric)
  const { number, withReach } = scoreTexts(comparison)
  return [
    {
      key: 'testScoreMean',
      title: metric,
      unit: share ? '%' : '',
      rank: 0,
      text: (row) => withReach(row.testScoreMean, row.testScoreLow, row.testScoreHigh),
    },
    ...alsoColumns(comparison),
    {
      key: 'difference',
      title: 'vs baseline',
      unit: share ? 'points' : '+ = better',
      rank: 1,
      text: (row) =>
        row.method === baseline
          ? 'baseline'
          : withReach(row.difference, row.differenceLow, row.differenceHigh, 'always'),
    },
    {
      key: 'pHolm',
      title: 'p',
      unit: isByRows(comparison.methods) ? 'adjusted' : 'Holm',
      rank: 2,
      text: (row) => {
        if (row.method === baseline) return ''
        if (row.pHolm === null) return row.kind === 'yardstick' ? '' : MISSING
        return `${pText(row.pHolm)}${verdict(row, comparison) === 0 ? ' ' : '*'}`
      },
    },
    {
      key: 'gapMean',
      title: 'gap',
      unit: share ? 'points' : metric,
      rank: 3,
      text: (row) => (row.gapMean === null ? MISSING : number(row.gapMean)),
    },
  ]
}

/** What tuning cost each row, so that it is seen whether rows are compared at equal budgets; absent where none was tuned. */
const tuningColumn = (methods: readonly MethodSummary[]): DisplayColumn[] =>
  methods.some(({ tuningEpochsMean: epochs }) => epochs !== null && epochs > 0)
    ? [
        {
          key: 'tuningEpochsMean',
          title: 'tuning',
          unit: 'epochs',
          rank: 2,
          text: ({ tuningEpochsMean: epochs }) => (epochs === null ? MISSING : fixed(epochs, 0)),
        },
      ]
    : []

/** Means by further metrics, which go before the columns of training do when a table must narrow. */
const alsoColumns = ({ also = [], methods, yardsticks = [] }: Comparison): DisplayColumn[] =>
  also.map(({ metric, means }) => {
    const rows = [...methods, ...yardsticks]
    const share = isShare(metric)
    const numbers = means.filter((mean) => mean !== null)
    const decimals = share ? 2 : decimalsFor(numbers, 4)
    const value = (row: MethodSummary) => means[rows.findIndex(({ method }) => method === row.method)] ?? null
    const text = (row: MethodSummary) => {
      const mean = value(row)
      return mean === null ? MISSING : fixed((share ? 100 : 1) * mean, decimals)
    }
    return { key: 'also', title: metric, unit: share ? '%' : '', rank: 3, text, value }
  })

type Bound = number | null

/** Scores and their differences alike down the table: hundredths of a point of shares, elsewhere as far as their errors bear. */
function scoreTexts({ methods, metric }: Comparison) {
  const share = isShare(metric)
  const half = (low: Bound, high: Bound): number[] =>
    low === null || high === null ? [] : [(high - low) / 2]
  const errors = methods.flatMap((row) => [
    ...half(row.testScoreLow, row.testScoreHigh),
    ...half(row.differenceLow, row.differenceHigh),
  ])
  const decimals = share ? 2 : decimalsWithin(values(methods, 'testScoreMean'), errors, 4)
  const scale = share ? 100 : 1
  const number = (value: number, sign?: 'always'): string => fixed(scale * value, decimals, sign)
  const withReach = (value: Bound, low: Bound, high: Bound, sign?: 'always'): string =>
    value === null
      ? MISSING
      : [number(value, sign), ...half(low, high).map((size) => number(size))].join(' ± ')
  return { number, withReach }
}

/** Three significant digits of the column's largest value, at most three decimals. */
function averageColumn(
  methods: readonly MethodSummary[],
  key: keyof MethodSummary,
  heading: Pick<DisplayColumn, 'title' | 'unit' | 'rank'>,
  factor = 1,
): DisplayColumn {
  const largest = values(methods, key).map((value) => factor * value)
  const shared = Math.min(3, decimalsFor(largest, 3))
  const text = (row: MethodSummary): string => {
    const value = row[key]
    return typeof value === 'number' ? fixed(factor * value, shared) : MISSING
  }
  return { key, ...heading, text }
}

/** What the signs in these columns mean. */
export function legend(
  { metric, methods, yardsticks = [], confidence }: Comparison,
  columns: readonly DisplayColumn[],
): string {
  const shown = (key: DisplayColumn['key']): boolean => columns.some((column) => column.key === key)
  return [
    `± ${percent(confidence)} % interval`,
    ...(shown('difference') ? ['+ is better'] : []),
    ...(shown('pHolm') ? [starred(methods, confidence)] : []),
    ...(shown('gapMean') ? [`gap: ${isHigherBetter(metric) ? 'training - test' : 'test - training'}`] : []),
    ...(shown('tuningEpochsMean') ? ['tuning: inside each training part'] : []),
    ...(shown('maxUnitNormMean') ? ['unit norm: largest'] : []),
    ...(yardsticks.length > 0 ? [`yardsticks, not tested: ${yardsticks.map(explained).join(', ')}`] : []),
  ].join('; ')
}

/** `linear (logistic or linear regression with L2)` */
const explained = ({ method }: MethodSummary): string => `${method} (${YARDSTICKS[method as YardstickName]})`

/** What headings say of the data. */
export type DataFacts = Pick<Comparison, 'rows' | 'features' | 'target' | 'task' | 'classes'>

/** `digits: 1797 rows x 64 features, target digit, 10 classes`, without the name; shorter where not all is known. */
export function describeData({ rows, features, target, task, classes }: DataFacts): string {
  const kind = task === 'classification' && classes !== null ? `${classes} classes` : task
  return [
    features === null ? `${rows} rows` : `${rows} rows x ${features} features`,
    ...(target === null ? [] : [`target ${target}`]),
    kind,
  ].join(', ')
}

export const describeRun = ({ evaluation, settings, seed }: Comparison): string =>
  [`${evaluation}, seed ${seed}`, ...(settings === '' ? [] : [settings])].join('; ')

/** How the strengths came about, and on which rows what is scored. */
export function describeStrengths({ tuned, trainedTestRows }: Comparison): string {
  const trained =
    trainedTestRows === undefined
      ? 'on which nothing was trained'
      : `of which ${trainedTestRows} ${trainedTestRows === 1 ? 'was' : 'were'} trained on too`
  if (tuned === undefined) return `strengths as written; scores are of test rows, ${trained}`
  return trainedTestRows === undefined
    ? `strengths ${tuned.how}`
    : `strengths ${tuned.how}; test rows, ${trained}`
}

/** `7 of 10 trials ended well`; empty if all did. */
export const shortfall = ({ ok, trials }: MethodSummary): string =>
  ok < trials ? `${ok} of ${trials} trials ok` : ''

export const percent = (share: number): number => Number((100 * share).toPrecision(6))

/** One decimal, but 0 and 100 only where they are exact. */
function percentOfZeros(share: number): string {
  if (share > 0 && share < 0.0005) return '<0.1'
  if (share < 1 && share >= 0.9995) return '>99.9'
  return fixed(100 * share, 1)
}

const values = (methods: readonly MethodSummary[], key: keyof MethodSummary): number[] =>
  methods.map((row) => row[key]).filter((value) => typeof value === 'number')
