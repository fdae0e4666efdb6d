import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { predict, RegbenchError, saveModel, train } from '../../src/index.ts'
import { folder } from '../cli/run.ts'
import { refused } from '../data/helpers.ts'
import { assert, suite } from '../harness.ts'
import { BIRDS, NEW_BIRDS } from '../models/fits.ts'

const cwd = folder({ 'birds.csv': BIRDS, 'new.csv': NEW_BIRDS })
const path = (name: string) => join(cwd, name)
const { model } = await train(path('birds.csv'), {
  target: 'kind',
  ignore: ['mass'],
  missing: 'impute',
  method: 'inverted-dropout:keep=0.5',
  hidden: [8],
  epochs: 3,
})

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const row of rows) list.push(row)
  return list
}

suite('library/predict', (test) => {
  test('gives each row its prediction, probabilities and kept columns', async () => {
    const rows = await all(predict(model, path('new.csv'), { keep: ['ring'] }))
    assert.equal(
      rows.map(({ kept }) => kept),
      [{ ring: 'R-1' }, { ring: 'R-2' }, { ring: '=R3' }],
    )
    for (const { prediction, probabilities, spread } of rows) {
      assert.equal(Object.keys(probabilities), ['adelie', 'chinstrap', 'gentoo'])
      assert.is(probabilities[prediction], Math.max(...Object.values(probabilities)))
      assert.equal(spread, {})
    }
  })

  test('takes the model in memory and the one on disk alike', async () => {
    await saveModel(path('m.onnx'), model)
    assert.equal(
      await all(predict(path('m.onnx'), path('new.csv'))),
      await all(predict(model, path('new.csv'))),
    )
  })

  test('averages sampled networks and tells how far they disagree', async () => {
    const [row] = await all(predict(model, path('new.csv'), { average: 'mc:20' }))
    assert.ok(Object.keys(row!.spread).length > 0)
    assert.ok(Object.values(row!.spread).every((value) => value >= 0))
    await refused(
      () => all(predict(model, path('new.csv'), { average: 'mc' })),
      2,
      'predict: average must be scale, mc:K with a number of networks, exact or gaussian, got "mc"',
    )
  })

  test('errors are RegbenchErrors with the sentence of the command line', async () => {
    writeFileSync(path('bad.csv'), NEW_BIRDS.replace('45.5', 'long'))
    let caught: unknown
    await all(predict(model, path('bad.csv'))).catch((error) => {
      caught = error
    })
    assert.instance(caught, RegbenchError)
    assert.match(
      (caught as RegbenchError).message,
      /bad\.csv:2: column "bill": expected a number, got "long"/,
    )
  })
})
