/** From the results of a search to what a report prints of it. */

import { regularizer, regularizerNames } from '../../regularizers/index.ts'
import type { NumberParam } from '../../regularizers/params.ts'
import { numericValue } from '../../regularizers/template.ts'
import type { CandidateResult } from '../../results/candidate.ts'
import type { TrialResult } from '../../results/trial.ts'
import type { TuningAxis, TuningReport } from '../../results/tuning.ts'
import type { Warning } from '../../results/warning.ts'
import { isInRange } from '../../settings/kinds.ts'
import { mean } from '../../statistics/moments.ts'
import { standardError } from '../../statistics/oneStandardError.ts'
import type { Axis } from './axes.ts'
import type { TuningPlan } from './plan.ts'
import type { Judged, Outcome } from './search.ts'

/** The report but for the command line, which only the command can write. */
export type Findings = Omit<TuningReport, 'command'>

type Setting = Pick<
  TuningReport,
  | 'dataset'
  | 'rows'
  | 'features'
  | 'target'
  | 'task'
  | 'metric'
  | 'classes'
  | 'evaluation'
  | 'settings'
  | 'seed'
  | 'sameFolds'
> & {
  /** About the splits, one sentence each. */
  readonly warnings: readonly string[]
  /** Splits that judge each candidate, and epochs of a full run. */
  readonly cells: number
  readonly epochs: number
}

export function tuningReport(plan: TuningPlan, outcome: Outcome, setting: Setting): Findings {
  const { cells, epochs, warnings, ...about } = setting
  const { judged, choice, epochsSpent } = outcome
  const best = choice?.best.method.spec ?? null
  const oneSe = choice?.oneSe.method.spec ?? null
  const candidates = judged.map((candidate) => candidateResult(candidate, best, oneSe))
  const report = {
    ...about,
    criterion: plan.criterion,
    method: plan.method,
    search: plan.search,
    ...(plan.template.mixed && { mixed: true as const }),
    axes: plan.axes.map((axis) => reportedAxis(axis, candidates)),
    candidates,
    stages: outcome.stages.map((stage) => ({
      candidates: stage.candidates.map(({ method }) => method.spec),
      best: stage.choice?.best.method.spec ?? null,
      oneSe: stage.choice?.oneSe.method.spec ?? null,
    })),
    best,
    oneSe,
    epochsSpent,
    epochsOfAll: candidates.length * cells * epochs,
  }
  return {
    ...report,
    warnings: [
      ...warnings.map((sentence): Warning => ({ kind: 'said', sentence })),
      ...searchWarnings(report, cells, plan.sampled),
    ],
  }
}

function candidateResult(
  { method, values, epochs, results }: Judged,
  best: string | null,
  oneSe: string | null,
): CandidateResult {
  const ok = results.filter(({ status }) => status === 'ok')
  const figures = (key: 'testLoss' | 'testScore') => {
    const numbers = ok.map((result: TrialResult) => result[key]!)
    return {
      mean: numbers.length === 0 ? null : mean(numbers),
      se: numbers.length < 2 ? null : standardError(numbers),
    }
  }
  const loss = figures('testLoss')
  const score = figures('testScore')
  return {
    method: method.spec,
    values,
    epochs,
    folds: results.length,
    ok: ok.length,
    lossMean: loss.mean,
    lossSe: loss.se,
    scoreMean: score.mean,
    scoreSe: score.se,
    best: method.spec === best,
    oneSe: method.spec === oneSe,
  }
}

function reportedAxis({ name, range }: Axis, candidates: readonly CandidateResult[]): TuningAxis {
  const values = [
    ...new Set(candidates.map((candidate) => candidate.values[name]).filter((v) => v !== undefined)),
  ]
  const numbers = values.map(numericValue)
  if (!numbers.every(Number.isFinite)) return { name, values, log: false }
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  return {
    name,
    values: values.sort((a, b) => numericValue(a) - numericValue(b)),
    log: least > 0 && (range === undefined ? most / least > 20 : range.log === true),
  }
}

function searchWarnings(
  { axes, candidates, best }: Omit<Findings, 'warnings'>,
  cells: number,
  sampled: boolean,
): Warning[] {
  const unjudged = candidates.filter(({ ok, folds }) => ok < folds).length
  const chosen = candidates.find(({ method }) => method === best)
  // Of few points in several dimensions some value is always an extreme one.
  const edged = sampled && axes.length > 1 ? [] : axes
  return [
    ...(unjudged === 0
      ? []
      : [{ kind: 'unjudged', count: unjudged, candidates: candidates.length } as const]),
    ...(cells > 1 ? [] : [{ kind: 'one-split' } as const]),
    ...(chosen === undefined ? [] : edged.flatMap((axis) => edgeWarning(axis, chosen.values[axis.name]))),
  ]
}

/** A minimum at the edge of what was tried may not be a minimum. Edges beyond which nothing lies, keep 1 or strength 0, do not count. */
function edgeWarning({ name, values, log }: TuningAxis, value: string | undefined): Warning[] {
  const param = paramOf(name)
  if (value === undefined || param === undefined || values.length < 2) return []
  const place = values.indexOf(value)
  if (place !== 0 && place !== values.length - 1) return []
  const [first, last, here] = [values[0], values[values.length - 1], value].map(numericValue)
  const sign = place === 0 ? -1 : 1
  const beyond = log ? (sign < 0 ? here / 100 : here * 100) : clamp(param, here, sign * (last - first))
  if (!Number.isFinite(here) || !isInRange(param, beyond) || beyond === here) return []
  const [from, to] = [here, beyond].sort((a, b) => a - b).map((end) => Number(end.toPrecision(3)))
  return [{ kind: 'edge', parameter: name, value, end: place === 0 ? 'smallest' : 'largest', from, to, log }]
}

/** The value one step beyond, or half of the way to the bound where that is nearer. */
function clamp(param: NumberParam, here: number, step: number): number {
  if (isInRange(param, here + step)) return here + step
  const bound = step < 0 ? (param.min ?? param.above) : (param.max ?? param.below)
  return bound === undefined ? here : here + (bound - here) / 2
}

function paramOf(name: string): NumberParam | undefined {
  const term = regularizerNames.find((known) => name.startsWith(`${known}.`))
  const param = term && regularizer(term).params[name.slice(term.length + 1)]
  return param?.kind === 'number' ? param : undefined
}
