/**
 * How a thread and its helper speak: a few words of shared memory. The owner writes a job and raises `POSTED`; the helper
 * runs it and raises `DONE` to the same number. Whoever has nothing to do sleeps in Atomics.wait, so neither needs its event
 * loop, and a job costs microseconds.
 */

/** The kernels a helper may be asked for; a job names one by its place. None of them returns a number that is not a count. */
export const JOBS = [
  'gemmColumns',
  'convolve',
  'convolveWeights',
  'convolveInputs',
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

/** States of a helper: it starts, it takes jobs, or it has ended and takes no more. */
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

/**
 * How often a word is looked at before sleeping, some 12 ns each. A thread that sleeps takes 50 us to be woken, longer
 * than most pauses between the jobs of a step; one that looks keeps a processor from the thread it waits for, where the two
 * have only one between them. So looking lasts longer after it was worth it, and not as long after it was not.
 */
const LOOKS = { least: 500, most: 8000 }

/** Waits for changes of a word. */
export class Watch {
  readonly #words: Int32Array
  readonly #index: number
  #looks = LOOKS.most

  constructor(words: Int32Array, index: number) {
    this.#words = words
    this.#index = index
  }

  /** Until the word is not `value` any more; false when that takes longer than so many milliseconds. */
  change(value: number, milliseconds = Infinity): boolean {
    const [words, index, looks] = [this.#words, this.#index, this.#looks]
    for (let look = 0; look < looks; look++) {
      if (Atomics.load(words, index) === value) continue
      this.#looks = Math.min(LOOKS.most, 2 * looks)
      return true
    }
    this.#looks = Math.max(LOOKS.least, looks >> 1)
    return Atomics.wait(words, index, value, milliseconds) !== 'timed-out'
  }
}
