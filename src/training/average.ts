/** Which networks a prediction averages: `--average scale|mc:K|exact|gaussian`, as plain data. */

import type { Architecture } from '../nn/architecture.ts'
import { regularizer } from '../regularizers/index.ts'
import { isNoisy, isNoisyTerm, type Method } from '../regularizers/method.ts'
import { type Average, averageText } from '../settings/average.ts'
import { usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'

/** Dropped units that are still enumerated: a million networks. */
export const MAX_UNITS = 20

/** For headings: `predictions averaged over 20 sampled networks`. */
export function describeAverage(average: Average): string {
  if (average.kind === 'mc') {
    return `predictions averaged over ${count(average.samples, 'sampled network')}`
  }
  return {
    scale: 'predictions by weight scaling',
    exact: 'predictions averaged over all masks',
    gaussian: 'predictions by Gaussian moment matching',
  }[average.kind]
}

/**
 * Refuses an average that means nothing for the methods: one over networks where none has noise, over all masks where there
 * are no masks over units or too many, by moment matching where no weights are masked.
 */
export function checkAverage(average: Average, methods: readonly Method[], architecture: Architecture): void {
  if (average.kind === 'scale') return
  const option = `--average ${averageText(average)}`
  const noisy = methods.filter((method) => isNoisy(method, architecture))
  if (noisy.length === 0) {
    const whose = methods.length === 1 ? `${methods[0].spec} has no noise` : 'no method here has noise'
    throw usageError(
      `${option}: ${whose}, so there is one network and nothing to average; leave it out, or name a method such as inverted-dropout:keep=0.5`,
    )
  }
  for (const method of noisy) {
    if (average.kind === 'exact') checkEnumerable(option, method, architecture)
    if (
      average.kind === 'gaussian' &&
      !method.terms.some(({ name }) => regularizer(name).noise === 'weights')
    ) {
      throw usageError(
        `${option} is DropConnect's prediction and means nothing for ${method.spec}; write --average mc:100`,
      )
    }
  }
}

function checkEnumerable(option: string, method: Method, architecture: Architecture): void {
  let units = 0
  for (const term of method.terms) {
    if (!isNoisyTerm(term, architecture)) continue
    const keeps = regularizer(term.name).keeps?.(term.args, architecture)
    if (keeps === undefined) {
      throw usageError(
        `${option} goes through all masks over units, and ${term.text} has other noise; write --average mc:100`,
      )
    }
    units += keeps.reduce((sum, keep, site) => sum + (keep < 1 ? architecture.sizes[site] : 0), 0)
  }
  if (units > MAX_UNITS) {
    throw usageError(
      `${option}: ${method.spec} may drop ${units} units, which makes 2^${units} masks; at most ${MAX_UNITS} units are enumerated, so write --average mc:100`,
    )
  }
}
