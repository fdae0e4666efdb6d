/** Ranks over several datasets: a diagram for the terminal, a table for Markdown, plain data for JSON. */
import { Chalk } from 'chalk'
import type { MethodRank, Ranking } from '../results/ranking.ts'
import { alphaOf } from '../util/alpha.ts'
import { fixed } from '../util/format.ts'
import { markdownCode, markdownText, printable } from './escape.ts'
import type { RenderOptions } from './format.ts'
import { nameTokens, widest, wrapName, wrapWords } from './wrap.ts'

const MAX_NAME_WIDTH = 28
const MAX_STEP = 8

/** Best mean rank first; equal ones keep their order. */
export const sortByRank = ({ methods }: Ranking): MethodRank[] =>
  [...methods].sort((a, b) => a.meanRank - b.meanRank)

/**
 * A critical-difference diagram in text: each method is a dot at its mean rank, a bar spans methods that are not a critical
 * difference apart, and the difference itself is drawn to scale.
 */
export function rankingTable(ranking: Ranking, { color, width }: RenderOptions): string {
  const chalk = new Chalk({ level: color ? 1 : 0 })
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

  const lines = rows.flatMap(({ method, meanRank }, i) => {
    const [first, ...more] = names[i]
    const paint = method === ranking.baseline ? chalk.bold : (text: string) => text
    const label = `${paint(first)}${' '.repeat(nameWidth - [...first].length)}`
    return [
      `${label}  ${fixed(meanRank, 2).padStart(4)}  ${' '.repeat(at(meanRank))}●`,
      ...more.map((line) => paint(line)),
    ]
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
  return [
    chalk.bold(
      wrapWords(
        `ranks over ${ranking.datasets.length} datasets: ${printable(ranking.datasets.join(', '))}`,
        width,
      ),
    ),
    '',
    chalk.dim(`${'mean rank'.padEnd(left)}${axisLabels(k, at)}`),
    chalk.dim(margin + axis(k, at)),
    ...lines,
    ...bars,
    ...scale,
    '',
    chalk.dim(wrapWords(legendOf(ranking), width)),
    '',
    chalk.bold(wrapWords(printable(ranking.finding), width)),
    '',
  ].join('\n')
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

function legendOf({ criticalDifference, controlDifference, confidence, baseline }: Ranking): string {
  if (criticalDifference === null || controlDifference === null) return 'rank 1 is best'
  return (
    `rank 1 is best; ━ less than the critical difference apart (CD, Nemenyi at ${alphaOf(confidence)}); ` +
    `against ${printable(baseline)} alone it is ${fixed(controlDifference, 2)} (Bonferroni-Dunn)`
  )
}

export function rankingMarkdown(ranking: Ranking): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    `**ranks over ${ranking.datasets.length} datasets**`,
    '',
    line(['method', 'mean rank', ...ranking.datasets.map(markdownText)]),
    line(['---', '---:', ...ranking.datasets.map(() => '---:')]),
    ...sortByRank(ranking).map(({ method, meanRank, ranks }) =>
      line([markdownCode(method), fixed(meanRank, 2), ...ranks.map(String)]),
    ),
    '',
    markdownText(ranking.finding),
    '',
    `<sub>${markdownText(markdownLegend(ranking))}</sub>`,
    '',
  ].join('\n')
}

function markdownLegend({ criticalDifference, confidence }: Ranking): string {
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
    methods: ranking.methods.map(({ method, meanRank, ranks }) => ({ method, mean_rank: meanRank, ranks })),
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
    finding: ranking.finding,
  }
}
