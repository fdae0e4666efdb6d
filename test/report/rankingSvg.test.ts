import { rankingSvg } from '../../src/report/rankingSvg.ts'
import type { Ranking } from '../../src/results/ranking.ts'
import { assert, suite } from '../harness.ts'
import { matchesGolden } from './golden.ts'
import { ranking } from './sample.ts'

/** Names of the elements, in order; throws where tags do not match up. */
function elements(svg: string): string[] {
  const open: string[] = []
  const names: string[] = []
  for (const [, close, name, self] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (close === '/') assert.is(open.pop(), name)
    else names.push(name)
    if (close === '' && self === '') open.push(name)
  }
  assert.equal(open, [])
  return names
}

suite('critical-difference diagram as SVG', (test) => {
  test('as drawn', () => {
    matchesGolden('ranking-svg', rankingSvg(ranking))
  })

  test('has a line to every method, a bar for every group, and the difference to scale', () => {
    const svg = rankingSvg(ranking)
    const names = elements(svg)
    assert.is(names.filter((name) => name === 'polyline').length, ranking.methods.length)
    assert.is(svg.match(/class="group"/g)!.length, ranking.groups.length)
    const [, from, to] = /<line x1="([\d.]+)" y1="26" x2="([\d.]+)" y2="26"\/>/.exec(svg)!
    const ticks = [...svg.matchAll(/text-anchor="middle"/g)].length
    const [, first, last] = /<line x1="([\d.]+)" y1="70" x2="([\d.]+)" y2="70"\/>/.exec(svg)!
    const unit = (Number(last) - Number(first)) / (ticks - 1)
    assert.ok(Math.abs((Number(to) - Number(from)) / unit - ranking.criticalDifference!) < 0.01)
  })

  test('nothing is drawn outside the picture', () => {
    const svg = rankingSvg(ranking)
    const [width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.slice(1).map(Number)
    for (const [, axis, value] of svg.matchAll(/ ([xy])[12]?="([\d.-]+)"/g)) {
      assert.ok(Number(value) >= 0 && Number(value) <= (axis === 'x' ? width : height), `${axis} = ${value}`)
    }
  })

  test('names from the data are text, never markup', () => {
    const hostile: Ranking = {
      ...ranking,
      datasets: ['</title><script>alert(1)</script>'],
      methods: ranking.methods.map((row, i) => (i === 0 ? { ...row, method: '"><script>&' } : row)),
      groups: [],
    }
    const names = elements(rankingSvg(hostile))
    assert.not.ok(names.includes('script'))
    assert.not.ok(names.includes('b'))
  })

  test('without a test there is an axis, and no difference', () => {
    const svg = rankingSvg({
      ...ranking,
      test: null,
      criticalDifference: null,
      controlDifference: null,
      groups: [],
    })
    assert.not.match(svg, /CD =|NaN/)
    elements(svg)
  })
})
