import { isHigherBetter, isShare } from '../metrics/index.ts'
import type { TrialResult } from '../results/trial.ts'
import { printable } from './escape.ts'

/** What is used of a writable stream: `process.stderr` or a test's recorder. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export interface Progress {
  /** Called before the first trial, with those already done, and after each. */
  update(done: number, total: number, latest: TrialResult | null): void
  /** Removes the line; call it however the run ends. */
  end(): void
}

export interface Clock {
  /** Milliseconds. */
  now(): number
  /** Calls `tick` until the returned function is called; must not keep the process alive. */
  every(milliseconds: number, tick: () => void): () => void
}

/** Redrawing costs the terminal more than it tells the reader above ten times a second. */
const REDRAW_MS = 100
const TICK_MS = 1000

const BAR_WIDTH = 20

/** Back to the first column and clear to the end of the line: all that is asked of the terminal. */
const CLEAR = '\r\x1b[K'

/**
 * One line on standard error, redrawn in place: share done, time left, best method so far. Silent where the stream is not a
 * terminal, cannot move its cursor (TERM=dumb), or `wanted` is false.
 */
export function createProgress(
  stream: ProgressStream,
  wanted: boolean,
  { clock = systemClock, terminal = process.env.TERM }: { clock?: Clock; terminal?: string | undefined } = {},
): Progress {
  if (!wanted || stream.isTTY !== true || terminal === 'dumb') return { update() {}, end() {} }
  const startedAt = clock.now()
  const best = new BestSoFar()
  let state: { done: number; total: number } | undefined
  let doneAtStart = 0
  let drawnAt = Number.NEGATIVE_INFINITY
  let stop: (() => void) | undefined

  const draw = (): void => {
    if (state === undefined) return
    drawnAt = clock.now()
    const { done, total } = state
    const left = timeLeft(done - doneAtStart, total - done, drawnAt - startedAt)
    const share = total === 0 ? 1 : done / total
    const parts = [bar(share), `${done}/${total}`, `${Math.floor(100 * share)} %`, left, best.text()]
    const line = parts.filter((part) => part !== '').join('  ')
    // The last column stays free: some terminals wrap when it is written.
    stream.write(CLEAR + [...line].slice(0, (stream.columns || 80) - 1).join(''))
  }
  return {
    update(done, total, latest) {
      if (state === undefined) {
        doneAtStart = latest === null ? done : done - 1
        stop = clock.every(TICK_MS, draw)
      }
      state = { done, total }
      if (latest !== null) best.add(latest)
      if (clock.now() - drawnAt >= REDRAW_MS || done === total) draw()
    },
    end() {
      stop?.()
      stop = undefined
      if (state !== undefined) stream.write(CLEAR)
      state = undefined
    },
  }
}

export const systemClock: Clock = {
  now: () => performance.now(),
  every(milliseconds, tick) {
    const timer = setInterval(tick, milliseconds)
    timer.unref()
    return () => clearInterval(timer)
  },
}

function bar(share: number): string {
  const filled = Math.floor(share * BAR_WIDTH)
  return '━'.repeat(filled) + '╌'.repeat(BAR_WIDTH - filled)
}

/** From the pace of this run's own trials, all workers together: `2 min 5 s left`. Empty before the first one ends. */
export function timeLeft(finished: number, remaining: number, elapsedMs: number): string {
  if (finished <= 0 || remaining <= 0) return ''
  const seconds = Math.ceil(((elapsedMs / finished) * remaining) / 1000)
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return `${seconds} s left`
  if (minutes < 60) return `${minutes} min ${seconds % 60} s left`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`
}

/** Mean test score of each method over the trials seen of the present dataset, and the best of them. */
class BestSoFar {
  #dataset = ''
  readonly #sums = new Map<string, { total: number; count: number }>()
  #metric: TrialResult['metric'] = 'accuracy'

  add({ dataset, method, metric, testScore }: TrialResult): void {
    // Scores of several datasets have no common mean.
    if (dataset !== this.#dataset) this.#sums.clear()
    this.#dataset = dataset
    if (testScore === null) return
    this.#metric = metric
    const sum = this.#sums.get(method) ?? { total: 0, count: 0 }
    sum.total += testScore
    sum.count++
    this.#sums.set(method, sum)
  }

  /** `best so far 97.2 % l2:1e-4`; empty before there is one. */
  text(): string {
    const sign = isHigherBetter(this.#metric) ? 1 : -1
    const means = [...this.#sums].map(([method, { total, count }]) => ({ method, mean: total / count }))
    if (means.length === 0) return ''
    const { method, mean } = means.reduce((a, b) => (sign * b.mean > sign * a.mean ? b : a))
    const score = isShare(this.#metric) ? `${(100 * mean).toFixed(1)} %` : mean.toPrecision(4)
    // The name comes last: it is what a narrow terminal may cut.
    return `best so far ${score} ${printable(method)}`
  }
}
