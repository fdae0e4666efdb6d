/** All pictures of a report, from plain results. */

import { rankingFinding } from '../report/findings/ranking.ts'
import { rankingSvg } from '../report/rankingSvg.ts'
import type { Study } from '../results/comparison.ts'
import type { CurvePoint } from '../results/curve.ts'
import type { Candidate } from './candidates.ts'
import { curvePictures } from './curves.ts'
import { colorsOf } from './methods.ts'
import { label, nameApart, type Picture, slug } from './picture.ts'
import { predictedPictures } from './predicted.ts'
import { rowsPictures } from './rowsCurve.ts'
import { gapPicture, scorePicture } from './score.ts'
import { strengthPictures } from './strength.ts'
import { tuningPictures } from './tuning.ts'
import { type ModelWeights, modelMethods, weightsPicture } from './weights.ts'

export interface Sources {
  /** Without comparisons where no trials were given. */
  readonly study: Study
  readonly curves: readonly CurvePoint[]
  /** One list a search. */
  readonly searches: readonly (readonly Candidate[])[]
  readonly models: readonly ModelWeights[]
}

export interface Gallery {
  /** By dataset, in the order of the comparisons; then those whose curves were given alone. */
  readonly datasets: readonly { readonly dataset: string; readonly pictures: readonly Picture[] }[]
  /** What belongs to no single dataset: ranks, searches, weights. */
  readonly shared: readonly Picture[]
}

export function picturesOf({ study, curves, searches, models }: Sources): Gallery {
  const { comparisons, ranking } = study
  const baseline = comparisons[0]?.baseline ?? 'none'
  const listed = comparisons[0]?.methods.map(({ method }) => method)
  const color = colorsOf(
    listed ?? [...new Set([...curves.map(({ method }) => method), ...modelMethods(models)])],
    baseline,
  )
  const alone = [...new Set(curves.map(({ dataset }) => dataset))].filter(
    (name) => !comparisons.some(({ dataset }) => dataset === name),
  )
  const own = (name: string) => curves.filter(({ dataset }) => dataset === name)
  const datasets = [
    ...comparisons.map((comparison) => ({
      dataset: comparison.dataset,
      pictures: [
        scorePicture(comparison, color),
        gapPicture(comparison, color),
        ...strengthPictures(comparison, color),
        ...predictedPictures(comparison, color),
        ...curvePictures(own(comparison.dataset), comparison, color),
      ],
    })),
    ...alone.map((dataset) => ({
      dataset,
      pictures: curvePictures(own(dataset), { methods: [], metric: null, baseline }, color),
    })),
  ]
  const several = datasets.length > 1
  const named = nameApart([
    ...datasets.flatMap(({ dataset, pictures }) =>
      pictures
        .filter((picture) => picture !== null)
        .map((picture) => (several ? ofDataset(picture, dataset) : picture)),
    ),
    ...(ranking === null ? [] : [ranksPicture(ranking)]),
    ...rowsPictures(comparisons, color),
    ...searches.flatMap(tuningPictures),
    ...[weightsPicture(models, color)].filter((picture) => picture !== null),
  ])
  // nameApart keeps the order, so that each dataset takes back as many as it gave.
  let taken = 0
  const take = (count: number) => {
    taken += count
    return named.slice(taken - count, taken)
  }
  return {
    datasets: datasets.map(({ dataset, pictures }) => ({
      dataset,
      pictures: take(pictures.filter((picture) => picture !== null).length),
    })),
    shared: named.slice(taken),
  }
}

const ofDataset = (picture: Picture, dataset: string): Picture => ({
  ...picture,
  name: `${picture.name}-${slug(dataset)}`,
  title: `${picture.title} (${label(dataset)})`,
})

const ranksPicture = (ranking: NonNullable<Study['ranking']>): Picture => ({
  name: 'ranks',
  title: 'Mean ranks over the datasets',
  caption:
    ranking.criticalDifference === null
      ? 'Rank 1 is the best. Too few datasets or methods for a critical difference.'
      : 'Rank 1 is the best. A bar joins methods whose mean ranks differ by less than the critical difference (Demsar, 2006).',
  alt: `${rankingFinding(ranking)}. ${ranking.methods.map(({ method, meanRank }) => `${label(method)} ${Number(meanRank.toFixed(2))}`).join('; ')}`,
  drawing: { kind: 'svg', svg: rankingSvg(ranking) },
})

export const allPictures = ({ datasets, shared }: Gallery): Picture[] => [
  ...datasets.flatMap(({ pictures }) => pictures),
  ...shared,
]
