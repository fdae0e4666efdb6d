/**
 * How a thread and its helper speak: a few words of shared memory. The owner writes a job and raises `POSTED`; the helper
 * runs it and raises `DONE` to the same number. Whoever has nothing to do sleeps in Atomics.wait, so neither needs its event
 * loop, and a job costs microseconds.
 */

/** The kernels a helper may be asked for; a job names one by its place. None of them returns a number that is not a count. */
export const JOBS = [
  'gemmColumns',
  'sampleMask',
  'addL2Gradient',
  'addL1Gradient',
  'softThreshold',
  'decay',
  'sgd',
  'momentum',
  'nesterov',
  'adam',
] as const
export type JobName = (typeof JOBS)[number]

/** Indices of the words. */
export const STATE = 0
export const POSTED = 1
export const DONE = 2
export const JOB = 3

/** Of a helper: it starts, it takes jobs, or it has ended and takes no more. */
export const STARTING = 0
export const READY = 1
export const GONE = 2

const WORDS = 16
/** Arguments of the longest kernel, with room, and one place for what a kernel returns. */
const NUMBERS = 16

/** Plain and cloneable: what both sides are given. */
export type MailboxMemory = SharedArrayBuffer

export const createMailbox = (): MailboxMemory => new SharedArrayBuffer(WORDS * 4 + NUMBERS * 8)

export interface Mailbox {
  readonly words: Int32Array
  /** The arguments of a job; behind a job, its result in place 0. */
  readonly numbers: Float64Array
}

export const openMailbox = (memory: MailboxMemory): Mailbox => ({
  words: new Int32Array(memory, 0, WORDS),
  numbers: new Float64Array(memory, WORDS * 4, NUMBERS),
})
