/**
 * The tables of README.md and docs/statistics.md from summary.csv.
 *
 *     node --import tsx experiments/calibration/table.ts experiments/calibration/summary.csv [short]
 */
import { readFileSync } from 'node:fs'

type Row = Readonly<Record<string, string>>

const [file, form] = process.argv.slice(2)
const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
const rows = lines.map((line): Row => {
  const cells = line.split(',')
  return Object.fromEntries(header.split(',').map((name, i) => [name, cells[i]]))
})

/** `4.9 ± 0.7`, in percent; a dash where it was not measured. */
const percent = (row: Row | undefined, name: string): string =>
  row === undefined || row[name] === '' || row[name] === undefined
    ? '-'
    : `${(100 * Number(row[name])).toFixed(1)} ± ${(100 * Number(row[`${name}_error`])).toFixed(1)}`

const PRIMARY: readonly string[] = ['accuracy', 'rmse']
const SHOWN = form === 'short' ? PRIMARY : ['accuracy', 'log-loss', 'auc', 'rmse', 'mae']

const cellsOf = (comparison: string): Row[] =>
  rows.filter(
    (row) => row.comparison === comparison && row.inference === 'rows' && SHOWN.includes(row.metric),
  )
const beside = (row: Row, inference: string): Row | undefined =>
  rows.find(
    (other) =>
      other.inference === inference &&
      ['data', 'rows', 'metric', 'comparison'].every((name) => other[name] === row[name]),
  )

const print = (titles: readonly string[], body: readonly (readonly string[])[]): void => {
  console.log(`| ${titles.join(' | ')} |`)
  console.log(`|${titles.map(() => '---|').join('')}`)
  for (const line of body) console.log(`| ${line.join(' | ')} |`)
  console.log('')
}

const about = (row: Row): string[] => [`${row.data}, ${row.rows}`, row.metric, row.simulations]

if (form === 'short') short()
else whole()

/** What docs/statistics.md shows: the null, and a true difference under shared seeds. */
function short(): void {
  print(
    [
      ...['data, rows', 'score', 'simulations', 'false by rows', 'in a table of two', 'resampled'],
      ...['family-wise by rows', 'resampled'],
    ],
    nulls().map((row) => [
      ...about(row),
      percent(row, 'false_findings'),
      percent(inTableOfTwo(row), 'false_findings'),
      percent(beside(row, 'resampled'), 'false_findings'),
      percent(row, 'family_wise'),
      percent(beside(row, 'resampled'), 'family_wise'),
    ]),
  )
  print(
    [
      ...['data, rows', 'score', 'covers by rows', 'the expected one', 'resampled', 'half width'],
      ...['power by rows', 'resampled'],
    ],
    cellsOf('l2 - none').map((row) => {
      const other = beside(row, 'resampled')
      return [
        `${row.data}, ${row.rows}`,
        row.metric,
        percent(row, 'covers_own'),
        percent(row, 'covers_expected'),
        percent(other, 'covers_expected'),
        (Number(row.half_width) / Number(other?.half_width)).toFixed(2),
        powerOf(row),
        powerOf(other),
      ]
    }),
  )
}

function nulls(): Row[] {
  return [...cellsOf('copies'), ...cellsOf('methods on noise')]
}

/** The same copies, each judged as the only method beside the baseline. */
function inTableOfTwo(row: Row): Row | undefined {
  return row.comparison === 'copies' ? beside({ ...row, comparison: 'one copy' }, 'rows') : undefined
}

/** Right answers are planted, any other score is shifted. */
function powerOf(row: Row | undefined): string {
  const kind = row?.metric === 'accuracy' ? 'planted' : 'power'
  return [1, 2, 4]
    .map((effect) => {
      const [share, error] = [row?.[`${kind}_${effect}`], row?.[`${kind}_${effect}_error`]]
      return share === undefined || share === ''
        ? '-'
        : `${(100 * Number(share)).toFixed(0)} ± ${(100 * Number(error)).toFixed(0)}`
    })
    .join(', ')
}

/** What a test would find that knew the true standard error, by a shift. */
function knownOf(row: Row): string {
  return [1, 2, 4].map((effect) => (100 * Number(row[`known_${effect}`])).toFixed(0)).join(', ')
}

function whole(): void {
  console.log(
    'Where the expected difference is exactly 0 (copies under other seeds; methods on coin flips), in %:\n',
  )
  print(
    [
      ...[
        'data, rows',
        'score',
        'simulations',
        'false by rows',
        'in a table of two',
        'all pairs alone',
        'resampled',
      ],
      ...['family-wise by rows', 'resampled'],
    ],
    nulls().map((row) => [
      ...about(row),
      percent(row, 'false_findings'),
      percent(inTableOfTwo(row), 'false_findings'),
      percent(beside(row, 'all pairs'), 'false_findings'),
      percent(beside(row, 'resampled'), 'false_findings'),
      percent(row, 'family_wise'),
      percent(beside(row, 'resampled'), 'family_wise'),
    ]),
  )

  for (const comparison of ['copies', 'none - dropout', 'l2 - none', 'methods on noise']) {
    console.log(`Coverage and power, ${comparison}, in %:\n`)
    print(
      [
        ...['data, rows', 'score', 'simulations', 'covers its own target: rows', 'resampled'],
        ...['covers the expected difference: rows', 'resampled', 'half width, of the resampled'],
        ...['power at 1, 2, 4 se: rows', 'resampled', 'a shift by a known se'],
      ],
      cellsOf(comparison).map((row) => {
        const other = beside(row, 'resampled')
        return [
          ...about(row),
          percent(row, 'covers_own'),
          percent(other, 'covers_own'),
          percent(row, 'covers_expected'),
          percent(other, 'covers_expected'),
          (Number(row.half_width) / Number(other?.half_width)).toFixed(2),
          powerOf(row),
          powerOf(other),
          knownOf(row),
        ]
      }),
    )
  }
}
