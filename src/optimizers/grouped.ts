/** One optimizer over groups of parameters, each with a rate of its own. */
import { part, type Range } from '../nn/parameters.ts'
import type { Optimizer, OptimizerContext, OptimizerEntry } from './optimizer.ts'

export interface ParameterGroup {
  readonly range: Range
  /** What the rate of a step is multiplied by for these parameters. */
  readonly rateFactor: number
}

/**
 * An optimizer of the entry's kind for each group. Every update works element by element, so where all factors are 1 the
 * bits are those of one optimizer over everything; parameters in no group stay as they are.
 */
export function groupedOptimizer(
  entry: OptimizerEntry,
  context: OptimizerContext,
  groups: readonly ParameterGroup[],
): Optimizer {
  const members = groups.map(({ range, rateFactor }) => ({
    range,
    rateFactor,
    optimizer: entry.create({
      ...context,
      parameters: part(context.parameters, range, 'group'),
      gradients: part(context.gradients, range, 'group'),
      slots: context.slots.map((slot) => part(slot, range, 'group')),
    }),
  }))
  return {
    resume(steps) {
      for (const { optimizer } of members) optimizer.resume?.(steps)
    },
    step(rate) {
      for (const { optimizer, rateFactor } of members) optimizer.step(rate * rateFactor)
    },
    proximal(range) {
      const shares = members.flatMap(({ range: group, rateFactor, optimizer }) => {
        const shared = overlap(range, group)
        if (shared === null) return []
        const within = { offset: shared.offset - group.offset, length: shared.length }
        return [{ rateFactor, apply: optimizer.proximal(within) }]
      })
      return (strength, rate) => {
        for (const { rateFactor, apply } of shares) apply(strength, rate * rateFactor)
      }
    },
  }
}

function overlap(a: Range, b: Range): Range | null {
  const offset = Math.max(a.offset, b.offset)
  const length = Math.min(a.offset + a.length, b.offset + b.length) - offset
  return length > 0 ? { offset, length } : null
}
