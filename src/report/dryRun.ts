/** What a dry run prints: the work that the same command would do without `--dry-run`. */
import type { MetricName } from '../metrics/index.ts'
import type { Link } from '../nn/chain.ts'
import { count } from '../util/format.ts'
import { chainTable } from './chain.ts'
import { type DataFacts, describeData } from './display.ts'
import type { Block, ReportDocument } from './document.ts'
import { amountOf } from './findings/planning.ts'
import { listingCsv, listingObjects, listingTable } from './listing.ts'

/** Trials of one method on one dataset, or the candidates of one stage of a search. */
export interface PlannedWork {
  readonly method: string
  readonly trials: number
  /** Parameter updates of the longest trial. */
  readonly steps: number
  /** Estimated seconds of all its trials on one thread. */
  readonly seconds: number
  readonly stepSeconds: number
}

export interface PlannedDataset {
  readonly name: string
  readonly data: DataFacts
  /** In words. */
  readonly evaluation: string
  /** Rows of the splits, the largest of each. */
  readonly trainRows: number
  readonly testRows: number
  readonly parameters: number
  readonly chain: readonly Link[]
  readonly work: readonly PlannedWork[]
  /** What the run could establish, as one split of it tells; absent where none was tried. */
  readonly forecast?: PlannedForecast
}

export interface PlannedForecast {
  readonly metric: MetricName
  readonly testRows: number
  readonly forecasts: readonly { readonly method: string; readonly smallest: number }[]
}

export interface PlannedTrial {
  readonly dataset: string
  readonly method: string
  readonly repeat: number
  readonly fold: number
  readonly seed: number
}

export interface DryRunReport {
  readonly datasets: readonly PlannedDataset[]
  /** The settings that all share, in words. */
  readonly settings: string
  readonly jobs: number
  /** Trials that would be run. */
  readonly trials: readonly PlannedTrial[]
  /** About files that are there already, and what cannot be known before; one sentence each. */
  readonly notes: readonly string[]
}

const COLUMNS = ['dataset', 'method', 'repeat', 'fold', 'seed'] as const

/** CSV and JSON list the trials, for scripts; the others say how much they are. */
export function dryRunDocument(report: DryRunReport): ReportDocument {
  const { datasets, settings, notes, trials } = report
  const listing = { columns: COLUMNS, rows: trials.map((trial) => COLUMNS.map((name) => trial[name])) }
  return {
    sections: [
      [
        ...datasets.flatMap((part): Block[] => [
          { kind: 'heading', level: 1, name: part.name, text: headline(part) },
          chainTable(part.chain),
          listingTable(workListing(part)),
          ...forecastBlocks(part.forecast),
        ]),
        { kind: 'paragraph', role: 'plain', text: `settings: ${settings}` },
        { kind: 'paragraph', role: 'finding', text: totalOf(report) },
        ...(notes.length === 0 ? [] : [{ kind: 'points', role: 'note', items: notes } as const]),
        {
          kind: 'paragraph',
          role: 'plain',
          text: datasets.some(({ forecast }) => forecast !== undefined)
            ? 'One split was tried for the forecast, and nothing written.'
            : 'Nothing was run, and nothing written.',
        },
      ],
    ],
    data: { csv: () => listingCsv(listing), json: () => ({ value: listingObjects(listing) }) },
  }
}

function forecastBlocks(forecast: PlannedForecast | undefined): Block[] {
  if (forecast === undefined || forecast.forecasts.length === 0) return []
  const ascending = [...forecast.forecasts].sort((a, b) => a.smallest - b.smallest)
  const named = ({ method, smallest }: (typeof ascending)[number]): string =>
    `${amountOf(smallest, forecast.metric)} (${method})`
  const [least, most] = [ascending[0], ascending[ascending.length - 1]].map(named)
  const range = least === most ? `from ${least} on` : `from ${least} to ${most} on`
  return [
    {
      kind: 'paragraph',
      role: 'fine',
      text:
        `forecast from one split, ${count(forecast.testRows, 'row')} predicted by every method: this run would establish differences ${range}, ` +
        'in four of five cases and with no luck of training counted; with four times the rows, half of that; more repeats lower the luck alone',
    },
  ]
}

const headline = ({
  data,
  evaluation,
  trainRows,
  testRows,
  parameters,
}: Omit<PlannedDataset, 'name'>): string =>
  `${describeData(data)}; ${evaluation} (${trainRows} rows train, ${testRows} test); ${count(parameters, 'parameter')}`

const workListing = ({ work }: PlannedDataset) => ({
  columns: ['method', 'trials', 'steps each', 'ms a step', 'seconds'],
  rows: work.map(({ method, trials, steps, seconds, stepSeconds }) => [
    method,
    trials,
    steps,
    short(1000 * stepSeconds),
    short(seconds),
  ]),
  right: ['ms a step', 'seconds'],
})

function totalOf({ datasets, jobs }: DryRunReport): string {
  const work = datasets.flatMap((part) => part.work)
  const seconds = work.reduce((sum, entry) => sum + entry.seconds, 0)
  const trials = work.reduce((sum, entry) => sum + entry.trials, 0)
  const threads = Math.max(1, Math.min(jobs, trials))
  return (
    `${count(trials, 'trial')}, about ${duration(seconds / threads)} on ${count(threads, 'job')}: ` +
    'an estimate from a few steps of each method here, with every epoch run and the processor to itself'
  )
}

const short = (value: number): string => `${Number(value.toPrecision(2))}`

/** `0.4 s`, `35 s`, `12 min`, `3.5 h`, `2.1 days`: two digits are more than an estimate has. */
export function duration(seconds: number): string {
  if (seconds < 99.5) return `${short(seconds)} s`
  if (seconds < 99.5 * 60) return `${short(seconds / 60)} min`
  return seconds < 48 * 3600 ? `${short(seconds / 3600)} h` : `${short(seconds / 86_400)} days`
}
