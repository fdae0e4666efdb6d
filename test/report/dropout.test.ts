import type { DropoutReport } from '../../src/experiment/dropout/report.ts'
import { dropoutFormats } from '../../src/report/dropout.ts'
import { readCsv } from '../cli/table.ts'
import { assert, suite } from '../harness.ts'

const ratio = (median: number) => ({
  median,
  low: median - 0.01,
  high: median + 0.01,
  rounds: 51,
  pValue: 0.2,
})

const point = (epoch: number, other: number | null) => ({
  epoch,
  steps: 45 * epoch,
  twinPredictions: 0,
  twinWeights: 0,
  otherPredictions: other,
  otherWeights: other,
  equalPredictions: 0.5872,
  equalWeights: 0.2708,
  invertedScore: 0.83565,
  twinScore: 0.83565,
  equalScore: 0.77437,
})

const activation = {
  site: 1,
  units: 128,
  keep: 0.5,
  keepSeen: 0.50006,
  training: 0.51957,
  prediction: 0.5198,
  ratio: 1.00044,
  mistake: 0.2599,
  mistakeRatio: 0.50022,
}

const report: DropoutReport = {
  dataset: 'digits',
  rows: 1797,
  features: 64,
  target: 'digit',
  task: 'classification',
  classes: 10,
  metric: 'accuracy',
  evaluation: '20 % held out, 1 repeat',
  settings: '128-64 relu (he), 40 epochs',
  seed: 0,
  trainRows: 1438,
  testRows: 359,
  inverted: 'inverted-dropout:keep=0.5',
  vanilla: 'vanilla-dropout:keep=0.5',
  equivalence: {
    keeps: [1, 0.5, 0.5, 1],
    twin: 'vanilla-dropout:keep=0.5+max-norm:c=2.2222222222222223/2.5',
    initFactors: [1, 2, 2],
    rateFactors: [1, 4, 4],
    identical: true,
    points: [point(0, 2.086e-7), point(40, 2.3e-3)],
    other: { method: 'inverted-dropout:keep=0.8', keep: 0.8, identical: false },
    finding: 'Rescaled, vanilla is inverted dropout.',
  },
  cost: {
    rows: [
      {
        hidden: [128, 64],
        batch: 256,
        trained: true,
        invertedRate: 946_123,
        vanillaRate: 906_000,
        foldedRate: 12,
        vanilla: ratio(1.02),
        folded: ratio(1),
        vanillaToFolded: ratio(1.05),
      },
      {
        hidden: [16, 16],
        batch: 1,
        trained: false,
        invertedRate: 7_470_468,
        vanillaRate: 100,
        foldedRate: 99.95,
        vanilla: ratio(1.1),
        folded: ratio(0.99),
        vanillaToFolded: ratio(1.05),
      },
    ],
    finding: 'It costs little.',
  },
  activations: {
    masks: 200,
    rowsSeen: 256,
    rows: [
      { kind: 'inverted', ...activation },
      { kind: 'vanilla', ...activation, site: 0, keepSeen: null },
    ],
    mistakes: [
      { kind: 'inverted', loss: 0.4, score: 0.9, mistakenLoss: 0.5, mistakenScore: 0.8 },
      { kind: 'vanilla', loss: 0.4, score: 0.9, mistakenLoss: 0.5, mistakenScore: 0.8 },
    ],
    finding: 'They agree.',
  },
  averages: {
    method: 'inverted-dropout:keep=0.5',
    units: 192,
    scalingIsGeometric: false,
    rows: [
      {
        kind: 'scale',
        networks: 1,
        repetitions: 1,
        lossMean: 0.46899,
        lossSd: null,
        scoreMean: 0.96657,
        scoreSd: null,
      },
      {
        kind: 'mc',
        networks: 100,
        repetitions: 20,
        lossMean: 0.14111,
        lossSd: 0.01667,
        scoreMean: 0.96866,
        scoreSd: 0.00219,
      },
      {
        kind: 'exact',
        networks: 4096,
        repetitions: 1,
        lossMean: 0.2,
        lossSd: null,
        scoreMean: 0.9,
        scoreSd: null,
      },
      {
        kind: 'geometric',
        networks: 4096,
        repetitions: 1,
        lossMean: 0.3,
        lossSd: null,
        scoreMean: 0.9,
        scoreSd: null,
      },
    ],
    finding: 'Averaging helps.',
  },
  warnings: [],
}

const style = { color: false, width: 100 }
const table = dropoutFormats.table(report, style)

suite('report/dropout', (test) => {
  test('the table has four parts, each with its sentence, in 100 columns', () => {
    const headings = table.split('\n').filter((line) => /^\d\. /.test(line))
    assert.equal(headings, [
      '1. Equivalence',
      '2. Cost in prediction',
      '3. Expected activation',
      '4. Averaging over masks',
    ])
    for (const { finding } of [report.equivalence, report.cost, report.activations, report.averages]) {
      assert.match(table, `\n\n${finding}\n`)
    }
    const longest = Math.max(...table.split('\n').map((line) => line.length))
    assert.ok(longest <= 100, `${longest} columns`)
    assert.ok(table.endsWith('\n') && !table.endsWith('\n\n'))
    assert.not.match(table, / $/m)
  })

  test('rows read as they should', () => {
    const line = (start: string) =>
      table
        .split('\n')
        .find((text) => text.startsWith(start))
        ?.replace(/ +/g, ' ')
    assert.is(line('   40'), ' 40 1800 0 0 2.3e-3 2.3e-3 5.9e-1 2.7e-1 83.56 77.44')
    assert.is(
      line('128-64 (trained)'),
      '128-64 (trained) 256 946k 906k 12.0 1.02 (1.01 to 1.03) 1.00 (0.99 to 1.01)',
    )
    assert.is(line('16-16'), '16-16 1 7.47M 100 100.0 1.10 (1.09 to 1.11) 0.99 (0.98 to 1.00)')
    assert.is(
      line('inverted  hidden'),
      'inverted hidden layer 1 128 0.5 0.5001 0.5196 0.5198 1.000 0.2599 0.500',
    )
    assert.is(line('vanilla   features'), 'vanilla features 128 0.5 - 0.5196 0.5198 1.000 0.2599 0.500')
    assert.is(line('weight scaling'), 'weight scaling - - 0.4690 96.66')
    assert.is(line('mean of sampled'), 'mean of sampled networks 100 20 0.1411 ± 0.0167 96.87 ± 0.22')
  })

  test('without a second pair its columns are left out, and computed strengths are short', () => {
    const equivalence = { ...report.equivalence, points: [point(0, null)], other: null }
    const text = dropoutFormats.table({ ...report, equivalence }, style)
    assert.not.match(text, /keep 0\.8/)
    assert.match(text, /max-norm:c=2\.222\/2\.5/)
  })

  test('CSV has every row of every table, told apart by the first column', () => {
    const rows = readCsv(dropoutFormats.csv(report, style))
    assert.equal(
      rows.map(({ table: name }) => name),
      [
        ...Array(2).fill('equivalence'),
        ...Array(2).fill('cost'),
        ...Array(2).fill('activations'),
        ...Array(4).fill('averages'),
      ],
    )
    assert.is(rows[1].other_predictions, '0.0023')
    assert.is(rows[2].vanilla_ratio_median, '1.02')
    assert.is(rows[2].hidden, '128-64')
    assert.is(rows[5].keep_seen, '')
    assert.is(rows[7].loss_sd, '0.01667')
    assert.is(rows[7].steps, '')
  })

  test('JSON has everything, named as in CSV', () => {
    const json = JSON.parse(dropoutFormats.json(report, style))
    assert.is(json.test_rows, 359)
    assert.equal(json.equivalence.rate_factors, [1, 4, 4])
    assert.is(json.cost.rows[0].vanilla.p_value, 0.2)
    assert.is(json.averages.rows[1].loss_mean, 0.14111)
    assert.is(json.averages.finding, 'Averaging helps.')
  })

  test('Markdown has four tables with headings of one line', () => {
    const text = dropoutFormats.markdown(report, style)
    assert.is(text.match(/^### /gm)?.length, 4)
    assert.is(text.match(/^\|---/gm)?.length, 4)
    assert.match(text, '| network | rows at a time | inverted rows/s |')
    for (const line of text.split('\n').filter((each) => each.startsWith('|')))
      assert.ok(line.endsWith('|'), line)
  })
})
