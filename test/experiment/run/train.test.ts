import { type FitPoint, fit } from '../../../src/experiment/run/train.ts'
import { refused } from '../../data/helpers.ts'
import { assert, suite } from '../../harness.ts'
import { birds, settingsOf } from '../../models/fits.ts'

suite('experiment/train', (test) => {
  test('fits on all rows; the same settings give the same bits, another seed others', async () => {
    const settings = settingsOf('inverted-dropout:keep=0.5')
    const one = await fit(birds, settings)
    const other = await fit(birds, settings)
    const { trainSeconds: _, ...figures } = one.figures
    const { trainSeconds: __, ...again } = other.figures
    assert.is(figures.trainRows, birds.rows)
    assert.equal(again, figures)
    assert.equal(other.model, one.model)
    const reseeded = await fit(birds, { ...settings, seed: 2 })
    assert.is.not(reseeded.figures.fingerprint, figures.fingerprint)
  })

  test('is not changed by being watched, and tells every epoch', async () => {
    const points: FitPoint[] = []
    const settings = settingsOf('l1:1e-3', { validationFraction: 0.2 })
    const watched = await fit(birds, settings, { onEpoch: (point) => points.push(point) })
    const alone = await fit(birds, settings)
    assert.is(watched.figures.fingerprint, alone.figures.fingerprint)
    assert.equal(
      points.map(({ epoch, epochs }) => [epoch, epochs]),
      Array.from({ length: 8 }, (_, i) => [i + 1, 8]),
    )
    assert.is(points[7]!.lossNoisy, watched.figures.trainLossNoisy)
    assert.is(points[7]!.validationLoss, watched.figures.validationLoss)
  })

  test('sets validation rows aside for early stopping, and keeps the weights of the best epoch', async () => {
    const points: FitPoint[] = []
    const settings = settingsOf('early-stopping:2', {
      validationFraction: 0.25,
      training: { ...settingsOf('none').training, epochs: 60, learningRate: 0.2 },
    })
    const { figures } = await fit(birds, settings, { onEpoch: (point) => points.push(point) })
    assert.is(figures.validationRows, 15)
    assert.is(figures.trainRows, 45)
    const losses = points.map(({ validationLoss }) => validationLoss!)
    assert.is(figures.validationLoss, Math.min(...losses))
    assert.is(figures.bestEpoch, 1 + losses.indexOf(Math.min(...losses)))
    assert.ok(figures.bestEpoch < figures.epochs, 'the run must have gone on after the best epoch')
  })

  test('holds scaling and categories of the training rows alone', async () => {
    const { model, figures } = await fit(birds, settingsOf('none', { validationFraction: 0.5 }))
    const all = await fit(birds, settingsOf('none'))
    assert.is(figures.trainRows, 30)
    const bill = model.inputs[0]!
    const billOfAll = all.model.inputs[0]!
    assert.ok(bill.kind === 'numeric' && billOfAll.kind === 'numeric')
    assert.is.not(bill.shift, billOfAll.shift)
  })

  test('a run that diverges is a failure that says when', async () => {
    const training = { ...settingsOf('none').training, optimizer: 'momentum' as const, learningRate: 1e9 }
    await refused(
      () => fit(birds, settingsOf('none', { training })),
      1,
      'none: training diverged in epoch 2; lower --learning-rate or the strength',
    )
  })

  test('an aborted fit rejects with the reason, after the epoch it is in', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    let epochs = 0
    let caught: unknown
    await fit(birds, settingsOf('none'), {
      signal: controller.signal,
      onEpoch: () => {
        epochs++
        if (epochs === 3) controller.abort(reason)
      },
    }).catch((error) => {
      caught = error
    })
    assert.is(caught, reason)
    assert.is(epochs, 3)
  })

  test('lists of strengths must fit the layers', async () => {
    await refused(
      () => fit(birds, settingsOf('l2:1/2')),
      2,
      'method term "l2:1/2": 2 values of strength for 3 layers (layer 1: 10 x 10; layer 2: 10 x 6; layer 3: 6 x 3)',
    )
  })
})
