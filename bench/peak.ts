/** The yardstick: multiply-adds without loads or stores. */
import { compile, type TimedBuild } from './compile.ts'
import type { Case } from './measure.ts'

interface Peak {
  multiplyAndAdd(turns: number, out: number): void
  chained(turns: number, out: number): void
  maddsInTurn(): number
}

const TURNS = 1000
const LANES = 4

/** Two cases, of which the faster is the peak. They write 192 bytes at `out`. */
export async function peakCases(build: TimedBuild, memory: WebAssembly.Memory, out: number): Promise<Case[]> {
  const module = await compile('bench/peak.assembly.ts', build)
  const peak = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Peak
  const multiplyAdds = TURNS * LANES * peak.maddsInTurn()
  return [
    { name: 'peak: multiply and add', multiplyAdds, run: () => peak.multiplyAndAdd(TURNS, out) },
    { name: 'peak: chained', multiplyAdds, run: () => peak.chained(TURNS, out) },
  ]
}
