import type { TrialResult } from '../../src/experiment/result.ts'
import { trialColumns } from '../../src/report/columns.ts'
import { csvHeader, csvRow } from '../../src/report/csv.ts'
import { parseTrialsCsv } from '../../src/report/parseTrials.ts'
import { assert, suite } from '../harness.ts'
import { divergedTrial, trial } from './sample.ts'

const header = `${csvHeader(trialColumns)}\n`
const write = (...trials: TrialResult[]): string =>
  header + trials.map((each) => `${csvRow(trialColumns, each)}\n`).join('')

/** A trial's line with one column's text replaced. */
function withCell(name: string, text: string): string {
  const index = trialColumns.findIndex((column) => column.name === name)
  const cells = csvRow(trialColumns, { ...trial, method: 'none' })
    .trimEnd()
    .split(',')
  cells[index] = text
  return `${header}${cells.join(',')}\n`
}

suite('trials CSV, read back', (test) => {
  test('every value survives, bit for bit', () => {
    const awkward: TrialResult[] = [
      trial,
      divergedTrial,
      { ...trial, dataset: 'a "quoted",\nname', testLoss: 5e-324, trainLoss: 1.7976931348623157e308 },
      { ...trial, dataset: '=cmd|calc', gap: -0.1, seed: Number.MAX_SAFE_INTEGER },
      { ...trial, dataset: 'données 数据', weightNorm: 1e21 },
    ]
    const text = write(...awkward)
    assert.equal(parseTrialsCsv(text, 't.csv'), {
      trials: awkward,
      wholeBytes: Buffer.byteLength(text),
      torn: '',
    })
  })

  test('a file cut at any character loses the torn line alone', () => {
    const quoted = { ...trial, dataset: 'line\nbreak, "x"' }
    const whole = write(trial)
    const text = write(trial, quoted)
    for (let length = whole.length; length < text.length; length++) {
      const parsed = parseTrialsCsv(text.slice(0, length), 't.csv')
      assert.equal(parsed, {
        trials: [trial],
        wholeBytes: Buffer.byteLength(whole),
        torn: text.slice(whole.length, length),
      })
    }
  })

  test('a file cut inside its header holds no trials', () => {
    for (const length of [0, 5, header.length - 1]) {
      assert.equal(parseTrialsCsv(header.slice(0, length), 't.csv'), {
        trials: [],
        wholeBytes: 0,
        torn: header.slice(0, length),
      })
    }
    assert.equal(parseTrialsCsv(header, 't.csv'), { trials: [], wholeBytes: header.length, torn: '' })
  })

  test('Windows line ends are accepted', () => {
    assert.equal(parseTrialsCsv(write(trial, divergedTrial).replaceAll('\n', '\r\n'), 't.csv').trials, [
      trial,
      divergedTrial,
    ])
  })

  test('errors name line and column', () => {
    assert.throws(
      () => parseTrialsCsv(withCell('fold', 'one'), 't.csv'),
      /^t\.csv:2: column "fold": expected a whole number, got "one"$/,
    )
    assert.throws(
      () => parseTrialsCsv(withCell('test_loss', 'NaN'), 't.csv'),
      /column "test_loss": expected a number/,
    )
    assert.throws(() => parseTrialsCsv(withCell('train_seconds', ''), 't.csv'), /column "train_seconds"/)
    assert.throws(
      () => parseTrialsCsv(withCell('status', 'fine'), 't.csv'),
      /column "status": expected ok, diverged, failed, got "fine"/,
    )
    assert.throws(() => parseTrialsCsv(`${header}a,b\n`, 't.csv'), /^t\.csv:2: expected 30 fields, got 2$/)
    assert.throws(() => parseTrialsCsv(`${write(trial)}a"b,c\n`, 't.csv'), /^t\.csv:3: a quote/)
  })

  test('another kind of file is refused', () => {
    assert.throws(
      () => parseTrialsCsv('sepal,petal\n1,2\n', 'iris.csv'),
      /^iris\.csv:1: not a trials file of this version: expected dataset, got "sepal"$/,
    )
    assert.throws(() => parseTrialsCsv('hello', 'x'), /^x: not a trials file/)
  })
})
