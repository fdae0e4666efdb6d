import { entryReader } from '../../src/data/coding.ts'
import type { Dataset, FeatureScaling } from '../../src/data/dataset.ts'
import { fitFeatures, fitTarget } from '../../src/data/scale.ts'
import type { Scale } from '../../src/settings/data.ts'
import { assert, suite } from '../harness.ts'
import { load, refused } from './helpers.ts'

/** What the network reads, by the formula of FeatureScaling in f32. */
function scaled(dataset: Dataset, scaling: FeatureScaling): number[][] {
  const { columns, fill, shift, scale, bound, bend } = scaling
  const entryOf = entryReader(dataset, scaling)
  return Array.from({ length: dataset.rows }, (_, row) =>
    Array.from(columns, (column, j) => {
      const entry = entryOf(row, column)
      const value = Number.isNaN(entry) ? fill[j]! : Math.fround(entry - shift[j]!)
      const most = bound?.[j] ?? Infinity
      const held = Math.min(most, Math.max(-most, Math.fround(value * scale[j]!)))
      const bent = Math.fround(held * (bend?.[j] ?? 0))
      return Math.fround(held / Math.fround(Math.sqrt(Math.fround(1 + Math.fround(bent * bent)))))
    }),
  )
}

const firstRows = (count: number) => Int32Array.from({ length: count }, (_, row) => row)
const close = (actual: readonly number[], expected: readonly number[], tolerance = 1e-6) =>
  assert.ok(
    actual.length === expected.length &&
      actual.every((value, i) => Math.abs(value - expected[i]!) <= tolerance * (1 + Math.abs(expected[i]!))),
    `${actual} is not ${expected}`,
  )

suite('data/scale: fitFeatures', (test) => {
  const text = 'a,b,y\n1,10,p\n2,10,q\n3,10,p\n6,10,q\n100,-1e6,p\n'

  test('standard: mean 0 and population deviation 1 on the training rows', async () => {
    const dataset = await load(text)
    const rows = scaled(dataset, fitFeatures(dataset, firstRows(4), 'standard'))
    const deviation = Math.sqrt((4 + 1 + 0 + 9) / 4)
    close(
      rows.map((row) => row[0]!),
      [-2, -1, 0, 3, 20 * deviation].map((difference) => difference / deviation),
    )
    assert.equal(
      rows.slice(0, 4).map((row) => row[1]),
      [0, 0, 0, 0],
    )
  })

  test('minmax: 0 to 1 on the training rows', async () => {
    const dataset = await load(text)
    const rows = scaled(dataset, fitFeatures(dataset, firstRows(4), 'minmax'))
    close(
      rows.map((row) => row[0]!),
      [0, 0.2, 0.4, 1, 19.8],
    )
  })

  test('robust: by median and interquartile range, then drawn in', async () => {
    const dataset = await load(text)
    const rows = scaled(dataset, fitFeatures(dataset, firstRows(4), 'robust'))
    // Of 1, 2, 3, 6: the quartiles are 1.75, 2.5, 3.75, as numpy.percentile has them.
    close(
      rows.map((row) => row[0]!),
      [1, 2, 3, 6, 100].map((value) => {
        const x = (value - 2.5) / 2
        return x / Math.sqrt(1 + (x / 3) ** 2)
      }),
    )
    assert.ok(rows[4]![0]! < 3)
  })

  test('robust: a column half of whose rows have one value reaches from 0 to 2, and a gap is the median', async () => {
    const dataset = await load('a,y\n5,p\n5,q\n5,p\n9,q\n5,p\n,q\n-1e30,q\n', { missing: 'impute' })
    const rows = scaled(dataset, fitFeatures(dataset, firstRows(6), 'robust')).map((row) => row[0]!)
    const far = 2 / Math.sqrt(1 + 4 / 9)
    close(rows, [0, 0, 0, far, 0, 0, -3])
  })

  test('a column that is nearly constant stays within 20 deviations, and one that is nearer keeps its bits', async () => {
    // One of 1000 rows differs: by sqrt(999) = 31.6 deviations.
    const lines = Array.from({ length: 1000 }, (_, i) => `${i === 3 ? 7 : 0},${i % 10},${i % 2}`)
    const dataset = await load(`rare,b,y\n${lines.join('\n')}\n-1e6,0,1\n`)
    const scaling = fitFeatures(dataset, firstRows(1000), 'standard')
    const rows = scaled(dataset, scaling)
    assert.equal([rows[3]![0], rows[1000]![0]], [20, -20])
    const { bound: _, ...free } = scaling
    const unbounded = scaled(dataset, free)
    assert.ok(unbounded[3]![0]! > 31 && unbounded[3]![0]! < 32)
    assert.equal(
      rows.map((row) => row[1]),
      unbounded.map((row) => row[1]),
    )
  })

  for (const scale of ['standard', 'minmax', 'robust', 'none'] as const) {
    test(`${scale}: what is constant in the training rows is 0 in every row, numbers and categories`, async () => {
      const dataset = await load('a,b,c,y\n1,7,u,p\n2,7,u,q\n4,7,u,p\n9,800,w,q\n3,-5,,q\n', {
        missing: 'impute',
      })
      const scaling = fitFeatures(dataset, firstRows(3), scale)
      assert.equal([...scaling.columns], [0, 1, 2])
      for (const row of scaled(dataset, scaling)) {
        assert.equal(
          row.slice(1).map((value) => Math.abs(value)),
          [0, 0],
        )
      }
      // A category beside a gap varies: rows without it are 0.
      const varied = fitFeatures(dataset, Int32Array.of(0, 4), scale)
      assert.equal(
        scaled(dataset, varied).map((row) => row[2]),
        [1, 1, 1, 0, 0],
      )
    })
  }

  test('says from where on values are far: ten deviations beyond the training rows', async () => {
    const dataset = await load('a,b,c,y\n1,7,u,p\n2,7,v,q\n3,7,u,p\n')
    const { low, high } = fitFeatures(dataset, firstRows(3), 'minmax')
    close([low[0]!, high[0]!], [1 - 10 * Math.sqrt(2 / 3), 3 + 10 * Math.sqrt(2 / 3)])
    assert.equal([low[1], high[1]], [7, 7])
    assert.equal([low[2], high[2]], [-Infinity, Infinity])
  })

  test('none: the values of the file, but for a column that is constant in the training rows', async () => {
    const dataset = await load(text)
    const rows = scaled(dataset, fitFeatures(dataset, firstRows(4), 'none'))
    assert.equal(rows, [
      [1, 0],
      [2, 0],
      [3, 0],
      [6, 0],
      [100, 0],
    ])
  })

  test('reads no row but the training rows', async () => {
    const dataset = await load('a,b,y\n1,u,p\n2,v,q\n4,u,p\n9,w,q\n')
    const other = await load('a,b,y\n1,u,p\n2,v,q\n4,u,p\n-700,w,q\n')
    for (const scale of ['standard', 'minmax', 'robust', 'none'] as const) {
      assert.equal(fitFeatures(dataset, firstRows(3), scale), fitFeatures(other, firstRows(3), scale))
    }
  })

  test('leaves out indicators of categories the training rows lack, and keeps the others 0 and 1', async () => {
    const dataset = await load('a,b,y\n1,u,p\n2,v,q\n4,u,p\n9,w,q\n')
    assert.equal(
      dataset.features.map(({ name }) => name),
      ['a', 'b=u', 'b=v', 'b=w'],
    )
    const scaling = fitFeatures(dataset, Int32Array.of(0, 1), 'standard')
    assert.equal(Array.from(scaling.columns), [0, 1, 2])
    assert.equal(
      scaled(dataset, scaling).map((row) => row.slice(1)),
      [
        [1, 0],
        [0, 1],
        [1, 0],
        [0, 0],
      ],
    )
  })

  test('fills in the mean of the training rows', async () => {
    const dataset = await load('a,y\n1,p\n,q\n4,p\n,q\n100,p\n', { missing: 'impute' })
    const filled = (scale: Scale) =>
      scaled(dataset, fitFeatures(dataset, firstRows(4), scale)).map((row) => row[0]!)
    close(filled('none'), [1, 2.5, 4, 2.5, 100])
    close(filled('minmax'), [0, 0.5, 1, 0.5, 20])
    close(filled('standard'), [-1, 0, 1, 0, 20])
  })

  test('lets a column without training values say nothing', async () => {
    const dataset = await load('a,b,y\n1,,p\n2,,q\n3,7,p\n4,9,q\n', { missing: 'impute' })
    for (const scale of ['standard', 'minmax', 'robust', 'none'] as const) {
      const rows = scaled(dataset, fitFeatures(dataset, firstRows(2), scale))
      assert.equal(
        rows.map((row) => row[1]),
        [0, 0, 0, 0],
      )
    }
  })

  test('a constant that f32 cannot hold exactly has deviation 0', async () => {
    const dataset = await load(
      `a,b,y\n${Array.from({ length: 99 }, (_, i) => `0.1,${i},${i % 2}`).join('\n')}\n`,
    )
    const scaling = fitFeatures(dataset, firstRows(98), 'standard')
    assert.is(scaling.scale[0], 0)
    assert.equal(new Set(scaled(dataset, scaling).map((row) => row[0])), new Set([0]))
  })

  test('tells timestamps apart, which f32 alone would not', async () => {
    const start = 1.7e9
    const dataset = await load(
      `a,y\n${[0, 1, 2, 3, 100].map((s) => `${start + s},${s % 2 ? 'p' : 'q'}`).join('\n')}\n`,
    )
    assert.equal(Array.from(dataset.exactColumns!), [0])
    const rows = scaled(dataset, fitFeatures(dataset, firstRows(4), 'standard')).map((row) => row[0]!)
    const deviation = Math.sqrt(1.25)
    close(
      rows,
      [-1.5, -0.5, 0.5, 1.5, 20 * deviation].map((difference) => difference / deviation),
      1e-5,
    )
    const raw = scaled(dataset, fitFeatures(dataset, firstRows(4), 'none')).map((row) => row[0]!)
    close(
      raw,
      [0, 1, 2, 3, 100].map((s) => start + s),
      1e-7,
    )
  })

  test('keeps values that overflow or vanish in f32', async () => {
    const dataset = await load('a,b,y\n-1e308,1e-310,p\n1e308,3e-310,q\n0,2e-310,q\n')
    const rows = scaled(dataset, fitFeatures(dataset, firstRows(2), 'standard'))
    close(rows.flat(), [-1, -1, 1, 1, 0, 0])
    await refused(
      () => fitFeatures(dataset, firstRows(2), 'none'),
      2,
      'column "a" holds values that 32-bit numbers cannot; use --scale standard',
    )
  })

  test('stores ordinary columns as they are', async () => {
    const dataset = await load('a,b,y\n0.001,70000,p\n0.002,-70000,q\n0.003,5,q\n')
    assert.is(dataset.exactColumns, undefined)
    assert.is(fitFeatures(dataset, firstRows(2), 'standard').recoded, undefined)
  })
})

suite('data/scale: fitTarget', (test) => {
  test('gives mean and population deviation of the training rows', async () => {
    const dataset = await load('a,y\n1,1.5\n2,2.5\n3,6.5\n4,1000\n')
    const { mean, deviation } = fitTarget(dataset, firstRows(3))
    close([mean, deviation], [3.5, Math.sqrt((4 + 1 + 9) / 3)], 1e-15)
  })

  test('takes a deviation of 0 as 1', async () => {
    const dataset = await load('a,y\n1,0.1\n2,0.1\n3,0.1\n4,5\n')
    assert.equal(fitTarget(dataset, firstRows(3)), { mean: 0.1, deviation: 1 })
  })
})
