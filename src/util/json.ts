/** What JSON.parse may give, before anything is known of it. */
export type Json = Readonly<Record<string, unknown>>

/** Whether it is an object with names: no array, no null. */
export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
