import type { CandidateResult } from '../../../src/results/candidate.ts'
import type { TuningReport } from '../../../src/results/tuning.ts'

export const candidate = (
  keep: string,
  strength: string,
  loss: number | null,
  marks = '',
): CandidateResult => ({
  method: `inverted-dropout:keep=${keep}+l2:${strength}`,
  values: { 'l2.strength': strength, 'inverted-dropout.keep': keep },
  epochs: 40,
  folds: 5,
  ok: loss === null ? 3 : 5,
  lossMean: loss,
  lossSe: loss === null ? null : loss / 8,
  scoreMean: loss === null ? null : 1 - loss / 4,
  scoreSe: loss === null ? null : 0.0031,
  best: marks.includes('best'),
  oneSe: marks.includes('1-SE'),
})

export const candidates = [
  candidate('0.5', '1e-4', 0.151),
  candidate('0.5', '0.001', 0.112),
  candidate('0.5', '0.01', 0.099, '1-SE'),
  candidate('0.5', '0.1', 0.6),
  candidate('1', '1e-4', 0.13),
  candidate('1', '0.001', 0.092, 'best'),
  candidate('1', '0.01', 0.108),
  candidate('1', '0.1', null),
]

export const report: TuningReport = {
  dataset: 'digits',
  rows: 1797,
  features: 64,
  target: 'digit',
  task: 'classification',
  classes: 10,
  evaluation: '5 folds x 1 repeat',
  settings: '128-64 relu (he), 40 epochs',
  seed: 0,
  metric: 'accuracy',
  criterion: 'loss',
  method: 'inverted-dropout+l2',
  search: 'grid of 8 candidates',
  axes: [
    { name: 'l2.strength', values: ['1e-4', '0.001', '0.01', '0.1'], log: true },
    { name: 'inverted-dropout.keep', values: ['0.5', '1'], log: false },
  ],
  candidates,
  stages: [
    {
      candidates: candidates.map(({ method }) => method),
      best: candidates[5].method,
      oneSe: candidates[2].method,
    },
  ],
  best: candidates[5].method,
  oneSe: candidates[2].method,
  epochsSpent: 1200,
  epochsOfAll: 1600,
  command: 'regbench compare digits --method none --seed 1',
  warnings: [],
}
