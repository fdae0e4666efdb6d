/** The yardstick: multiply-adds without loads or stores. */
import { compileCore, instantiateCore } from '../../src/core/load.ts'
import type { TimedBuild } from './compile.ts'
import type { Case } from './rounds.ts'

const TURNS = 1000

/** Two cases, of which the faster is the peak. They write 192 bytes at `out`. */
export async function peakCases(build: TimedBuild, memory: WebAssembly.Memory, out: number): Promise<Case[]> {
  const core = instantiateCore(await compileCore(build), memory)
  const multiplyAdds = (TURNS * core.peakOperations()) / 2
  return [
    { name: 'peak: multiply and add', multiplyAdds, run: () => core.peakSeparate(TURNS, out) },
    { name: 'peak: multiply-add', multiplyAdds, run: () => core.peakChained(TURNS, out) },
  ]
}
