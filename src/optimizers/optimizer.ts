/** What every optimizer offers; each one is a file beside this, and a line in index.ts. */
import type { Region } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import type { Range } from '../nn/parameters.ts'

export interface OptimizerContext {
  readonly kernels: Kernels
  readonly parameters: Region
  readonly gradients: Region
  /** One region of the parameters' length for each name in `slots`, all zero. */
  readonly slots: readonly Region[]
  readonly momentum: number
}

export interface Optimizer {
  /** One update of all parameters from all gradients. */
  step(rate: number): void
  /** Puts what it keeps beside its slots where so many steps leave it. */
  resume?(steps: number): void
  /**
   * The proximal operator of strength * sum |w| over `range`, in the metric of the step just made: the soft-threshold
   * whose fixed point is |dLoss/dw| <= strength, as it is for the subgradient. docs/math.md derives each one.
   */
  proximal(range: Range): (strength: number, rate: number) => void
}

export interface OptimizerEntry {
  readonly title: string
  readonly summary: string
  readonly reference: string
  /** The power of a gradient with which its steps grow: 1, or 0 where they are of a size of their own. */
  readonly gradientPower: 0 | 1
  /** The learning rate where none is given: the largest at which no table of experiments/defaults diverges. */
  readonly rate: number
  /** Names of the state it keeps for each parameter. */
  readonly slots: readonly string[]
  /** In the line that describes a run: `SGD momentum 0.9`. */
  phrase(settings: { readonly momentum: number }): string
  create(context: OptimizerContext): Optimizer
}
