/**
 * `--repeats auto`: repeats are added until every difference is known to --precision. Only widths decide when to end, never on
 * which side of 0 an interval lies, so that stopping does not favour a finding (Chow and Robbins 1965).
 */
import { existsSync } from 'node:fs'
import type { Plan } from '../experiment/run/plan.ts'
import { readText } from '../results/appendFile.ts'
import type { Study } from '../results/comparison.ts'
import { type Analysis, identityPath } from '../results/identity.ts'
import type { TrialResult } from '../results/trial.ts'
import { count } from '../util/format.ts'
import { isRecord } from '../util/json.ts'
import type { RunSettings } from './running.ts'

/** More repeats of the same rows tell little that is new. */
export const MAX_REPEATS = 20

interface Round {
  readonly repeats: number
  /** Width of the widest interval of a difference, in units of the score; null where there is none. */
  readonly width: number | null
}

export interface Repeated {
  readonly trials: readonly TrialResult[]
  readonly study: Study
  /** What became of the precision, for standard error. */
  readonly note: string
}

/** Adds repeats one by one to those that `start` begins with; finished trials are kept in the file and in memory. */
export async function repeatUntil(
  precision: number,
  start: Plan,
  analysis: Analysis,
  given: RunSettings,
): Promise<Repeated> {
  const { runTrialsOf } = await import('./running.ts')
  const { condensePlan } = await import('../experiment/run/compare.ts')
  const { planExperiment } = await import('../experiment/run/plan.ts')
  const { evaluation } = start.experiment
  const rounds: Round[] = []
  let trials: readonly TrialResult[] = []
  for (let repeats = Math.max(evaluation.repeats, savedRepeats(given)); ; repeats++) {
    const plan = await planExperiment(
      start.parts.map(({ dataset }) => dataset),
      { ...start.experiment, evaluation: { ...evaluation, repeats } },
    )
    // After the first round the file is this run's own.
    const running = rounds.length === 0 ? given.running : { ...given.running, resume: true, force: false }
    trials = await runTrialsOf(plan, analysis, { ...given, running }, trials)
    const study = condensePlan(plan, analysis, trials)
    const round = { repeats, width: widest(study) }
    rounds.push(round)
    const isPrecise = round.width !== null && round.width < precision
    if (isPrecise || repeats >= MAX_REPEATS) {
      return { trials, study, note: noteOf(rounds, precision, isPrecise) }
    }
  }
}

/** Of a file that is continued, so that no trial of it is left out. */
function savedRepeats({ running, output: { exportTrials } }: RunSettings): number {
  if (!running.resume || exportTrials === undefined || !existsSync(identityPath(exportTrials))) return 1
  try {
    const { identity } = JSON.parse(readText(identityPath(exportTrials)))
    const evaluation = isRecord(identity) && isRecord(identity.evaluation) ? identity.evaluation : {}
    return Math.min(MAX_REPEATS, Number(evaluation.repeats) || 1)
  } catch (error) {
    if (error instanceof SyntaxError) return 1
    throw error
  }
}

/** Methods without an interval, all of whose trials diverged, do not hold the others up. */
function widest({ comparisons }: Study): number | null {
  const widths = comparisons.flatMap(({ methods }) =>
    methods.flatMap(({ differenceLow, differenceHigh }) =>
      differenceLow === null || differenceHigh === null ? [] : differenceHigh - differenceLow,
    ),
  )
  return widths.length === 0 ? null : Math.max(...widths)
}

function noteOf(rounds: readonly Round[], precision: number, isPrecise: boolean): string {
  const { repeats, width } = rounds[rounds.length - 1]
  if (isPrecise) {
    return `${count(repeats, 'repeat')}: every interval of a difference is narrower than ${precision} (the widest ${brief(width!)})`
  }
  const floor = floorOf(rounds)
  const known =
    floor === null
      ? ''
      : `; by their course repeats without end would leave about ${brief(floor)}, which only more rows lower`
  return width === null
    ? `${count(repeats, 'repeat')}, the most there are: no difference has an interval`
    : `${count(repeats, 'repeat')}, the most there are: the widest interval of a difference is ${brief(width)}, not below ${precision}${known}`
}

/**
 * The width that is left when all that repeats average out is gone: width^2 = floor^2 + c / repeats, through the first round and the
 * last. Null where there is only one.
 */
function floorOf(rounds: readonly Round[]): number | null {
  const known = rounds.flatMap(({ repeats, width }) => (width === null ? [] : [{ repeats, width }]))
  const [first, last] = [known[0], known[known.length - 1]]
  if (first === undefined || first.repeats === last.repeats) return null
  const square =
    (last.repeats * last.width ** 2 - first.repeats * first.width ** 2) / (last.repeats - first.repeats)
  return Math.sqrt(Math.max(0, square))
}

const brief = (value: number): string => `${Number(value.toPrecision(3))}`
