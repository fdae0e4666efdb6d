/** The two things every split is made of, inside another split or not: rows divided into folds, and rows set aside. */
import { usageError } from '../../util/errors.ts'
import type { Dataset } from '../dataset.ts'
import { deal, holdOut, type Parted } from './dealt.ts'
import { dealGroups, groupingOf, holdGroups } from './groups.ts'
import { strataOf } from './strata.ts'
import { type Block, holdLast, timeBlocks } from './time.ts'

/** How rows may be divided, besides what the dataset says of them. */
export interface Design {
  /** Whether each part gets its share of every class, or of every tenth of a quantity's rows by size; true where absent. */
  readonly stratify?: boolean
  /** Rows left out between training and what is tested after it, where rows have a time; 0 where absent. */
  readonly gap?: number
}

/** Uniform 32-bit integers that depend on their count, and on what they are for, alone. */
export type Draw = (count: number) => Uint32Array

/** Blocks of time where rows have one, else folds of whole groups where they have those, else of single rows. */
export function divided(
  dataset: Dataset,
  ids: Int32Array,
  folds: number,
  design: Design,
  draw: Draw,
): Block[] {
  if (dataset.times !== undefined) return timeBlocks(dataset, ids, folds, design.gap ?? 0)
  if (folds > ids.length) {
    throw usageError(`${folds} folds need at least ${folds} rows, and there are ${ids.length}`)
  }
  const grouping = groupingOf(dataset)
  const strata = strataOf(dataset, ids, design.stratify !== false, folds)
  const foldOf =
    grouping === undefined
      ? deal(ids, strata, folds, draw(ids.length))
      : dealGroups(dataset, ids, grouping, strata, folds, draw)
  return Array.from({ length: folds }, (_, fold) => ({
    before: ids.filter((_, place) => foldOf[place] !== fold),
    test: ids.filter((_, place) => foldOf[place] === fold),
  }))
}

/** A share of the rows: the last in time, or whole groups, or rows at random. */
export function heldOut(
  dataset: Dataset,
  ids: Int32Array,
  fraction: number,
  design: Design,
  draw: Draw,
): Parted {
  if (dataset.times !== undefined) return holdLast(dataset, ids, fraction, design.gap ?? 0)
  const grouping = groupingOf(dataset)
  const strata = strataOf(dataset, ids, design.stratify !== false, Math.ceil(1 / fraction))
  return grouping === undefined
    ? holdOut(ids, strata, fraction, draw(ids.length))
    : holdGroups(dataset, ids, grouping, strata, fraction, draw)
}
