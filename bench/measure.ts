/** Timing and printing for the benchmarks of single kernels. */

/** Rounds over all cases. */
const ROUNDS = 25
const MULTIPLY_ADDS_A_ROUND = 1e7
const WARM_UP_NANOSECONDS = 3e7

export interface Case {
  readonly name: string
  readonly multiplyAdds: number
  /** Does the work once. */
  run(): void
}

const nanoseconds = (start: bigint): number => Number(process.hrtime.bigint() - start)

/** Until V8 has replaced the baseline code of everything that is measured, which it compiles beside us. */
async function warmUp(cases: readonly Case[]): Promise<void> {
  for (const { run } of cases) {
    const start = process.hrtime.bigint()
    while (nanoseconds(start) < WARM_UP_NANOSECONDS) run()
  }
  await new Promise((resolve) => setTimeout(resolve, 100))
}

/** Nanoseconds a run of a case. */
export interface Timing {
  readonly median: number
  readonly least: number
}

/** The rounds interleave, so a disturbance of the machine hits all cases alike. */
export async function measure(cases: readonly Case[]): Promise<Timing[]> {
  await warmUp(cases)
  const times = cases.map((): number[] => [])
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, { multiplyAdds, run }] of cases.entries()) {
      const runs = Math.ceil(MULTIPLY_ADDS_A_ROUND / multiplyAdds)
      run()
      const start = process.hrtime.bigint()
      for (let i = 0; i < runs; i++) run()
      times[index]!.push(nanoseconds(start) / runs)
    }
  }
  return times.map((values) => {
    const sorted = values.sort((x, y) => x - y)
    return { median: sorted[ROUNDS >> 1]!, least: sorted[0]! }
  })
}

/**
 * One line a case: the median time, the speeds of the median and of the least time, and the latter's share of the peak.
 * The first `peaks` cases are the peak. The share is of the least times because what disturbs only slows.
 */
export function table(cases: readonly Case[], timings: readonly Timing[], peaks: number): string {
  const rows = cases.map(({ name, multiplyAdds }, i) => {
    const { median, least } = timings[i]!
    return { name, median, speed: (2 * multiplyAdds) / median, best: (2 * multiplyAdds) / least }
  })
  const peak = Math.max(...rows.slice(0, peaks).map(({ best }) => best))
  const width = 2 + Math.max(...cases.map(({ name }) => name.length))
  const line = (name: string, ...cells: string[]): string =>
    name.padEnd(width) + cells.map((cell) => cell.padStart(10)).join('')
  return [
    `Node ${process.version}, ${ROUNDS} rounds, GFLOP/s`,
    line('', 'us', 'median', 'best', 'of peak'),
    ...rows.map(({ name, median, speed, best }) =>
      line(
        name,
        (median / 1000).toFixed(2),
        speed.toFixed(1),
        best.toFixed(1),
        `${((100 * best) / peak).toFixed(0)} %`,
      ),
    ),
  ].join('\n')
}
