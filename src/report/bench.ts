/** What `regbench bench` measured. */
import type { Measurement } from '../bench/measurement.ts'
import type { ReportDocument } from './document.ts'
import { listingTable } from './listing.ts'

const digits = (value: number | undefined, significant: number): string =>
  value === undefined ? '' : `${Number(value.toPrecision(significant))}`

const fixed = (value: number | undefined, decimals: number): string =>
  value === undefined ? '' : value.toFixed(decimals)

/** Three digits: from 1.23 us to 123 s. */
function duration(seconds: number): string {
  const [unit, factor] = seconds < 1e-3 ? ['us', 1e6] : seconds < 1 ? ['ms', 1e3] : ['s', 1]
  return `${Number((seconds * factor).toPrecision(3))} ${unit}`
}

const COLUMNS: Readonly<Record<string, (measurement: Measurement) => string>> = {
  workload: ({ workload }) => workload,
  build: ({ build }) => build,
  median: ({ seconds }) => duration(seconds),
  first: ({ first_seconds }) => duration(first_seconds),
  least: ({ least_seconds }) => duration(least_seconds),
  'samples/s': ({ samples_per_second }) => digits(samples_per_second, 4),
  'GFLOP/s': ({ gflops }) => fixed(gflops, 1),
  'of peak': ({ share_of_peak }) => (share_of_peak === undefined ? '' : `${fixed(100 * share_of_peak, 0)} %`),
  'GB/s': ({ gigabytes_per_second }) => fixed(gigabytes_per_second, 1),
  MB: ({ peak_memory_mb }) => fixed(peak_memory_mb, 0),
  train: ({ train_score }) => fixed(train_score, 4),
  test: ({ test_score }) => fixed(test_score, 4),
}

/** JSON is a line each; where people read, columns that no measurement fills are left out. */
export function benchDocument(measurements: readonly Measurement[]): ReportDocument {
  const columns = Object.keys(COLUMNS).filter((name) => measurements.some((m) => COLUMNS[name]!(m) !== ''))
  const rows = measurements.map((m) => columns.map((name) => COLUMNS[name]!(m)))
  return {
    sections: [[listingTable({ columns, rows, right: columns.slice(2) })]],
    data: {
      csv: () => ({
        columns: FIELDS,
        rows: measurements.map((measurement) => FIELDS.map((name) => measurement[name] ?? '')),
      }),
      json: () => ({ lines: measurements }),
    },
  }
}

const FIELDS = [
  'workload',
  'build',
  'seconds',
  'first_seconds',
  'least_seconds',
  'rounds',
  'samples_per_second',
  'gflops',
  'share_of_peak',
  'gigabytes_per_second',
  'peak_memory_mb',
  'train_score',
  'test_score',
  'fingerprint',
  'node',
] as const satisfies readonly (keyof Measurement)[]
