import { readFileSync } from 'node:fs'
import { codingOf, entryReader, recodedColumns, roundingOf } from '../../src/data/coding.ts'
import { fitFeatures } from '../../src/data/scale.ts'
import type { Scale } from '../../src/settings/data.ts'
import { assert, suite } from '../harness.ts'
import { fixture, load, withFiles } from './helpers.ts'

const caseText = (name: string) => readFileSync(fixture(`cases/${name}`), 'utf8')
const exactly = (...values: number[]) => roundingOf([Float64Array.from(values)]).mustBeExact
const among = <T>(count: number, value: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => value(i))

suite('data/coding', (test) => {
  test('codes what f32 would not tell apart, or not hold, and nothing else', () => {
    const plain = { offset: 0, unit: 1 }
    assert.equal(codingOf(-3, 1000), plain)
    assert.equal(codingOf(0.1, 0.1), plain)
    assert.equal(codingOf(Infinity, -Infinity), plain)
    // The middle of the range; the power of two below its half-width of 65.
    assert.equal(codingOf(1699999930, 1700000060), { offset: 1699999995, unit: 64 })
    assert.equal(codingOf(-1e308, 1e308), { offset: 0, unit: 2 ** 1023 })
    assert.equal(codingOf(-3.2e38, 3.2e38), { offset: 0, unit: 2 ** 127 })
    assert.equal(codingOf(-1e-39, 1e-39).unit, 2 ** -130)
  })

  test('keeps columns exactly that are close together or beyond f32, if f32 rounds them', () => {
    assert.not(roundingOf([Float32Array.of(2008, 2009, 2010)]).mustBeExact)
    assert.ok(exactly(...among(100, (i) => 1700000000 + i)))
    assert.ok(exactly(...among(100, (i) => 1.1 + i), 1e31))
    assert.ok(exactly(...among(100, (i) => 1.1 + i), 1e-31))
    assert.not(exactly(...among(100, (i) => i * 0.1)))
    // 45 of 100 values in a narrow band, and 44.
    const band = (inside: number) => among(100, (i) => (i < inside ? 1000.1 + i / 100 : i * i * 3.7))
    assert.ok(exactly(...band(45)))
    assert.not(exactly(...band(44)))
    // A band may lie on both sides of a bin's edge, and below zero.
    assert.ok(exactly(...among(100, (i) => -1024.05 + i / 1000)))
  })

  test('a test row changes nothing of what training sees: milliseconds among seconds', async () => {
    const plain = await load(caseText('repr_instants.csv'), { foldColumn: 'fold' })
    const other = await load(caseText('repr_instants_cell.csv'), { foldColumn: 'fold' })
    const train = Int32Array.from(plain.folds!.keys()).filter((row) => plain.folds![row] !== 2)
    const seen = ['standard', 'minmax', 'robust', 'none'].map((scale) =>
      [plain, other].map((dataset) => {
        const scaling = fitFeatures(dataset, train, scale as Scale)
        const entry = entryReader(dataset, scaling)
        return { scaling, entries: Array.from(train, (row) => entry(row, 0)) }
      }),
    )
    for (const [a, b] of seen) assert.equal(b, a)
    // Seconds are told apart: f32 alone has 128 of them in one.
    const distinct = new Set(seen[0]![0]!.entries).size
    const values = caseText('repr_instants.csv').trimEnd().split('\n').slice(1)
    assert.is(distinct, new Set(Array.from(train, (row) => values[row]!.split(',')[0])).size)
    // Where the cell trains, plain f32 does.
    const all = Int32Array.from({ length: other.rows }, (_, row) => row)
    assert.is(recodedColumns(other, all).length, 0)
    assert.is(recodedColumns(plain, all).length, 1)
  })

  test('a file of --test changes nothing of what training sees', async () => {
    const text = caseText('repr_instants.csv')
    const [header, ...rows] = text.trimEnd().split('\n') as [string, ...string[]]
    const table = (lines: readonly string[]) => `${[header, ...lines].join('\n')}\n`
    const strange = among(300, (i) => `${i}.5,f0,${i % 2 ? 'p' : 'n'}`)
    await withFiles({ 'a.csv': table(rows.slice(90)), 'b.csv': table(strange) }, async (paths) => {
      const training = table(rows.slice(0, 90))
      const train = Int32Array.from({ length: 90 }, (_, row) => row)
      const [a, b] = await Promise.all(
        ['a.csv', 'b.csv'].map((name) => load(training, { test: paths[name]!, ignore: ['fold'] })),
      )
      assert.equal(fitFeatures(b!, train, 'standard'), fitFeatures(a!, train, 'standard'))
      assert.is(fitFeatures(a!, train, 'standard').recoded!.length, 1)
    })
  })

  for (const [name, deviation] of [
    ['ed_big.csv', 1.5e38],
    ['ed_e39.csv', 1e-39],
  ] as const) {
    test(`${name}: a deviation of ${deviation} is scaled like any other`, async () => {
      const text = caseText(name)
      const dataset = await load(text)
      const values = text
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => Number(line.split(',')[0]))
      const mean = values.reduce((sum, value) => sum + value / values.length, 0)
      // In units of the deviation, whose squares a double holds.
      const spread = Math.sqrt(
        values.reduce((sum, value) => sum + ((value - mean) / deviation) ** 2 / values.length, 0),
      )
      const all = Int32Array.from(values.keys())
      const scaling = fitFeatures(dataset, all, 'standard')
      const entry = entryReader(dataset, scaling)
      for (const [row, value] of values.entries()) {
        const x = Math.fround(Math.fround(entry(row, 0) - scaling.shift[0]!) * scaling.scale[0]!)
        assert.ok(Math.abs(x - (value - mean) / deviation / spread) < 1e-5, `${x} in row ${row}`)
      }
    })
  }

  test('a number beyond f32 in a test row has a finite entry', async () => {
    const dataset = await load('a,y\n1.5,p\n2.5,q\n3.5,p\n1e300,q\n-1e300,p\n')
    const entry = entryReader(dataset, fitFeatures(dataset, Int32Array.of(0, 1, 2), 'standard'))
    assert.equal(
      [0, 1, 2, 3, 4].map((row) => entry(row, 0)),
      [1.5, 2.5, 3.5, 2 ** 100, -(2 ** 100)],
    )
  })
})
