/** Rows in the order of time: what is later never helps to predict what is earlier. */
import { dataError } from '../../util/errors.ts'
import type { Dataset } from '../dataset.ts'
import type { Parted } from './dealt.ts'

/** A part that is tested, and the rows before it: ascending ids. */
export interface Block {
  readonly before: Int32Array
  readonly test: Int32Array
}

/**
 * `folds` + 1 consecutive blocks of the rows; all but the first are tested, each after the rows before it less the last `gap` of
 * those. Sizes are those of scikit-learn's TimeSeriesSplit: every tested block has floor(rows / (folds + 1)) rows, the first takes
 * the rest; a border inside rows of equal time moves to the nearer end of them.
 */
export function timeBlocks(dataset: Dataset, ids: Int32Array, folds: number, gap: number): Block[] {
  const { order, borders } = inTime(dataset, ids)
  const place = placeOf(dataset)
  if (borders.length < folds) {
    throw dataError(
      place,
      `${ids.length} rows at ${borders.length + 1} different times cannot be divided into ${folds + 1} blocks; ` +
        'ask for fewer folds',
    )
  }
  const size = Math.floor(ids.length / (folds + 1))
  const starts: number[] = []
  let previous = -1
  for (let fold = 0; fold < folds; fold++) {
    const wanted = ids.length - (folds - fold) * size
    // Those before are taken, and as many are left as blocks are to come.
    const at = clamp(nearest(borders, wanted), previous + 1, borders.length - (folds - fold))
    starts.push(borders[at]!)
    previous = at
  }
  return starts.map((start, fold) => {
    if (start - gap < 1) {
      throw dataError(
        place,
        `${start} rows come before the block of fold ${fold + 1}, and a gap of ${gap} leaves none of them to train on; ` +
          'ask for a smaller gap or fewer folds',
      )
    }
    return {
      before: order.slice(0, start - gap).sort(),
      test: order.slice(start, starts[fold + 1] ?? ids.length).sort(),
    }
  })
}

/** Sets the last share of the rows aside, and leaves out the `gap` rows before them; both parts ascend. */
export function holdLast(dataset: Dataset, ids: Int32Array, fraction: number, gap: number): Parted {
  const { order, borders } = inTime(dataset, ids)
  const wanted = ids.length - Math.max(1, Math.round(fraction * ids.length))
  const start = borders.length === 0 ? 0 : borders[nearest(borders, wanted)]!
  if (start - gap < 1) {
    throw dataError(
      placeOf(dataset),
      `${ids.length} rows at ${borders.length + 1} different times leave none to train on when a share of ${fraction} ` +
        `is set aside${gap > 0 ? ` after a gap of ${gap} rows` : ''}; set a smaller share aside${gap > 0 ? ', or ask for a smaller gap' : ''}`,
    )
  }
  return { kept: order.slice(0, start - gap).sort(), held: order.slice(start).sort() }
}

/** Ids by time, equal times by id; and the places at which the time is another than that of the row before. */
function inTime({ times }: Dataset, ids: Int32Array) {
  const order = ids.slice().sort((a, b) => times![a]! - times![b]! || a - b)
  const borders: number[] = []
  for (let i = 1; i < order.length; i++) {
    if (times![order[i]!] !== times![order[i - 1]!]) borders.push(i)
  }
  return { order, borders }
}

/** The index of the ascending border that lies next to the place; the earlier of two as near. */
function nearest(borders: readonly number[], place: number): number {
  let best = 0
  borders.forEach((border, i) => {
    if (Math.abs(border - place) < Math.abs(borders[best]! - place)) best = i
  })
  return best
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

const placeOf = ({ name, rowColumns }: Dataset) => ({ file: name, column: rowColumns?.time ?? 'time' })
