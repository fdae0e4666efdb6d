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
import type { Tunable } from '../tunable.ts'

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

/** How many candidates a round trains while none drops out, and for how many epochs. */
export interface RoundSize {
  readonly candidates: number
  readonly epochs: number
}

/** All candidates, the best third of them, and the best third of those. */
export function halvingRounds(candidates: number, epochs: number): RoundSize[] {
  let left = candidates
  return ROUNDS.map((share) => {
    const round = { candidates: left, epochs: Math.max(1, Math.ceil(share * epochs)) }
    left = Math.ceil(left / 3)
    return round
  })
}

/** The most candidates that rounds have in the epochs of `budget` full trainings. */
export const maxCandidates = (budget: number): number => 3 * budget

/**
 * Rounds that take the epochs of `budget` full trainings, or as few less as can be: as many candidates as there is time for, by
 * thirds; what is left lets more of them into the last round, then into those before. Where there is no time for more candidates
 * than `budget`, that many are trained in full.
 */
export function roundsWithin(budget: number, available: number, epochs: number): RoundSize[] {
  const costOf = (rounds: readonly RoundSize[]): number =>
    rounds.reduce((sum, round) => sum + round.candidates * round.epochs, 0)
  let candidates = Math.min(available, maxCandidates(budget))
  while (candidates > budget && costOf(halvingRounds(candidates, epochs)) > budget * epochs) candidates--
  if (candidates <= budget) return [{ candidates, epochs }]
  const rounds = halvingRounds(candidates, epochs)
  let left = budget * epochs - costOf(rounds)
  for (let i = rounds.length - 1; i >= 0; i--) {
    const { candidates: planned, epochs: length } = rounds[i]
    const room = i === 0 ? available : rounds[i - 1].candidates
    const more = Math.min(Math.floor(left / length), room - planned)
    rounds[i] = { candidates: planned + more, epochs: length }
    left -= more * length
  }
  return rounds
}

/**
 * Successive halving (Jamieson and Talwalkar 2016): each round trains the best of the one before for longer, and anew, since
 * schedules depend on the length of a run. With `halvingRounds` n candidates take about n/3 full trainings. Where all of the last
 * round diverge, the choice is among those that came furthest and ended well.
 */
export function* successiveHalving(
  template: Template,
  combinations: readonly Values[],
  rounds: readonly RoundSize[],
  criterion: Criterion,
): Search {
  const judged = new Map<string, Judged>()
  let survivors = combinations.map((values) => candidateOf(template, values))
  let epochsSpent = 0
  for (const { candidates, epochs } of rounds) {
    survivors = survivors.slice(0, candidates)
    if (survivors.length === 0) break
    const results = yield { candidates: survivors, epochs }
    const trained = survivors.map((candidate, i) => ({ ...candidate, epochs, results: results[i] }))
    for (const candidate of trained) judged.set(candidate.method.spec, candidate)
    epochsSpent += epochsOf(trained)
    survivors = rank(trained, criterion)
  }
  const all = [...judged.values()]
  const choice = choose(furthest(all, criterion), criterion)
  return { judged: all, stages: [{ candidates: all, choice }], choice, epochsSpent }
}

/** Those that ended well after the most epochs. */
function furthest(judged: readonly Judged[], criterion: Criterion): Judged[] {
  const whole = usable(judged, criterion)
  const epochs = Math.max(0, ...whole.map((candidate) => candidate.epochs))
  return whole.filter((candidate) => candidate.epochs === epochs)
}

/** In stages, every candidate in full; or of the one stage as many as `rounds` say. */
export const searchOf = (
  { template, stages }: Pick<Tunable, 'template' | 'stages'>,
  rounds: readonly RoundSize[] | undefined,
  epochs: number,
  criterion: Criterion,
): Search =>
  rounds === undefined
    ? searchStages(template, stages, epochs, criterion)
    : successiveHalving(template, stages[0], rounds, criterion)

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
