import { describeTuning, tunedOf } from '../../src/experiment/choices.ts'
import { tunable } from '../../src/experiment/tunable.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { parseMixed, parseTemplate } from '../../src/regularizers/template.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import { assert, suite } from '../harness.ts'
import { tunedTrial } from '../report/sample.ts'

const l2 = tunable('l2', parseTemplate('l2'), [[{ 'l2.strength': '1' }, { 'l2.strength': '2' }]])
const none = parseMethod('none')

suite('chosen values', (test) => {
  const chosen = (...trials: TrialResult[]) =>
    tunedOf('', [...new Set(trials.map(({ method }) => method))], trials).chosen

  test('are summed up by median and range', () => {
    const [entry] = chosen(
      tunedTrial('l2', 0, 'l2:1e-3'),
      tunedTrial('l2', 1, 'l2:0.1'),
      tunedTrial('l2', 2, 'l2:1e-4'),
    )
    assert.equal(entry, {
      method: 'l2',
      parameter: 'l2.strength',
      trials: 3,
      of: 3,
      median: 1e-3,
      low: 1e-4,
      high: 0.1,
      text: '0.001 (1e-4 to 0.1)',
    })
    assert.is(chosen(tunedTrial('l2', 0, 'l2:0.1'), tunedTrial('l2', 1, 'l2:0.3'))[0].median, 0.2)
    assert.is(chosen(tunedTrial('l2', 0, 'l2:0.1'), tunedTrial('l2', 1, 'l2:0.1'))[0].text, '0.1')
  })

  test('leave out what the method writes out', () => {
    const method = 'inverted-dropout:keep=0.5+l2'
    const names = chosen(tunedTrial(method, 0, 'inverted-dropout:keep=0.5+l2:1e-3')).map(
      ({ parameter }) => parameter,
    )
    assert.equal(names, ['l2.strength'])
  })

  test('hold every parameter of a name that is no specification', () => {
    const names = chosen(tunedTrial('recipe', 0, 'inverted-dropout:keep=0.5+l2:1e-3')).map(
      ({ parameter }) => parameter,
    )
    assert.equal(names, ['inverted-dropout.keep', 'l2.strength'])
  })

  test('of a cocktail tell how often each ingredient was chosen, and how strong it was then', () => {
    const trials = [
      tunedTrial('cocktail', 0, 'l2:1e-3+inverted-dropout:keep=0.5'),
      tunedTrial('cocktail', 1, 'none'),
      tunedTrial('cocktail', 2, 'inverted-dropout:keep=0.8'),
      tunedTrial('cocktail', 3, 'max-norm:3+inverted-dropout:keep=0.6'),
    ]
    // An ingredient of a later version has no parameters that this one knows.
    const { chosen: entries } = tunedOf('', ['cocktail'], trials, [
      'l2',
      'max-norm',
      'inverted-dropout',
      'l1',
      'from-later',
    ])
    assert.equal(
      entries.map(({ parameter, text, trials: own, of }) => [parameter, text, own, of]),
      [
        ['inverted-dropout.keep', '3 of 4: 0.6 (0.5 to 0.8)', 3, 4],
        ['l2.strength', '1 of 4: 0.001', 1, 4],
        ['max-norm.c', '1 of 4: 3', 1, 4],
        ['l1', '0 of 4', 0, 4],
        ['from-later', '0 of 4', 0, 4],
      ],
    )
  })

  test('that are no numbers are counted', () => {
    const flags = ['true', 'false', 'true'].map((bias, fold) => tunedTrial('l2', fold, `l2:1,bias=${bias}`))
    assert.is(chosen(...flags)[1].text, 'true 2, false 1')
  })
})

suite('tuning in words', (test) => {
  test('names the budget, the inner folds and who is as written', () => {
    const sentence = describeTuning({ methods: [none, l2], nested: { innerFolds: 3, criterion: 'loss' } })
    assert.match(sentence!, /of 2 candidates a method the one with the least loss over 3 inner folds/)
    assert.match(sentence!, /as written: none;/)
  })

  test('says who was searched by halving, and in the epochs of how many', () => {
    const nested = { innerFolds: 3, criterion: 'loss' } as const
    const mixed = tunable('cocktail', parseMixed('l2+max-norm'), [[{}, { 'l2.strength': '1' }]], 7)
    assert.match(
      describeTuning({ methods: [l2, mixed], nested })!,
      /of 2 candidates a method, and of up to 2 candidates for cocktail by successive halving, in the epochs of 7 in full, the one/,
    )
    assert.match(
      describeTuning({ methods: [none, mixed], nested })!,
      /^tuned: of up to 2 candidates a method by successive halving/,
    )
  })

  test('is nothing where nothing is tuned', () => {
    assert.is(describeTuning({ methods: [none] }), undefined)
  })
})
