import { parseNumber } from '../../../src/data/cells.ts'
import {
  guessStyle,
  looksLocalized,
  numberParser,
  numerals,
  PLAIN,
  plainForm,
  styleOptions,
} from '../../../src/data/read/numerals.ts'
import { assert, suite } from '../../harness.ts'
import { load, matrixRows, refused } from '../helpers.ts'

suite('data/numerals', (test) => {
  test('reads numbers in a style, and only in that', () => {
    const styles: [string | undefined, string | undefined, Record<string, number>][] = [
      [',', undefined, { '39,1': 39.1, '181': 181, '-0,5': -0.5, ',5': 0.5, '1,5e2': 150, '7,': 7 }],
      [',', '.', { '1.234,5': 1234.5, '1.234.567': 1234567, '12,25': 12.25, '1234,5': 1234.5 }],
      ['.', ',', { '1,234.5': 1234.5, '-1,234,567': -1234567, '0.25': 0.25 }],
      [',', 'space', { '1 234,5': 1234.5, '1\u00a0234': 1234, '12\u202f345,6': 12345.6 }],
      ['.', "'", { "1'234.5": 1234.5, '1’234': 1234 }],
      [undefined, '_', { '1_000': 1000 }],
      [undefined, '.', { '1.234,5': 1234.5 }],
    ]
    for (const [decimal, thousands, cells] of styles) {
      const parse = numberParser(numerals(decimal, thousands))
      for (const [cell, value] of Object.entries(cells)) assert.is(parse(cell), value, cell)
    }
    const parse = numberParser(numerals(',', '.'))
    for (const cell of ['1.5', '12.34,5', '1.2345', '1,2,3', ',', '', '-', 'a,b', '1.234.5'])
      assert.ok(Number.isNaN(parse(cell)), cell)
  })

  test('gives the plain form, which parseNumber reads to the same number', () => {
    const plain = plainForm(numerals(',', '.'))
    assert.is(plain('-1.234,50'), '-1234.50')
    assert.is(parseNumber(plain('-1.234,50')!), -1234.5)
    assert.is(plain('1.2'), undefined)
    assert.is(plainForm(PLAIN)('1.2'), '1.2')
  })

  test('refuses signs that separate no digits, and one sign for both', async () => {
    await refused(() => numerals(';', undefined), 2, '--decimal must be "." or ",", got ";"')
    await refused(
      () => numerals(undefined, 'x'),
      2,
      '--thousands must be one of , . \' _ or "space", got "x"',
    )
    await refused(() => numerals(',', ','), 2, '--decimal and --thousands are both ","; they must differ')
  })

  test('guesses the style of cells that are no plain numbers', () => {
    const guesses: [string[], string | undefined][] = [
      [['39,1', '46,5'], '--decimal ,'],
      [['1,234', '12,500'], '--thousands ,'],
      [['1,234', '0,500'], '--decimal ,'],
      [['1,234', '1,2'], '--decimal ,'],
      [['1.234,5'], '--decimal , --thousands .'],
      [['1.234.567'], '--decimal , --thousands .'],
      [['1,234.5', '45'], '--thousands ,'],
      [['1 234,5'], '--decimal , --thousands space'],
      [["1'234.5"], `--thousands "'"`],
      [['45', '1.5'], undefined],
      [['abc', '1,5'], undefined],
    ]
    for (const [cells, options] of guesses) {
      const style = guessStyle(cells)
      assert.is(style && styleOptions(style), options, cells.join(' '))
    }
    assert.equal(guessStyle(['1.234'], numerals(',', undefined)), numerals(',', '.'))
  })

  test('knows numbers in another style', () => {
    for (const cell of ['5,1', '1,234', '1,234.5', '1.234,5', '-0,3']) assert.ok(looksLocalized(cell), cell)
    for (const cell of ['51', '2020.01.02', 'a,b', ',', '5 kg', '45%', '%', ''])
      assert.not(looksLocalized(cell), cell)
  })
})

suite('data/numerals: files', (test) => {
  const text = 'length;price;kind\n39,1;1.234,5;a\n46,5;99;b\n7;1.000;a\n'

  test('decimal commas are read with --decimal and --thousands, a target among them', async () => {
    const dataset = await load(text, { decimal: ',', thousands: '.' })
    assert.equal(matrixRows(dataset), [
      [Math.fround(39.1), 1234.5],
      [46.5, 99],
      [7, 1000],
    ])
    const { targets, task } = await load(text, { decimal: ',', thousands: '.', target: 'price' })
    assert.is(task, 'regression')
    assert.equal([...targets], [1234.5, 99, 1000])
  })

  test('the same in quotes, with commas between columns', async () => {
    const dataset = await load('a,b,y\n"1,5","2,0",p\n"3,0",4,q\n', { decimal: ',' })
    assert.equal(matrixRows(dataset), [
      [1.5, 2],
      [3, 4],
    ])
  })

  test('without the options the sentence names them', async () => {
    await refused(
      () => load(text),
      3,
      'standard input:2: column "length": "39,1" looks like a number in a local style; --decimal , reads it, or use --categorical length if not',
    )
    await refused(
      () => load(text.replace('1.000', '98').replace('1.234,5', '1.234'), { decimal: ',' }),
      3,
      'standard input:2: column "price": expected a number, got "1.234"; --decimal , --thousands . reads it',
    )
    await refused(
      () => load('a;y\n1;39,1\n2;46,5\n3;7,25\n'),
      3,
      'standard input:2: column "y": "39,1" looks like a number in a local style; --decimal , reads it, or use --task classification if not',
    )
  })

  test('a column of percents is read without the signs, with a note', async () => {
    const dataset = await load('share,y\n45 %,10%\n5.5%,20%\nNA,12.5%\n', { missing: 'impute' })
    assert.equal(matrixRows(dataset), [[45], [5.5], [Number.NaN]])
    assert.equal([...dataset.targets], [10, 20, 12.5])
    assert.equal(dataset.notes, [
      'column "share": the percent signs are left out, so "45 %" is 45',
      'column "y": the percent signs are left out, so "10%" is 10',
    ])
    await refused(
      () => load('share,y\n45 %,p\n0.5,q\n0.6,q\n'),
      3,
      'standard input:2: column "share": expected a number, got "45 %"; write the percent sign in every cell of the column or in none',
    )
  })
})
