import { usageError } from '../../util/errors.ts'
import { check, list, object, text } from '../../util/shape.ts'
import type { ResultRow } from '../table.ts'
import { defineMeasure } from './measure.ts'

const shape = object({ measure: text, pairs: list(text) })

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** Epochs of all rounds: every candidate began anew in each round that it reached, up to the one it is listed with. */
function spent(rows: readonly ResultRow[]): number {
  const rounds = [...new Set(rows.map(({ epochs }) => epochs as number))]
  return total(
    rows.map(
      ({ epochs, folds }) => (folds as number) * total(rounds.filter((round) => round <= (epochs as number))),
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
    const given = check(shape, options, (key, clause) => usageError(`${place}: ${`${key} ${clause}`.trim()}`))
    const pairs = given.pairs.map((pair) =>
      pair.split(' ').map((run) => {
        const rows = tables[run]?.[0].rows
        if (rows === undefined) throw usageError(`${place}: there is no run "${run}" before it`)
        return rows
      }),
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
        epochs_share:
          total(pairs.map(([, other]) => spent(other))) / total(pairs.map(([grid]) => spent(grid))),
      },
    ]
  },
})
