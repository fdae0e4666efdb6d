import type { Dataset } from '../../src/data/dataset.ts'
import { type FitSettings, fit } from '../../src/experiment/run/train.ts'
import { type OptimizerName, optimizers } from '../../src/optimizers/index.ts'
import { regularizers } from '../../src/regularizers/index.ts'
import type { NetworkSettings } from '../../src/settings/network.ts'
import { type Checkpoint, CheckpointError } from '../../src/training/checkpoint.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/training/checkpointFile.ts'
import { subjectOf } from '../conformance/subjects.ts'
import { assert, suite } from '../harness.ts'
import { BIRD_OPTIONS, BIRDS, loadText, settingsOf } from '../models/fits.ts'

const birds = await loadText(BIRDS, BIRD_OPTIONS)
const EPOCHS = 6

/** Rows of so many numbers, for methods that act on images. */
const pixels = (features: number): Promise<Dataset> => {
  const names = Array.from({ length: features }, (_, j) => `v${j}`)
  const rows = Array.from({ length: birds.rows }, (_, row) =>
    [...names.map((_, j) => (row * 7 + j * 11) % 13), row % 2 === 0 ? 'even' : 'odd'].join(','),
  )
  return loadText([[...names, 'parity'].join(','), ...rows].join('\n'), { target: 'parity' })
}

const isImage = ({ network, image }: Partial<NetworkSettings>) => network !== undefined || image !== undefined

const settings = (
  spec: string,
  optimizer: OptimizerName,
  network: Partial<NetworkSettings> = {},
): FitSettings => {
  const base = settingsOf(spec, { network: { hidden: [6, 4], activation: 'relu', init: 'he', ...network } })
  return {
    ...base,
    validationFraction: 0.2,
    training: { ...base.training, epochs: EPOCHS, optimizer, schedule: 'cosine' },
  }
}

/** The states a fit leaves, through the bytes of their file, and what became of it. */
async function fitFrom(chosen: FitSettings, from?: Checkpoint, dataset = birds) {
  const states: Checkpoint[] = []
  const { figures } = await fit(dataset, chosen, {
    checkpoints: {
      every: 1,
      identity: {},
      ...(from && { from }),
      save: async (state) => {
        states.push(decodeCheckpoint(encodeCheckpoint(state)))
      },
    },
  })
  const { trainSeconds, ...rest } = figures
  return { rest, states }
}

/** A method for every entry of the registry. */
const SPECS: Partial<Record<keyof typeof regularizers, string>> = {
  'max-norm': 'max-norm:1',
  'early-stopping': 'early-stopping:1',
}
/** States that stand beside each other, and strengths that depend on where the run is. */
const TOGETHER = [
  'weight-averaging:0.25,kind=ema,decay=0.9+lookahead:k=3',
  'batch-norm+weight-averaging:0.5,rate=schedule+adversarial:0.05,schedule=linear',
  'snapshot-ensemble:2,cycles=3+batch-norm+lookahead:k=2',
  'vanilla-dropout:keep=0.7,schedule=linear+l1:0.01,schedule=after:0.5',
  'dropconnect:keep=0.7,schedule=after:0.5+mixup:1,schedule=flat-cos+label-smoothing:0.1,schedule=linear',
] as const

const specOf = (name: keyof typeof regularizers): string => {
  const { params } = regularizers[name] as { params: Record<string, unknown> }
  return SPECS[name] ?? ('keep' in params ? `${name}:keep=0.7` : name)
}

suite('checkpoints', (test) => {
  for (const name of Object.keys(regularizers) as (keyof typeof regularizers)[]) {
    test(`a fit with ${name} goes on from any epoch as if it had never stopped`, async () => {
      for (const optimizer of name === 'l1'
        ? (Object.keys(optimizers) as OptimizerName[])
        : ['adam' as const]) {
        const { network, features } = subjectOf(name, specOf(name))
        const dataset = isImage(network) ? await pixels(features) : birds
        const chosen = settings(specOf(name), optimizer, network)
        const whole = await fitFrom(chosen, undefined, dataset)
        assert.ok(whole.states.length > 1)
        for (const state of whole.states.filter((_, i) => i % 2 === 0)) {
          const { rest } = await fitFrom(chosen, state, dataset)
          assert.equal(rest, whole.rest, `${optimizer}, after epoch ${state.progress.epoch}`)
        }
      }
    })
  }

  for (const spec of TOGETHER) {
    test(`a fit with ${spec} goes on from any epoch, too`, async () => {
      const chosen = settings(spec, 'momentum')
      const whole = await fitFrom(chosen)
      assert.is(whole.states.length, EPOCHS)
      for (const state of whole.states) {
        assert.equal((await fitFrom(chosen, state)).rest, whole.rest, `after epoch ${state.progress.epoch}`)
      }
    })
  }

  test('a file that is damaged anywhere is refused', async () => {
    const [state] = (await fitFrom(settings('none', 'sgd'))).states
    const bytes = encodeCheckpoint(state)
    for (const at of [0, 10, 30, 80, 200, bytes.length - 1]) {
      const damaged = Uint8Array.from(bytes)
      damaged[at] ^= 1
      assert.throws(
        () => decodeCheckpoint(damaged),
        (error: unknown) => error instanceof CheckpointError,
      )
    }
    for (const length of [0, 5, 30, bytes.length - 1]) {
      assert.throws(
        () => decodeCheckpoint(bytes.subarray(0, length)),
        (error: unknown) => error instanceof CheckpointError,
      )
    }
  })
})
