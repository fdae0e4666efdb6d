/** Ranks over several datasets: a diagram for the terminal, a table for Markdown, plain data for JSON. */
import type { MethodRank, Ranking } from '../results/ranking.ts'
import { alphaOf } from '../util/alpha.ts'
import { fixed } from '../util/format.ts'
import type { Block, Table } from './document.ts'
import { printable } from './escape.ts'
import { rankingFinding, verdictsFinding } from './findings/ranking.ts'
import { nameTokens, widest, wrapName } from './wrap.ts'

const MAX_NAME_WIDTH = 28
const MAX_STEP = 8

/** Best mean rank first; equal ones keep their order. */
export const sortByRank = ({ methods }: Ranking): MethodRank[] =>
  [...methods].sort((a, b) => a.meanRank - b.meanRank)

/** A diagram on a terminal, a table on a page. */
export function rankingBlocks(ranking: Ranking): Block[] {
  const { datasets } = ranking
  const name = `ranks over ${datasets.length} datasets`
  return [
    { kind: 'heading', level: 1, name, text: datasets.join(', '), on: 'screen' },
    { kind: 'heading', level: 1, name, on: 'page' },
    { kind: 'plot', draw: (width) => ({ title: '', lines: rankLines(ranking, width), legend: [] }) },
    rankTable(ranking),
    { kind: 'paragraph', role: 'fine', text: screenLegend(ranking), on: 'screen' },
    { kind: 'paragraph', role: 'finding', text: rankingFinding(ranking) },
    ...(ranking.methods.some(({ verdicts }) => verdicts !== undefined)
      ? [{ kind: 'paragraph', role: 'finding', text: verdictsFinding(ranking) } as const]
      : []),
  ]
}

/**
 * A critical-difference diagram in text: each method is a dot at its mean rank, a bar spans methods that are not a critical
 * difference apart, and the difference itself is drawn to scale.
 */
function rankLines(ranking: Ranking, width: number): string[] {
  const rows = sortByRank(ranking)
  const k = rows.length
  const names = rows.map(({ method }) => wrapName(nameTokens(printable(method)), MAX_NAME_WIDTH).split('\n'))
  const nameWidth = Math.max(widest(names.flat()), 'mean rank'.length)
  const left = nameWidth + '  0.00  '.length
  const columns = Math.max(1, Math.min(MAX_STEP * (k - 1), width - left - `${k}`.length))
  const at = (rank: number): number => Math.round(((rank - 1) / Math.max(1, k - 1)) * columns)
  const margin = ' '.repeat(left)
  const bar = (from: number, to: number, [start, middle, end]: string): string =>
    ' '.repeat(at(from)) +
    start +
    middle.repeat(Math.max(0, at(to) - at(from) - 1)) +
    (at(to) > at(from) ? end : '')

  const dots = rows.flatMap(({ meanRank }, i) => {
    const [first, ...more] = names[i]
    const label = first.padEnd(nameWidth + first.length - [...first].length)
    return [`${label}  ${fixed(meanRank, 2).padStart(4)}  ${' '.repeat(at(meanRank))}●`, ...more]
  })
  const rankOf = new Map(rows.map(({ method, meanRank }) => [method, meanRank]))
  const bars = ranking.groups.map((group) => {
    const own = group.map((method) => rankOf.get(method)!)
    return margin + bar(Math.min(...own), Math.max(...own), '━━━')
  })
  const difference = ranking.criticalDifference
  const scale =
    difference === null
      ? []
      : [`${`CD ${fixed(difference, 2)}`.padEnd(left)}${bar(1, Math.min(k, 1 + difference), '├─┤')}`]
  return [`${'mean rank'.padEnd(left)}${axisLabels(k, at)}`, margin + axis(k, at), ...dots, ...bars, ...scale]
}

/** Every rank's tick, or the first and the last where they would touch. */
const ticks = (k: number, at: (rank: number) => number): number[] => {
  const all = Array.from({ length: k }, (_, i) => i + 1)
  return k > 1 && at(2) - at(1) < 3 ? [1, k] : all
}

function axisLabels(k: number, at: (rank: number) => number): string {
  return ticks(k, at).reduce((line, rank) => line.padEnd(at(rank)) + rank, '')
}

function axis(k: number, at: (rank: number) => number): string {
  const line = ticks(k, at).reduce((drawn, rank) => `${drawn.padEnd(at(rank), '─')}┼`, '')
  return line.length < 2 ? line : `├${line.slice(1, -1)}┤`
}

function screenLegend({ criticalDifference, controlDifference, confidence, baseline }: Ranking): string {
  if (criticalDifference === null || controlDifference === null) return 'rank 1 is best'
  return (
    `rank 1 is best; ━ less than the critical difference apart (CD, Nemenyi at ${alphaOf(confidence)}); ` +
    `against ${baseline} alone it is ${fixed(controlDifference, 2)} (Bonferroni-Dunn)`
  )
}

const rankTable = (ranking: Ranking): Table => ({
  kind: 'table',
  on: 'page',
  ruled: true,
  columns: [
    { title: 'method' },
    { title: 'mean rank', right: true },
    ...ranking.datasets.map((title) => ({ title, right: true })),
  ],
  rows: sortByRank(ranking).map(({ method, meanRank, ranks }) => [
    { text: method, code: true },
    { text: fixed(meanRank, 2) },
    ...ranks.map((rank) => ({ text: `${rank}` })),
  ]),
  legend: () => pageLegend(ranking),
})

function pageLegend({ criticalDifference, confidence }: Ranking): string {
  if (criticalDifference === null) return 'rank 1 is best'
  return `rank 1 is best; critical difference ${fixed(criticalDifference, 2)} (Nemenyi at ${alphaOf(confidence)})`
}

/** In the style of the CSV columns. */
export function rankingJson(ranking: Ranking) {
  const { test } = ranking
  return {
    datasets: ranking.datasets,
    baseline: ranking.baseline,
    confidence: ranking.confidence,
    methods: ranking.methods.map(({ method, meanRank, ranks, verdicts }) => ({
      method,
      mean_rank: meanRank,
      ranks,
      ...verdicts,
    })),
    test: test && {
      name: test.name,
      statistic: test.statistic,
      p_value: test.pValue,
      ...(test.name === 'iman-davenport' && {
        degrees_of_freedom: test.degreesOfFreedom,
        chi_squared: test.chiSquared,
        p_chi_squared: test.pChiSquared,
      }),
    },
    critical_difference: ranking.criticalDifference,
    control_difference: ranking.controlDifference,
    groups: ranking.groups,
    finding: rankingFinding(ranking),
  }
}
