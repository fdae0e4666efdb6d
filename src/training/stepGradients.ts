/**
 * From the rows of a step to its gradients. For a method that makes the same calls of kernels in every step, with other rows and
 * another number of the step, they are recorded twice and then made from a list, by one call: so JavaScript, which takes a quarter of
 * a step of a small network and nearly all of it while it is not optimised yet, has little left to do. The bits are those of the calls.
 */
import type { Arena, Region, RegionRequest } from '../core/arena.ts'
import { i32From } from '../core/checks.ts'
import type { Kernels } from '../core/kernels.ts'
import { type Call, type CallList, RECORD, type Replayed } from '../core/recorder.ts'
import type { Hooks } from '../regularizers/regularizer.ts'

/** Minibatches come in two sizes: the last of an epoch may have fewer rows. */
const SIZES = 2

/** Calls of a step: what is there once, and what each layer adds. */
const CALLS = 24
const CALLS_OF_LAYER = 16

const listName = (i: number): string => `kernel calls ${i}`

const lengthOf = (layers: number): number => (CALLS + CALLS_OF_LAYER * layers) * RECORD

export const stepRequests = (layers: number): RegionRequest[] =>
  Array.from({ length: SIZES }, (_, i) => ({ name: listName(i), type: 'f64', length: lengthOf(layers) }))

/** What acts behind the gradients, or in all steps alike. */
const LATE: readonly string[] = [
  'norm',
  'shrink',
  'project',
  'afterUpdate',
  'endEpoch',
  'rateAt',
  'exchange',
  'snapshots',
  'penalty',
  'predictionScale',
  'unitsSeen',
  'patience',
] satisfies readonly (keyof Hooks)[]

/** Whether a hook makes the same calls in every step. */
export const isSteady = (hook: Hooks): boolean =>
  hook.isSteady === true || Object.keys(hook).every((name) => LATE.includes(name))

const LOSSES: readonly Replayed[] = [
  'crossEntropyBackward',
  'crossEntropySoftBackward',
  'huberBackward',
  'absoluteBackward',
]

interface Recorded {
  readonly calls: readonly Call[]
  readonly ids: number
  readonly step: number
}

interface ReplayedStep {
  readonly list: CallList
  /** Numbers of the calls that return the loss, and counts of kept units. */
  readonly loss: number
  readonly masks: readonly number[]
  /** Units that masks are drawn for. */
  readonly drawn: number
}

export class StepGradients {
  /** Units that masks have kept, of so many drawn, in steps that were made from a list. */
  readonly seen = { kept: 0, drawn: 0 }
  readonly #kernels: Kernels
  readonly #arena: Arena
  #isSteady: boolean
  /** By rows of a minibatch. */
  readonly #recorded = new Map<number, Recorded>()
  readonly #replayed = new Map<number, ReplayedStep>()

  /** `isSteady`: nothing but calls of kernels happens up to the gradients, the same ones in every step of as many rows. */
  constructor(kernels: Kernels, arena: Arena, isSteady: boolean) {
    this.#kernels = kernels
    this.#arena = arena
    this.#isSteady = isSteady
  }

  /** The numbers of rows for which there is a list. */
  get sizes(): number[] {
    return [...this.#replayed.keys()]
  }

  /** What `byCalls` returns for the rows rowIds [start, start + M), the loss of step `step`, with the gradients it leaves. */
  compute(rowIds: Region, start: number, M: number, step: number, byCalls: () => number): number {
    if (!this.#isSteady) return byCalls()
    const ids = i32From(rowIds, start, M)
    const replayed = this.#replayed.get(M)
    return replayed === undefined ? this.#record(ids, M, step, byCalls) : this.#replay(replayed, ids, step)
  }

  #replay({ list, loss, masks, drawn }: ReplayedStep, ids: number, step: number): number {
    list.run(ids, step)
    this.seen.drawn += drawn
    for (const mask of masks) this.seen.kept += list.result(mask)
    return list.result(loss)
  }

  #record(ids: number, M: number, step: number, byCalls: () => number): number {
    const first = this.#recorded.get(M)
    if (first === undefined && this.#recorded.size === SIZES) return byCalls()
    const { value, calls } = this.#kernels.recorded(byCalls)
    const replayed = calls && first && this.#listOf(M, first, { calls, ids, step }, value)
    if (replayed) this.#replayed.set(M, replayed)
    else if (calls !== null && first === undefined) this.#recorded.set(M, { calls, ids, step })
    else this.#isSteady = false
    return value
  }

  #listOf(M: number, first: Recorded, second: Recorded, loss: number): ReplayedStep | null {
    const name = listName([...this.#recorded.keys()].indexOf(M))
    const list = this.#kernels.callList(
      this.#arena.region(name),
      this.#arena.f64(name),
      [first.calls, second.calls],
      [{ values: [first.ids, second.ids] }, { values: [first.step, second.step] }],
    )
    const { calls } = second
    const at = calls.findLastIndex((call) => LOSSES.includes(call.name))
    if (list === null || at < 0 || !Object.is(calls[at]!.result, loss)) return null
    const masks = calls.flatMap((call, i) => (call.name === 'sampleMask' ? [i] : []))
    const drawn = masks.reduce((sum, i) => sum + calls[i]!.args[2]! * calls[i]!.args[3]!, 0)
    return { list, loss: at, masks, drawn }
  }
}
