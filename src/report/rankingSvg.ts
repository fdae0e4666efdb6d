/** The critical-difference diagram of Demsar (2006) as SVG: best rank on the left, a bar over methods that are not apart. */
import type { MethodRank, Ranking } from '../results/ranking.ts'
import { alphaOf } from '../util/alpha.ts'
import { fixed } from '../util/format.ts'
import { escapeXml, printable } from './escape.ts'
import { rankingFinding } from './findings/ranking.ts'
import { sortByRank } from './ranking.ts'

const STEP = 60
const LINE = 22
const FONT = 13
/** Width of a digit or a small letter, a little above what common sans-serif fonts take. */
const LETTER = 0.58 * FONT
const PADDING = 16

export function rankingSvg(ranking: Ranking): string {
  const rows = sortByRank(ranking)
  const k = rows.length
  const half = Math.ceil(k / 2)
  const label = ({ method, meanRank }: MethodRank): string => `${printable(method)}  ${fixed(meanRank, 2)}`
  const room = Math.max(...rows.map((row) => [...label(row)].length)) * LETTER + 2 * PADDING
  const span = STEP * Math.max(1, k - 1)
  const width = Math.ceil(2 * room + span)
  const x = (rank: number): number => room + (rank - 1) * STEP

  const hasScale = ranking.criticalDifference !== null
  const axisY = hasScale ? 70 : 40
  const firstBar = axisY + 14
  const firstLabel = firstBar + 9 * ranking.groups.length + LINE
  const height = firstLabel + LINE * (half - 1) + 2 * PADDING

  const rankOf = new Map(rows.map(({ method, meanRank }) => [method, meanRank]))
  const parts = [
    ...scale(ranking, x),
    line(x(1), axisY, x(k), axisY),
    ...Array.from({ length: k }, (_, i) => i + 1).flatMap((rank) => [
      line(x(rank), axisY - 6, x(rank), axisY),
      text(x(rank), axisY - 10, `${rank}`, 'middle'),
    ]),
    ...ranking.groups.map((group, i) => {
      const own = group.map((method) => x(rankOf.get(method)!))
      const y = firstBar + 9 * i
      return `<line class="group" x1="${at(Math.min(...own) - 4)}" y1="${at(y)}" x2="${at(Math.max(...own) + 4)}" y2="${at(y)}"/>`
    }),
    ...rows.flatMap((row, i) => {
      const isLeft = i < half
      // The outermost ranks stand lowest on neither side: lines must not cross.
      const y = firstLabel + LINE * (isLeft ? i : k - 1 - i)
      const end = isLeft ? room - PADDING : room + span + PADDING
      const weight = row.method === ranking.baseline ? 'baseline' : undefined
      return [
        `<polyline points="${at(x(row.meanRank))},${at(axisY)} ${at(x(row.meanRank))},${at(y)} ${at(end)},${at(y)}"/>`,
        text(isLeft ? end - 4 : end + 4, y + FONT / 3, label(row), isLeft ? 'end' : 'start', weight),
      ]
    }),
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${at(height)}" viewBox="0 0 ${width} ${at(height)}" role="img">`,
    `<title>Mean ranks over ${ranking.datasets.length} datasets: ${escapeXml(ranking.datasets.join(', '))}</title>`,
    `<desc>${escapeXml(rankingFinding(ranking))}</desc>`,
    '<style>',
    `text{font:${FONT}px system-ui,"Helvetica Neue",Arial,sans-serif;fill:#111;white-space:pre}`,
    '.baseline{font-weight:bold}line,polyline{stroke:#111;fill:none}.group{stroke-width:4;stroke-linecap:round}',
    '</style>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

/** The critical difference, drawn from rank 1 on. */
function scale({ criticalDifference, confidence, methods }: Ranking, x: (rank: number) => number): string[] {
  if (criticalDifference === null) return []
  const end = Math.min(methods.length, 1 + criticalDifference)
  const y = 26
  return [
    line(x(1), y, x(end), y),
    line(x(1), y - 5, x(1), y + 5),
    line(x(end), y - 5, x(end), y + 5),
    text(x(1), y - 10, `CD = ${fixed(criticalDifference, 2)} (Nemenyi, ${alphaOf(confidence)})`, 'start'),
  ]
}

/** Hundredths of a pixel are enough, and print alike everywhere. */
const at = (value: number): string => String(Math.round(100 * value) / 100)

const line = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}"/>`

const text = (x: number, y: number, content: string, anchor: string, name?: string): string =>
  `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}"${name === undefined ? '' : ` class="${name}"`}>${escapeXml(content)}</text>`
