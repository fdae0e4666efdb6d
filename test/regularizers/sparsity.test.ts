import type { ActivationName } from '../../src/nn/activation.ts'
import { parseLayers } from '../../src/nn/layerSpec.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { drawMasks, gradient, parameterPlaces, slope } from '../../src/selftest/objective.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { droppedUnits } from '../../src/training/networks.ts'
import { penaltyOf } from '../../src/training/penalty.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

const rig = await Rig.open('strict')

/** The penalty of one hidden unit that has this activation in every row: all weights are 0, and its bias is z. */
function penaltyAt(spec: string, activation: ActivationName, z: number): number {
  const model = rig.model(spec, toy('regression', 4, [3, 1, 1], activation))
  model.arena.f32('parameters').fill(0)
  model.arena.f32('parameters')[model.plan.net.layout.biases[0].offset] = z
  return penaltyOf(model)
}

suite('sparse activations', (test) => {
  test('cost what their formula says: KL of shares, squares without bound', () => {
    // A logistic unit at z = 0 has mean 1/2: KL(T || 1/2) = log 2 - H(T), which scipy.stats.entropy([0.1, 0.9], [0.5, 0.5]) gives as:
    near(penaltyAt('sparsity:2,target=0.1', 'sigmoid', 0), 2 * 0.3680642071684971, 'sigmoid')
    // tanh(0) = 0 stands for the share 1/2, and T = 0.1 for 0.55: scipy.stats.entropy([0.55, 0.45], [0.5, 0.5])
    near(penaltyAt('sparsity:2,target=0.1', 'tanh', 0), 2 * 0.0050083668463568876, 'tanh')
    near(penaltyAt('sparsity:2,target=0.1', 'relu', 3), (2 * 2.9 ** 2) / 2, 'relu')
    near(penaltyAt('sparsity:2,target=0.25', 'relu', -1), (2 * 0.25 ** 2) / 2, 'a dead unit')
  })

  test('are those of the activations before vanilla dropout scales them in prediction', () => {
    near(
      penaltyAt('sparsity:2,target=0.1+vanilla-dropout:keep=0.5', 'relu', 3),
      (2 * 2.9 ** 2) / 2,
      'unscaled',
    )
  })

  test('are no noise: nothing is averaged over, and masks of others can still be enumerated', () => {
    const setup = toy('classification', 4, [3, 4, 2], 'relu')
    assert.not(rig.model('sparsity:0.1', setup).net.isNoisy)
    assert.is(droppedUnits(rig.model('sparsity:0.1+inverted-dropout:keep=0.5', setup)), 4)
  })

  test('of filters are means over pixels too, behind their pooling: the gradient is that of the penalty', () => {
    const setup = toy('classification', 4, [16, 2], 'sigmoid')
    const network = {
      ...setup.network,
      hidden: [],
      network: parseLayers('conv:3x3,pool:2,dense:4')!,
      image: { height: 4, width: 4, channels: 1 },
    }
    const model = rig.model('sparsity:2/3,target=0.2', { ...setup, network })
    drawMasks(model, 4, 0)
    const found = gradient(model, 4)
    let seen = 0
    for (const { name, at } of parameterPlaces(model)) {
      const numeric = slope(model, 4, at)
      if (numeric === null) continue
      near(found[at], numeric.value, name, { absolute: 6e-7 / numeric.h, relative: 3e-4 })
      seen++
    }
    assert.ok(seen > 60, `${seen}`)
  })

  test('have a strength for each hidden layer, and a target that is a share', () => {
    assert.is(parseMethod('sparsity:0.1').spec, 'sparsity:0.1,target=0.1')
    for (const target of ['0', '1', '2']) {
      assert.throws(() => parseMethod(`sparsity:0.1,target=${target}`), /target must be/)
    }
  })
})
