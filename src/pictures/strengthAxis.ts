/** What pictures over a strength have in common: the axis, and a curve for each combination of the other numbers. */
import type { Scan } from '../regularizers/family.ts'
import type { Colors } from './methods.ts'
import { COLORS } from './theme.ts'

export const HEIGHT = 260

/** Curves beyond these are not told apart. */
const MAX_SERIES = 6

/** `l2.strength` of the family `l2` says it all. */
export const nameOf = (family: string, parameter: string): string =>
  parameter.startsWith(`${family}.`) ? parameter : `${family}-${parameter}`

export const shortest = (value: number | null): string =>
  value === null ? 'no score' : `${Number(value.toPrecision(4))}`

/** By factors where the values are: a scan from 1e-5 to 0.1. */
export function strengthAxis(values: readonly number[], parameter: string) {
  const least = Math.min(...values)
  const log = least > 0 && Math.max(...values) / least > 20
  return {
    field: 'value',
    type: 'quantitative',
    title: parameter,
    scale: log
      ? ({ type: 'log', nice: false, padding: 14 } as const)
      : ({ zero: false, padding: 14 } as const),
    axis: { grid: false, ...(log && { format: '~e', tickCount: 6 }) },
  } as const
}

/** A curve for each combination of the other numbers: of one, its method's colour and no legend. */
export function seriesOf(
  points: Scan['points'],
  methodOf: (series: string) => string,
  color: Colors | undefined,
  first?: string,
) {
  const all = [...new Set([...(first === undefined ? [] : [first]), ...points.map(({ series }) => series)])]
  const names = all.slice(0, MAX_SERIES)
  const single = names.length === 1
  const range = single && color !== undefined ? [color(methodOf(names[0]))] : names.map((_, i) => COLORS[i])
  const paint = {
    field: 'series',
    type: 'nominal',
    title: null,
    scale: { domain: names, range },
    legend: single ? null : {},
  } as const
  return { names, paint }
}
