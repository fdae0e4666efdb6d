/** The colour of each method. */
import { familyOf } from '../regularizers/family.ts'
import { COLORS, NEUTRAL } from './theme.ts'

export type Colors = (method: string) => string

/**
 * One colour a family, in the order of the methods, in every picture alike; the baseline is neutral. Beyond six families
 * colours come again: no picture tells methods apart by colour alone.
 */
export function colorsOf(methods: readonly string[], baseline: string): Colors {
  const families = [...new Set(methods.filter((method) => method !== baseline).map(familyOf))]
  return (method) => {
    if (method === baseline) return NEUTRAL
    const place = families.indexOf(familyOf(method))
    return place < 0 ? NEUTRAL : COLORS[place % COLORS.length]
  }
}
