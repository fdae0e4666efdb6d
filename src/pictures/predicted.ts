/** What was predicted, drawn: who is taken for whom, recall by class, calibration, residuals. */
import { sortByScore } from '../report/display.ts'
import type { Comparison } from '../results/comparison.ts'
import type { PredictedOfClasses, PredictedOfValues, PredictedRows } from '../results/predictedRows.ts'
import { predictedRows } from '../statistics/predictedRows.ts'
import type { Colors } from './methods.ts'
import { type DataSpec, label, type Picture } from './picture.ts'
import { COLORS, NEUTRAL, theme, WIDTH } from './theme.ts'

/** Cells of a matrix that can be told apart. */
const MAX_CLASSES = 30
/** Methods whose lines can be told apart: the best ones, and the baseline. */
const MAX_LINES = 5
const MAX_POINTS = 2000
const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json'

/** Empty where no trial kept its predictions. */
export function predictedPictures(comparison: Comparison, color: Colors): (Picture | null)[] {
  const order = sortByScore(comparison).map(({ method }) => method)
  const shown = order.filter((method, i) => i < MAX_LINES || method === comparison.baseline)
  const found = shown.flatMap((method) => {
    const rows = predictedRows(comparison.trials.filter((trial) => trial.method === method))
    return rows === null ? [] : [{ method, rows }]
  })
  const [best] = found
  if (best === undefined) return []
  if (best.rows.task === 'regression') return [residuals(best.method, best.rows)]
  const names = Array.from({ length: best.rows.classes }, (_, i) =>
    label(comparison.classNames?.[i] ?? `class ${i}`),
  )
  const classes = found.flatMap(({ method, rows }) =>
    rows.task === 'classification' ? [{ method, rows }] : [],
  )
  return [
    names.length > MAX_CLASSES ? null : confusion(best.method, best.rows, names),
    names.length > MAX_CLASSES ? null : recall(classes, names, color),
    calibration(classes, color),
  ]
}

type Found<Rows extends PredictedRows> = readonly { readonly method: string; readonly rows: Rows }[]

/** A plot in the common frame; `Omit` of a union would keep what all its members share alone. */
const vegaLite = (spec: object): Picture['drawing'] => ({
  kind: 'vega-lite',
  // Axes and legends take their room from the width, which is the reader's.
  spec: {
    $schema: SCHEMA,
    config: theme,
    autosize: { type: 'fit-x', contains: 'padding' },
    ...spec,
  } as DataSpec,
})

/** A colour and a name in the legend for each method drawn; those of one family have one colour, and are told apart where they are pointed at. */
const byMethod = (found: Found<PredictedRows>, color: Colors) => ({
  field: 'method',
  type: 'nominal',
  title: null,
  scale: {
    domain: found.map(({ method }) => label(method)),
    range: found.map(({ method }) => color(method)),
  },
  legend: {},
})

function confusion(
  method: string,
  { counts, classes }: PredictedOfClasses,
  names: readonly string[],
): Picture {
  const cells = counts.map((count, at) => {
    const [i, j] = [Math.floor(at / classes), at % classes]
    const own = counts.slice(i * classes, (i + 1) * classes).reduce((sum, value) => sum + value, 0)
    return { actual: names[i], predicted: names[j], rows: count, share: own > 0 ? count / own : 0 }
  })
  const wrong = cells.filter(({ actual, predicted, rows }) => actual !== predicted && rows > 0)
  const worst = wrong.toSorted((a, b) => b.rows - a.rows)[0]
  const axis = { type: 'nominal', sort: [...names] } as const
  return {
    name: 'confusion',
    title: `Who is taken for whom: ${label(method)}`,
    caption:
      'Test rows by their class (down) and by the class that was predicted (across), over all trials. A shade is the share of the class; numbers are rows.',
    alt:
      worst === undefined
        ? 'every test row is taken for its class'
        : `most often ${worst.actual} is taken for ${worst.predicted}: ${worst.rows} rows`,
    drawing: vegaLite({
      width: WIDTH / 2,
      height: Math.min(WIDTH / 2, 60 + 28 * names.length),
      datasets: { cells },
      data: { name: 'cells' },
      layer: [
        {
          mark: { type: 'rect' },
          encoding: {
            x: { ...axis, field: 'predicted', title: 'predicted class' },
            y: { ...axis, field: 'actual', title: 'class' },
            color: {
              field: 'share',
              type: 'quantitative',
              scale: { range: ['#f2f6fa', COLORS[0]], domain: [0, 1] },
              legend: null,
            },
          },
        },
        {
          mark: { type: 'text', fontSize: 11 },
          encoding: {
            x: { ...axis, field: 'predicted' },
            y: { ...axis, field: 'actual' },
            text: { field: 'rows', type: 'quantitative', format: '.4~g' },
            color: { condition: { test: 'datum.share > 0.5', value: '#ffffff' }, value: '#1f2328' },
          },
        },
      ],
    }),
  }
}

function recall(found: Found<PredictedOfClasses>, names: readonly string[], color: Colors): Picture {
  const bars = found.flatMap(({ method, rows }) =>
    rows.recall.flatMap((share, i) =>
      share === null
        ? []
        : [{ class: names[i], method: label(method), color: color(method), recall: 100 * share }],
    ),
  )
  return {
    name: 'recall',
    title: 'Recall by class',
    caption:
      'Share of the test rows of a class that are taken for it, over all trials: what accuracy averages away.',
    alt: bars.map((bar) => `${bar.class} by ${bar.method} ${bar.recall.toFixed(1)} %`).join('; '),
    drawing: vegaLite({
      width: WIDTH - 120,
      datasets: { bars },
      data: { name: 'bars' },
      mark: { type: 'point', filled: true, size: 70, opacity: 0.9 },
      encoding: {
        x: { field: 'recall', type: 'quantitative', title: 'recall, %', scale: { domain: [0, 100] } },
        y: { field: 'class', type: 'nominal', sort: [...names], title: null },
        color: byMethod(found, color),
        tooltip: ['class', 'method', 'recall'].map((field) => ({ field })),
      },
    }),
  }
}

function calibration(found: Found<PredictedOfClasses>, color: Colors): Picture {
  const points = found.flatMap(({ method, rows }) =>
    rows.bins.map(({ confidence, accuracy, rows: count }) => ({
      method: label(method),
      color: color(method),
      confidence: 100 * confidence,
      accuracy: 100 * accuracy,
      rows: count,
    })),
  )
  const diagonal = [0, 100].map((end) => ({ confidence: end, accuracy: end }))
  const axes = {
    x: { field: 'confidence', type: 'quantitative', title: 'probability of the class predicted, %' },
    y: { field: 'accuracy', type: 'quantitative', title: 'right, %' },
  } as const
  return {
    name: 'calibration',
    title: 'Calibration',
    caption:
      'How often predictions are right, by how sure they were, over all trials. On the dashed line probabilities mean what they say; below it they are too sure.',
    alt: points
      .map((p) => `${p.method}: ${p.confidence.toFixed(0)} % sure, ${p.accuracy.toFixed(0)} % right`)
      .join('; '),
    drawing: vegaLite({
      width: WIDTH / 2,
      height: WIDTH / 2,
      datasets: { points, diagonal },
      layer: [
        {
          data: { name: 'diagonal' },
          mark: { type: 'line', strokeDash: [4, 4], color: NEUTRAL },
          encoding: axes,
        },
        {
          data: { name: 'points' },
          mark: { type: 'line', point: true },
          encoding: {
            ...axes,
            color: byMethod(found, color),
            tooltip: ['method', 'confidence', 'accuracy', 'rows'].map((field) => ({ field })),
          },
        },
      ],
    }),
  }
}

function residuals(method: string, { points: all, parts }: PredictedOfValues): Picture {
  // Every so-many-th row: a page need not hold them all.
  const step = Math.ceil(all.length / MAX_POINTS)
  const points = all
    .filter((_, i) => i % step === 0)
    .map(([prediction, residual]) => ({ prediction, residual }))
  const of = step === 1 ? '' : ` One row of ${step} is drawn.`
  return {
    name: 'residuals',
    title: `Residuals: ${label(method)}`,
    caption: `Prediction - target of the test rows by their prediction, over all trials. A slope or a funnel is structure that the model missed.${of}`,
    alt: parts
      .map(
        ({ low, high, mean }) =>
          `${low.toPrecision(3)} to ${high.toPrecision(3)}: mean ${mean.toPrecision(3)}`,
      )
      .join('; '),
    drawing: vegaLite({
      width: WIDTH - 120,
      height: 260,
      datasets: { points, zero: [{ residual: 0 }] },
      layer: [
        {
          data: { name: 'points' },
          mark: { type: 'circle', size: 18, opacity: 0.4, color: COLORS[0] },
          encoding: {
            x: { field: 'prediction', type: 'quantitative', scale: { zero: false }, title: 'prediction' },
            y: { field: 'residual', type: 'quantitative', title: 'prediction - target' },
          },
        },
        {
          data: { name: 'zero' },
          mark: { type: 'rule', strokeDash: [4, 4], color: NEUTRAL },
          encoding: { y: { field: 'residual', type: 'quantitative' } },
        },
      ],
    }),
  }
}
