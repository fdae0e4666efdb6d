/**
 * Searches for the best candidate. Each is a generator that asks for rounds of runs and is given their results, so that the
 * same search works on many threads (`regbench tune`) and inside one trial (`compare --tune`).
 */

import { isHigherBetter } from '../../metrics/index.ts'
import type { Method } from '../../regularizers/method.ts'
import { compareRegularization, fill, type Template, type Values } from '../../regularizers/template.ts'
import type { TrialResult } from '../../results/trial.ts'
import type { Criterion } from '../../settings/methods.ts'
import { mean } from '../../statistics/moments.ts'
import { oneStandardErrorRule } from '../../statistics/oneStandardError.ts'
import { compareWithTies } from '../../util/ties.ts'

export interface Candidate {
  readonly values: Values
  readonly method: Method
}

/** Train each candidate so many epochs on each split. */
export interface Round {
  readonly candidates: readonly Candidate[]
  readonly epochs: number
}

/** [candidates][splits] of a round. */
export type RoundResults = readonly (readonly TrialResult[])[]

export interface Judged extends Candidate {
  readonly epochs: number
  /** One for each split. */
  readonly results: readonly TrialResult[]
}

export interface Outcome {
  /** Every candidate tried, with the results of its last round. */
  readonly judged: readonly Judged[]
  /** What each stage chose from; a single one but for `searchStages`. */
  readonly stages: readonly Stage[]
  /** Choice of the last stage; null when no candidate ended well on every split. */
  readonly choice: SearchChoice | null
  readonly epochsSpent: number
}

export interface Stage {
  readonly candidates: readonly Candidate[]
  readonly choice: SearchChoice | null
}

export interface SearchChoice {
  readonly best: Judged
  readonly oneSe: Judged
}

export type Search = Generator<Round, Outcome, RoundResults>

/** Every combination of values, in stages: a stage keeps the best values of those before it. */
export function* searchStages(
  template: Template,
  stages: readonly (readonly Values[])[],
  epochs: number,
  criterion: Criterion,
): Search {
  const judged = new Map<string, Judged>()
  const done: Stage[] = []
  let settled: Values = {}
  let choice: SearchChoice | null = null
  for (const stage of stages) {
    const candidates = stage.map((values) => candidateOf(template, { ...settled, ...values }))
    const fresh = candidates.filter(({ method }) => !judged.has(method.spec))
    if (fresh.length > 0) {
      const results = yield { candidates: fresh, epochs }
      fresh.forEach((candidate, i) => {
        judged.set(candidate.method.spec, { ...candidate, epochs, results: results[i] })
      })
    }
    choice = choose(
      candidates.map(({ method }) => judged.get(method.spec)!),
      criterion,
    )
    done.push({ candidates, choice })
    if (choice === null) break
    settled = choice.best.values
  }
  const all = [...judged.values()]
  return { judged: all, stages: done, choice, epochsSpent: epochsOf(all) }
}

/** Shares of the epochs that the rounds of successive halving train for, each for the best third of the one before. */
const ROUNDS = [1 / 9, 1 / 3, 1]

/** What each round trains while no candidate drops out. */
export function halvingRounds(candidates: number, epochs: number): { candidates: number; epochs: number }[] {
  let left = candidates
  return ROUNDS.map((share) => {
    const round = { candidates: left, epochs: Math.max(1, Math.ceil(share * epochs)) }
    left = bestThird(left)
    return round
  })
}

const bestThird = (candidates: number): number => Math.ceil(candidates / 3)

/**
 * Successive halving (Jamieson and Talwalkar 2016) by thirds: all candidates for a ninth of the epochs, the best third of them for a
 * third, the best third of those in full. Each round trains anew, since schedules depend on the length of a run. With n candidates
 * that is about n/3 full trainings.
 */
export function* successiveHalving(
  template: Template,
  combinations: readonly Values[],
  epochs: number,
  criterion: Criterion,
): Search {
  const judged = new Map<string, Judged>()
  let survivors = combinations.map((values) => candidateOf(template, values))
  let epochsSpent = 0
  let choice: SearchChoice | null = null
  for (const { epochs: round } of halvingRounds(survivors.length, epochs)) {
    if (survivors.length === 0) break
    const results = yield { candidates: survivors, epochs: round }
    const ranked = survivors.map((candidate, i) => ({ ...candidate, epochs: round, results: results[i] }))
    for (const candidate of ranked) judged.set(candidate.method.spec, candidate)
    epochsSpent += epochsOf(ranked)
    choice = choose(ranked, criterion)
    survivors = rank(ranked, criterion).slice(0, bestThird(survivors.length))
  }
  const all = [...judged.values()]
  return { judged: all, stages: [{ candidates: all, choice }], choice, epochsSpent }
}

/**
 * The best candidate and the most regularized within one standard error of it. A candidate with a run that did not end well is
 * out; of equals the most regularized wins, then the one tried first.
 */
export function choose(judged: readonly Judged[], criterion: Criterion): SearchChoice | null {
  const ordered = usable(judged, criterion).sort((a, b) => compareRegularization(a.values, b.values))
  if (ordered.length === 0) return null
  const errors = ordered.map(({ results }) => results.map((result) => errorOf(result, criterion)))
  // One split tells no standard error, so there is nothing to be within.
  if (errors[0].length < 2) {
    const best = ordered.reduce((a, b) =>
      compareWithTies(meanError(b, criterion), meanError(a, criterion)) < 0 ? b : a,
    )
    return { best, oneSe: best }
  }
  const { best, withinOneStandardError } = oneStandardErrorRule(errors)
  return { best: ordered[best], oneSe: ordered[withinOneStandardError] }
}

const rank = (judged: readonly Judged[], criterion: Criterion): Judged[] =>
  usable(judged, criterion)
    .sort((a, b) => compareRegularization(a.values, b.values))
    .sort((a, b) => compareWithTies(meanError(a, criterion), meanError(b, criterion)))

/** Candidates that ended well and have what they are judged by. */
const usable = (judged: readonly Judged[], criterion: Criterion): Judged[] =>
  judged.filter(({ results }) =>
    results.every(({ status, testScore }) => status === 'ok' && (criterion === 'loss' || testScore !== null)),
  )

const meanError = ({ results }: Judged, criterion: Criterion): number =>
  mean(results.map((result) => errorOf(result, criterion)))

/** Smaller is better. The rows that a split tests are those that judge here. */
function errorOf({ testLoss, testScore, metric }: TrialResult, criterion: Criterion): number {
  if (criterion === 'loss') return testLoss!
  return isHigherBetter(metric) ? 1 - testScore! : testScore!
}

export const candidateOf = (template: Template, values: Values): Candidate => ({
  values,
  method: fill(template, values),
})

const epochsOf = (judged: readonly Judged[]): number =>
  judged.reduce((total, { results }) => total + results.reduce((sum, { epochs }) => sum + epochs, 0), 0)

/** Carries a search out in this thread. */
export function runSearch(search: Search, run: (round: Round) => RoundResults): Outcome {
  let step = search.next()
  while (!step.done) step = search.next(run(step.value))
  return step.value
}

/** Carries a search out with rounds that take their time. */
export async function awaitSearch(
  search: Search,
  run: (round: Round) => Promise<RoundResults>,
): Promise<Outcome> {
  let step = search.next()
  while (!step.done) step = search.next(await run(step.value))
  return step.value
}
