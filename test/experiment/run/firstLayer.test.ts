import { type FirstLayer, firstLayerOf, SMALL } from '../../../src/experiment/run/firstLayer.ts'
import { fit } from '../../../src/experiment/run/train.ts'
import type { FittedModel } from '../../../src/training/fitted.ts'
import { internalError } from '../../../src/util/errors.ts'
import { assert, suite } from '../../harness.ts'
import { DIGITS, loadText, settingsOf } from '../../models/fits.ts'
import { allNear, near } from '../../tolerance.ts'

const rows = 300
const digits = await loadText(
  `${DIGITS.split('\n')
    .slice(0, rows + 1)
    .join('\n')}\n`,
)

async function lookedAt(spec: string): Promise<{ layer: FirstLayer; model: FittedModel }> {
  let layer: FirstLayer | undefined
  const { model } = await fit(digits, settingsOf(spec), {
    onFitted: (trained) => {
      layer = firstLayerOf(trained, trained.train)
    },
  })
  if (layer === undefined) throw internalError('nobody looked')
  return { layer, model }
}

/** max(0, x W + b) in doubles, [rows x fanOut], from what the model file would hold. */
function oracle({ inputs, layers, predictionScale }: FittedModel): number[][] {
  const [{ weights, biases }] = layers
  return Array.from({ length: rows }, (_, row) =>
    Array.from(biases, (bias, unit) => {
      let z = bias
      inputs.forEach((input, j) => {
        if (input.kind !== 'numeric') throw internalError('digits are numbers')
        const x = (digits.matrix[row * 64 + j] - input.shift) * input.scale * predictionScale[0]
        z += x * weights[j * biases.length + unit]
      })
      return Math.max(0, z)
    }),
  )
}

suite('experiment/firstLayer', (test) => {
  // Vanilla dropout scales what it passes on in prediction: the unit's own activation is asked for.
  for (const spec of ['none', 'vanilla-dropout:keep=0.5,input-keep=0.8']) {
    test(`${spec}: activations are those of a plain network in doubles`, async () => {
      const { layer, model } = await lookedAt(spec)
      const all = oracle(model)
      const flat = all.flat()
      const meanOf = (values: readonly number[]) => values.reduce((sum, a) => sum + a, 0) / values.length
      near(layer.mean, meanOf(flat), 'mean')
      allNear(
        layer.unitMeans,
        Array.from(layer.unitMeans, (_, unit) => meanOf(all.map((own) => own[unit]))),
        'mean of unit',
      )
      // Rounding may put a single activation on the other side of a bound.
      const share = (is: (a: number) => boolean) => flat.filter(is).length / flat.length
      const few = { absolute: 1e-3, relative: 0 }
      near(
        layer.zeros,
        share((a) => a === 0),
        'zeros',
        few,
      )
      near(
        layer.small,
        share((a) => a < SMALL),
        'small',
        few,
      )
      const { width, first, counts } = layer.histogram
      const total = rows * layer.fanOut
      assert.is(
        counts.reduce((sum, n) => sum + n, 0),
        total,
      )
      assert.ok(counts.length <= 64 && Math.log2(width) % 1 === 0)
      counts.forEach((n, i) => {
        const [from, to] = [(first + i) * width, (first + i + 1) * width]
        near(
          n / total,
          share((a) => a >= from && a < to),
          `bar from ${from}`,
          few,
        )
      })
    })
  }

  test('weights are those of the model, and silent features those that never vary', async () => {
    const { layer, model } = await lookedAt('none')
    assert.equal(layer.weights, model.layers[0].weights)
    assert.equal([layer.fanIn, layer.fanOut, layer.rows], [64, 10, rows])
    const constant = Array.from({ length: 64 }, (_, j) =>
      Array.from({ length: rows }, (_, row) => digits.matrix[row * 64 + j]).every(
        (value) => value === digits.matrix[j],
      ),
    )
    assert.ok(constant.includes(true) && constant.includes(false))
    assert.equal(
      Array.from(layer.silent, (flag) => flag === 1),
      constant,
    )
  })

  test('looking changes nothing', async () => {
    const { model } = await lookedAt('inverted-dropout:keep=0.5')
    assert.equal((await fit(digits, settingsOf('inverted-dropout:keep=0.5'))).model, model)
  })
})
