import { comparedWith, measuredOf, outcomeOf, type Tables, verdictOf } from '../../src/reproduce/claim.ts'
import { parseEntry } from '../../src/reproduce/entry.ts'
import { readTables } from '../../src/reproduce/table.ts'
import { EXIT, RegbenchError } from '../../src/util/errors.ts'
import { assert, suite } from '../harness.ts'

const entry = (lines: string) =>
  parseEntry(
    'sample',
    `group: own
order: 1
title: a claim
source: a paper
runs:
  first: { compare: iris }
  second: { compare: [iris, wine] }
${lines}
found: holds
seconds: 1
megabytes: 1
`,
  )

const tables: Tables = {
  first: readTables('method,test_score_mean,p_holm\nnone,0.9,\nl2:0.001,0.95,0.01\n', 'first.csv'),
  second: readTables(
    'dataset,method,difference_low\niris,none,\niris,l2:0.001,0.1\nwine,none,\nwine,l2:0.001,-0.2\n',
    'second.csv',
  ),
}

const verdict = (claim: string, refuted = '[]') =>
  verdictOf(entry(`claim: ${claim}\nrefuted: ${refuted}\nmeasured: x`), tables)

function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof RegbenchError && error.exitCode === EXIT.usage)
    return error.message
  }
  throw new Error('it was taken')
}

suite('reproduce/claim', (test) => {
  test('conditions that are all met: it holds; a specification may be written otherwise', () => {
    assert.is(
      verdict("['first: test_score_mean(l2) > test_score_mean(none)', 'first: p_holm(l2) < 0.05']"),
      'holds',
    )
  })

  test('one that is not met: it does not hold, unless something else would refute it', () => {
    const claim = "['first: test_score_mean(l2) > 0.96']"
    assert.is(verdict(claim), 'does not hold')
    assert.is(verdict(claim, "['first: test_score_mean(l2) < 0.9']"), 'not established')
    assert.is(verdict(claim, "['first: test_score_mean(l2) < 0.96']"), 'does not hold')
  })

  test('a condition is about every dataset of its run, unless it names one', () => {
    assert.is(verdict("['second: difference_low(l2) > 0']"), 'does not hold')
    assert.is(verdict("['second/iris: difference_low(l2) > 0']"), 'holds')
    assert.is(verdict("['difference_low(l2) > -1']"), 'holds', 'the last run, where none is named')
  })

  test('a number that is missing meets no condition', () => {
    assert.is(verdict("['first: p_holm(none) < 1']"), 'does not hold')
    assert.is(verdict("['first: p_holm(none) >= 0']"), 'does not hold')
  })

  test('without a condition the figures are shown', () => assert.is(verdict('[]'), 'shown'))

  test('figures stand in the sentence as numbers, percentages, points and counts', () => {
    const text =
      '{first: test_score_mean(l2) %} and {first: p_holm(l2)}, {second/wine: difference_low(l2) points}, {first: test_score_mean(none) count}, {first: p_holm(none)}'
    assert.is(
      measuredOf(entry(`claim: []\nmeasured: '${text}'`), tables),
      '95.0 % and 0.01, -20.00, 1, nothing',
    )
  })

  test('an error rate is what an accuracy lacks', () =>
    assert.is(
      measuredOf(entry("claim: []\nmeasured: '{first: test_score_mean(l2) wrong}'"), tables),
      '5.00 %',
    ))

  test('figures of the source stand beside ours, and near ones make an outcome', () => {
    const published = (paper: number) =>
      `published: [{ what: L2, paper: ${paper}, here: 'first: test_score_mean(l2) wrong' }]`
    const holds = "claim: ['first: test_score_mean(l2) > test_score_mean(none)']\nmeasured: x"
    assert.equal(
      comparedWith(entry(`${holds}\n${published(5.4)}`), tables).map(({ what, there, text }) => [
        what,
        there,
        text,
      ]),
      [['L2', '5.40 %', '5.00 %']],
    )
    const outcome = (lines: string) => outcomeOf(entry(lines), tables)
    assert.is(outcome(`${holds}\n${published(5.4)}`), 'reproduced')
    assert.is(outcome(`${holds}\n${published(6)}`), 'reproduced in order but not in value')
    const fails = "claim: ['first: test_score_mean(l2) > 0.96']\nmeasured: x"
    assert.is(outcome(`${fails}\n${published(5)}`), 'not reproduced')
    assert.is(
      outcome(`${fails}\nrefuted: ['first: test_score_mean(l2) < 0.9']\n${published(5)}`),
      'not established',
    )
  })

  test('full scale says what is another there; null takes an option or a run away', () => {
    const { full, ...reduced } = entry(`claim: ['first: p_holm(l2) < 1']
measured: x
note: reduced
full:
  runs:
    first: { hidden: '1024', compare: null, tune: iris }
    second: null
    third: { compare: wine }
  found: not run
  seconds: 7`)
    assert.equal(full!.runs, { first: { hidden: '1024', tune: 'iris' }, third: { compare: 'wine' } })
    assert.equal(full!.claim, reduced.claim)
    assert.equal([full!.note, full!.found, full!.seconds, full!.megabytes], ['', 'not run', 7, 1])
    assert.equal([full!.isFull, reduced.isFull, reduced.seconds], [true, false, 1])
    assert.match(
      refusal(() => entry('claim: []\nmeasured: x\nfull: { found: holds, seconds: 1, run: {} }')),
      'full.run is not a key of an experiment',
    )
  })

  test('what a condition names and is not there is refused, with the file', () => {
    assert.match(
      refusal(() => verdict("['third: p_holm(l2) < 1']")),
      'there is no run "third"',
    )
    assert.match(
      refusal(() => verdict("['second/digits: p_holm(l2) < 1']")),
      'has no dataset "digits"',
    )
    assert.match(
      refusal(() => verdict("['first: p_holm(l1) < 1']")),
      'experiments/sample/experiment.yaml: "first: p_holm(l1) < 1": "l1" is not one of the methods',
    )
    assert.match(
      refusal(() => verdict("['first: p_hol(l2) < 1']")),
      'did you mean p_holm',
    )
  })

  test('a file with a key too many, or one too few, is refused', () => {
    assert.match(
      refusal(() => entry('claim: []\nmeasured: x\nclam: y')),
      'clam is not a key',
    )
    assert.match(
      refusal(() => entry('claim: []')),
      'measured is missing',
    )
  })
})
