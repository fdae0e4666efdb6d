/** Snapshot ensembles in float64: cycles of the learning rate, and networks that predict together. Imports nothing from src. */
import type { Matrix, Task } from './network.ts'

export interface Snapshots {
  /** Networks that predict, those at the ends of the last cycles. */
  readonly count: number
  /** Default `count`. */
  readonly cycles?: number
}

/** After how many epochs each cycle of the run ends: cycles as long as one another to less than an epoch. */
export function cycleEnds({ count, cycles = count }: Snapshots, epochs: number): number[] {
  const n = Math.min(cycles, epochs)
  return Array.from({ length: n }, (_, c) => Math.floor(((c + 1) * epochs) / n))
}

/** Where an update stands in its cycle of the run, of so many updates. */
export function placeInCycle(
  step: number,
  ends: readonly number[],
  perEpoch: number,
): [t: number, T: number] {
  const end = ends.find((epochs) => step < epochs * perEpoch) ?? ends[ends.length - 1]!
  const before = ends[ends.indexOf(end) - 1] ?? 0
  return [step - before * perEpoch, (end - before) * perEpoch]
}

/** What several networks answer together: the mean of their predictions, or logits whose softmax is the mean of their probabilities. */
export function together(task: Task, each: readonly Matrix[]): number[][] {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const of = (answers: readonly (readonly (readonly number[])[])[], r: number, j: number) =>
    mean(answers.map((rows) => rows[r]![j]!))
  const shape = each[0]!
  if (task === 'regression') return shape.map((row, r) => row.map((_, j) => of(each, r, j)))
  const shares = each.map((rows) =>
    rows.map((row) => {
      const largest = Math.max(...row)
      const powers = row.map((logit) => Math.exp(logit - largest))
      const sum = powers.reduce((total, power) => total + power, 0)
      return powers.map((power) => power / sum)
    }),
  )
  return shape.map((row, r) => row.map((_, j) => Math.log(of(shares, r, j))))
}
