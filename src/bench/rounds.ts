/** Timing of single kernels in rounds. */
import { setTimeout } from 'node:timers/promises'

const SECONDS_A_ROUND = 4e-4
const WARM_UP_SECONDS = 0.03

const now = (): number => performance.now() / 1000

/** Until V8 has replaced the baseline code of everything that is measured, which it compiles beside us. */
async function warmUp(cases: readonly (() => void)[]): Promise<void> {
  for (const run of cases) {
    const start = now()
    while (now() - start < WARM_UP_SECONDS) run()
  }
  await setTimeout(100)
}

/** Seconds a call of each case, round by round. The rounds interleave, so a disturbance of the machine hits all cases alike. */
export async function timeRounds(cases: readonly (() => void)[], rounds: number): Promise<number[][]> {
  await warmUp(cases)
  const calls = cases.map((run) => {
    const start = now()
    run()
    return Math.max(1, Math.ceil(SECONDS_A_ROUND / Math.max(now() - start, 1e-8)))
  })
  const times = cases.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    cases.forEach((run, index) => {
      run()
      const start = now()
      for (let i = 0; i < calls[index]!; i++) run()
      times[index]!.push((now() - start) / calls[index]!)
    })
  }
  return times
}
