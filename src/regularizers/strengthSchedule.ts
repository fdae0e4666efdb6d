/** How a strength goes over a run: a factor of it, from the share of the updates that are over. */
import type { RandomKey } from '../core/randomKey.ts'
import { schedules } from '../optimizers/schedules.ts'
import { parseNumber } from '../settings/kinds.ts'
import type { Clock } from './clock.ts'

export const CONSTANT = 'constant'

export const SCHEDULE_FORMS = 'constant, linear, flat-cos or after:F with F from 0 to 1'

const AFTER = 'after:'

export interface StrengthSchedule {
  /** The factor of the update that comes at a share of the run, 0 at its start. */
  at(share: number): number
  /** What the factor has come to by then: its limit from below, which is that of the updates just before. */
  reached(share: number): number
}

const continuous = (at: (share: number) => number): StrengthSchedule => ({ at, reached: at })

/** Undefined for a text that is no schedule. */
export function strengthSchedule(text: string): StrengthSchedule | undefined {
  if (text === CONSTANT) return continuous(() => 1)
  if (text === 'linear') return continuous((share) => 1 - share)
  // RealMLP's: whole for the first half of the run, then along a cosine to 0 (Holzmueller, Grinsztajn and Steinwart, NeurIPS 2024).
  if (text === 'flat-cos') {
    return continuous((share) => (share < 0.5 ? 1 : schedules.cosine.factor(2 * share - 1, 1)))
  }
  const from = text.startsWith(AFTER) ? parseNumber(text.slice(AFTER.length)) : undefined
  if (from === undefined || from < 0 || from > 1) return undefined
  return { at: (share) => (share < from ? 0 : 1), reached: (share) => (share > from ? 1 : 0) }
}

export const scheduleParam = {
  kind: 'schedule',
  summary:
    'the strength over the run; linear falls evenly to nothing, flat-cos is whole for half of the run and then falls to nothing, after:F is nothing until the share F of the run has passed',
} as const

/** The factor of a strength at the update that comes; 1 outside of a run, where strengths are whole. */
export function scheduled(text: string, clock: Clock): () => number {
  const { at } = strengthSchedule(text)!
  return () => (clock.steps === 0 ? 1 : at(clock.step / clock.steps))
}

/** The factor that the updates so far have come to; 1 outside of a run. */
export function reached(text: string, clock: Clock): () => number {
  const schedule = strengthSchedule(text)!
  return () => (clock.steps === 0 ? 1 : schedule.reached(clock.step / clock.steps))
}

/** The factor of noise at a draw: networks that are sampled to predict, by a stream of their own, have all of it. */
export function scheduledNoise(text: string, clock: Clock): (key: RandomKey | undefined) => number {
  const factor = scheduled(text, clock)
  return (key) => (key === undefined ? factor() : 1)
}
