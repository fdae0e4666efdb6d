/** The candidates of a search one below the other, where no one number explains what tells them apart. */
import type { CandidateResult } from '../results/candidate.ts'
import { count } from '../util/format.ts'
import { label, type Picture } from './picture.ts'
import { frame } from './score.ts'
import { shortest } from './strengthAxis.ts'
import { COLORS, NEUTRAL, STEP } from './theme.ts'

/** A row of `tune --export-csv`. */
export type Candidate = Omit<CandidateResult, 'values'>

/** More would be a list to scroll through. */
const MAX_SHOWN = 30

/** What is drawn of a candidate that has a loss; `choices` are the reasons it is marked for. */
export const candidatePoint = ({ method, lossMean, lossSe }: Candidate, choices: readonly string[]) => ({
  method: label(method),
  loss: lossMean,
  low: lossSe === null ? null : lossMean! - lossSe,
  high: lossSe === null ? null : lossMean! + lossSe,
  choice: choices.join(' and '),
})

type CandidatePoint = ReturnType<typeof candidatePoint>

/** What the bars are, and what the marks on these points mean. */
export const ofLosses = (epochs: number): string =>
  `Mean loss of the held-out rows, plus and minus one standard error over the folds, after ${epochs} epochs.`
export const ofMarks = (points: readonly CandidatePoint[]): string[] =>
  points.some(({ choice }) => choice.includes('1-SE'))
    ? ['"1-SE" is the most regularized candidate within one standard error of the best.']
    : []

/** The picture in words. */
export const altOf = (points: readonly CandidatePoint[]): string =>
  points
    .map(({ method, loss, choice }) => `${method} ${shortest(loss)}${choice && ` (${choice})`}`)
    .join('; ')

/** Mean loss and its standard error: those of the last round first, the best on top; null for fewer than two candidates. */
export function candidatesPicture(candidates: readonly Candidate[]): Picture | null {
  const judged = candidates.filter(({ lossMean }) => lossMean !== null)
  if (judged.length < 2) return null
  const epochs = Math.max(...judged.map((candidate) => candidate.epochs))
  const sorted = [...judged].sort((a, b) => b.epochs - a.epochs || a.lossMean! - b.lossMean!)
  const shown = sorted.filter((candidate, i) => i < MAX_SHOWN || candidate.best || candidate.oneSe)
  const rows = shown.map((candidate) => ({
    ...candidatePoint(candidate, [...(candidate.best ? ['best'] : []), ...(candidate.oneSe ? ['1-SE'] : [])]),
    end: candidate.lossMean! + (candidate.lossSe ?? 0),
    color: candidate.epochs === epochs ? COLORS[0] : NEUTRAL,
  }))
  const isHalved = rows.some(({ color }) => color === NEUTRAL)
  const left = judged.length - shown.length
  return {
    name: 'tuning-candidates',
    title: 'Candidates by loss',
    caption: [
      ofLosses(epochs),
      ...(isHalved
        ? ['Gray ones were given up after fewer epochs, so their losses stand beside each other alone.']
        : []),
      ...ofMarks(rows),
      ...(left > 0
        ? [`${count(left, 'candidate')} further down ${left === 1 ? 'is' : 'are'} left out.`]
        : []),
    ].join(' '),
    alt: altOf(rows),
    drawing: {
      kind: 'vega-lite',
      spec: {
        ...frame('Loss of the candidates'),
        height: { step: STEP },
        datasets: { candidates: rows },
        data: { name: 'candidates' },
        layer: layersOf(rows),
      },
    },
  }
}

function layersOf(rows: readonly { readonly method: string }[]) {
  const y = {
    field: 'method',
    type: 'nominal' as const,
    sort: rows.map(({ method }) => method),
    title: null,
    // Vega, which draws without a screen, takes letters for wider than they are.
    axis: { labelLimit: 560 },
  }
  const x = { type: 'quantitative' as const, title: 'data loss of held-out rows', scale: { zero: false } }
  const color = { field: 'color', type: 'nominal' as const, scale: null, legend: null }
  return [
    {
      transform: [{ filter: 'datum.low !== null' }],
      mark: { type: 'rule' as const, strokeWidth: 2.5 },
      encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, color },
    },
    {
      mark: { type: 'point' as const, filled: true, size: 80, opacity: 1 },
      encoding: {
        x: { ...x, field: 'loss' },
        y,
        color,
        tooltip: [
          { field: 'method', title: 'candidate' },
          { field: 'loss', title: 'loss', format: '.4~g' },
          { field: 'choice', title: 'choice' },
        ],
      },
    },
    {
      transform: [{ filter: "datum.choice !== ''" }],
      mark: { type: 'text' as const, align: 'left' as const, dx: 8, fontSize: 11, color: NEUTRAL },
      encoding: { x: { ...x, field: 'end' }, y, text: { field: 'choice' } },
    },
  ]
}
