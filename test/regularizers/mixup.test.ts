import { Rig, toy } from '../../src/selftest/rig.ts'
import { loadForTraining, trainStep } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import { lossOf } from '../reference/network.ts'
import { near } from '../tolerance.ts'

const rig = await Rig.open('strict')

suite('mixup', (test) => {
  test('trains towards both labels by their shares, and is judged by labels', () => {
    const rows = 9
    const setup = toy('classification', rows, [5, 4, 3])
    const model = rig.model('mixup:1', setup)
    for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 0, rows, 0)
    loadForTraining(model, model.train.ids, 0, rows)
    model.net.forwardTraining(rows)
    const logits = model.arena.f32(model.net.outputs.name).slice(0, rows * 3)
    const outputs = Array.from({ length: rows }, (_, r) => [...logits.subarray(3 * r, 3 * r + 3)])
    const partners = [...model.arena.i32('mixup partners').subarray(0, rows)]
    const shares = [...model.arena.f32('mixup shares').subarray(0, rows)]
    const labels = Array.from(setup.dataset.labels)
    const network = { sizes: [5, 4, 3], activation: 'relu', task: 'classification' } as const
    const mixed = { y: partners.map((row) => labels[row]!), weights: shares.map(() => 1), shares }
    const loss = trainStep(model, model.train.ids, 0, rows, 0, 0.1) / rows
    near(loss, lossOf(network, outputs, labels, { mixed }), 'loss')
    assert.ok(new Set(shares).size === rows && shares.every((share) => share > 0 && share < 1))
  })

  test('is mixing once, and nothing to average over', () => {
    assert.throws(() => rig.model('mixup:0.2+mixup:0.3', toy('classification', 9, [5, 4, 3])), /named twice/)
    const model = rig.model('mixup:0.2', toy('classification', 9, [5, 4, 3]))
    assert.not(model.net.isNoisy)
  })
})
