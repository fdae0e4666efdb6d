import { Chalk } from 'chalk'
import type { Table } from '../../../src/report/document.ts'
import { layTable } from '../../../src/report/formats/tableLayout.ts'
import { assert, suite } from '../../harness.ts'

const chalk = new Chalk({ level: 0 })
const table: Table = {
  kind: 'table',
  columns: [
    { title: 'candidate' },
    { title: 'loss' },
    { title: 'score', rank: 0 },
    { title: 'rows', rank: 1, right: true },
  ],
  rows: [[{ text: 'l2:0.0001' }, { text: '0.10 ± 0.02', short: '0.10' }, { text: '97.5' }, { text: '8' }]],
}
const lines = (width: number) => layTable(table, { chalk, width }).text.split('\n')

suite('report/formats/tableLayout', (test) => {
  test('columns go as room does, the highest rank first, then cells take their short text', () => {
    assert.is(lines(35)[0], 'candidate  loss         score  rows')
    assert.is(lines(34)[0], 'candidate  loss         score')
    assert.is(lines(28)[0], 'candidate  loss')
    assert.is(lines(28)[1], 'l2:0.0001  0.10 ± 0.02')
    assert.is(lines(21)[1], 'l2:0.0001  0.10')
  })

  test('says which columns it shows', () => {
    assert.equal(
      layTable(table, { chalk, width: 30 }).shown.map(({ title }) => title),
      ['candidate', 'loss', 'score'],
    )
  })

  test('words of the last column are broken where there is room for words', () => {
    const words: Table = {
      kind: 'table',
      columns: [{ title: 'name' }, { title: 'meaning', wrap: 'words' }],
      rows: [[{ text: 'wine' }, { text: 'chemical analysis of wines of three cultivars' }]],
    }
    const { text } = layTable(words, { chalk, width: 30 })
    assert.equal(text.split('\n').slice(1), ['wine  chemical analysis of', '      wines of three cultivars'])
    assert.is(layTable(words, { chalk, width: 20 }).text.split('\n').length, 2)
  })

  test('a heading without titles is none', () => {
    const { text } = layTable(
      { kind: 'table', columns: [{ title: '' }], rows: [[{ text: 'x' }]] },
      { chalk, width: 80 },
    )
    assert.is(text, 'x')
  })
})
