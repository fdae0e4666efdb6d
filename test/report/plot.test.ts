import { drawPlot, type Plot } from '../../src/report/plot.ts'
import { assert, suite } from '../harness.ts'

const plot = (changes: Partial<Plot>): string[] =>
  drawPlot({
    points: [
      { x: 0, y: 0, symbol: 'o' },
      { x: 10, y: 1, symbol: 'o' },
    ],
    series: 1,
    ticks: [0, 5, 10].map((at) => ({ at, text: `${at}` })),
    isLogX: false,
    range: [0, 1],
    isLogY: false,
    labelOf: (y) => y.toFixed(1),
    rule: null,
    width: 25,
    height: 5,
    ...changes,
  })

suite('report/plot', (test) => {
  test('stands points where their values are', () => {
    assert.equal(plot({}), [
      ' 1.0┤               o',
      '    ┤',
      ' 0.5┤',
      '    ┤',
      ' 0.0┤   o',
      '    └───────────────────',
      '        0     5    10',
    ])
  })

  test('bars reach from low to high, behind symbols; the rule lies behind both', () => {
    const lines = plot({ points: [{ x: 5, y: 0.5, low: 0.25, high: 1, symbol: '●' }], rule: 0.5 })
    assert.equal(
      lines.slice(0, 5).map((line) => line[14]),
      ['│', '│', '●', '│', undefined],
    )
    assert.is(lines[2], ` 0.5┤${'┈'.repeat(9)}●${'┈'.repeat(9)}`)
  })

  test('by factors, equal factors are equal steps', () => {
    const values = [1, 10, 100]
    const lines = plot({
      points: values.map((value) => ({ x: value, y: value, symbol: 'o' })),
      ticks: values.map((at) => ({ at, text: `${at}` })),
      isLogX: true,
      isLogY: true,
      range: [1, 100],
      labelOf: (y) => y.toFixed(0),
    })
    const places = lines
      .slice(0, 5)
      .flatMap((line, row) => (line.includes('o') ? [[row, line.indexOf('o')]] : []))
    assert.equal(
      places.map(([row]) => row),
      [0, 2, 4],
    )
    assert.is(places[0]![1]! - places[1]![1]!, places[1]![1]! - places[2]![1]!)
  })

  test('series stand side by side where there is room, and on each other where not', () => {
    const points = ['o', 'x'].map((symbol, series) => ({ x: 5, y: 1, symbol, series }))
    assert.match(plot({ points, series: 2 })[0], 'ox')
    const narrow = plot({ points, series: 2, width: 13 })[0]
    assert.match(narrow, 'x')
    assert.not.match(narrow, 'o')
  })

  test('of two points at one place the higher rank is seen', () => {
    const points = [
      { x: 5, y: 1, symbol: '●', rank: 1 },
      { x: 5, y: 1, symbol: 'o' },
    ]
    assert.match(plot({ points })[0], '●')
  })

  test('no line is wider than asked, and ticks do not run into each other', () => {
    for (const width of [20, 40, 77]) {
      const ticks = Array.from({ length: 30 }, (_, at) => ({ at, text: `${1000 + at}` }))
      const lines = plot({ ticks, width })
      assert.ok(
        lines.every((line) => line.length <= width),
        `${width}`,
      )
      assert.ok(
        lines
          .at(-1)!
          .trim()
          .split(/ +/)
          .every((text) => /^10\d\d$/.test(text)),
      )
    }
  })

  test('a constant is a line through the bottom', () => {
    const lines = plot({ points: [{ x: 5, y: 3, symbol: 'o' }], range: [3, 3] })
    assert.match(lines[4], 'o')
  })
})
