/** What is made of the trials; no trial depends on it. */
import { number, share, texts } from './kinds.ts'
import { group, type Values } from './setting.ts'

export const analysis = group('Analysis', {
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
