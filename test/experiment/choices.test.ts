import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeTuning, openChoices, tunedOf } from '../../src/experiment/choices.ts'
import { tunable } from '../../src/experiment/nested.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { parseTemplate } from '../../src/regularizers/template.ts'
import type { Choice } from '../../src/results/choice.ts'
import { choiceColumns, choiceRows, choiceTable, withChoice } from '../../src/results/choice.ts'
import { csvHeader, csvRow } from '../../src/results/csv.ts'
import { readCsv } from '../../src/results/readCsv.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import { trialKey } from '../../src/results/trialId.ts'
import { folder } from '../cli/run.ts'
import { assert, suite } from '../harness.ts'
import { trial } from '../report/sample.ts'

const choice = (chosen: string): Choice => ({
  chosen,
  candidates: 12,
  innerFolds: 3,
  criterion: 'loss',
  lossMean: 0.1 + 0.2,
  scoreMean: 0.97,
  epochsSpent: 1440,
})

const tuned = (method: string, fold: number, chosen: string): TrialResult => ({
  ...trial,
  method,
  fold,
  choice: choice(chosen),
})

const l2 = tunable('l2', parseTemplate('l2'), [[{ 'l2.strength': '1' }, { 'l2.strength': '2' }]])
const none = parseMethod('none')

suite('chosen values', (test) => {
  const chosen = (...trials: TrialResult[]) =>
    tunedOf('', [...new Set(trials.map(({ method }) => method))], trials).chosen

  test('are summed up by median and range', () => {
    const [entry] = chosen(tuned('l2', 0, 'l2:1e-3'), tuned('l2', 1, 'l2:0.1'), tuned('l2', 2, 'l2:1e-4'))
    assert.equal(entry, {
      method: 'l2',
      parameter: 'l2.strength',
      trials: 3,
      median: 1e-3,
      low: 1e-4,
      high: 0.1,
      text: '0.001 (1e-4 to 0.1)',
    })
    assert.is(chosen(tuned('l2', 0, 'l2:0.1'), tuned('l2', 1, 'l2:0.3'))[0].median, 0.2)
    assert.is(chosen(tuned('l2', 0, 'l2:0.1'), tuned('l2', 1, 'l2:0.1'))[0].text, '0.1')
  })

  test('leave out what the method writes out', () => {
    const method = 'inverted-dropout:keep=0.5+l2'
    const names = chosen(tuned(method, 0, 'inverted-dropout:keep=0.5+l2:1e-3')).map(
      ({ parameter }) => parameter,
    )
    assert.equal(names, ['l2.strength'])
  })

  test('hold every parameter of a name that is no specification', () => {
    const names = chosen(tuned('recipe', 0, 'inverted-dropout:keep=0.5+l2:1e-3')).map(
      ({ parameter }) => parameter,
    )
    assert.equal(names, ['inverted-dropout.keep', 'l2.strength'])
  })

  test('that are no numbers are counted', () => {
    const flags = ['true', 'false', 'true'].map((bias, fold) => tuned('l2', fold, `l2:1,bias=${bias}`))
    assert.is(chosen(...flags)[1].text, 'true 2, false 1')
  })
})

suite('tuning in words', (test) => {
  test('names the budget, the inner folds and who is as written', () => {
    const sentence = describeTuning({ methods: [none, l2], nested: { innerFolds: 3, criterion: 'loss' } })
    assert.match(sentence!, /of 2 candidates a method the one with the least loss over 3 inner folds/)
    assert.match(sentence!, /as written: none;/)
  })

  test('is nothing where nothing is tuned', () => {
    assert.is(describeTuning({ methods: [none] }), undefined)
  })
})

suite('file of choices', (test) => {
  const format = {
    header: csvHeader(choiceColumns),
    row: (row: ReturnType<typeof choiceRows>[number]) => csvRow(choiceColumns, row),
    parse: (text: string, file: string) => readCsv(choiceTable, text, file),
  }
  const first = tuned('l2', 0, 'l2:1e-3')
  const second = tuned('l2', 1, 'l2:0.1')
  const bare = ({ choice: _, ...rest }: TrialResult): TrialResult => rest
  const open = (path: string, mode: 'new' | 'resume' | 'force', done: TrialResult[]) =>
    openChoices(path, mode, done, [none, l2], format)

  test('gives an earlier trial its choice back', async () => {
    const path = join(folder(), 'chosen.csv')
    const file = await open(path, 'new', [])
    file.append(first, choiceRows(first))
    const again = await open(path, 'resume', [bare(first)])
    assert.equal(withChoice(bare(first), again.rowsOf(first)[0]), first)
  })

  test('drops the choice of a trial that was not recorded, and a torn line', async () => {
    const path = join(folder(), 'chosen.csv')
    const file = await open(path, 'new', [])
    for (const result of [first, second]) file.append(result, choiceRows(result))
    const before = readFileSync(path, 'utf8')
    const cwd = folder({ 'chosen.csv': before.slice(0, -5) })
    const again = await open(join(cwd, 'chosen.csv'), 'resume', [bare(first)])
    assert.is(again.notes.length, 1, 'the torn line is told of')
    assert.is(readFileSync(join(cwd, 'chosen.csv'), 'utf8').split('\n').length, 3)
    again.append(second, choiceRows(second))
    await again.finish([second, first].map(trialKey))
    const rows = readCsv(choiceTable, readFileSync(join(cwd, 'chosen.csv'), 'utf8'), 'chosen.csv').rows
    assert.equal(
      rows.map(({ fold }) => fold),
      [1, 0],
    )
  })

  test('that lacks the choice of a finished trial is refused; fixed and diverged trials have none', async () => {
    const path = join(folder(), 'chosen.csv')
    await open(path, 'new', [])
    const fixed = { ...bare(first), method: 'none' }
    const diverged = { ...bare(second), status: 'diverged' as const }
    await open(path, 'resume', [fixed, diverged])
    let message = ''
    try {
      await open(path, 'resume', [bare(first)])
    } catch (error) {
      message = (error as Error).message
    }
    assert.match(message, /lacks the choices of 1 finished trial; start both files anew with --force/)
    assert.ok(existsSync(path))
  })
})
