import { sum } from '../../statistics/moments.ts'
import { list, object, text } from '../../util/shape.ts'
import { checkPart } from '../entry.ts'
import type { ResultRow } from '../table.ts'
import { defineMeasure } from './measure.ts'
import { tablesOf } from './options.ts'

const shape = object({ measure: text, pairs: list(text) })

/** Epochs of all rounds: every candidate began anew in each round that it reached, up to the one it is listed with. */
function spent(rows: readonly ResultRow[]): number {
  const rounds = [...new Set(rows.map(({ epochs }) => epochs as number))]
  return sum(
    rows.map(
      ({ epochs, folds }) => (folds as number) * sum(rounds.filter((round) => round <= (epochs as number))),
    ),
  )
}

/** What two searches over the same candidates choose, pair by pair: the first is the whole grid. */
export const choices = defineMeasure({
  summary: 'searches over the same candidates, the second of each pair beside the first',
  columns: {
    searches: 'pairs of searches',
    same_best: 'pairs whose best candidates are one',
    same_one_se: 'pairs whose most regularized candidates within a standard error are one',
    within_se: 'pairs where the best of the second is, in the first, within a standard error of the best',
    epochs_share: 'epochs of the second as a share of those of the first, all candidates and rounds counted',
  },
  async measure({ options, place, tables }) {
    const given = checkPart(shape, options, place)
    const pairs = given.pairs.map((pair) =>
      pair.split(' ').map((run) => tablesOf(run, tables, place)[0].rows),
    )
    const chosen = (rows: readonly ResultRow[], column: string) => rows.find((row) => row[column] === 'true')!
    const count = (holds: (grid: readonly ResultRow[], other: readonly ResultRow[]) => boolean) =>
      pairs.filter(([grid, other]) => holds(grid, other)).length
    const same = (column: string) =>
      count((grid, other) => chosen(grid, column).method === chosen(other, column).method)
    const withinSe = count((grid, other) => {
      const best = chosen(grid, 'best')
      const row = grid.find(({ method }) => method === chosen(other, 'best').method)!
      return (row.loss_mean as number) <= (best.loss_mean as number) + (best.loss_se as number)
    })
    return [
      {
        method: 'all',
        searches: pairs.length,
        same_best: same('best'),
        same_one_se: same('one_se'),
        within_se: withinSe,
        epochs_share: sum(pairs.map(([, other]) => spent(other))) / sum(pairs.map(([grid]) => spent(grid))),
      },
    ]
  },
})
