import { fitDocument } from '../../src/report/fit.ts'
import { readCsv } from '../cli/table.ts'
import { assert, suite } from '../harness.ts'
import { render } from './render.ts'
import { report } from './samples/fit.ts'

suite('report/fit', (test) => {
  test('the table says which rows each figure is about', () => {
    assert.is(
      render(fitDocument(report), 'table'),
      `birds: 60 rows x 10 features, target kind, 3 classes
early-stopping:3+l2:0.001, seed 4; 8 relu (he)

on the 51 training rows   accuracy 98.00 %, loss 0.1235
on the 9 validation rows  accuracy 88.89 %, loss 0.4567
penalty at the end        0.0321
weights                   norm 7.25, largest unit norm 1.5, 12.5 % zeros
trained                   12 epochs, 24 steps, weights of epoch 9 kept, 0.0421 s
parameters                123, fingerprint 0123456789abcdef

saved to a.onnx
The training rows say little about new ones: regbench compare holds rows out to score it.
`,
    )
  })

  test('a regression is scored in its unit', () => {
    const figures = { ...report.figures, metric: 'rmse' as const, trainScore: 12.3456 }
    const data = { ...report.data, task: 'regression' as const, classes: 0 }
    const text = render(fitDocument({ ...report, figures, data }), 'table')
    assert.match(text, 'target kind, regression\n')
    assert.match(text, 'on the 51 training rows   rmse 12.35, loss 0.1235\n')
  })

  test('CSV and JSON have the columns of the trials file that a fit has', () => {
    const [row] = readCsv(render(fitDocument(report), 'csv'))
    assert.is(row!.train_loss, '0.123456')
    assert.is(row!.fingerprint, '0123456789abcdef')
    assert.not.ok('test_score' in row!)
    const json = JSON.parse(render(fitDocument(report), 'json'))
    assert.is(json.train_loss, 0.123456)
    assert.equal(json.saved, ['a.onnx'])
    assert.equal(Object.keys(json).slice(0, -2), Object.keys(row!))
  })

  test('Markdown escapes what comes from the data', () => {
    const text = render(fitDocument({ ...report, data: { ...report.data, target: 'a|b' } }), 'markdown')
    assert.match(text, 'target a\\|b')
    assert.match(text, '| on the 51 training rows | accuracy 98.00 %, loss 0.1235 |\n')
  })
})
