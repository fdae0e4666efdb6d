/**
 * Kernel calls as plain data. A small step is some forty calls, each of which JavaScript prepares anew with the same arguments; where
 * only rows and the number of the step change, the calls are recorded, written into memory once, and made by one call of `replay`.
 */
import type { Region } from './arena.ts'
import { need } from './checks.ts'
import type { CoreExports } from './exports.ts'

/** The kernels a list may call; a record names one by its place. assembly/replay.ts has the same order. */
export const REPLAYED = [
  'gatherRows',
  'gatherLabels',
  'gatherTargets',
  'sampleMask',
  'applyMask',
  'gemmNN',
  'gemmNT',
  'gemmTN',
  'addBias',
  'biasGradient',
  'relu',
  'reluBackward',
  'leakyRelu',
  'leakyReluBackward',
  'tanh',
  'tanhBackward',
  'sigmoid',
  'sigmoidBackward',
  'batchNorm',
  'batchNormBackward',
  'crossEntropyBackward',
  'softTargets',
  'crossEntropySoftBackward',
  'huberBackward',
  'absoluteBackward',
  'addL2Gradient',
  'addL1Gradient',
] as const satisfies readonly (keyof CoreExports)[]
export type Replayed = (typeof REPLAYED)[number]

/** Questions whose answers are already in the arguments of other calls. */
const ASKED: readonly (keyof CoreExports)[] = ['gemmScratch', 'gemmScratchUpTo']

export interface Call {
  readonly name: Replayed
  readonly args: readonly number[]
  /** What it returned; 0 where that is nothing. */
  readonly result: number
}

export interface Recording {
  readonly calls: Call[]
  /** False once a kernel was called that no list can hold. */
  isWhole: boolean
}

/** A core that does what `core` does and writes down what it was asked for. */
export function recordingCore(core: CoreExports, recording: Recording): CoreExports {
  const watched = Object.entries(core).map(([name, kernel]: [string, (...args: number[]) => number]) => {
    if (ASKED.includes(name as keyof CoreExports)) return [name, kernel]
    const isReplayed = (REPLAYED as readonly string[]).includes(name)
    const watch = (...args: number[]) => {
      const result = kernel(...args)
      if (isReplayed) recording.calls.push({ name: name as Replayed, args, result: result ?? 0 })
      else recording.isWhole = false
      return result
    }
    return [name, watch]
  })
  return Object.fromEntries(watched)
}

/** Numbers of a record: code, result, and up to fourteen arguments. */
export const RECORD = 16
const RESULT = 1
const ARGUMENTS = 2

/** An argument that is another one in each run of a list. */
export interface Variable {
  /** Its values in the two recordings of the list. */
  readonly values: readonly [number, number]
}

/** A list in memory, which runs as often as wanted. */
export class CallList {
  readonly calls: readonly Call[]
  readonly #core: CoreExports
  readonly #ptr: number
  readonly #numbers: Float64Array
  /** By variable, where its value stands. */
  readonly #places: readonly (readonly number[])[]

  private constructor(
    core: CoreExports,
    ptr: number,
    numbers: Float64Array,
    calls: readonly Call[],
    places: readonly (readonly number[])[],
  ) {
    this.#core = core
    this.#ptr = ptr
    this.#numbers = numbers
    this.calls = calls
    this.#places = places
  }

  /**
   * Of two recordings that differ by nothing but the values of `variables`, written to `numbers`, which is the f64 region `region`.
   * Null where they differ otherwise, or where there is too little room.
   */
  static of(
    core: CoreExports,
    region: Region,
    numbers: Float64Array,
    [first, second]: readonly [readonly Call[], readonly Call[]],
    variables: readonly Variable[],
  ): CallList | null {
    if (first.length !== second.length || first.length * RECORD > numbers.length) return null
    const places = variables.map((): number[] => [])
    for (const [i, { name, args }] of second.entries()) {
      const before = first[i]!
      if (before.name !== name || before.args.length !== args.length) return null
      numbers[i * RECORD] = REPLAYED.indexOf(name)
      for (const [j, value] of args.entries()) {
        const place = i * RECORD + ARGUMENTS + j
        numbers[place] = value
        if (Object.is(before.args[j], value)) continue
        const which = variables.findIndex(({ values }) => values[0] === before.args[j] && values[1] === value)
        if (which < 0) return null
        places[which]!.push(place)
      }
    }
    return new CallList(core, need(region, 'f64', numbers.length), numbers, second, places)
  }

  /** Makes the calls, with these values for the variables. */
  run(...values: readonly number[]): void {
    const numbers = this.#numbers
    for (let which = 0; which < values.length; which++) {
      for (const place of this.#places[which]!) numbers[place] = values[which]!
    }
    this.#core.replay(this.#ptr, this.calls.length)
  }

  /** What call number `i` returned in the last run. */
  result(i: number): number {
    return this.#numbers[i * RECORD + RESULT]
  }
}
