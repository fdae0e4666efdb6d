/** Test score and gap by method: the table as pictures. */
import type { Config } from 'vega-lite'
import { percent, sortByScore } from '../report/display.ts'
import type { Comparison } from '../results/comparison.ts'
import type { Colors } from './methods.ts'
import { filled, type Layer, label, type Picture } from './picture.ts'
import { NEUTRAL, STEP, theme, WIDTH } from './theme.ts'
import { cellOf, inUnits, scoreTitle } from './units.ts'

/** Mean and interval of each method over its trials; the best on top, as in the table. Null without any score. */
export function scorePicture(comparison: Comparison, color: Colors): Picture | null {
  const { metric, baseline, confidence, trials } = comparison
  const scored = sortByScore(comparison).filter(({ testScoreMean }) => testScoreMean !== null)
  if (scored.length === 0) return null
  const order = scored.map(({ method }) => label(method))
  const known = new Set(scored.map(({ method }) => method))
  const scores = scored.map((row) => ({
    method: label(row.method),
    color: color(row.method),
    mean: inUnits(metric, row.testScoreMean),
    low: inUnits(metric, row.testScoreLow),
    high: inUnits(metric, row.testScoreHigh),
    score: cellOf(comparison, 'testScoreMean', row.method),
    difference: cellOf(comparison, 'difference', row.method),
  }))
  const single = trials
    .filter(({ method, testScore }) => known.has(method) && testScore !== null)
    .map(({ method, repeat, fold, testScore }) => ({
      method: label(method),
      color: color(method),
      score: inUnits(metric, testScore),
      trial: `repeat ${repeat}, fold ${fold}`,
    }))
  return {
    name: 'score',
    title: 'Test score by method',
    caption: `Mean over the trials and its ${percent(confidence)} % interval; each faint dot is one trial. ${known.has(baseline) ? `The dashed line is the baseline, ${label(baseline)}. ` : ''}Trials share training rows, which the interval accounts for, and overlapping intervals do not decide a comparison: the paired differences of the table do.`,
    alt: scores.map(({ method, score }) => `${method} ${score}`).join('; '),
    drawing: {
      kind: 'vega-lite',
      spec: {
        ...frame('Test score by method'),
        height: { step: STEP },
        datasets: { scores, trials: single },
        layer: filled(scoreLayers(comparison, order), { scores, trials: single }),
      },
    },
  }
}

/** @param order labels of the methods, the best first. */
function scoreLayers({ metric, baseline }: Comparison, order: readonly string[]): Layer[] {
  const y = { field: 'method', type: 'nominal', sort: [...order], title: null, axis: AXIS } as const
  const x = {
    type: 'quantitative',
    scale: { zero: false },
    title: scoreTitle(metric, 'test'),
    axis: TICKS,
  } as const
  const paint = { field: 'color', type: 'nominal', scale: null, legend: null } as const
  return [
    {
      data: { name: 'scores' },
      transform: [{ filter: { field: 'method', equal: label(baseline) } }],
      mark: { type: 'rule', strokeDash: [4, 4], color: NEUTRAL },
      encoding: { x: { ...x, field: 'mean' } },
    },
    {
      data: { name: 'trials' },
      mark: { type: 'circle', size: 22, opacity: 0.3 },
      encoding: {
        x: { ...x, field: 'score' },
        y,
        color: paint,
        tooltip: tips('method', 'trial', 'score'),
      },
    },
    {
      data: { name: 'scores' },
      mark: { type: 'rule', strokeWidth: 2.5 },
      encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, color: paint },
    },
    {
      data: { name: 'scores' },
      mark: { type: 'point', filled: true, size: 80, opacity: 1 },
      encoding: {
        x: { ...x, field: 'mean' },
        y,
        color: paint,
        tooltip: tips('method', 'score', 'difference'),
      },
    },
  ]
}

/** Training and test score of each method, joined by their gap. */
export function gapPicture(comparison: Comparison, color: Colors): Picture | null {
  const { metric } = comparison
  const scored = sortByScore(comparison).filter(
    ({ testScoreMean, trainScoreMean }) => testScoreMean !== null && trainScoreMean !== null,
  )
  if (scored.length === 0) return null
  const gaps = scored.map((row) => ({
    method: label(row.method),
    color: color(row.method),
    train: inUnits(metric, row.trainScoreMean),
    test: inUnits(metric, row.testScoreMean),
    gap: cellOf(comparison, 'gapMean', row.method),
  }))
  const ends = gaps.flatMap(({ train, test, ...row }) => [
    { ...row, rows: 'test', score: test },
    { ...row, rows: 'training', score: train },
  ])
  return {
    name: 'gap',
    title: 'Generalization gap',
    caption:
      'From the mean score of the test rows to that of the training rows. A short line is little overfitting; that is not a merit where both ends are bad.',
    alt: `Gaps: ${gaps.map(({ method, gap }) => `${method} ${gap}`).join('; ')}`,
    drawing: {
      kind: 'vega-lite',
      spec: {
        ...frame('Generalization gap by method'),
        height: { step: STEP },
        datasets: { gaps, ends },
        layer: gapLayers(
          comparison,
          gaps.map(({ method }) => method),
        ),
      },
    },
  }
}

function gapLayers({ metric }: Comparison, order: readonly string[]): Layer[] {
  const y = {
    field: 'method',
    type: 'nominal',
    sort: [...order],
    title: null,
    axis: AXIS,
  } as const
  const x = {
    type: 'quantitative',
    scale: { zero: false },
    title: scoreTitle(metric, 'mean'),
    axis: TICKS,
  } as const
  const paint = { field: 'color', type: 'nominal', scale: null, legend: null } as const
  return [
    {
      data: { name: 'gaps' },
      mark: { type: 'rule', strokeWidth: 3, opacity: 0.45 },
      encoding: { x: { ...x, field: 'test' }, x2: { field: 'train' }, y, color: paint },
    },
    {
      data: { name: 'ends' },
      mark: { type: 'point', filled: true, size: 75, opacity: 1 },
      encoding: {
        x: { ...x, field: 'score' },
        y,
        color: paint,
        shape: {
          field: 'rows',
          type: 'nominal',
          title: null,
          scale: { domain: ['test', 'training'], range: ['circle', 'triangle-right'] },
          legend: { symbolFillColor: NEUTRAL, symbolStrokeColor: NEUTRAL, symbolSize: 75 },
        },
        tooltip: tips('method', 'rows', 'score', 'gap'),
      },
    },
  ]
}

const AXIS = { grid: false, domain: false, ticks: false } as const

const TICKS = { tickCount: 7, format: '.6~g' } as const

const tips = (...fields: string[]) => fields.map((field) => ({ field, title: field }))

interface Frame {
  readonly $schema: string
  readonly description: string
  readonly width: number
  readonly autosize: { readonly type: 'fit-x'; readonly contains: 'padding' }
  readonly config: Config
}

/** What all single plots share. */
export const frame = (description: string): Frame => ({
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  description,
  width: WIDTH,
  autosize: { type: 'fit-x', contains: 'padding' },
  config: theme,
})
