/** Steps made from a list of calls against the same steps made call by call: not a bit may differ. */
import { instantiateCore } from '../../src/core/load.ts'
import { randomKey } from '../../src/core/random.ts'
import type { ActivationName } from '../../src/nn/activation.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { toy } from '../../src/selftest/rig.ts'
import type { TrainingSettings } from '../../src/settings/training.ts'
import { train } from '../../src/training/trainer.ts'
import { reserve, Workspace } from '../../src/training/workspace.ts'
import { assert, suite } from '../harness.ts'

const EPOCHS = 5
/** Of 23 rows, so that the last minibatch has 7. */
const ROWS = 23
const BATCH = 8

interface Subject {
  readonly task: 'classification' | 'regression'
  readonly activation: ActivationName
  readonly training?: Partial<TrainingSettings>
}

/** The same training from lists and by calls. */
async function twice(spec: string, { task, activation, training = {} }: Subject) {
  const outputs = task === 'classification' ? 3 : 1
  const setup = toy(task, ROWS, [5, 9, 6, outputs], activation, {
    ...training,
    epochs: EPOCHS,
    batchSize: BATCH,
  })
  const method = parseMethod(spec)
  const settings = { network: setup.network, training: setup.training, scale: 'none', seed: 3 } as const
  const shared = await reserve(setup.dataset, { ...settings, methods: [method], build: 'strict' })
  const watched = instantiateCore(shared.module, shared.memory)
  return [new Workspace(shared, settings), new Workspace(shared, settings, watched)].map((workspace) => {
    const model = workspace.model(method, setup.split)
    const outcome = train(model, setup.training, randomKey(3, 'order', 0, 0))
    assert.equal(model.arena.overruns(), [], spec)
    return { outcome, sizes: model.stepGradients.sizes, parameters: model.arena.f32('parameters').slice() }
  })
}

async function assertSame(spec: string, subject: Subject, sizes: readonly number[]) {
  const [listed, called] = await twice(spec, subject)
  assert.equal(listed!.sizes, sizes, `${spec}: minibatches with a list`)
  assert.equal(called!.sizes, [], spec)
  assert.equal(listed!.outcome, called!.outcome, spec)
  assert.equal(listed!.parameters, called!.parameters, spec)
}

suite('steps from lists of calls', (test) => {
  test('have the bits of the calls, for all that is steady', async () => {
    const subjects: readonly [string, Subject][] = [
      ['none', { task: 'classification', activation: 'tanh' }],
      [
        'l2:1e-2+inverted-dropout:keep=0.5,input-keep=0.8+max-norm:1',
        { task: 'classification', activation: 'relu', training: { optimizer: 'adam', schedule: 'cosine' } },
      ],
      [
        'l1:1e-2,update=subgradient+vanilla-dropout:keep=0.7',
        { task: 'regression', activation: 'leaky-relu' },
      ],
      [
        'elastic-net:l1=1e-3,l2=1e-2+weight-decay:1e-2',
        { task: 'regression', activation: 'sigmoid', training: { loss: 'absolute' } },
      ],
      [
        'batch-norm+label-smoothing:0.1',
        { task: 'classification', activation: 'relu', training: { clipNorm: 0.5 } },
      ],
      ['l2:1e-2,schedule=linear', { task: 'classification', activation: 'relu' }],
    ]
    for (const [i, [spec, subject]] of subjects.entries()) {
      await assertSame(spec, subject, i < subjects.length - 1 ? [BATCH, ROWS % BATCH] : [])
    }
  })

  test('are left alone where a step is more than calls, or not always the same ones', async () => {
    for (const spec of [
      'inverted-dropout:keep=0.5,schedule=after:0.5',
      'label-smoothing:0.1,schedule=linear',
      'inverted-dropout:keep=0.5,mask=batch',
      'gaussian-dropout:keep=0.5',
      'dropconnect:keep=0.5',
      'mixup:0.2',
      'adversarial:0.1',
      'sparsity:1e-2',
    ]) {
      await assertSame(spec, { task: 'classification', activation: 'relu' }, [])
    }
  })

  test('are left alone where several threads share the work', async () => {
    const { dataset, split, network, training } = toy('classification', ROWS, [5, 9, 3], 'relu', {
      epochs: EPOCHS,
      batchSize: BATCH,
    })
    const method = parseMethod('none')
    const settings = {
      network,
      training,
      scale: 'none',
      seed: 3,
      build: 'strict',
      methods: [method],
    } as const
    const workspace = await Workspace.open(dataset, settings, { threads: 2 })
    const model = workspace.model(method, split)
    train(model, training, randomKey(3, 'order', 0, 0))
    await workspace.close()
    assert.equal(model.stepGradients.sizes, [])
  })
})
