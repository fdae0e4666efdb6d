/** What is simulated: a cell is a kind of data at a number of rows. */

export type Kind = 'classes' | 'values' | 'noise' | 'churn' | 'stackoverflow' | 'ames' | 'chicago'

export interface Cell {
  readonly kind: Kind
  readonly rows: number
  readonly folds: number
  readonly repeats: number
  readonly learningRate: number
  readonly epochs: number
  /** Rows on which the true scores of the trained models are measured; of a table, at most what is left of it. */
  readonly population: number
  /** Simulations asked for, and the number of the first: all that is random in one is keyed by its number. */
  readonly wanted: number
  readonly first: number
  /** Of a method by itself; none on noise. */
  readonly copies: number
  readonly methods: readonly SimulatedMethod[]
  /** Pairs of indices (method, baseline) whose true difference is measured. */
  readonly measured: readonly (readonly [number, number])[]
}

export interface SimulatedMethod {
  readonly spec: string
  /** 0 shares the seed of initial weights, order and masks with the others; a copy has another. */
  readonly copy: number
}

const plain = (spec: string): SimulatedMethod => ({ spec, copy: 0 })

const NOISY = 'inverted-dropout:keep=0.8'

/** A method, copies of it under other seeds (the expected difference is exactly 0), and two that differ from it. */
const withCopies = (copies: number): SimulatedMethod[] => [
  ...Array.from({ length: copies + 1 }, (_, copy) => ({ spec: NOISY, copy })),
  plain('none'),
  plain('l2:0.05'),
]

/** Where labels are coin flips, every classifier is right half the time: all true differences are exactly 0. */
const unequal = [
  'none',
  'l2:0.01',
  'l2:0.1',
  'l1:0.01',
  'max-norm:1',
  NOISY,
  'inverted-dropout:keep=0.5',
  'vanilla-dropout:keep=0.5',
].map(plain)

/**
 * Number of the first simulation: all that is random in one is keyed by its number. The forms of the variance were chosen on
 * simulations from 0 on, so they are judged on others.
 */
export const FIRST_SIMULATION = 700_000_000

const SIZES = [100, 200, 60, 500, 2000, 10000]
const KINDS: readonly Kind[] = ['classes', 'values', 'churn', 'ames', 'noise', 'stackoverflow', 'chicago']
/**
 * The first simulations of a cell have many copies, for the family-wise error, and true scores measured on further rows. The rest have
 * few copies and none: they tell of false findings and power in a third of the time. From 2,000 rows on all are like the first.
 */
const FIRST = 200
const MANY_COPIES = 9
const FEW_COPIES = 2
const TABLE_ROWS: Partial<Record<Kind, number>> = {
  churn: 7043,
  stackoverflow: 5594,
  ames: 2930,
  chicago: 5698,
}

function cell(kind: Kind, rows: number, part: 'first' | 'rest'): Cell {
  const large = rows >= 2000
  const copies = kind === 'noise' ? 0 : large ? 4 : part === 'first' ? MANY_COPIES : FEW_COPIES
  const methods = kind === 'noise' ? unequal.slice(0, large || part === 'rest' ? 5 : 8) : withCopies(copies)
  const all = rows >= 10000 ? 200 : rows >= 2000 ? 400 : 1000
  const inFirst = large ? all : FIRST
  return {
    kind,
    rows,
    folds: 5,
    repeats: large ? 1 : 2,
    learningRate: kind === 'ames' || kind === 'chicago' ? 0.005 : 0.02,
    epochs: rows >= 10000 ? 5 : rows >= 2000 ? 10 : rows >= 500 ? 10 : 25,
    population: (TABLE_ROWS[kind] === undefined ? 1 : 2) * (rows >= 2000 ? rows : rows >= 500 ? 2000 : 1000),
    wanted: part === 'first' ? inFirst : all - inFirst,
    first: FIRST_SIMULATION + (part === 'first' ? 0 : inFirst),
    copies,
    methods,
    measured:
      kind === 'noise' || part === 'rest'
        ? []
        : [
            [1, 0],
            [copies + 1, 0],
            [copies + 2, copies + 1],
          ],
  }
}

/** The most informative first; a table must keep three rows for every one that is drawn. */
export const cells: readonly Cell[] = (['first', 'rest'] as const).flatMap((part) =>
  SIZES.flatMap((rows) =>
    KINDS.filter((kind) => (TABLE_ROWS[kind] ?? Infinity) >= 4 * rows).map((kind) => cell(kind, rows, part)),
  ).filter(({ wanted }) => wanted > 0),
)

export const nameOf = ({ kind, rows, first }: Cell): string =>
  `${kind}-${rows}${first === FIRST_SIMULATION ? '' : '-rest'}`

/** By task, the scores whose true differences are kept. */
export const METRICS = {
  classification: ['accuracy', 'log-loss'],
  regression: ['rmse', 'mae'],
} as const

export const taskOf = (kind: Kind): 'classification' | 'regression' =>
  kind === 'values' || kind === 'ames' || kind === 'chicago' ? 'regression' : 'classification'
