/** What is written on a command line: method specifications, scans, lists, gates. */
import { parseList, parseScan } from '../../src/experiment/tuning/axes.ts'
import { DEFAULT_METHODS, regularizerNames } from '../../src/regularizers/index.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { parseTemplate } from '../../src/regularizers/template.ts'
import { assert, suite } from '../harness.ts'
import { fc, fuzz, mutated, NASTY } from './fuzz.ts'

const SPECS = [
  ...DEFAULT_METHODS,
  'elastic-net:l1=1e-4,l2=1e-3,bias=true',
  'vanilla-dropout:keep=0.5,input-keep=0.8,mask=batch+max-norm:3+early-stopping:5',
  'l2:1e-4/1e-4/1e-3',
]
const TOKENS = [
  ...NASTY.map(String),
  ...regularizerNames,
  ...['+', ':', '=', '/', ',', 'keep=', 'drop=1', '1e+3', '..', ':5log', 'log', 'inf', '1e-999'],
]
const words = (bases: readonly string[]) =>
  fc.oneof({ weight: 9, arbitrary: mutated(bases, TOKENS).map(String) }, fc.string({ unit: 'binary' }))

suite('fuzz: words of a command line', (test) => {
  test('a method specification is understood or refused', () =>
    fuzz('methods', words(SPECS), (text) => {
      const { spec, terms } = parseMethod(text)
      assert.ok(terms.length > 0)
      // What tables show must mean the same when it is copied from there.
      assert.is(parseMethod(spec).spec, spec)
    }))

  test('a method with open values is understood or refused', () =>
    fuzz('templates', words(SPECS), (text) => parseTemplate(text)))

  test('a scan and a list are understood or refused', () =>
    fuzz('scans', words(['l2=1e-6..1e-1:11log', 'keep=0.2..1:5', 'keep=0.5,0.65,0.8,1']), (text) => {
      let refusal: unknown
      for (const parse of [parseScan, parseList]) {
        try {
          parse(text)
        } catch (error) {
          refusal ??= error
        }
      }
      if (refusal !== undefined) throw refusal
    }))
})
