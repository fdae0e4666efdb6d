import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  acrossBudgets,
  errorsOf,
  pickedSingles,
  readTrials,
  resultsPage,
  type Trial,
  tally,
  wholeTables,
} from '../../../experiments/cocktails/summarize.ts'
import { CHOSEN, withTargetLast } from '../../../experiments/cocktails/tables.ts'
import { TABLES } from '../../../experiments/defaults/tables.ts'
import { assert, suite } from '../../harness.ts'

const trial = (method: string, fold: number, error: number, loss?: number): Trial => ({
  dataset: 'd',
  method,
  fold: `0/${fold}`,
  status: 'ok',
  metric: 'accuracy',
  error,
  testLoss: 2,
  seconds: 1,
  ...(loss !== undefined && { chosen: method, loss }),
  epochs: loss === undefined ? 0 : 10,
})

suite('experiments/cocktails', (test) => {
  test('reads trials beside their choices', () => {
    const id = 'dataset,method,repeat,fold'
    const trials = `${id},status,metric,test_score,train_seconds,test_loss\nd,none,0,1,ok,accuracy,0.75,2,2\nd,l2,0,1,ok,rmse,3,1,2\n`
    const choices = `${id},chosen,loss_mean,epochs_spent\nd,l2,0,1,l2:0.1,0.5,12\n`
    const [none, l2] = readTrials(trials, choices)
    assert.equal(none, { ...trial('none', 1, 0.25), seconds: 2 })
    assert.equal(l2, { ...trial('l2', 1, 3, 0.5), metric: 'rmse', chosen: 'l2:0.1', epochs: 12 })
  })

  test('picks the single method that looked best inside, at the price of all, and never the cocktail', () => {
    const [first, second] = pickedSingles([
      trial('none', 0, 0.1),
      trial('l2', 0, 0.3, 0.7),
      trial('mixup', 0, 0.4, 0.6),
      trial('cocktail', 0, 0.1, 0.1),
      trial('l2', 1, 0.2, 0.5),
    ])
    assert.equal([first!.error, first!.epochs], [0.4, 20])
    assert.equal([second!.error, second!.epochs], [0.2, 10])
  })

  test('takes tables with all of their trials alone, and means over folds', () => {
    const whole = [trial('none', 0, 0.1), trial('none', 1, 0.3), trial('l2', 0, 0.2), trial('l2', 1, 0.2)]
    const torn = { ...trial('none', 0, 0.1), dataset: 'e' }
    assert.equal(wholeTables([...whole, torn], ['none', 'l2']), whole)
    assert.equal(
      errorsOf(whole, ['d'], ['none', 'l2']).map((row) => row.map((error) => Number(error.toFixed(12)))),
      [[0.2, 0.2]],
    )
  })

  test('puts budgets side by side, on what all of them have', () => {
    const at = (none: number, l2: number, cocktail: number) => [
      trial('none', 0, none),
      trial('l2', 0, l2, 2),
      trial('cocktail', 0, cocktail, 1),
    ]
    const lines = acrossBudgets(
      new Map([
        ['9', [...at(0.4, 0.2, 0.1), trial('mixup', 0, 0.5, 1), { ...trial('none', 0, 1), dataset: 'e' }]],
        ['27', at(0.4, 0.1, 0.2)],
      ]),
    )
    assert.ok(lines[2]!.startsWith('On 1 split of 1 table that'))
    assert.equal(lines.slice(6), [
      '| candidates of a row at most | 27 | 81 |',
      '| error of l2 over that of none | 0.500 | 0.250 |',
      '| error of cocktail over that of none | 0.250 | 0.500 |',
      '| tables with a smaller error of the cocktail than of l2 | 1 | 0 |',
      '| with a larger one | 0 | 1 |',
      '| p of the sign test | 1 | 1 |',
      '| inner loss of the cocktail over that of l2 | 0.500 | 0.500 |',
      '| test loss of the cocktail over that of l2 | 1.000 | 1.000 |',
    ])
  })

  test('results.md is what the trials beside it say', () => {
    const read = (name: string) =>
      readFileSync(new URL(`../../../experiments/cocktails/${name}`, import.meta.url))
    assert.is(
      read('results.md').toString('utf8'),
      resultsPage(gunzipSync(read('trials.csv.gz')).toString('utf8')),
    )
  })

  test('counts ingredients', () => {
    const chosen = ['none', 'l2:0.1+inverted-dropout:keep=0.5', 'inverted-dropout:keep=0.7']
    const lines = tally(chosen.map((spec, fold) => ({ ...trial('cocktail', fold, 0.1, 1), chosen: spec })))
    assert.match(lines[0]!, /^The 3 cocktails .* 1\.0 ingredients in the mean, 1 have none/)
    assert.ok(lines.includes('| inverted-dropout.keep | 2 of 3: 0.6 (0.5 to 0.7) |'))
    assert.ok(lines.includes('| l2.strength | 1 of 3: 0.1 |'))
  })

  test('puts targets last, and knows each table', () => {
    assert.is(withTargetLast('a,y,b,c\n1,2,"x,y",4\n', 'y', ['c']), 'a,b,y\n1,"x,y",2\n')
    for (const name of CHOSEN)
      assert.ok(
        TABLES.some(({ table }) => table === name),
        name,
      )
  })
})
