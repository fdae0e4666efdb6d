/** How a strength goes over a run: a factor of it, from the share of the updates that are over. */
import { schedules } from '../optimizers/schedules.ts'
import { parseNumber } from '../settings/kinds.ts'
import type { Clock } from './clock.ts'

export const CONSTANT = 'constant'

export const SCHEDULE_FORMS = 'constant, linear, flat-cos or after:F with F from 0 to 1'

const AFTER = 'after:'

/** The factor at a share of the run, 0 at its start; undefined for a text that is no schedule. */
export function strengthSchedule(text: string): ((share: number) => number) | undefined {
  if (text === CONSTANT) return () => 1
  if (text === 'linear') return (share) => 1 - share
  // RealMLP's: whole for the first half of the run, then along a cosine to 0 (Holzmueller, Grinsztajn and Steinwart, NeurIPS 2024).
  if (text === 'flat-cos') return (share) => (share < 0.5 ? 1 : schedules.cosine.factor(2 * share - 1, 1))
  const from = text.startsWith(AFTER) ? parseNumber(text.slice(AFTER.length)) : undefined
  if (from === undefined || from < 0 || from > 1) return undefined
  return (share) => (share < from ? 0 : 1)
}

export const scheduleParam = { kind: 'schedule', summary: 'strength over the run' } as const

/** The factor of a strength where the run stands now; 1 outside of a run, where strengths are whole. */
export function scheduled(text: string, clock: Clock): () => number {
  const factor = strengthSchedule(text)!
  return () => (clock.steps === 0 ? 1 : factor(clock.step / clock.steps))
}
