/** The learning curve of one fit, while it runs: a line on standard error, redrawn in place. */
import type { FitPoint } from '../experiment/run/train.ts'
import { type Clock, type ProgressStream, systemClock, timeLeft } from './progress.ts'
import { createStatusLine } from './statusLine.ts'

export interface LearningCurve {
  /** Called after each epoch. */
  update(point: FitPoint): void
  /** Removes the line; call it however the fit ends. */
  end(): void
}

const REDRAW_MS = 100
/** Points of the curve that are drawn. */
const WIDTH = 24
const BLOCKS = '▁▂▃▄▅▆▇█'

/** Silent where the stream is not a terminal, cannot move its cursor (TERM=dumb), or `wanted` is false. */
export function createLearningCurve(
  stream: ProgressStream,
  wanted: boolean,
  { clock = systemClock, terminal = process.env.TERM }: { clock?: Clock; terminal?: string | undefined } = {},
): LearningCurve {
  const line = createStatusLine(stream, wanted, terminal)
  const startedAt = clock.now()
  const losses: number[] = []
  let drawnAt = Number.NEGATIVE_INFINITY
  return {
    update({ epoch, epochs, lossNoisy, validationLoss }) {
      losses.push(validationLoss ?? lossNoisy)
      const now = clock.now()
      if (now - drawnAt < REDRAW_MS && epoch < epochs) return
      drawnAt = now
      const parts = [
        `epoch ${epoch}/${epochs}`,
        `loss ${lossNoisy.toPrecision(4)}`,
        ...(validationLoss === null ? [] : [`validation ${validationLoss.toPrecision(4)}`]),
        sparkline(losses, WIDTH),
        timeLeft(epoch, epochs - epoch, now - startedAt),
      ].filter((part) => part !== '')
      line.show(parts.join('  '))
    },
    end() {
      if (losses.length > 0) line.end()
    },
  }
}

/** Values as blocks of eight heights from their least to their greatest: at most `width`, each the mean of its stretch. */
export function sparkline(values: readonly number[], width: number): string {
  const count = Math.min(width, values.length)
  const means = Array.from({ length: count }, (_, i) => {
    const stretch = values.slice(
      Math.floor((i * values.length) / count),
      Math.floor(((i + 1) * values.length) / count),
    )
    return stretch.reduce((sum, value) => sum + value, 0) / stretch.length
  })
  const low = Math.min(...means)
  const range = Math.max(...means) - low
  const level = (value: number): number =>
    range > 0 ? Math.min(BLOCKS.length - 1, Math.floor(((value - low) / range) * BLOCKS.length)) : 0
  return means.map((value) => BLOCKS[level(value)]).join('')
}
