/** What is made of the trials; no trial depends on it. */
import { choice, number, share, texts } from './kinds.ts'
import { group, type Values } from './setting.ts'

/**
 * `rows` takes the test rows for what is sampled, and asks about the models that these folds trained; `resampled` the splits,
 * and asks about the method on new training sets.
 */
export const INFERENCES = ['rows', 'resampled'] as const
export type Inference = (typeof INFERENCES)[number]

export const analysis = group('Analysis', {
  inference: {
    kind: choice(INFERENCES),
    placeholder: 'what',
    default: 'rows',
    summary:
      'what a difference is judged by: the test rows (the models of this run on further rows), or the splits, resampled (the method on new training rows; wider)',
  },
  rope: {
    kind: number({ min: 0 }),
    placeholder: 'width',
    summary:
      'differences up to this count as none, in units of the score (default: 0.01 of accuracy, 1 % of rmse)',
  },
  confidence: {
    kind: share,
    placeholder: 'share',
    default: 0.95,
    summary: 'confidence level of intervals; tests are held to 1 - confidence',
  },
  failIf: {
    kind: texts,
    placeholder: 'condition',
    default: [],
    summary: 'exit with code 4 if it holds, e.g. "test_score_mean(l2) < 0.97"; repeatable',
  },
})

export type AnalysisSettings = Values<typeof analysis.settings>
