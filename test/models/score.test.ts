/** Predictions beside the truth that a file holds. */
import { Readable } from 'node:stream'
import { defaultDataOptions } from '../../src/data/options.ts'
import { loadDataset } from '../../src/data/read/load.ts'
import { fit } from '../../src/experiment/run/train.ts'
import { predictRows } from '../../src/models/predict.ts'
import { oneAnswerSentences, scoreSentence } from '../../src/report/findings/predictions.ts'
import { DEFAULT_TRAINING } from '../../src/settings/training.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'
import { settingsOf } from './fits.ts'

const brief = { training: { ...DEFAULT_TRAINING, epochs: 3, minSteps: 0 } }
const longer = { training: { ...DEFAULT_TRAINING, epochs: 60, minSteps: 0 } }
const iris = await loadDataset('iris', defaultDataOptions)
const diabetes = await loadDataset('diabetes', defaultDataOptions)
const names = iris.features.map(({ name }) => name)

async function predicted({ model }: Awaited<ReturnType<typeof fit>>, csv: string) {
  const source = { file: 'new.csv', bytes: Readable.from([Buffer.from(csv)]) }
  const options = { header: true, nullValues: [], missing: 'impute', keep: [] } as const
  const { chunks, tally } = await predictRows(model, source, options)
  const rows: { prediction: string | number; probabilities: number[] }[] = []
  for await (const chunk of chunks) {
    const width = model.classes.length
    for (let row = 0; row < chunk.rows; row++) {
      const probabilities = Array.from(chunk.probabilities.subarray(row * width, (row + 1) * width))
      rows.push({ prediction: chunk.prediction(row), probabilities })
    }
  }
  return { rows, tally }
}

const row = (i: number, target: string): string =>
  [...iris.matrix.subarray(i * 4, (i + 1) * 4), target].map((cell) => `${cell}`).join(',')

suite('models: scores of predictions', (test) => {
  test('classes: accuracy and log-loss of the rows that say what they are', async () => {
    const fitted = await fit(iris, settingsOf('none', brief))
    assert.is(fitted.oneAnswer, null)
    // Every seventh row does not say, every eleventh is of a class nobody knows.
    const truth = Array.from(iris.labels, (label, i) =>
      i % 7 === 0 ? '' : i % 11 === 0 ? 'nobody' : iris.classes[label],
    )
    const csv = `${[...names, iris.target].join(',')}\n${truth.map((text, i) => row(i, text)).join('\n')}\n`
    const { rows, tally } = await predicted(fitted, csv)
    const stated = truth.flatMap((text, i) => (text === '' ? [] : [i]))
    const known = stated.filter((i) => truth[i] !== 'nobody')
    const score = tally.score()!
    assert.equal([score.rows, score.unknown], [stated.length, stated.length - known.length])
    const right = known.filter((i) => rows[i].prediction === truth[i])
    near(score.score, right.length / stated.length, 'accuracy')
    const losses = known.map((i) => -Math.log(rows[i].probabilities[iris.labels[i]]))
    near(score.further, losses.reduce((a, b) => a + b) / known.length, 'log-loss')
    const counts = iris.classes.map((name) => known.filter((i) => truth[i] === name).length)
    near(score.constant, Math.max(...counts) / stated.length, 'commonest class')
    assert.is(tally.oneAnswer(), null)
  })

  test('numbers: rmse and mean absolute error, beside the mean of the training rows', async () => {
    const fitted = await fit(diabetes, settingsOf('none', brief))
    const width = diabetes.features.length
    const lines = Array.from({ length: 30 }, (_, i) => {
      const features = Array.from(diabetes.matrix.subarray(i * width, (i + 1) * width))
      // A text where a number belongs is nothing to compare with, and no reason to end.
      return [...features, i === 3 ? 'unknown' : diabetes.targets[i]].join(',')
    })
    const header = [...diabetes.features.map(({ name }) => name), diabetes.target].join(',')
    const { rows, tally } = await predicted(fitted, `${header}\n${lines.join('\n')}\n`)
    const known = Array.from({ length: 30 }, (_, i) => i).filter((i) => i !== 3)
    const errors = known.map((i) => Number(rows[i].prediction) - diabetes.targets[i])
    const score = tally.score()!
    assert.is(score.rows, 29)
    near(score.score, Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / 29), 'rmse')
    near(score.further, errors.reduce((sum, e) => sum + Math.abs(e), 0) / 29, 'mae')
    const mean = diabetes.targets.reduce((a, b) => a + b) / diabetes.rows
    const squares = known.reduce((sum, i) => sum + (diabetes.targets[i] - mean) ** 2, 0)
    near(score.constant, Math.sqrt(squares / 29), 'rmse of the mean')
  })

  test('a model that looks at nothing is known by its one answer, at training and after', async () => {
    const fitted = await fit(iris, settingsOf('l1:100', longer))
    assert.ok(iris.classes.includes(String(fitted.oneAnswer)))
    const lines = Array.from({ length: 12 }, (_, i) => row(12 * i, 'x').replace(/,x$/, ''))
    const { tally } = await predicted(fitted, `${names.join(',')}\n${lines.join('\n')}\n`)
    assert.is(tally.score(), null)
    assert.equal(tally.oneAnswer(), { rows: 12, answer: fitted.oneAnswer })
    const numbers = await fit(diabetes, settingsOf('l1:100', longer))
    assert.is(typeof numbers.oneAnswer, 'number')
  })

  test('sentences', () => {
    const classes = {
      task: 'classification',
      rows: 150,
      unknown: 0,
      score: 0.96,
      further: 0.12,
      constant: 0.34,
    } as const
    assert.is(
      scoreSentence(classes, 'y'),
      '150 rows have the target "y": accuracy 96.00 %, log-loss 0.12; their commonest class alone has 34.00 %',
    )
    assert.match(
      scoreSentence({ ...classes, unknown: 3, score: 0.3 }, 'y'),
      /^150 rows have the target "y" \(3 of a class that the model does not know\): accuracy 30.00 %.*alone has 34.00 %, which is better$/,
    )
    assert.is(
      scoreSentence({ task: 'regression', rows: 1, unknown: 0, score: 54, further: 40, constant: 50 }, 'y'),
      '1 row has the target "y": rmse 54, mae 40; the mean of the training rows alone has rmse 50, which is better',
    )
    assert.equal(oneAnswerSentences(9, 'a', 'row'), [])
    assert.equal(oneAnswerSentences(99, null, 'row'), [])
    assert.match(
      oneAnswerSentences(10, 'a', 'row')[0],
      /^all 10 rows get one answer, a, whatever their features/,
    )
  })
})
