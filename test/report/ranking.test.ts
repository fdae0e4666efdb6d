import { stripVTControlCharacters } from 'node:util'
import { rankingBlocks, rankingJson } from '../../src/report/ranking.ts'
import type { Ranking } from '../../src/results/ranking.ts'
import { assert, suite } from '../harness.ts'
import { matchesGolden } from './golden.ts'
import { PLAIN, render, type Tested } from './render.ts'
import { ranking } from './sample.ts'

const show = (sample: Ranking, format: Tested = 'table', options = PLAIN) =>
  render(
    {
      sections: [rankingBlocks(sample)],
      data: { csv: () => ({ columns: [], rows: [] }), json: () => ({ value: null }) },
    },
    format,
    options,
  )
const untested: Ranking = {
  ...ranking,
  test: null,
  criticalDifference: null,
  controlDifference: null,
  groups: [],
}

suite('ranks in the terminal', (test) => {
  test('a diagram with bars and the critical difference', () => {
    matchesGolden('ranking', show(ranking))
  })

  test('without a test there are neither', () => {
    const text = show(untested)
    assert.not.match(text, /━|CD/)
    assert.match(text, /\nrank 1 is best\n/)
  })

  test('the dot stands at the rank: below the tick of a whole one', () => {
    const whole = { ...untested, methods: untested.methods.map((row, i) => ({ ...row, meanRank: i + 1 })) }
    const lines = show(whole).split('\n')
    const ticks = lines.find((line) => line.includes('┼'))!
    const dots = lines.filter((line) => line.includes('●')).map((line) => line.indexOf('●'))
    assert.equal(
      dots,
      [...ticks.matchAll(/[├┼┤]/g)].map(({ index }) => index),
    )
  })

  test('no line is wider than it may be, and colour adds nothing but colour', () => {
    const many = {
      ...ranking,
      methods: Array.from({ length: 30 }, (_, i) => ({ method: `l2:${i}`, meanRank: i + 1, ranks: [] })),
      groups: [],
    }
    for (const sample of [ranking, many]) {
      for (let width = 50; width <= 120; width++) {
        const coloured = show(sample, 'table', { color: true, width })
        const text = stripVTControlCharacters(coloured)
        assert.is(text, show(sample, 'table', { color: false, width }))
        for (const line of text.split('\n')) assert.ok([...line].length <= width, `${width}: ${line}`)
      }
    }
  })

  test('names cannot act on the terminal', () => {
    const text = show({ ...ranking, datasets: ['\x1b[2J', 'b'] })
    assert.not.ok(text.includes('\x1b'))
  })
})

suite('ranks elsewhere', (test) => {
  test('Markdown', () => {
    matchesGolden('ranking-markdown', show(ranking, 'markdown'))
  })

  test('JSON has the names of a CSV, and null where there is no test', () => {
    const { methods, test: found, ...rest } = rankingJson(ranking)
    assert.equal(methods[1], { method: 'l2:0.0001', mean_rank: 1.4, ranks: [1, 1, 2, 1, 2] })
    assert.equal(found, {
      name: 'iman-davenport',
      statistic: 7.5,
      p_value: 0.0044,
      degrees_of_freedom: [3, 12],
      chi_squared: 9.78,
      p_chi_squared: 0.0205,
    })
    assert.equal([rest.critical_difference, rest.control_difference], [2.1, 1.95])
    assert.is(rankingJson(untested).test, null)
  })
})
