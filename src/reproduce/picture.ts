/** The picture of a finding: those of its figures that are of one kind, side by side, with their intervals where they have any. */
import { label, type Row } from '../pictures/picture.ts'
import { frame } from '../pictures/score.ts'
import { COLORS, NEUTRAL, STEP } from '../pictures/theme.ts'
import { wrapWords } from '../report/wrap.ts'
import { groupBy } from '../util/groupBy.ts'
import { type Figure, figuresOf, inUnit, type Tables } from './claim.ts'
import type { Entry } from './entry.ts'
import type { ResultRow } from './table.ts'

/** Where a column's interval stands. */
const ENDS: Readonly<Record<string, readonly [low: string, high: string]>> = {
  test_score_mean: ['test_score_low', 'test_score_high'],
  difference: ['difference_low', 'difference_high'],
}

/** Letters of the claim in a line above the picture. */
const TITLE_LETTERS = 76

/** How the title of an axis names a unit. */
const IN: Readonly<Record<string, string>> = { '%': ', %', points: ', points' }

/**
 * SVG of the column that the entry names, else of what the sentence has most of; null where there is one alone, unless it has an
 * interval.
 */
export async function pictureOf(entry: Entry, tables: Tables): Promise<string | null> {
  const figures = figuresOf(entry, tables).filter(({ value }) => value !== null)
  const kinds = [...groupBy(figures, ({ column, unit }) => `${column} ${unit ?? ''}`).values()].map(distinct)
  const drawn = entry.picture === null ? kinds : kinds.filter(([{ column }]) => column === entry.picture)
  const shown = drawn.reduce<Figure[]>((top, own) => (own.length > top.length ? own : top), [])
  if (shown.length === 0 || (shown.length === 1 && ENDS[shown[0].column] === undefined)) return null
  const { drawSpec } = await import('../pictures/svg.ts')
  return drawSpec(specOf(entry, shown))
}

const NAMING = ['run', 'dataset', 'method'] as const
type Naming = Pick<Figure, (typeof NAMING)[number]>

/** `high: none`: of run, dataset and method those that differ from figure to figure. */
const nameOf = ({ run, dataset, method }: Naming, varied: readonly (keyof Naming)[]): string => {
  const place = [varied.includes('run') ? run : '', varied.includes('dataset') ? dataset : ''].filter(Boolean)
  const own = varied.includes('method') || place.length === 0 ? [method] : []
  return [place.join(', '), ...own].filter(Boolean).join(': ')
}

/** The interval of a figure: that of its table, or two standard errors to both sides where these stand beside it; empty for none. */
function endsOf(column: string, row: ResultRow): (number | null)[] {
  const number = (name: string) => (typeof row[name] === 'number' ? row[name] : null)
  const known = ENDS[column]
  if (known !== undefined) return known.map(number)
  const [value, error] = [number(column), number(`${column}_se`)]
  return value === null || error === null ? [] : [value - 2 * error, value + 2 * error]
}

const distinct = (figures: readonly Figure[]): Figure[] => [
  ...new Map(figures.map((own) => [`${own.run} ${own.dataset} ${own.method}`, own])).values(),
]

const least = (value: number | null, bound: number) => (value === null ? null : Math.max(value, bound))
const most = (value: number | null, bound: number) => (value === null ? null : Math.min(value, bound))

function specOf(entry: Entry, figures: readonly Figure[]) {
  const [{ column, unit }] = figures
  const isShare = unit === '%' || unit === 'wrong'
  const varied = NAMING.filter((key) => new Set(figures.map((own) => own[key])).size > 1)
  const scaled = (value: string | number | null | undefined): number | null =>
    typeof value === 'number' ? inUnit(value, unit) : null
  const points = figures.map(({ run, dataset, method, value, row }): Row => {
    const ends = endsOf(column, row)
    // The more is right, the less is wrong.
    const [low = null, high = null] = unit === 'wrong' ? ends.toReversed() : ends
    return {
      name: label(nameOf({ run, dataset, method }, varied)),
      value: scaled(value),
      // An interval around a share may reach beyond what shares can be.
      low: least(scaled(low), isShare ? 0 : -Infinity),
      high: most(scaled(high), isShare ? 100 : Infinity),
    }
  })
  const sizes = points.map(({ value }) => Math.abs(Number(value)))
  const y = {
    field: 'name',
    type: 'nominal' as const,
    sort: points.map(({ name }) => String(name)),
    title: null,
    axis: { labelLimit: 640 },
  }
  const title = unit === 'wrong' ? 'test error, %' : `${column.replaceAll('_', ' ')}${IN[unit ?? ''] ?? ''}`
  const x = {
    type: 'quantitative' as const,
    title,
    // From 0 on where that is not far off: points, unlike bars, need no base, and what differs should be seen to.
    scale: { zero: 2 * Math.min(...sizes) <= Math.max(...sizes) },
  }
  const data = { name: 'points' }
  return {
    ...frame(entry.title),
    title: {
      text: wrapWords(entry.title, TITLE_LETTERS).split('\n'),
      anchor: 'start' as const,
      fontSize: 13,
    },
    height: { step: STEP },
    datasets: { points },
    layer: [
      ...(column === 'difference'
        ? [
            {
              data,
              mark: { type: 'rule' as const, color: NEUTRAL, strokeDash: [4, 4] },
              encoding: { x: { datum: 0 } },
            },
          ]
        : []),
      {
        data,
        transform: [{ filter: 'datum.low !== null' }],
        mark: { type: 'rule' as const, strokeWidth: 2.5, color: COLORS[0] },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y },
      },
      {
        data,
        mark: { type: 'point' as const, filled: true, size: 80, opacity: 1, color: COLORS[0] },
        encoding: { x: { ...x, field: 'value' }, y },
      },
    ],
  }
}
