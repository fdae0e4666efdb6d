import { warningTexts } from '../../src/report/warnings.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import { advise as factsOf } from '../../src/statistics/advice.ts'
import { assert, suite } from '../harness.ts'
import { folds, trial } from './trials.ts'

const advise = (trials: readonly TrialResult[], baseline: string) => warningTexts(factsOf(trials, baseline))

const scores = [0.9, 0.93, 0.91, 0.95, 0.92]
const large = { trainRows: 1000, testRows: 250 }
const baseline = folds('none', scores, large)

/** A method that scores and fits worse than the baseline. */
const worse = (method: string, fields: Partial<TrialResult> = {}): TrialResult[] =>
  folds(
    method,
    scores.map((score) => score - 0.02),
    { ...large, trainScore: 0.95, ...fields },
  )

const advised = (...groups: TrialResult[][]): string[] => advise([...baseline, ...groups.flat()], 'none')

suite('advice: silence', (test) => {
  test('where nothing is odd', () => {
    assert.equal(advised(folds('l2', scores.toReversed(), large)), [])
    assert.equal(advise([], 'none'), [])
  })

  test('about a penalty above the loss, and about few units, as long as they do no harm', () => {
    const fields = { ...large, penalty: 3, keepSeen: 0.5 }
    assert.equal(advised(folds('l2+inverted-dropout', scores, { ...fields, trainScore: 0.9 })), [])
    assert.equal(
      advised(
        folds(
          'l2',
          scores.map((score) => score - 0.02),
          { ...fields, keepSeen: 1 },
        ),
      ),
      [],
    )
  })

  test('about trials that did not end well', () => {
    const fields = {
      ...large,
      status: 'diverged',
      testScore: null,
      trainScore: null,
      keepSeen: null,
    } as const
    assert.equal(advised([0, 1, 2, 3, 4].map((fold) => trial({ method: 'l2', fold, ...fields }))), [])
  })
})

suite('advice: an outlying trial', (test) => {
  const six = [0.91, 0.92, 0.9, 0.93, 0.91, 0.92]
  const all = (method: string, changed: Record<number, number> = {}): TrialResult[] =>
    folds(
      method,
      six.map((score, fold) => changed[fold] ?? score),
      large,
    )

  test('is named with its place and what is usual there', () => {
    assert.equal(advise([...all('none'), ...all('l1'), ...all('l2', { 3: 0.7 })], 'none'), [
      'l2: repeat 0, fold 3 is an outlier: 70.0 % where all methods together have a median of 93.0 %; look at its curve (--curves)',
    ])
  })

  test('the furthest is named, the others are counted', () => {
    const [sentence] = advise([...all('none'), ...all('l1', { 0: 0.8 }), ...all('l2', { 3: 0.7 })], 'none')
    assert.match(sentence, /^l2: repeat 0, fold 3 .*\(likewise 1 other trial\)/)
  })

  test('a fold that is hard for all is none', () => {
    assert.equal(
      advise([...all('none', { 3: 0.6 }), ...all('l1', { 3: 0.61 }), ...all('l2', { 3: 0.6 })], 'none'),
      [],
    )
  })

  test('a small step away from values that are all equal is none', () => {
    const flat = (method: string, odd = 0.9) => folds(method, [0.9, 0.9, 0.9, 0.9, odd], large)
    assert.equal(advise([...flat('none'), ...flat('l1'), ...flat('l2', 0.88)], 'none'), [])
    const few = (method: string, odd = 0.9) =>
      folds(method, [0.9, 0.9, 0.9, 0.9, odd], { ...large, testRows: 30 })
    assert.equal(advise([...few('none'), ...few('l1'), ...few('l2', 0.8)], 'none'), [])
  })
})

suite('advice: one sentence for each thing, with what to do', (test) => {
  test('a penalty larger than the loss, where it costs accuracy', () => {
    assert.equal(
      advised(
        worse('l2:1', { penalty: 0.5, trainLoss: 0.3 }),
        worse('l1:1', { penalty: 0.4, trainLoss: 0.3 }),
      ),
      [
        'l2:1: at the end the penalty (0.50) is larger than the loss (0.30), and the training rows are fitted less well than by none (likewise 1 other method); lower the strength',
      ],
    )
  })

  test('dropout in a network of unchanged width, where it costs accuracy', () => {
    assert.equal(advised(worse('inverted-dropout:keep=0.5', { keepSeen: 0.502 })), [
      'inverted-dropout:keep=0.5: half the units at a time fit the training rows less well than none; compare dropout again with twice the --hidden widths, or more --epochs',
    ])
    assert.equal(advised(worse('inverted-dropout:keep=0.9', { keepSeen: 0.9 })), [])
  })

  test('few validation rows', () => {
    const held = folds('early-stopping:5', scores, { ...large, validationRows: 29 })
    assert.equal(advised(held), [
      'only 29 validation rows: too few to tell a better epoch from a worse one; raise --validation-fraction',
    ])
    assert.equal(advised(folds('early-stopping:5', scores, { ...large, validationRows: 30 })), [])
  })

  test('few training rows with dropout', () => {
    const few = folds('inverted-dropout:keep=0.8', scores, { trainRows: 499, keepSeen: 0.8 })
    const gained = folds(
      'inverted-dropout:keep=0.8',
      scores.map((score) => score + 0.011),
      { trainRows: 499, keepSeen: 0.8 },
    )
    assert.equal(advised(gained), [], 'nothing that the table contradicts')
    assert.equal(advised(few), [
      'fewer than 500 training rows: Srivastava et al. (2014) saw no gain from dropout there; look at l2 and early-stopping first',
    ])
    assert.equal(advised(folds('l2', scores, { trainRows: 100 })), [])
  })

  test('the method that loses most comes first, each reason once', () => {
    const losing = (method: string, loss: number, fields: Partial<TrialResult>) =>
      folds(
        method,
        scores.map((score) => score - loss),
        {
          ...large,
          trainScore: 0.98 - loss,
          penalty: 0,
          keepSeen: 1,
          weightNorm: 19,
          weightSparsity: 0,
          ...fields,
        },
      )
    const plain = folds('none', scores, { ...large, trainScore: 1, weightNorm: 19 })
    const sentences = advise(
      [
        ...plain,
        ...losing('l2:0.1', 0.05, { penalty: 0.5, trainLoss: 0.3 }),
        ...losing('max-norm:0.1', 0.7, { weightNorm: 1.2 }),
        ...losing('l1:0.03', 0.8, { weightSparsity: 0.99912, penalty: 0.5, trainLoss: 0.3 }),
        ...losing('l1:0.01', 0.2, { weightSparsity: 0.97 }),
        ...losing('feature-mask', 0.1, {}),
      ],
      'none',
    )
    assert.equal(sentences, [
      'l1:0.03: 99.9 % of the weights are 0, and the training rows are fitted less well than by none (likewise 1 other method); lower the strength',
      'max-norm:0.1: its weights have norm 1.2 where those of none have 19, and the training rows are fitted less well than by none; lower the strength, or raise the bound',
      'feature-mask: it scores 88.0 % on the training rows where none scores 100.0 %, and is worse on the test rows too; make it weaker, or raise --epochs',
      'l2:0.1: at the end the penalty (0.50) is larger than the loss (0.30), and the training rows are fitted less well than by none; lower the strength',
    ])
  })

  test('at most four in all', () => {
    const everything = advised(
      worse('l2:1', { penalty: 2, trainLoss: 1, trainRows: 100, validationRows: 5 }),
      worse('inverted-dropout:keep=0.5', { keepSeen: 0.5, trainRows: 100, validationRows: 5 }),
      folds('l1', [0.9, 0.93, 0.1, 0.95, 0.92], large),
    )
    assert.is(everything.length, 4)
  })
})
