/** Everything a page can show: two datasets, ranks, curves, a search and models; every name that comes from data is hostile. */

import type { RunFacts } from '../../src/page/page.ts'
import type { Candidate } from '../../src/pictures/candidates.ts'
import { type Gallery, picturesOf } from '../../src/pictures/index.ts'
import type { ModelWeights } from '../../src/pictures/weights.ts'
import type { Study } from '../../src/results/comparison.ts'
import type { CurvePoint } from '../../src/results/curve.ts'
import { comparison, ranking, regression, trial } from '../report/sample.ts'

export const HOSTILE = `</script><script>document.title='owned'</script><!--<img src=x onerror="document.title='owned'">'"&`

const methods = ['none', 'l2:0.0001', 'l2:0.01', HOSTILE]

const point = (method: string, fold: number, epoch: number): CurvePoint => ({
  dataset: HOSTILE,
  method,
  repeat: 0,
  fold,
  epoch,
  trainLossNoisy: 1 / epoch,
  trainLoss: 0.5 / epoch + 0.01 * fold,
  validationLoss: 0.7 / epoch + 0.02 * fold,
  penalty: 0,
  trainScore: 1 - 0.1 / epoch,
  validationScore: 0.95 - 0.1 / epoch - 0.01 * fold,
  weightNorm: 3,
  weightSparsity: 0,
})

export const curves: CurvePoint[] = methods.flatMap((method) =>
  [0, 1, 2].flatMap((fold) => [1, 2, 3, 4].map((epoch) => point(method, fold, epoch))),
)

export const candidates: Candidate[] = [1e-4, 1e-3, 1e-2].map((strength, i) => ({
  method: `l2:${strength}`,
  epochs: 10,
  folds: 5,
  ok: 5,
  lossMean: [0.3, 0.2, 0.21][i],
  lossSe: 0.02,
  scoreMean: 0.9,
  scoreSe: 0.01,
  best: i === 1,
  oneSe: i === 2,
}))

export const models: ModelWeights[] = [
  {
    name: HOSTILE,
    method: HOSTILE,
    layers: [
      { fanIn: 4, fanOut: 3, weights: Float32Array.from({ length: 12 }, (_, i) => (i - 6) / 5) },
      { fanIn: 3, fanOut: 2, weights: new Float32Array([0, 0, 0, 0.5, -0.25, 0]) },
    ],
  },
]

const [none, l2] = comparison.methods
export const study: Study = {
  comparisons: [
    {
      ...comparison,
      dataset: HOSTILE,
      target: HOSTILE,
      warnings: [{ kind: 'said', sentence: HOSTILE }],
      methods: [
        none,
        l2,
        { ...l2, method: 'l2:0.01', testScoreMean: 0.9755, difference: 0.005 },
        {
          ...l2,
          method: HOSTILE,
          testScoreMean: 0.9505,
          testScoreLow: 0.94,
          testScoreHigh: 0.961,
          difference: -0.02,
        },
      ],
      trials: methods.flatMap((method) =>
        [0, 1, 2].map((fold) => ({ ...trial, dataset: HOSTILE, method, fold })),
      ),
    },
    regression,
  ],
  ranking: { ...ranking, datasets: [HOSTILE, 'diabetes'] },
}

export const gallery: Gallery = picturesOf({ study, curves, searches: [candidates], models })

export const facts: RunFacts = {
  files: [HOSTILE],
  version: '0.0.0',
  data: [{ name: HOSTILE, hash: 'ab'.repeat(32) }],
  build: 'strict',
  command: `regbench compare ${HOSTILE}`,
  remarks: [HOSTILE],
}
