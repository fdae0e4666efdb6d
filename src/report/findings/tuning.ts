import { isHigherBetter, isShare } from '../../metrics/index.ts'
import type { CandidateResult } from '../../results/candidate.ts'
import type { Metric } from '../../results/trialId.ts'
import type { TuningReport } from '../../results/tuning.ts'
import { decimalsWithin, fixed } from '../../util/format.ts'

/** One sentence: what was chosen, and how sure that is. */
export function tuningFinding({
  candidates,
  criterion,
  metric,
  oneSe,
  mixed,
}: Pick<TuningReport, 'candidates' | 'criterion' | 'metric' | 'oneSe' | 'mixed'>): string {
  const best = candidates.find((candidate) => candidate.best)
  if (best === undefined)
    return 'no candidate ended well on every fold: lower --learning-rate or the strengths'
  const size = criterion === 'loss' ? figure(best.lossMean, best.lossSe, 1) : scoreFigure(best, metric)
  const what =
    criterion === 'loss'
      ? 'the least loss'
      : `${isHigherBetter(metric) ? 'the highest' : 'the least'} ${metric}`
  const score = criterion === 'loss' ? ` (${metric} ${scoreFigure(best, metric)})` : ''
  const first = `${what}, ${size}${score}, is that of ${best.method}`
  const [more, most] = mixed
    ? ['with fewer ingredients', 'the one with the fewest ingredients']
    : ['more regularized', 'the most regularized']
  return oneSe === best.method
    ? `${first}; nothing ${more} is within one standard error of it`
    : `${first}; ${most} within one standard error of it is ${oneSe}`
}

const scoreFigure = ({ scoreMean, scoreSe }: CandidateResult, metric: Metric): string =>
  isShare(metric) ? `${figure(scoreMean, scoreSe, 100)} %` : figure(scoreMean, scoreSe, 1)

/** `0.0812 ± 0.0061`. */
function figure(value: number | null, error: number | null, factor: number): string {
  if (value === null) return '-'
  const decimals = decimalsWithin([factor * value], error === null ? [] : [factor * error], 4)
  return fixed(factor * value, decimals) + (error === null ? '' : ` ± ${fixed(factor * error, decimals)}`)
}
