/** Files that regbench wrote itself, and that somebody else has had since. */

import { modelFormats } from '../../src/models/index.ts'
import { takeApart } from '../../src/models/manifest.ts'
import { createPredictor } from '../../src/models/predictor.ts'
import { readModel } from '../../src/models/store.ts'
import { csvHeader, csvRow } from '../../src/results/csv.ts'
import { readCsv } from '../../src/results/readCsv.ts'
import { trialColumns, trialTable } from '../../src/results/trial.ts'
import { assert, suite } from '../harness.ts'
import { BIRD_OPTIONS, birds, fitAndSave, settingsOf } from '../models/fits.ts'
import { divergedTrial, trial } from '../report/sample.ts'
import { fuzz, mutated, NASTY, RUNS } from './fuzz.ts'

const TRIALS = `${[csvHeader(trialColumns), ...[trial, divergedTrial].map((row) => csvRow(trialColumns, row))].join('\n')}\n`

suite('fuzz: trials files', (test) => {
  test('are read or refused; whole lines and the torn one are the file', () =>
    fuzz('trials', mutated([TRIALS]), (bytes) => {
      const text = bytes.toString('utf8')
      const { rows, wholeBytes, torn } = readCsv(trialTable, text, 't.csv')
      const whole = Buffer.from(text).subarray(0, wholeBytes).toString('utf8')
      assert.is(whole + torn, text)
      const lines = [csvHeader(trialColumns), ...rows.map((row) => csvRow(trialColumns, row))]
      if (rows.length > 0) assert.is(lines.length, rows.length + 1)
    }))
})

const saved = await fitAndSave(
  birds,
  settingsOf('none', { network: { hidden: [3], activation: 'tanh', init: 'he' } }),
  BIRD_OPTIONS,
)
const file = takeApart(saved)
/** A file of its own for every entry of the registry. */
const models = Object.entries(modelFormats).map(
  ([name, { encode }]) => [name, Buffer.from(encode(saved, file))] as const,
)
const JSON_TOKENS = [
  '-1',
  '1e99',
  '0',
  '[]',
  '{}',
  'null',
  '"x"',
  '[1,2,3]',
  '9007199254740993',
  '[[',
  ...NASTY,
]

suite('fuzz: model files', (test) => {
  for (const [name, bytes] of models) {
    test(`${name} is read or refused, and what is read predicts`, async () => {
      let count = 0
      await fuzz(name, mutated([bytes], JSON_TOKENS), async (damaged) => {
        const { model } = readModel(damaged, 'm')
        if (count++ % Math.ceil(RUNS / 200) === 0) await createPredictor(model)
      })
    })
  }
})
