/** What the columns of a file are called. */
import { dataError, type Place } from '../../util/errors.ts'
import { parseNumber, shown } from '../cells.ts'

export interface Header {
  readonly names: readonly string[]
  /** Names that stand there more than once. */
  readonly repeated: readonly string[]
  readonly notes: readonly string[]
}

/** Names for a file without a header. */
export const countedNames = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `column${i + 1}`)

/**
 * The trimmed cells of the header; an empty one is called by its position. `rename`: the second column of a name becomes
 * `name_2`, the third `name_3`. Throws a data error for a name that is used twice otherwise.
 */
export function headerNames(place: Place, cells: readonly string[], rename: boolean): Header {
  const { file } = place
  const notes: string[] = []
  if (cells.every((cell) => Number.isFinite(parseNumber(cell.trim())))) {
    notes.push(`${file}: the header holds only numbers; use --no-header if it is a row of data`)
  }
  const written = cells.map((cell, i) => {
    const name = cell.trim()
    if (name !== '') return name
    notes.push(`${file}: column ${i + 1} has no name and is called "column${i + 1}"`)
    return `column${i + 1}`
  })
  const taken = new Set(written)
  const repeated = new Set<string>()
  const seen = new Map<string, number>()
  const names = written.map((name, i) => {
    const before = seen.get(name)
    if (before === undefined) {
      seen.set(name, i)
      return name
    }
    const other = freeName(name, taken)
    if (!rename) {
      throw dataError(
        { ...place, column: name },
        `the name is used twice, for columns ${before + 1} and ${i + 1}; change one, or use --rename, which calls the later one ${shown(other)}`,
      )
    }
    taken.add(other)
    repeated.add(name)
    notes.push(`${file}: column ${i + 1} has the name of column ${before + 1} and is called ${shown(other)}`)
    return other
  })
  return { names, notes, repeated: [...repeated] }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let n = 2; ; n++) if (!taken.has(`${name}_${n}`)) return `${name}_${n}`
}
