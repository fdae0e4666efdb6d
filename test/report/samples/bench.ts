import { type Measurement, summarizeRounds } from '../../../src/bench/measurement.ts'

export const training: Measurement = {
  workload: 'W2',
  build: 'strict',
  ...summarizeRounds([0.5, 0.21, 0.3]),
  samples_per_second: 299500,
  gflops: 25.66,
  peak_memory_mb: 81,
  train_score: 0.9955,
  test_score: 0.9944,
  fingerprint: '0123456789abcdef',
  node: 'v20.0.0',
}
export const kernel: Measurement = {
  workload: 'copy',
  build: 'strict',
  ...summarizeRounds([2e-6]),
  gigabytes_per_second: 12.34,
  node: 'v20.0.0',
}
