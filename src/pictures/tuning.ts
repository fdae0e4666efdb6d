/** How the loss of a search's candidates depends on what was searched. */
import { type Scan, scansOf } from '../regularizers/family.ts'
import { count } from '../util/format.ts'
import { altOf, type Candidate, candidatePoint, candidatesPicture, ofLosses, ofMarks } from './candidates.ts'
import { type Layer, label, type Picture, slug } from './picture.ts'
import { frame } from './score.ts'
import { HEIGHT, nameOf, seriesOf, strengthAxis } from './strengthAxis.ts'
import { NEUTRAL } from './theme.ts'

/**
 * As few pictures as show every candidate that was varied: of a grid one, along its parameter with the most values; of the
 * recipe two, since its second stage varies another parameter. Where candidates differ from all others in more than one number, as those
 * of a cocktail do, all stand one below the other.
 */
export function tuningPictures(candidates: readonly Candidate[]): Picture[] {
  // In halving, fewer epochs are another experiment.
  const epochs = Math.max(0, ...candidates.map((candidate) => candidate.epochs))
  const judged = candidates.filter(({ lossMean, ...row }) => lossMean !== null && row.epochs === epochs)
  const longestFirst = scansOf(judged.map(({ method }) => method)).sort((a, b) => valuesOf(b) - valuesOf(a))
  const seen = new Set<string>()
  const needed = longestFirst.filter(({ points }) => {
    const isNew = points.some(({ method }) => !seen.has(method))
    for (const { method } of points) seen.add(method)
    return isNew
  })
  const alone = judged.filter(({ method }) => !seen.has(method)).length
  // Mixtures, and what differs in words: two of many may differ in a number alone by chance.
  const curves = 2 * alone > judged.length ? [] : needed
  const list = alone === 0 ? null : candidatesPicture(candidates)
  return [
    ...curves.map((scan) => tuningPicture(scan, judged, epochs, alone)),
    ...(list === null ? [] : [list]),
  ]
}

const valuesOf = ({ points }: Scan): number => new Set(points.map(({ value }) => value)).size

/** @param alone candidates that no picture shows: nothing else differs from them in one value. */
function tuningPicture(
  { family, parameter, points }: Scan,
  judged: readonly Candidate[],
  epochs: number,
  alone: number,
): Picture {
  const byMethod = new Map(judged.map((candidate) => [candidate.method, candidate]))
  const own = points.map(({ method }) => byMethod.get(method)!)
  const best = own.find((candidate) => candidate.best) ?? leastLoss(own)
  const { names, paint } = seriesOf(
    points,
    () => '',
    undefined,
    points.find((p) => p.method === best.method)?.series,
  )
  const rows = points
    .filter(({ series }) => names.includes(series))
    .map(({ method, value, series }) => {
      const candidate = byMethod.get(method)!
      return { ...candidatePoint(candidate, choicesOf(candidate, best)), value, series }
    })
  const left = alone + points.length - rows.length
  const caption = [
    ofLosses(epochs),
    ...ofMarks(rows),
    ...(rows.some(({ choice }) => choice === HERE) ? ['The best of all stands in another picture.'] : []),
    ...(left > 0 ? [`${count(left, 'candidate')} ${left === 1 ? 'is' : 'are'} left out.`] : []),
  ]
  return {
    name: `tuning-${slug(nameOf(family, parameter))}`,
    title: `Tuning ${label(family)}: loss over ${parameter}`,
    caption: caption.join(' '),
    alt: altOf(rows),
    drawing: {
      kind: 'vega-lite',
      spec: {
        ...frame(`Loss of the candidates over ${parameter}`),
        height: HEIGHT,
        datasets: { candidates: rows },
        data: { name: 'candidates' },
        layer: layersOf(rows, parameter, paint),
      },
    },
  }
}

/** The best of a picture in which the best of all does not stand. */
const HERE = 'best here'

const choicesOf = (candidate: Candidate, best: Candidate): string[] => [
  ...(candidate.best ? ['best'] : candidate === best ? [HERE] : []),
  ...(candidate.oneSe ? ['1-SE'] : []),
]

const leastLoss = (judged: readonly Candidate[]): Candidate =>
  judged.reduce((a, b) => (b.lossMean! < a.lossMean! ? b : a))

type Row = { readonly value: number; readonly choice: string }

function layersOf(
  rows: readonly Row[],
  parameter: string,
  paint: ReturnType<typeof seriesOf>['paint'],
): Layer[] {
  const x = strengthAxis(
    rows.map(({ value }) => value),
    parameter,
  )
  const y = { type: 'quantitative', title: 'data loss of held-out rows', scale: { zero: false } } as const
  const choices = [...new Set(rows.map(({ choice }) => choice))].filter((choice) => choice !== '')
  return [
    {
      mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.6 },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: paint },
    },
    {
      mark: { type: 'line', point: { size: 36, filled: true, opacity: 1 }, strokeWidth: 1.5 },
      encoding: {
        x,
        y: { ...y, field: 'loss' },
        color: paint,
        tooltip: [
          { field: 'method', title: 'candidate' },
          { field: 'loss', title: 'loss', format: '.4~g' },
          { field: 'choice', title: 'choice' },
        ],
      },
    },
    {
      transform: [{ filter: "datum.choice !== ''" }],
      mark: { type: 'point', size: 190, strokeWidth: 2, color: NEUTRAL },
      encoding: {
        x,
        y: { ...y, field: 'loss' },
        shape: {
          field: 'choice',
          type: 'nominal',
          title: null,
          scale: {
            domain: choices,
            range: choices.map((choice) => (choice === '1-SE' ? 'diamond' : 'circle')),
          },
          legend: { symbolStrokeColor: NEUTRAL },
        },
      },
    },
  ]
}
