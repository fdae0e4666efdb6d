/** What `regbench train` prints: how the fit went, in figures of the rows it was fitted on. */
import { tableOf } from '../results/csv.ts'
import { type FitFigures, fitColumns } from '../results/fit.ts'
import { named } from '../results/json.ts'
import { count, fixed } from '../util/format.ts'
import { type DataFacts, describeData } from './display.ts'
import { type Block, code, type ReportDocument, type Text } from './document.ts'

export interface FitReport {
  readonly figures: FitFigures
  readonly data: DataFacts
  /** Network and training settings in words. */
  readonly settings: string
  /** The files written. */
  readonly saved: readonly string[]
}

export function fitDocument(report: FitReport): ReportDocument {
  const { figures, data, settings, saved } = report
  const { dataset, method, seed } = figures
  const lines = linesOf(report)
  const [first, ...rest] = [...saved.map((path): Text => ['saved to ', code(path)]), OPTIMISTIC]
  return {
    sections: [
      [
        {
          kind: 'heading',
          level: 1,
          name: dataset,
          text: describeData(data),
          lines: [[code(method), `, seed ${seed}; ${settings}`]],
        },
        { kind: 'definitions', items: lines.map(([term, text]) => ({ term, text })), on: 'screen' },
        {
          kind: 'table',
          columns: [{ title: 'figure' }, { title: '' }],
          rows: lines.map((line) => line.map((text) => ({ text }))),
          on: 'page',
        },
        { kind: 'paragraph', role: 'plain', text: first, lines: rest, on: 'screen' },
        ...(saved.length === 0 ? [] : [savedLine(saved)]),
      ],
    ],
    data: {
      csv: () => tableOf(fitColumns, [figures]),
      json: () => ({
        value: {
          ...named(fitColumns, figures),
          settings,
          saved,
        },
      }),
    },
  }
}

const savedLine = (paths: readonly string[]): Block => ({
  kind: 'paragraph',
  role: 'plain',
  text: ['saved to ', ...paths.flatMap((path, i) => [...(i === 0 ? [] : [', ']), code(path)])],
  on: 'page',
})

const OPTIMISTIC = 'The training rows say little about new ones: regbench compare holds rows out to score it.'

/** Name and text of each figure. */
function linesOf({ figures }: FitReport): [string, string][] {
  const { metric, validationRows, epochs, bestEpoch, steps, keepSeen, penalty, fingerprint } = figures
  const score = (value: number | null): string => {
    if (value === null) return ''
    return metric === 'accuracy' ? `accuracy ${(100 * value).toFixed(2)} %` : `rmse ${short(value)}`
  }
  const kept = epochs === bestEpoch ? '' : `, weights of epoch ${bestEpoch} kept`
  const lines: [string, string][] = [
    [
      `on the ${count(figures.trainRows, 'training row')}`,
      `${score(figures.trainScore)}, loss ${short(figures.trainLoss)}`,
    ],
  ]
  if (validationRows > 0) {
    const what = `on the ${count(validationRows, 'validation row')}`
    lines.push([what, `${score(figures.validationScore)}, loss ${short(figures.validationLoss)}`])
  }
  if (penalty !== null && penalty > 0) lines.push(['penalty at the end', short(penalty)])
  lines.push([
    'weights',
    `norm ${short(figures.weightNorm)}, largest unit norm ${short(figures.maxUnitNorm)}, ` +
      `${fixed(100 * (figures.weightSparsity ?? 0), 1)} % zeros`,
  ])
  if (keepSeen !== null && keepSeen < 1) lines.push(['kept by the masks', `${fixed(100 * keepSeen, 2)} %`])
  lines.push(
    [
      'trained',
      `${count(epochs, 'epoch')}, ${count(steps, 'step')}${kept}, ${short(figures.trainSeconds)} s`,
    ],
    ['parameters', `${figures.parameters}, fingerprint ${fingerprint}`],
  )
  return lines
}

const short = (value: number | null): string => (value === null ? '-' : `${Number(value.toPrecision(4))}`)
