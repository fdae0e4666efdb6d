/** Columns as options name them: by name, position, range, or all but some. */
import { dataError, type Place } from '../../util/errors.ts'
import { suggest } from '../../util/suggest.ts'
import { listed, shown } from '../cells.ts'

/** The position, 0-based, of the column a word names; a data error with the nearest names otherwise. */
export function findColumn(header: Place, names: readonly string[], word: string): number {
  const position = lookUp(names, word)
  if (position !== undefined) return position
  const near = suggest(word, names)
  const hint = near === undefined ? '' : `; did you mean ${shown(near)}?`
  throw dataError(header, `there is no column ${shown(word)}${hint} (columns: ${listed(names, 8)})`)
}

/** By name first: a column may be called "3", "3-7" or "!x". */
function lookUp(names: readonly string[], word: string): number | undefined {
  const byName = names.indexOf(word)
  if (byName >= 0) return byName
  return /^[1-9]\d*$/.test(word) && Number(word) <= names.length ? Number(word) - 1 : undefined
}

/**
 * Positions, 0-based and without repeats, in the order the words name them. A word is a list with commas; an item of it is a
 * column, `3-7` (positions) or `a..c` (names or positions; `a..` to the last, `..c` from the first). A list that starts
 * with "!" stands for all columns but the ones it names, less `always`, which such a list never holds. Throws a data
 * error for a column that is not there, and for a range that runs backwards.
 */
export function selectColumns(
  header: Place,
  names: readonly string[],
  words: readonly string[],
  always: readonly number[] = [],
): number[] {
  const chosen = new Set<number>()
  for (const word of words) {
    const isAllBut = word.startsWith('!') && !names.includes(itemsOf(names, word)[0]!)
    const items = itemsOf(names, isAllBut ? word.slice(1) : word)
    const named = items.flatMap((item) => positionsOf(header, names, item))
    const positions = isAllBut
      ? names.map((_, i) => i).filter((i) => !named.includes(i) && !always.includes(i))
      : named
    for (const position of positions) chosen.add(position)
  }
  return [...chosen]
}

/** A list cut at its commas, except at those within a column's name: the longest name wins. */
function itemsOf(names: readonly string[], word: string): string[] {
  const pieces = word.split(',')
  const items: string[] = []
  for (let at = 0; at < pieces.length; ) {
    let end = pieces.length
    while (end > at + 1 && !names.includes(pieces.slice(at, end).join(',').trim())) end--
    items.push(pieces.slice(at, end).join(',').trim())
    at = end
  }
  return items
}

function positionsOf(header: Place, names: readonly string[], item: string): number[] {
  const single = lookUp(names, item)
  if (single !== undefined) return [single]
  const range = /^([1-9]\d*)-([1-9]\d*)$/.exec(item) ?? rangeOfNames(names, item)
  if (range === null) return [findColumn(header, names, item)]
  const [, from, to] = range
  const first = from === '' ? 0 : findColumn(header, names, from!)
  const last = to === '' ? names.length - 1 : findColumn(header, names, to!)
  if (first > last) {
    throw dataError(
      header,
      `the range ${shown(item)} runs backwards: column ${first + 1} stands after column ${last + 1}`,
    )
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** Cut at the ".." around which both ends are columns, since names may hold dots; else at the first, for the error. */
function rangeOfNames(names: readonly string[], item: string): readonly string[] | null {
  const isEnd = (word: string) => word === '' || lookUp(names, word) !== undefined
  const cuts: string[][] = []
  for (let at = item.indexOf('..'); at >= 0; at = item.indexOf('..', at + 1)) {
    const ends = [item.slice(0, at).trim(), item.slice(at + 2).trim()]
    if (ends.some((end) => end !== '')) cuts.push([item, ...ends])
  }
  return cuts.find(([, from, to]) => isEnd(from!) && isEnd(to!)) ?? cuts[0] ?? null
}
