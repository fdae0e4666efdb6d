/** Test rows of a comparison whose numbers are far from all that their training rows hold. */
import { shown } from './cells.ts'
import { entryReader } from './coding.ts'
import type { Dataset, Split } from './dataset.ts'
import { FAR, fitFeatures } from './scale.ts'

interface Found {
  /** Of the dataset. */
  readonly rows: Set<number>
  /** Splits in which the column is constant in the training rows, and in which it is only far. */
  constant: number
  far: number
}

/**
 * A sentence for each column. Reads each split's training rows once more than training does, so call it while workers are
 * busy; splits of several repeats hold the same rows, so the first repeat's are enough to know.
 */
export function farRowNotes(dataset: Dataset, splits: readonly Split[]): string[] {
  const found = new Map<number, Found>()
  const first = splits.filter(({ repeat }) => repeat === splits[0]!.repeat)
  for (const split of first) {
    const scaling = fitFeatures(dataset, split.train, 'standard')
    const { columns, low, high } = scaling
    const entry = entryReader(dataset, scaling)
    columns.forEach((j, k) => {
      if (dataset.features[j]!.category !== undefined) return
      const rows = split.test.filter((row) => entry(row, j) < low[k]! || entry(row, j) > high[k]!)
      if (rows.length === 0) return
      const own = found.get(j) ?? { rows: new Set(), constant: 0, far: 0 }
      found.set(j, own)
      for (const row of rows) own.rows.add(row)
      if (low[k] === high[k]) own.constant++
      else own.far++
    })
  }
  return Array.from(found, ([j, own]) => noteOf(dataset, j, own, first.length))
}

function noteOf({ features }: Dataset, j: number, { rows, constant, far }: Found, splits: number): string {
  const count = rows.size === 1 ? '1 test row holds a number' : `${rows.size} test rows hold numbers`
  const where = (n: number) => (splits === 1 ? '' : ` in ${n} of ${splits} folds`)
  const parts = [
    ...(far > 0 ? [`more than ${FAR} standard deviations beyond the training rows${where(far)}`] : []),
    ...(constant > 0
      ? [`other than the one value of the training rows${where(constant)}, where the column is not read`]
      : []),
  ]
  return `column ${shown(features[j]!.name)}: ${count} ${parts.join(', or ')}`
}
