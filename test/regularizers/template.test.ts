import { regularizer, regularizerNames } from '../../src/regularizers/index.ts'
import {
  compareRegularization,
  fill,
  findParameter,
  numericValue,
  openParameters,
  parseTemplate,
  templateText,
  withTerm,
} from '../../src/regularizers/template.ts'
import { isInRange } from '../../src/settings/kinds.ts'
import { assert, suite } from '../harness.ts'

const named = (spec: string, name: string) => findParameter(parseTemplate(spec), name)?.name
const open = (spec: string) => openParameters(parseTemplate(spec)).map(({ name }) => name)

suite('templates', (test) => {
  test('leave open what has a range to search and is not written out', () => {
    assert.equal(open('none'), [])
    assert.equal(open('l2'), ['l2.strength'])
    assert.equal(open('l2:1e-4'), [])
    assert.equal(open('l2:bias=true'), ['l2.strength'])
    assert.equal(open('elastic-net:l1=1e-4'), ['elastic-net.l2'])
    assert.equal(open('inverted-dropout+max-norm'), ['inverted-dropout.keep', 'max-norm.c'])
    assert.equal(open('inverted-dropout:drop=0.5'), [])
  })

  test('are written without what is open', () => {
    for (const spec of [
      'l2',
      'inverted-dropout+l2',
      'inverted-dropout:keep=0.5+l2',
      'elastic-net:l1=1e-4',
      'none',
    ]) {
      assert.is(templateText(parseTemplate(spec)), spec)
    }
  })

  test('are filled into specifications, bare values first', () => {
    const spec = (text: string, values: Record<string, string>) => fill(parseTemplate(text), values).spec
    assert.is(spec('l2', { 'l2.strength': '1e-4' }), 'l2:1e-4')
    assert.is(spec('l2:bias=true', { 'l2.strength': '1e-4' }), 'l2:1e-4,bias=true')
    assert.is(spec('elastic-net', { 'elastic-net.l2': '1', 'elastic-net.l1': '2' }), 'elastic-net:l1=2,l2=1')
    assert.is(
      spec('inverted-dropout+l2:0.1', { 'inverted-dropout.keep': '0.5', 'l2.strength': '0.2' }),
      'inverted-dropout:keep=0.5+l2:0.2',
      'a filled value replaces a written one',
    )
  })

  test('refuse at once what no value can mend', () => {
    assert.throws(() => parseTemplate('l3'), /unknown method "l3"/)
    assert.throws(() => parseTemplate('inverted-dropout:kep=0.5'), /unknown argument "kep"/)
    assert.throws(() => parseTemplate('none+l2'), /none stands alone/)
  })

  test('find a parameter by its older name', () => {
    assert.is(named('inverted-dropout', 'share'), 'inverted-dropout.mask')
    assert.is(named('l2+inverted-dropout', 'inverted-dropout.share'), 'inverted-dropout.mask')
    assert.is(named('dropconnect', 'share'), undefined)
    assert.is(named('inverted-dropout', 'l2.mask'), undefined)
  })

  test('find a parameter by term, by key and by both', () => {
    assert.is(named('inverted-dropout+l2', 'l2'), 'l2.strength')
    assert.is(named('inverted-dropout+l2', 'strength'), 'l2.strength')
    assert.is(named('inverted-dropout+l2', 'inverted-dropout'), 'inverted-dropout.keep')
    assert.is(named('inverted-dropout+l2', 'keep'), 'inverted-dropout.keep')
    assert.is(named('inverted-dropout+l2', 'inverted-dropout.input-keep'), 'inverted-dropout.input-keep')
    assert.is(named('elastic-net', 'l2'), 'elastic-net.l2', 'where no term is called so')
    assert.is(named('elastic-net+l2', 'l2'), 'l2.strength', 'a term comes before a key')
    assert.is(named('max-norm', 'l2'), undefined)
  })

  test('say which parameters a name may mean', () => {
    assert.throws(
      () => named('l1+l2', 'strength'),
      /"strength" may mean l1.strength or l2.strength; write which/,
    )
    assert.throws(() => named('elastic-net', 'elastic-net'), /elastic-net.l1 or elastic-net.l2/)
  })

  test('take a term more, none giving way to it', () => {
    const grown = (spec: string, name: string) => {
      const template = withTerm(parseTemplate(spec), name)
      return template && templateText(template)
    }
    assert.is(grown('inverted-dropout', 'l2'), 'inverted-dropout+l2')
    assert.is(grown('none', 'l2.strength'), 'l2')
    assert.is(grown('l2', 'l2'), undefined)
    assert.is(grown('l2', 'keep'), undefined)
  })
})

suite('more regularized', (test) => {
  const first = (a: Record<string, string>, b: Record<string, string>) =>
    Math.sign(compareRegularization(a, b))

  test('is larger strength, smaller bound, smaller keep, less patience, biases penalized', () => {
    assert.is(first({ 'l2.strength': '0.1' }, { 'l2.strength': '1e-3' }), -1)
    assert.is(first({ 'max-norm.c': '1' }, { 'max-norm.c': 'inf' }), -1)
    assert.is(first({ 'inverted-dropout.keep': '0.5' }, { 'inverted-dropout.keep': '0.65' }), -1)
    assert.is(first({ 'inverted-dropout.drop': '0.5' }, { 'inverted-dropout.drop': '0.35' }), -1)
    assert.is(first({ 'early-stopping.patience': '10' }, { 'early-stopping.patience': '9' }), 1)
    assert.is(first({ 'l2.bias': 'false' }, { 'l2.bias': 'true' }), 1)
  })

  test('is decided by strengths before bounds before keep', () => {
    const strong = { 'l2.strength': '0.1', 'inverted-dropout.keep': '1' }
    const dropped = { 'l2.strength': '0.01', 'inverted-dropout.keep': '0.2' }
    assert.is(first(strong, dropped), -1)
    assert.is(
      first(
        { 'inverted-dropout.keep': '1', 'max-norm.c': '1' },
        { 'inverted-dropout.keep': '0.2', 'max-norm.c': '2' },
      ),
      -1,
    )
    assert.is(first(strong, { ...strong, 'inverted-dropout.keep': '0.9' }), 1)
  })

  test('takes the mean of a list by layer', () => {
    assert.is(numericValue('0.25/0.75'), 0.5)
    assert.is(first({ 'l2.strength': '0.2/0.2' }, { 'l2.strength': '0.1' }), -1)
  })

  test('does not tell equal values and choices apart', () => {
    assert.is(compareRegularization({ 'l2.strength': '0.1' }, { 'l2.strength': '1e-1' }), 0)
    assert.is(compareRegularization({ 'l1.update': 'proximal' }, { 'l1.update': 'subgradient' }), 0)
  })
})

suite('search ranges', (test) => {
  const numbers = regularizerNames.flatMap((name) =>
    Object.entries(regularizer(name).params).flatMap(([key, param]) =>
      param.kind === 'number' ? [{ name: `${name}.${key}`, param }] : [],
    ),
  )

  test('hold only values that are allowed, and say which are more regularized', () => {
    for (const { name, param } of numbers.filter(({ param: { search } }) => search !== undefined)) {
      const { from, to, log } = param.search!
      assert.ok(from < to && isInRange(param, from) && isInRange(param, to), name)
      assert.ok(log === undefined || from > 0, `${name}: equal factors from above 0`)
      assert.ok(param.stronger !== undefined, `${name} has an order`)
    }
  })

  test('hold the default', () => {
    for (const { name, param } of numbers) {
      if (param.search === undefined || param.default === undefined) continue
      assert.ok(param.default >= param.search.from && param.default <= param.search.to, name)
    }
  })
})
