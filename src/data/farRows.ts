/** Test rows of a comparison whose numbers are far from all that their training rows hold. */
import { listed } from './cells.ts'
import { entryReader } from './coding.ts'
import type { Dataset, Split } from './dataset.ts'
import { FAR, fitFeatures } from './scale.ts'

/** Columns that a sentence names before it counts the rest. */
const MAX_NAMED = 3

class Found {
  readonly rows = new Set<number>()
  readonly columns = new Set<number>()

  add(rows: readonly number[], column: number): void {
    for (const row of rows) this.rows.add(row)
    if (rows.length > 0) this.columns.add(column)
  }
}

/**
 * At most two sentences, whatever the number of columns. Reads the training rows of each split once more than training does;
 * splits of several repeats hold the same rows, so the first repeat's are enough to know.
 */
export function farRowNotes(dataset: Dataset, splits: readonly Split[]): string[] {
  const { features } = dataset
  const far = new Found()
  const constant = new Found()
  const first = splits.filter(({ repeat }) => repeat === splits[0]!.repeat)
  for (const split of first) {
    const scaling = fitFeatures(dataset, split.train, 'standard')
    const { columns, low, high } = scaling
    const entry = entryReader(dataset, scaling)
    columns.forEach((j, k) => {
      if (features[j]!.category !== undefined) return
      const rows = [...split.test].filter((row) => entry(row, j) < low[k]! || entry(row, j) > high[k]!)
      if (low[k] === high[k]) constant.add(rows, j)
      else far.add(rows, j)
    })
  }
  const sentence = ({ rows, columns }: Found, what: string) => {
    if (rows.size === 0) return []
    const count = rows.size === 1 ? '1 test row holds' : `${rows.size} test rows hold`
    const names = listed(
      [...columns].map((j) => features[j]!.name),
      MAX_NAMED,
    )
    return [`${count} ${what}: ${columns.size === 1 ? 'column' : 'columns'} ${names}`]
  }
  return [
    ...sentence(far, `numbers more than ${FAR} standard deviations beyond their training rows`),
    ...sentence(
      constant,
      'numbers in columns that are constant in their training rows, and are not read there',
    ),
  ]
}
