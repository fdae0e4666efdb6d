import { stripVTControlCharacters } from 'node:util'
import { studyDocument } from '../../src/report/study.ts'
import type { Comparison } from '../../src/results/comparison.ts'
import type { MethodSummary } from '../../src/results/summary.ts'
import { assert, suite } from '../harness.ts'
import { matchesGolden } from './golden.ts'
import { PLAIN, render, type Tested } from './render.ts'
import { comparison, regression } from './sample.ts'

const show = (sample: Comparison, options = PLAIN, format: Tested = 'table') =>
  render(studyDocument({ comparisons: [sample], ranking: null }), format, options)

/** Columns of the widest line. */
const widthOf = (text: string): number =>
  Math.max(...text.split('\n').map((line) => [...stripVTControlCharacters(line)].length))

const none = comparison.methods[0]

suite('a comparison on a terminal', (test) => {
  test('classification', () => {
    matchesGolden('table', show(comparison))
  })

  test('regression', () => {
    matchesGolden('table-regression', show(regression))
  })

  test('yardsticks stand below the methods, without a test, and the legend says what they are', () => {
    const row = { ...none, kind: 'yardstick' as const, pHolm: null }
    const sample: Comparison = {
      ...comparison,
      yardsticks: [
        { ...row, method: 'constant', testScoreMean: 0.1, difference: -0.87, testScoreLow: null },
        { ...row, method: 'linear', testScoreMean: 0.99, difference: 0.02 },
      ],
    }
    const before = show(comparison).split('\n')
    const lines = show(sample).split('\n')
    const at = lines.findIndex((line) => line.startsWith('constant'))
    const rule = lines.findIndex((line) => line.startsWith('──'))
    assert.equal(lines.slice(rule + 1, at), before.slice(rule + 1, at))
    assert.match(lines[at], /^constant +10\.00 +-87\.00 +\d/)
    assert.match(lines[at + 1], /^linear +99\.00 ± [\d.]+ +\+2\.00 +\d/)
    assert.match(
      lines.slice(at + 2).join(' '),
      'yardsticks, not tested: constant (one answer, whatever the features), linear',
    )
    for (const format of ['markdown', 'csv', 'json'] as const) {
      const text = show(sample, PLAIN, format)
      assert.ok(text.lastIndexOf('l2:') < text.lastIndexOf('constant') || format === 'json', format)
      assert.match(text, format === 'csv' || format === 'json' ? 'yardstick' : 'constant')
    }
    const { summary } = JSON.parse(show(sample, PLAIN, 'json'))
    assert.equal(
      summary.slice(-2).map((each: { method: string; kind: string }) => [each.method, each.kind]),
      [
        ['constant', 'yardstick'],
        ['linear', 'yardstick'],
      ],
    )
  })

  test('a narrow terminal gets fewer columns and broken names', () => {
    matchesGolden('table-60', show(comparison, { color: false, width: 60 }))
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
        const widest = widthOf(show(wide, { color, width }))
        assert.ok(widest <= width, `${widest} columns at width ${width}`)
      }
    }
  })

  test('colour adds nothing but colour', () => {
    const coloured = show(comparison, { color: true, width: 100 })
    assert.ok(coloured.includes('\x1b[32m'))
    assert.is(stripVTControlCharacters(coloured).replace(/ +$/gm, ''), show(comparison))
  })

  test('plain text has no escape sequences', () => {
    assert.not.ok(show(comparison).includes('\x1b'))
  })

  test('an error sorts the other way', () => {
    const text = show(regression)
    assert.ok(text.indexOf('l2:0.0001') < text.indexOf('\nnone'))
  })

  test('equal scores keep the order given', () => {
    const methods: MethodSummary[] = ['b', 'a', 'c'].map((method) => ({ ...none, method }))
    const text = show({ ...comparison, methods })
    assert.match(text, /\nb .*\na .*\nc /s)
  })

  test('names cannot act on the terminal', () => {
    const text = show({ ...comparison, dataset: 'x\x1b[2J\u202ey\n' })
    assert.match(text, /^x\\u\{1b\}\[2J\\u\{202e\}y\\u\{a\}: 1797 rows/)
  })
})

suite('a comparison elsewhere', (test) => {
  test('Markdown is a table for pull requests', () => {
    matchesGolden('markdown', show(comparison, PLAIN, 'markdown'))
  })

  test('JSON is the whole comparison', () => {
    matchesGolden('json', show(comparison, PLAIN, 'json'))
  })

  test('CSV has one row a method, in the order given', () => {
    const lines = show(comparison, PLAIN, 'csv').trimEnd().split('\n')
    assert.equal(
      lines.map((line) => line.split(',')[0]),
      ['method', 'none', 'l2:0.0001', 'l1:0.01', 'l1:10', 'inverted-dropout:keep=0.5+max-norm:3'],
    )
    assert.is(lines[4], 'l1:10,10,0,accuracy,,,,,,,,,,,,,,,,,,,1.5,0.00125,method,,0')
  })
})
