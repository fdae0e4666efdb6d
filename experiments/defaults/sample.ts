/** A table cut to a size that the study can afford. */
import { csvLines, parseCsv } from '../tables/convert.ts'

/** At most `most` of the rows that have a target, drawn without replacement in their order; the same ones each time. */
export function sampled(csv: string, target: string, most: number): { csv: string; rows: number } {
  const [header, ...rows] = parseCsv(csv)
  const at = header!.indexOf(target)
  if (at < 0) throw new Error(`no column ${target} among ${header!.join(', ')}`)
  const usable = rows.filter((row) => row[at] !== '' && row[at] !== 'NA')
  const random = generator()
  let wanted = Math.min(most, usable.length)
  const kept = usable.filter((_, i) => {
    const isKept = random() * (usable.length - i) < wanted
    if (isKept) wanted--
    return isKept
  })
  return { csv: csvLines([header!, ...kept]), rows: kept.length }
}

/** Lehmer's generator of 1951 with Park and Miller's factor: a whole number below 2^31 - 1, exact in doubles. */
function generator(): () => number {
  let state = 13
  return () => {
    state = (state * 16807) % 2147483647
    return state / 2147483647
  }
}
