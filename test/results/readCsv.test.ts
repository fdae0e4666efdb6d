import { columnList, measure, oneOf, specification, text } from '../../src/results/columns.ts'
import { csvHeader, csvRow } from '../../src/results/csv.ts'
import { readCsv } from '../../src/results/readCsv.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import { trialColumns, trialTable } from '../../src/results/trial.ts'
import { assert, suite } from '../harness.ts'
import { divergedTrial, trial } from '../report/sample.ts'

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
    const whole = write(...awkward)
    assert.equal(readCsv(trialTable, whole, 't.csv'), {
      rows: awkward,
      wholeBytes: Buffer.byteLength(whole),
      torn: '',
      isCurrent: true,
    })
  })

  test('a file cut at any character loses the torn line alone', () => {
    const quoted = { ...trial, dataset: 'line\nbreak, "x"' }
    const whole = write(trial)
    const text = write(trial, quoted)
    for (let length = whole.length; length < text.length; length++) {
      const parsed = readCsv(trialTable, text.slice(0, length), 't.csv')
      assert.equal(parsed, {
        rows: [trial],
        wholeBytes: Buffer.byteLength(whole),
        torn: text.slice(whole.length, length),
        isCurrent: true,
      })
    }
  })

  test('a file cut inside its header holds no trials', () => {
    for (const length of [0, 5, header.length - 1]) {
      assert.equal(readCsv(trialTable, header.slice(0, length), 't.csv'), {
        rows: [],
        wholeBytes: 0,
        torn: header.slice(0, length),
        isCurrent: true,
      })
    }
    assert.equal(readCsv(trialTable, header, 't.csv'), {
      rows: [],
      wholeBytes: header.length,
      torn: '',
      isCurrent: true,
    })
  })

  test('Windows line ends are accepted', () => {
    assert.equal(readCsv(trialTable, write(trial, divergedTrial).replaceAll('\n', '\r\n'), 't.csv').rows, [
      trial,
      divergedTrial,
    ])
  })

  test('errors name line and column', () => {
    assert.throws(
      () => readCsv(trialTable, withCell('fold', 'one'), 't.csv'),
      /^t\.csv:2: column "fold": expected a whole number, got "one"$/,
    )
    assert.throws(
      () => readCsv(trialTable, withCell('test_loss', 'NaN'), 't.csv'),
      /column "test_loss": expected a number/,
    )
    assert.throws(() => readCsv(trialTable, withCell('train_seconds', ''), 't.csv'), /column "train_seconds"/)
    assert.throws(
      () => readCsv(trialTable, withCell('status', 'fine'), 't.csv'),
      /column "status": expected ok, diverged, failed, got "fine"/,
    )
    assert.throws(
      () => readCsv(trialTable, `${header}a,b\n`, 't.csv'),
      new RegExp(`^t\\.csv:2: expected ${trialTable.columns.length} fields, got 2$`),
    )
    assert.throws(() => readCsv(trialTable, `${write(trial)}a"b,c\n`, 't.csv'), /^t\.csv:3: a quote/)
  })

  test('another kind of file is refused', () => {
    assert.throws(
      () => readCsv(trialTable, 'sepal,petal\n1,2\n', 'iris.csv'),
      /^iris\.csv:1: not a trials file of this version: expected dataset, got "sepal"$/,
    )
    assert.throws(() => readCsv(trialTable, 'hello', 'x'), /^x: not a trials file/)
  })
})

suite('CSV of a version before', (test) => {
  const columns = columnList({
    name: text('a name'),
    kind: oneOf(['old', 'new'], 'a kind', { absent: 'old' }),
    size: measure('a size'),
    norm: measure('a norm', { absent: null }),
  })
  const table = { what: 'a file of things', columns }
  const old = 'name,size\na,1.5\nb,\n'

  test('has rows that say what its lack of a column means', () => {
    assert.equal(readCsv(table, old, 't.csv'), {
      rows: [
        { name: 'a', kind: 'old', size: 1.5, norm: null },
        { name: 'b', kind: 'old', size: null, norm: null },
      ],
      wholeBytes: old.length,
      torn: '',
      isCurrent: false,
    })
    assert.equal(readCsv(table, 'name,kind,size\na,new,2\n', 't.csv').rows, [
      { name: 'a', kind: 'new', size: 2, norm: null },
    ])
  })

  test('may be torn in its header', () => {
    assert.equal(readCsv(table, 'name,si', 't.csv'), {
      rows: [],
      wholeBytes: 0,
      torn: 'name,si',
      isCurrent: true,
    })
    assert.throws(() => readCsv(table, 'name,sj', 't.csv'), /^t\.csv: not a file of things/)
  })

  test('has its specifications in the spelling of this version', () => {
    const header = 'method,size\n'
    const table = {
      what: 'a file of things',
      columns: columnList({ method: specification('what'), size: measure('s') }),
    }
    const dropout = (argument: string) => `"inverted-dropout:keep=0.5,${argument}"`
    const { rows, isCurrent } = readCsv(table, `${header}${dropout('share=batch')},1\nl2:1,2\n`, 't.csv')
    assert.equal(rows, [
      { method: 'inverted-dropout:keep=0.5,mask=batch', size: 1 },
      { method: 'l2:1', size: 2 },
    ])
    assert.is(isCurrent, false)
    assert.is(readCsv(table, `${header}${dropout('mask=batch')},1\nl2:1,2\n`, 't.csv').isCurrent, true)
  })

  test('is refused without a column that every version has, and with one that none has', () => {
    assert.throws(
      () => readCsv(table, 'name,kind,norm\na,new,2\n', 't.csv'),
      /^t\.csv:1: not a file of things of this version: expected size, got "norm"$/,
    )
    assert.throws(
      () => readCsv(table, 'name,size,colour\na,2,red\n', 't.csv'),
      /^t\.csv:1: not a file of things of this version: expected no more columns, got "colour"$/,
    )
    assert.throws(() => readCsv(table, 'name\na\n', 't.csv'), /expected size, got nothing$/)
  })
})
