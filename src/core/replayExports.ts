/** What the core exports to run calls from a list. exports.ts has the rest. */
import type { Pointer } from './pointer.ts'

export interface ReplayExports {
  /**
   * Runs records [count x 16] f64 at a multiple of 8, first to last: each the code of a kernel (recorder.ts), room for what it
   * returns, and its arguments.
   */
  replay(records: Pointer, count: number): void
}
