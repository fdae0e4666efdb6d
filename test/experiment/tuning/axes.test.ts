import {
  expand,
  gridCandidates,
  gridOf,
  haltonCandidates,
  parseList,
  parseScan,
  sampleCandidates,
  searchAxes,
} from '../../../src/experiment/tuning/axes.ts'
import { halton } from '../../../src/experiment/tuning/sequence.ts'
import { parseTemplate, templateText } from '../../../src/regularizers/template.ts'
import { assert, suite } from '../../harness.ts'

const expansions = (specs: string[], ...requests: string[]) =>
  expand(
    specs.map(parseTemplate),
    requests.map((text) => (text.includes('..') ? parseScan(text) : parseList(text))),
  )

suite('scans and lists', (test) => {
  test('a scan by factors has both ends and readable values between', () => {
    assert.equal(parseScan('l2=1e-6..1e-1:11log').values, [
      '1e-6',
      '3.162e-6',
      '1e-5',
      '3.162e-5',
      '1e-4',
      '3.162e-4',
      '0.001',
      '0.003162',
      '0.01',
      '0.03162',
      '0.1',
    ])
  })

  test('a scan by steps likewise', () => {
    assert.equal(parseScan('keep = 0.2..1:5').values, ['0.2', '0.4', '0.6', '0.8', '1'])
    assert.equal(parseScan('x=0..1:4').values, ['0', '0.3333', '0.6667', '1'])
  })

  test('whole numbers stay whole and distinct', () => {
    assert.equal(gridOf({ from: 1, to: 4, log: true, integer: true }, 6), ['1', '2', '3', '4'])
  })

  test('a list is taken as written', () => {
    assert.equal(parseList('l2=1e-4/1e-3, 0').values, ['1e-4/1e-3', '0'])
    assert.is(parseList('bias=true,false').name, 'bias')
  })

  test('what cannot be read is refused with what to write', () => {
    for (const [text, sentence] of [
      ['l2', /write NAME=FROM..TO:COUNT/],
      ['l2=1..2', /write NAME=FROM..TO:COUNT/],
      ['l2=2..1:3', /FROM the smaller/],
      ['l2=a..1:3', /got a and 1/],
      ['l2=0..1:3log', /--list l2=0/],
      ['l2=0..1:1', /from 2 to 1000, got 1/],
    ] as const) {
      assert.throws(() => parseScan(text), sentence, text)
    }
    assert.throws(() => parseList('keep'), /write NAME=a,b,c/)
    assert.throws(() => parseList('keep=0.5,,1'), /write NAME=a,b,c/)
    assert.throws(() => parseList('keep=0.5,0.5'), /0.5 is listed twice/)
  })
})

suite('axes', (test) => {
  test('go to the methods that have the parameter', () => {
    const found = expansions(['none', 'l2', 'inverted-dropout+l2'], 'l2=1e-3,1e-2')
    assert.equal(
      found.map(({ axes }) => axes.map(({ name }) => name)),
      [[], ['l2.strength'], ['l2.strength']],
    )
  })

  test('bring a term when no method has it', () => {
    const found = expansions(['inverted-dropout'], 'l2=1e-6..1e-1:11log', 'keep=0.5,0.65')
    assert.is(templateText(found[0].template), 'inverted-dropout+l2')
    assert.equal(
      found[0].axes.map(({ name }) => name),
      ['l2.strength', 'inverted-dropout.keep'],
    )
  })

  test('leave none as it is, unless it is alone', () => {
    const found = (...specs: string[]) =>
      expansions(specs, 'l2=1').map(({ template }) => templateText(template))
    assert.equal(found('none', 'max-norm'), ['none', 'max-norm+l2'])
    assert.equal(found('none'), ['l2'])
    assert.throws(() => expansions(['none', 'l1'], 'l3=1'), /no method here \(none, l1\)/)
  })

  test('refuse names that mean nothing, twice the same, and values out of range', () => {
    assert.throws(() => expansions(['l2'], 'keep=0.5'), /no method here \(l2\) has a parameter "keep"/)
    assert.throws(() => expansions(['l2'], 'learning-rate=0.1'), /only parameters of methods/)
    assert.throws(() => expansions(['l2'], 'l2=1', 'strength=2'), /l2.strength is scanned or listed twice/)
    assert.throws(() => expansions(['inverted-dropout'], 'keep=0..1:3'), /keep cannot be 0/)
    assert.throws(() => expansions(['l2'], 'bias=0..1:2'), /l2.bias is not a number; list its values/)
  })

  test('of a search are those asked for and those left open', () => {
    const [expansion] = expansions(['inverted-dropout+l2'], 'keep=0.5,1')
    const axes = searchAxes(expansion, () => 3)
    assert.equal(axes, [
      { name: 'inverted-dropout.keep', values: ['0.5', '1'] },
      { name: 'l2.strength', values: ['1e-6', '3.162e-4', '0.1'], range: { from: 1e-6, to: 0.1, log: true } },
    ])
  })
})

suite('candidates', (test) => {
  const list = { name: 'a', values: ['1', '2'] }
  const range = { name: 'b', values: ['x'], range: { from: 1e-4, to: 1, log: true } } as const

  test('of a grid are every combination', () => {
    assert.equal(gridCandidates([list, { name: 'b', values: ['x', 'y'] }]), [
      { a: '1', b: 'x' },
      { a: '1', b: 'y' },
      { a: '2', b: 'x' },
      { a: '2', b: 'y' },
    ])
    assert.equal(gridCandidates([]), [{}])
  })

  test('of a sample fall on listed values and anywhere in ranges', () => {
    assert.equal(sampleCandidates([list, range], 3, halton), [
      { a: '2', b: '0.00215' },
      { a: '1', b: '0.0464' },
      { a: '2', b: '2.78e-4' },
    ])
  })

  test('of a sample are refused in more dimensions than it can fill', () => {
    const axes = Array.from({ length: 9 }, (_, i) => ({ ...list, name: `a${i}` }))
    assert.throws(() => haltonCandidates(axes, 3), /9 parameters are to be tuned.*up to 8/)
  })

  test('of a sample are distinct, and no more than there are', () => {
    assert.equal(sampleCandidates([list], 5, halton), [{ a: '2' }, { a: '1' }])
  })
})
