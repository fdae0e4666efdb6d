/** What a benchmark leaves: plain data, a line each in every format. */
import { median } from '../util/quantile.ts'

export interface Measurement {
  /** What was timed: a workload, a dataset, a kernel with its shape. */
  readonly workload: string
  readonly build: string
  /** Seconds of the median round. */
  readonly seconds: number
  /** Seconds of the first round, before V8 has optimised everything, and of the fastest. */
  readonly first_seconds: number
  readonly least_seconds: number
  readonly rounds: number
  /** Rows a second, for what works on rows. */
  readonly samples_per_second?: number
  /** 1e9 floating-point operations a second of the matrix products, as if no operand held a zero. */
  readonly gflops?: number
  /** Speed as a share of the fastest loop that only touches registers, in its own fastest round. */
  readonly share_of_peak?: number
  /** 1e9 bytes a second, read and written. */
  readonly gigabytes_per_second?: number
  /** The most memory this process ever held, in 1e6 bytes. */
  readonly peak_memory_mb?: number
  readonly train_score?: number
  readonly test_score?: number
  readonly fingerprint?: string
  readonly node: string
}

/** Seconds of the rounds in the order they were run. */
export function summarizeRounds(
  seconds: readonly number[],
): Pick<Measurement, 'seconds' | 'first_seconds' | 'least_seconds' | 'rounds'> {
  return {
    seconds: median(seconds),
    first_seconds: seconds[0]!,
    least_seconds: Math.min(...seconds),
    rounds: seconds.length,
  }
}

/** process.resourceUsage counts in units of 1024 bytes. */
export const peakMemory = (): number => Math.round((process.resourceUsage().maxRSS * 1024) / 1e6)
