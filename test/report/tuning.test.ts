import { stripVTControlCharacters } from 'node:util'
import { tuningFormats } from '../../src/report/tuning.ts'
import { tuningCurve } from '../../src/report/tuningCurve.ts'
import type { CandidateResult } from '../../src/results/candidate.ts'
import type { TuningReport } from '../../src/results/tuning.ts'
import { assert, suite } from '../harness.ts'
import { matchesGolden } from './golden.ts'

const candidate = (keep: string, strength: string, loss: number | null, marks = ''): CandidateResult => ({
  method: `inverted-dropout:keep=${keep}+l2:${strength}`,
  values: { 'l2.strength': strength, 'inverted-dropout.keep': keep },
  epochs: 40,
  folds: 5,
  ok: loss === null ? 3 : 5,
  lossMean: loss,
  lossSe: loss === null ? null : loss / 8,
  scoreMean: loss === null ? null : 1 - loss / 4,
  scoreSe: loss === null ? null : 0.0031,
  best: marks.includes('best'),
  oneSe: marks.includes('1-SE'),
})

const candidates = [
  candidate('0.5', '1e-4', 0.151),
  candidate('0.5', '0.001', 0.112),
  candidate('0.5', '0.01', 0.099, '1-SE'),
  candidate('0.5', '0.1', 0.6),
  candidate('1', '1e-4', 0.13),
  candidate('1', '0.001', 0.092, 'best'),
  candidate('1', '0.01', 0.108),
  candidate('1', '0.1', null),
]

const sample: TuningReport = {
  dataset: 'digits',
  rows: 1797,
  features: 64,
  target: 'digit',
  task: 'classification',
  classes: 10,
  evaluation: '5 folds x 1 repeat',
  settings: '128-64 relu (he), 40 epochs',
  seed: 0,
  metric: 'accuracy',
  criterion: 'loss',
  method: 'inverted-dropout+l2',
  search: 'grid of 8 candidates',
  axes: [
    { name: 'l2.strength', values: ['1e-4', '0.001', '0.01', '0.1'], log: true },
    { name: 'inverted-dropout.keep', values: ['0.5', '1'], log: false },
  ],
  candidates,
  stages: [
    {
      candidates: candidates.map(({ method }) => method),
      best: candidates[5].method,
      oneSe: candidates[2].method,
    },
  ],
  best: candidates[5].method,
  oneSe: candidates[2].method,
  epochsSpent: 1200,
  epochsOfAll: 1600,
  command: 'regbench compare digits --method none --seed 1',
  finding: 'the least loss, 0.0920 ± 0.0115, is that of inverted-dropout:keep=1+l2:0.001',
  warnings: [],
}

const render = (format: keyof typeof tuningFormats, width = 100, color = false) =>
  tuningFormats[format](sample, { color, width })

suite('tuning in each format', (test) => {
  test('table', () => matchesGolden('tuning-table', render('table')))
  test('markdown', () => matchesGolden('tuning-markdown', render('markdown')))
  test('csv', () => matchesGolden('tuning-csv', render('csv')))

  test('json holds every candidate under the names of the CSV', () => {
    const { candidates, one_se, epochs_of_all } = JSON.parse(render('json'))
    assert.is(candidates.length, 8)
    assert.is(candidates[7].loss_mean, null)
    assert.is(candidates[2].one_se, true)
    assert.is(one_se, sample.oneSe)
    assert.is(epochs_of_all, 1600)
  })

  test('no line of the table is wider than it may be, and colour adds nothing but colour', () => {
    for (const width of [60, 80, 100]) {
      const plain = render('table', width)
      assert.is(stripVTControlCharacters(render('table', width, true)), plain)
      // The command is to be copied, so it stays whole.
      const wide = plain
        .split('\n')
        .filter((line) => [...line].length > width && !line.includes('regbench compare'))
      assert.equal(wide, [])
    }
  })
})

suite('curve of a search', (test) => {
  const curve = (changes: Partial<TuningReport>) => tuningCurve({ ...sample, ...changes }, 80)

  test('has each candidate that ended well, and the chosen ones marked', () => {
    const { lines, legend } = curve({})!
    const drawn = lines.slice(0, 13).join('')
    const count = (symbol: string) => drawn.split(symbol).length - 1
    assert.equal(['●', '◆', 'o', 'x'].map(count), [1, 1, 3, 2])
    assert.ok(legend.includes('o keep 0.5') && legend.includes('x keep 1'))
  })

  test('goes up where better is more', () => {
    const { title, lines } = curve({ criterion: 'score' })!
    assert.match(title, /^mean accuracy, %/)
    const plot = lines.slice(0, 13)
    const top = plot.findIndex((line) => line.includes('●'))
    assert.ok(top < plot.findLastIndex((line) => line.includes('o')))
  })

  test('tells runs of fewer epochs from full ones', () => {
    const halved = candidates.map((one, i) => (i < 2 ? { ...one, epochs: 5 } : one))
    const { lines, legend } = curve({ candidates: halved })!
    assert.is(lines.join('').split('·').length - 1, 2)
    assert.ok(legend.includes('· fewer epochs'))
  })

  test('is not drawn over one value, or over words', () => {
    assert.is(curve({ candidates: [candidates[0]] }), null)
    assert.is(curve({ axes: [{ name: 'l2.bias', values: ['true', 'false'], log: false }] }), null)
  })

  test('stands losses that are all equal', () => {
    const equal = candidates.slice(0, 3).map((one) => ({ ...one, lossMean: 1, lossSe: 0 }))
    assert.is.not(curve({ candidates: equal }), null)
  })
})
