/** The registry of optimizers: `--optimizer`, its help and the conformance tests derive from it. */
import { adam } from './adam.ts'
import { momentum } from './momentum.ts'
import { nesterov } from './nesterov.ts'
import type { OptimizerEntry } from './optimizer.ts'
import { sgd } from './sgd.ts'

export const optimizers = { sgd, momentum, nesterov, adam } as const satisfies Record<string, OptimizerEntry>

export type OptimizerName = keyof typeof optimizers
