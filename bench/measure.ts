/** Timing and printing for the benchmarks of single kernels. */

/** Rounds over all cases; a case's figure is its median. */
const ROUNDS = 15
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

/** Median nanoseconds a run of each case. The rounds interleave, so a disturbance of the machine hits all alike. */
export async function measure(cases: readonly Case[]): Promise<number[]> {
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
  return times.map((values) => values.sort((x, y) => x - y)[ROUNDS >> 1]!)
}

/** One line a case; the first `peaks` cases are the yardstick of the last column. */
export function table(cases: readonly Case[], times: readonly number[], peaks: number): string {
  const speeds = cases.map(({ multiplyAdds }, i) => (2 * multiplyAdds) / times[i]!)
  const peak = Math.max(...speeds.slice(0, peaks))
  const width = 4 + Math.max(...cases.map(({ name }) => name.length))
  const line = (name: string, ...cells: string[]): string =>
    name.padEnd(width) + cells.map((cell) => cell.padStart(10)).join('')
  return [
    `Node ${process.version}, median of ${ROUNDS} rounds`,
    line('', 'us', 'GFLOP/s', 'of peak'),
    ...cases.map(({ name }, i) => {
      const speed = speeds[i]!
      return line(
        name,
        (times[i]! / 1000).toFixed(2),
        speed.toFixed(1),
        `${((100 * speed) / peak).toFixed(0)} %`,
      )
    }),
  ].join('\n')
}
