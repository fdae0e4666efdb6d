/** Printing for the benchmarks of candidates. */
import { summarizeRounds } from '../../src/bench/measurement.ts'
import { timeRounds } from '../../src/bench/rounds.ts'

const ROUNDS = 25

export interface Case {
  readonly name: string
  readonly multiplyAdds: number
  /** Does the work once. */
  run(): void
}

/**
 * Times the cases. One line a case: the median time, the speeds of the median and of the least time, and the latter's
 * share of the peak, which the first `peaks` cases are. The share is of the least times because what disturbs only slows.
 */
export async function measure(cases: readonly Case[], peaks: number): Promise<string> {
  const times = await timeRounds(
    cases.map(({ run }) => run),
    ROUNDS,
  )
  const rows = cases.map(({ name, multiplyAdds }, i) => {
    const { seconds, least_seconds } = summarizeRounds(times[i]!)
    const speed = (time: number): number => (2 * multiplyAdds) / time / 1e9
    return { name, microseconds: seconds * 1e6, speed: speed(seconds), best: speed(least_seconds) }
  })
  const peak = Math.max(...rows.slice(0, peaks).map(({ best }) => best))
  const width = 2 + Math.max(...cases.map(({ name }) => name.length))
  const line = (name: string, ...cells: string[]): string =>
    name.padEnd(width) + cells.map((cell) => cell.padStart(10)).join('')
  return [
    `Node ${process.version}, ${ROUNDS} rounds, GFLOP/s`,
    line('', 'us', 'median', 'best', 'of peak'),
    ...rows.map(({ name, microseconds, speed, best }) =>
      line(
        name,
        microseconds.toFixed(2),
        speed.toFixed(1),
        best.toFixed(1),
        `${((100 * best) / peak).toFixed(0)} %`,
      ),
    ),
  ].join('\n')
}
