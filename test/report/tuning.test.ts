import { stripVTControlCharacters } from 'node:util'
import { tuningDocument } from '../../src/report/tuning.ts'
import { tuningCurve } from '../../src/report/tuningCurve.ts'
import type { TuningReport } from '../../src/results/tuning.ts'
import { assert, suite } from '../harness.ts'
import { matchesGolden } from './golden.ts'
import { render, type Tested } from './render.ts'
import { candidates, report as sample } from './samples/tuning.ts'

const show = (format: Tested, width = 100, color = false) =>
  render(tuningDocument(sample), format, { color, width })

suite('tuning in each format', (test) => {
  test('table', () => matchesGolden('tuning-table', show('table')))
  test('markdown', () => matchesGolden('tuning-markdown', show('markdown')))
  test('csv', () => matchesGolden('tuning-csv', show('csv')))

  test('json holds every candidate under the names of the CSV', () => {
    const { candidates, one_se, epochs_of_all } = JSON.parse(show('json'))
    assert.is(candidates.length, 8)
    assert.is(candidates[7].loss_mean, null)
    assert.is(candidates[2].one_se, true)
    assert.is(one_se, sample.oneSe)
    assert.is(epochs_of_all, 1600)
  })

  test('no line of the table is wider than it may be, and colour adds nothing but colour', () => {
    for (const width of [60, 80, 100]) {
      const plain = show('table', width)
      assert.is(stripVTControlCharacters(show('table', width, true)), plain)
      // The command is to be copied, so it stays whole.
      const wide = plain
        .split('\n')
        .filter((line) => [...line].length > width && !line.includes('regbench compare'))
      assert.equal(wide, [])
    }
  })
})

suite('curve of a search', (test) => {
  const curve = (changes: Partial<TuningReport>) => tuningCurve({ ...sample, ...changes }, 80)

  test('has each candidate that ended well, and the chosen ones marked', () => {
    const { lines, legend } = curve({})!
    const drawn = lines.slice(0, 13).join('')
    const count = (symbol: string) => drawn.split(symbol).length - 1
    assert.equal(['●', '◆', 'o', 'x'].map(count), [1, 1, 3, 2])
    assert.ok(legend.includes('o keep 0.5') && legend.includes('x keep 1'))
  })

  test('goes up where better is more', () => {
    const { title, lines } = curve({ criterion: 'score' })!
    assert.match(title, /^mean accuracy, %/)
    const plot = lines.slice(0, 13)
    const top = plot.findIndex((line) => line.includes('●'))
    assert.ok(top < plot.findLastIndex((line) => line.includes('o')))
  })

  test('tells runs of fewer epochs from full ones', () => {
    const halved = candidates.map((one, i) => (i < 2 ? { ...one, epochs: 5 } : one))
    const { lines, legend } = curve({ candidates: halved })!
    assert.is(lines.join('').split('·').length - 1, 2)
    assert.ok(legend.includes('· fewer epochs'))
  })

  test('is not drawn over one value, or over words', () => {
    assert.is(curve({ candidates: [candidates[0]] }), null)
    assert.is(curve({ axes: [{ name: 'l2.bias', values: ['true', 'false'], log: false }] }), null)
  })

  test('stands losses that are all equal', () => {
    const equal = candidates.slice(0, 3).map((one) => ({ ...one, lossMean: 1, lossSe: 0 }))
    assert.is.not(curve({ candidates: equal }), null)
  })
})
