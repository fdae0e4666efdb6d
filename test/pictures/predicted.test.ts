import { predictedPictures } from '../../src/pictures/predicted.ts'
import { drawSpec } from '../../src/pictures/svg.ts'
import type { TrialOutputs } from '../../src/results/outputs.ts'
import { assert, suite } from '../harness.ts'
import { comparison as sample, trial } from '../report/sample.ts'

const outputs: TrialOutputs = {
  classes: 2,
  rows: Int32Array.of(0, 1, 2, 3),
  truth: Int32Array.of(0, 1, 1, 1),
  values: Float64Array.of(0.95, 0.05, 0.75, 0.25, 0.05, 0.95, 0.15, 0.85),
  mean: 0,
  deviation: 1,
}

const drawn = async (given: TrialOutputs, classNames: readonly string[] = []) => {
  const pictures = predictedPictures(
    {
      ...sample,
      classNames,
      trials: sample.methods.map(({ method }) => ({ ...trial, method, outputs: given })),
    },
    () => '#0072b2',
  ).filter((picture) => picture !== null)
  const svgs = await Promise.all(
    pictures.map(({ drawing }) => (drawing.kind === 'svg' ? drawing.svg : drawSpec(drawing.spec))),
  )
  return pictures.map((picture, i) => ({ ...picture, svg: svgs[i] }))
}

suite('pictures/predicted', (test) => {
  test('classes: who is taken for whom, recall, calibration', async () => {
    const pictures = await drawn(outputs, ['well', '<script>'])
    assert.equal(
      pictures.map(({ name }) => name),
      ['confusion', 'recall', 'calibration'],
    )
    assert.is(pictures[0].alt, 'most often <script> is taken for well: 1 rows')
    for (const { svg, name } of pictures) {
      assert.match(svg, /^<svg [\s\S]*<\/svg>\s*$/, name)
      assert.not.match(svg, /<script|NaN|undefined/, name)
    }
  })

  test('too many classes to tell apart leave calibration', async () => {
    const many = { ...outputs, classes: 40, values: new Float64Array(160).fill(1 / 40) }
    assert.equal(
      (await drawn(many)).map(({ name }) => name),
      ['calibration'],
    )
  })

  test('values: residuals, of at most so many rows', async () => {
    const count = 5000
    const values: TrialOutputs = {
      ...outputs,
      classes: 0,
      rows: new Int32Array(count),
      truth: new Float64Array(count),
      values: Float32Array.from({ length: count }, (_, i) => i / count),
    }
    const [{ name, caption, drawing, svg }] = await drawn(values)
    assert.is(name, 'residuals')
    assert.match(caption, /One row of 3 is drawn/)
    assert.ok(drawing.kind === 'vega-lite' && drawing.spec.datasets.points.length <= 2000)
    assert.not.match(svg, /NaN|undefined/)
  })

  test('nothing of trials that kept nothing', () => {
    assert.equal(
      predictedPictures(sample, () => '#0072b2'),
      [],
    )
  })
})
