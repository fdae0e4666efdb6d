import { stripVTControlCharacters } from 'node:util'
import { renderTable } from '../../src/report/table.ts'
import type { Comparison } from '../../src/results/comparison.ts'
import type { MethodSummary } from '../../src/results/summary.ts'
import { assert, suite } from '../harness.ts'
import { matchesGolden } from './golden.ts'
import { comparison, regression } from './sample.ts'

const plain = { color: false, width: 100 }

/** Columns of the widest line. */
const widthOf = (text: string): number =>
  Math.max(...text.split('\n').map((line) => [...stripVTControlCharacters(line)].length))

const none = comparison.methods[0]

suite('terminal table', (test) => {
  test('classification', () => {
    matchesGolden('table', renderTable(comparison, plain))
  })

  test('regression', () => {
    matchesGolden('table-regression', renderTable(regression, plain))
  })

  test('a narrow terminal gets fewer columns and broken names', () => {
    matchesGolden('table-60', renderTable(comparison, { color: false, width: 60 }))
  })

  test('no line is wider than it may be', () => {
    const long =
      'elastic-net:l1=0.00001,l2=0.0001+inverted-dropout:keep=0.5,input-keep=0.8+max-norm:3+early-stopping:20'
    const wide: Comparison = {
      ...comparison,
      methods: [...comparison.methods, { ...none, method: long, testScoreLow: 0.1, weightNormMean: 12345.6 }],
    }
    for (let width = 36; width <= 140; width++) {
      for (const color of [false, true]) {
        const widest = widthOf(renderTable(wide, { color, width }))
        assert.ok(widest <= width, `${widest} columns at width ${width}`)
      }
    }
  })

  test('colour adds nothing but colour', () => {
    const coloured = renderTable(comparison, { color: true, width: 100 })
    assert.ok(coloured.includes('\x1b[32m'))
    assert.is(stripVTControlCharacters(coloured).replace(/ +$/gm, ''), renderTable(comparison, plain))
  })

  test('plain text has no escape sequences', () => {
    assert.not.ok(renderTable(comparison, plain).includes('\x1b'))
  })

  test('an error sorts the other way', () => {
    const text = renderTable(regression, plain)
    assert.ok(text.indexOf('l2:0.0001') < text.indexOf('\nnone'))
  })

  test('equal scores keep the order given', () => {
    const methods: MethodSummary[] = ['b', 'a', 'c'].map((method) => ({ ...none, method }))
    const text = renderTable({ ...comparison, methods }, plain)
    assert.match(text, /\nb .*\na .*\nc /s)
  })

  test('names cannot act on the terminal', () => {
    const text = renderTable({ ...comparison, dataset: 'x\x1b[2J\u202ey\n' }, plain)
    assert.match(text, /^x\\u\{1b\}\[2J\\u\{202e\}y\\u\{a\}: 1797 rows/)
  })
})
