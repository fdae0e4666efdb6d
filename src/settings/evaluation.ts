/** Which rows are trained on, which stop a run, and which score it. */
import { share, text, whole } from './kinds.ts'
import { group, type Values } from './setting.ts'

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
    kind: whole(1),
    placeholder: 'R',
    default: 2,
    summary: 'repetitions, each with new folds and weights',
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
  foldColumn: { kind: text, placeholder: 'column', summary: 'take the folds from this column' },
  seed: {
    alsoCalled: ['random-state', 'random-seed'],
    kind: whole(0, Number.MAX_SAFE_INTEGER),
    placeholder: 'N',
    default: 0,
    summary: 'seed of every random choice',
  },
})

export type EvaluationSettings = Values<typeof evaluation.settings>
