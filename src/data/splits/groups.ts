/** Rows of one group stay together, whatever part of a split they are in. */
import { dataError } from '../../util/errors.ts'
import type { Dataset } from '../dataset.ts'
import type { Parted } from './dealt.ts'
import { parted } from './dealt.ts'
import { evenFolds, evenShare, type Shares, WORDS_PER_GROUP } from './even.ts'
import type { Strata } from './strata.ts'

/** A column whose equal values hold rows together. */
export interface Grouping {
  /** [rows] 0-based. */
  readonly of: Int32Array
  readonly column: string
}

/** Folds given row by row are groups to every split inside them: who gave them wants them whole. */
export function groupingOf({ groups, folds, rowColumns }: Dataset): Grouping | undefined {
  if (groups !== undefined) return { of: groups, column: rowColumns?.group ?? 'group' }
  return folds === undefined ? undefined : { of: folds, column: rowColumns?.fold ?? 'fold' }
}

/** `result[i]` is the fold of `ids[i]`. Throws a data error for fewer groups than folds. */
export function dealGroups(
  dataset: Dataset,
  ids: Int32Array,
  grouping: Grouping,
  strata: Strata,
  folds: number,
  draw: (count: number) => Uint32Array,
): Int32Array {
  const { shares, sizes, groupOf } = groupShares(ids, grouping, strata)
  if (shares.length < folds) {
    throw dataError(
      { file: dataset.name, column: grouping.column },
      `${ids.length} rows of ${shares.length} different ${shares.length === 1 ? 'value' : 'values'} cannot be divided ` +
        `into ${folds} folds of whole groups; ask for ${shares.length < 2 ? 'no folds of them' : `at most ${shares.length} folds`}`,
    )
  }
  const foldOf = evenFolds(shares, sizes, folds, draw(WORDS_PER_GROUP * shares.length))
  return groupOf.map((group) => foldOf[group]!)
}

/** Sets whole groups aside, whose rows come to about this share; both parts ascend. Throws a data error for a single group. */
export function holdGroups(
  dataset: Dataset,
  ids: Int32Array,
  grouping: Grouping,
  strata: Strata,
  fraction: number,
  draw: (count: number) => Uint32Array,
): Parted {
  const { shares, groupOf } = groupShares(ids, grouping, strata)
  if (shares.length < 2) {
    throw dataError(
      { file: dataset.name, column: grouping.column },
      `${ids.length} rows of one value are all there is to train on, so no whole group can be set aside; ` +
        'name the rows to set aside, or set none aside',
    )
  }
  const held = evenShare(shares, fraction, draw(WORDS_PER_GROUP * shares.length))
  return parted(ids, (place) => held[groupOf[place]!] === 1, fraction)
}

/** Numbers the groups among the rows anew, in their order, and says what each holds of every kind that is there. */
function groupShares(ids: Int32Array, { of }: Grouping, strata: Strata) {
  const numbers = new Map(
    [...new Set(ids.map((row) => of[row]!))].sort((a, b) => a - b).map((g, i) => [g, i]),
  )
  const groupOf = ids.map((row) => numbers.get(of[row]!)!)
  const sizes = new Float64Array(strata.count)
  for (const kind of strata.of) sizes[kind]!++
  const kinds = [...sizes.keys()].filter((kind) => sizes[kind]! > 0)
  const columnOf = new Map(kinds.map((kind, column) => [kind, column]))
  const shares: Shares = Array.from({ length: numbers.size }, () => new Float64Array(kinds.length))
  groupOf.forEach((group, place) => {
    const kind = strata.of[place]!
    shares[group]![columnOf.get(kind)!]! += 1 / sizes[kind]!
  })
  return { shares, sizes: Float64Array.from(kinds, (kind) => sizes[kind]!), groupOf }
}
