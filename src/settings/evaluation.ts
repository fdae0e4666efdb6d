/** Which rows are trained on, which stop a run, and which score it. */
import { coded, number, numbers, share, text, toggle, whole } from './kinds.ts'
import { group, type Values } from './setting.ts'

/** A number of repeats, or as many as it takes to reach --precision. */
export type Repeats = number | 'auto'

/** Where nothing is said; where rows have a time all repeats have the same split, and one is enough. */
export const DEFAULT_REPEATS = { usual: 2, inTime: 1 } as const

const repeats = coded<Repeats>({
  expected: 'a whole number of at least 1, or auto',
  parse: (word) => (word.trim() === 'auto' ? 'auto' : whole(1).parse(word)),
  text: String,
})

export const evaluation = group('Evaluation', {
  folds: {
    alsoCalled: ['cv', 'k-fold', 'kfold', 'n-splits'],
    common: true,
    kind: whole(2),
    placeholder: 'K',
    default: 5,
    summary: 'cross-validation folds',
  },
  repeats: {
    common: true,
    kind: repeats,
    placeholder: 'R',
    summary: `repetitions, each with new folds and weights (default: ${DEFAULT_REPEATS.usual}, with --time ${DEFAULT_REPEATS.inTime}), or auto: until --precision is reached`,
  },
  precision: {
    kind: number({ above: 0 }),
    placeholder: 'width',
    summary:
      'with --repeats auto, end when the interval of every difference is narrower, in units of the score (0.02 of accuracy is 2 points)',
  },
  test: {
    common: true,
    kind: text,
    placeholder: 'file',
    summary: 'test on the rows of this file instead of folds',
  },
  testFraction: {
    alsoCalled: ['test-size', 'test-split', 'holdout'],
    kind: share,
    placeholder: 'F',
    summary: 'hold out this share of the rows instead of folds',
  },
  validationFraction: {
    alsoCalled: ['validation-split', 'val-split'],
    kind: share,
    placeholder: 'F',
    summary: 'share of the training rows set aside for early stopping',
  },
  trainRows: {
    alsoCalled: ['train-size', 'train-sizes', 'learning-curve'],
    kind: numbers(
      { min: 2, integer: true },
      'whole numbers of at least 2 with commas between, e.g. 100,500,1000',
    ),
    placeholder: 'N,N,...',
    summary:
      'train on so many of the training rows, one size after the other, and test all on the same rows: would more data help?',
  },
  foldColumn: { kind: text, placeholder: 'column', summary: 'take the folds from this column' },
  group: {
    kind: text,
    placeholder: 'column',
    summary: 'keep rows of an equal value together: never on two sides of any split',
  },
  time: {
    kind: text,
    placeholder: 'column',
    summary: 'test each block of rows after training on those before it, by this column of numbers or dates',
  },
  gap: {
    kind: whole(0),
    placeholder: 'N',
    summary: 'with --time, rows left out between training and what is tested after it (default: 0)',
  },
  stratify: {
    kind: toggle,
    default: true,
    summary: 'divide rows without regard to their class, or to the size of their target',
  },
  validation: {
    kind: text,
    placeholder: 'file',
    summary: 'stop early by the rows of this file, which are neither trained on nor tested',
  },
  validationColumn: {
    kind: text,
    placeholder: 'column',
    summary: 'stop early by the rows that this column marks with 1, true, yes or validation',
  },
  weight: {
    kind: text,
    placeholder: 'column',
    summary: 'count each row as much as this column says, in the loss and in the scores',
  },
  allowOverlap: {
    kind: toggle,
    default: false,
    summary: 'test even where every row of --test stands among the training rows',
  },
  seed: {
    alsoCalled: ['random-state', 'random-seed'],
    kind: whole(0, Number.MAX_SAFE_INTEGER),
    placeholder: 'N',
    default: 0,
    summary: 'seed of every random choice',
  },
})

export type EvaluationSettings = Values<typeof evaluation.settings>

/** What has to be known of the rows before they are read. */
export const ROW_SETTINGS = [
  'test',
  'foldColumn',
  'group',
  'time',
  'validation',
  'validationColumn',
  'weight',
  'allowOverlap',
] as const
