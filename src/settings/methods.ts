/** Which methods are compared, and how what they leave open is chosen. */
import { averageKind, SCALE } from './average.ts'
import { choice, text, texts, toggle, whole } from './kinds.ts'
import { group, type Values } from './setting.ts'

/** What makes a candidate good: its mean loss, or its mean score, on the rows held out. */
export const CRITERIA = ['loss', 'score'] as const
export type Criterion = (typeof CRITERIA)[number]

/** Which candidates are tried: all, a sample, or all with more epochs for the better ones. */
export const SEARCHES = ['grid', 'random', 'halton', 'halving'] as const
export type SearchName = (typeof SEARCHES)[number]

/** How the candidates of `compare --tune` are searched: each in full, or more of them in as many epochs. */
export const NESTED_SEARCHES = ['halton', 'halving'] as const satisfies readonly SearchName[]

/** How strengths are tuned inside a training split, where nothing is said. */
export const DEFAULT_NESTED = { innerFolds: 3, criterion: 'loss' } as const

export const methods = group('Methods', {
  methods: {
    alsoCalled: ['methods', 'regularizer', 'penalty', 'reg'],
    common: true,
    kind: texts,
    placeholder: 'spec',
    flag: 'method',
    short: 'm',
    summary: 'a method to compare, repeatable, e.g. inverted-dropout:keep=0.5+l2:1e-4',
  },
  baseline: {
    common: true,
    kind: text,
    placeholder: 'spec',
    summary: 'the method others are compared with (default: the first)',
  },
  yardstick: {
    kind: toggle,
    default: true,
    summary: 'leave out the rows below the methods: a constant answer and a linear model',
  },
  scan: {
    kind: texts,
    placeholder: 'scan',
    default: [],
    summary: 'expand methods over a range, e.g. l2=1e-6..1e-1:11log or keep=0.2..1:5; repeatable',
  },
  list: {
    kind: texts,
    placeholder: 'list',
    default: [],
    summary: 'expand methods over values, e.g. keep=0.5,0.65,0.8,1 or bias=true,false; repeatable',
  },
  average: {
    kind: averageKind,
    placeholder: 'how',
    default: SCALE,
    summary:
      'how noise is averaged out: scale (one pass in prediction mode), mc:K (K sampled networks), exact (all masks), gaussian (dropconnect)',
  },
})

export type MethodSettings = Values<typeof methods.settings>

export const tuning = group('Tuning', {
  tune: {
    common: true,
    kind: whole(1, 10_000),
    placeholder: 'N',
    summary:
      'tune every method: try N settings by inner cross-validation in each training split, then score the winner on the test rows',
  },
  recipe: {
    kind: toggle,
    default: false,
    summary: 'add the recipe of the CS231n notes, tuned by inner cross-validation in each training split',
  },
  cocktail: {
    kind: toggle,
    default: false,
    summary:
      'add a row that chooses which methods to combine and how strong, in the epochs of --tune N (default: 27)',
  },
  search: {
    kind: choice(NESTED_SEARCHES),
    placeholder: 'how',
    summary: 'halton (N candidates in full) or halving (up to 3 N, in as many epochs); default: halton',
  },
  innerFolds: {
    kind: whole(2),
    placeholder: 'K',
    summary: `number of inner folds used by --tune, --recipe and --cocktail (default: ${DEFAULT_NESTED.innerFolds})`,
  },
  by: {
    kind: choice(CRITERIA),
    placeholder: 'what',
    summary: `choose by the mean loss or score of held-out rows (default: ${DEFAULT_NESTED.criterion})`,
  },
})

export type TuningSettings = Values<typeof tuning.settings>

/** Settings of a command whose whole purpose is a search. */
export const search = group('Tuning', {
  recipe: {
    kind: toggle,
    default: false,
    summary: 'L2 alone, then keep around 0.5, as the CS231n notes advise (default without a method)',
  },
  cocktail: {
    kind: toggle,
    default: false,
    summary: 'which methods to combine, and how strong, by successive halving of --budget N (81) cocktails',
  },
  search: {
    kind: choice(SEARCHES),
    placeholder: 'how',
    summary: 'grid, random, halton (spread evenly) or halving (default: grid, with --budget halton)',
  },
  budget: { kind: whole(1, 10_000), placeholder: 'N', summary: 'try N candidates instead of the whole grid' },
  by: tuning.settings.by,
})
