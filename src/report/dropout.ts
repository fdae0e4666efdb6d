/** What `regbench dropout` found. */
import type {
  AverageRow,
  CostRow,
  DropoutReport,
  EquivalencePoint,
  Ratio,
} from '../experiment/dropout/report.ts'
import { snakeCase } from '../results/columns.ts'
import type { CsvTable } from '../results/csv.ts'
import { decimalsFor, fixed } from '../util/format.ts'
import { describeData } from './display.ts'
import type { Block, Heading, ReportDocument } from './document.ts'
import { activationFinding, averageFinding, costFinding, equivalenceFinding } from './findings/dropout.ts'
import { type Listing, listingTable } from './listing.ts'

interface Section {
  readonly title: string
  /** How to read the columns. */
  readonly legend: string
  readonly listing: Listing
  readonly finding: string
}

export function dropoutDocument(report: DropoutReport): ReportDocument {
  const parts = sections(report).flatMap(({ title, legend, listing, finding }): Block[] => [
    { kind: 'heading', level: 2, name: title, lines: [legend] },
    listingTable(listing),
    { kind: 'paragraph', role: 'plain', text: finding },
  ])
  return {
    sections: [[heading(report), ...parts]],
    data: { csv: () => allTables(report), json: () => ({ value: snakeKeys(withFindings(report)) }) },
  }
}

/** Each table with its sentence. */
function withFindings({ equivalence, cost, activations, averages, ...report }: DropoutReport) {
  const { warnings, ...about } = report
  return {
    ...about,
    equivalence: { ...equivalence, finding: equivalenceFinding(equivalence, report.metric) },
    cost: { ...cost, finding: costFinding(cost.rows) },
    activations: { ...activations, finding: activationFinding(activations) },
    averages: { ...averages, finding: averageFinding(averages, report.metric) },
    warnings,
  }
}

function heading(report: DropoutReport): Heading {
  const { dataset, inverted, vanilla, trainRows, testRows, evaluation, seed, settings } = report
  return {
    kind: 'heading',
    level: 1,
    name: dataset,
    text: describeData(report),
    lines: [
      `${inverted} and ${vanilla}`,
      `${trainRows} rows trained on, ${testRows} tested (${evaluation}), seed ${seed}; ${settings}`,
    ],
  }
}

const sections = (report: DropoutReport): Section[] => [
  equivalenceSection(report),
  costSection(report),
  activationSection(report),
  averageSection(report),
]

const accuracyFactor = ({ metric }: DropoutReport): number => (metric === 'accuracy' ? 100 : 1)
const scoreName = ({ metric }: DropoutReport): string => (metric === 'accuracy' ? 'accuracy %' : 'rmse')

/** A specification whose values were computed, at four digits. */
const shortNumbers = (spec: string): string =>
  spec.replace(/\d+\.\d{5,}(?:e-?\d+)?/g, (number) => `${Number(Number(number).toPrecision(4))}`)

/** Scores alike down a column. */
function scores(report: DropoutReport, values: readonly number[]): (score: number) => string {
  const decimals = report.metric === 'accuracy' ? 2 : decimalsFor(values, 4)
  return (score) => fixed(accuracyFactor(report) * score, decimals)
}

/** Two digits of a distance; 0 means the same bits, not a rounded distance. */
const distance = (value: number | null): string =>
  value === null ? '-' : value === 0 ? '0' : value.toExponential(1)

function equivalenceSection(report: DropoutReport): Section {
  const { points, other, twin } = report.equivalence
  const text = scores(
    report,
    points.map(({ invertedScore }) => invertedScore),
  )
  const columns: [string, (point: EquivalencePoint) => string][] = [
    ['\nepoch', ({ epoch }) => `${epoch}`],
    ['\nsteps', ({ steps }) => `${steps}`],
    ['rescaled\nprediction', ({ twinPredictions }) => distance(twinPredictions)],
    ['\nweight', ({ twinWeights }) => distance(twinWeights)],
    ...(other === null
      ? []
      : ([
          [`keep ${other.keep}\nprediction`, ({ otherPredictions }) => distance(otherPredictions)],
          ['\n weight', ({ otherWeights }) => distance(otherWeights)],
        ] satisfies [string, (point: EquivalencePoint) => string][])),
    ['equal\nprediction', ({ equalPredictions }) => distance(equalPredictions)],
    ['\nweight  ', ({ equalWeights }) => distance(equalWeights)],
    [`inverted\n${scoreName(report)}`, ({ invertedScore }) => text(invertedScore)],
    [`equal\n${scoreName(report)}`, ({ equalScore }) => text(equalScore)],
  ]
  const names = columns.map(([name]) => name)
  return {
    title: '1. Equivalence',
    legend: `Largest differences from the inverted run, of a test prediction and of a weight: of vanilla rescaled (${shortNumbers(twin)}, with its own rates and initial weights behind dropped units)${other === null ? '' : `, the same at keep ${other.keep}`}, and of vanilla with equal settings.`,
    listing: {
      columns: names,
      rows: points.map((point) => columns.map(([, cell]) => cell(point))),
      right: names,
    },
    finding: equivalenceFinding(report.equivalence, report.metric),
  }
}

function costSection({ cost }: DropoutReport): Section {
  const columns = [
    'network',
    'rows at\na time',
    'inverted\nrows/s',
    'vanilla\nrows/s',
    'folded\nrows/s',
    'vanilla / inverted\ntime (quartiles)',
    'folded / inverted\ntime (quartiles)',
  ]
  const name = (row: CostRow) => `${networkOf(row)}${row.trained ? ' (trained)' : ''}`
  return {
    title: '2. Cost in prediction',
    legend:
      'Passes of the three in turn, each in its place in every round. Folded: vanilla whose weights were multiplied by keep once, after training.',
    listing: {
      columns,
      rows: cost.rows.map((row) => [
        name(row),
        `${row.batch}`,
        rate(row.invertedRate),
        rate(row.vanillaRate),
        rate(row.foldedRate),
        ratio(row.vanilla),
        ratio(row.folded),
      ]),
      right: columns.slice(1),
    },
    finding: costFinding(cost.rows),
  }
}

/** `965k`, `7.47M`: three digits. */
function rate(perSecond: number): string {
  const [factor, unit] = perSecond >= 1e6 ? [1e-6, 'M'] : perSecond >= 1e3 ? [1e-3, 'k'] : [1, '']
  const value = factor * perSecond
  return `${fixed(value, decimalsFor([value], 3))}${unit}`
}

const ratio = ({ median, low, high }: Ratio): string =>
  `${fixed(median, 2)} (${fixed(low, 2)} to ${fixed(high, 2)})`

function activationSection({ activations }: DropoutReport): Section {
  const columns = [
    'run',
    'values of',
    'units',
    'keep',
    'keep\nseen',
    'in\ntraining',
    'in\nprediction',
    'ratio',
    'with the\nmistake',
    'ratio ',
  ]
  const { rows } = activations
  const decimals = decimalsFor(
    rows.map(({ training }) => training),
    4,
  )
  return {
    title: '3. Expected activation',
    legend: `Mean size of what the next layer reads: over ${activations.masks} masks in training mode, in prediction mode, and in prediction mode with the mistake (vanilla without the factor keep, inverted with it); ${activations.rowsSeen} test rows.`,
    listing: {
      columns,
      rows: rows.map((row) => [
        row.kind,
        row.site === 0 ? 'features' : `hidden layer ${row.site}`,
        `${row.units}`,
        `${Number(row.keep.toPrecision(4))}`,
        row.keepSeen === null ? '-' : fixed(row.keepSeen, 4),
        fixed(row.training, decimals),
        fixed(row.prediction, decimals),
        fixed(row.ratio, 3),
        fixed(row.mistake, decimals),
        fixed(row.mistakeRatio, 3),
      ]),
      right: columns.slice(2),
    },
    finding: activationFinding(activations),
  }
}

function averageSection(report: DropoutReport): Section {
  const { rows, method } = report.averages
  const lossDecimals = Math.min(6, decimalsFor([Math.min(...rows.map(({ lossMean }) => lossMean))], 4))
  const text = scores(
    report,
    rows.map(({ scoreMean }) => scoreMean),
  )
  const withSd = (mean: string, sd: string | null) => (sd === null ? mean : `${mean} ± ${sd}`)
  const columns = ['prediction', 'networks', 'repetitions', 'test loss', `test ${scoreName(report)}`]
  const [sampled] = rows.filter(({ kind }) => kind === 'mc')
  return {
    title: '4. Averaging over masks',
    legend: `Scores of the test rows, by the network of ${method}; ± is the standard deviation over ${sampled.repetitions} repetitions with networks of their own. The loss is that of the averaged prediction.`,
    listing: {
      columns,
      rows: rows.map((row) => [
        AVERAGE_NAMES[row.kind],
        row.kind === 'scale' ? '-' : `${row.networks}`,
        row.kind === 'mc' ? `${row.repetitions}` : '-',
        withSd(
          fixed(row.lossMean, lossDecimals),
          row.lossSd === null ? null : fixed(row.lossSd, lossDecimals),
        ),
        withSd(text(row.scoreMean), row.scoreSd === null ? null : text(row.scoreSd)),
      ]),
      right: columns.slice(1),
    },
    finding: averageFinding(report.averages, report.metric),
  }
}

const AVERAGE_NAMES: Readonly<Record<AverageRow['kind'], string>> = {
  scale: 'weight scaling',
  mc: 'mean of sampled networks',
  exact: 'exact mean over all masks',
  geometric: 'geometric mean over all masks',
}

/** One row a row of any table: its number and name first, then the columns of all four, empty where they are not its own. */
function allTables({ equivalence, cost, activations, averages }: DropoutReport): CsvTable {
  const rows: Record<string, unknown>[] = [
    ...equivalence.points.map((point) => ({ table: 'equivalence', ...point })),
    ...cost.rows.map(({ hidden, network, vanilla, folded, vanillaToFolded, ...row }) => ({
      table: 'cost',
      hidden: network ?? hidden.join('-'),
      ...row,
      ...prefixed('vanilla', vanilla),
      ...prefixed('folded', folded),
      ...prefixed('vanillaToFolded', vanillaToFolded),
    })),
    ...activations.rows.map((row) => ({ table: 'activations', ...row })),
    ...averages.rows.map((row) => ({ table: 'averages', ...row })),
  ]
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return { columns: names.map(snakeCase), rows: rows.map((row) => names.map((name) => row[name])) }
}

const prefixed = (name: string, values: Ratio): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${name}Ratio${capital(key)}`, value]))

const capital = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1)

function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snakeCase(key), snakeKeys(inner)]))
}

const networkOf = ({ hidden, network }: CostRow): string =>
  network ?? (hidden.length === 0 ? 'linear' : hidden.join('-'))
