/** What a method makes of images in training, update by update, without training: for pictures of it. */
import type { Build } from '../../core/load.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { Method } from '../../regularizers/method.ts'
import { DEFAULT_NETWORK, type NetworkSettings } from '../../settings/network.ts'
import { DEFAULT_TRAINING } from '../../settings/training.ts'
import { loadForTraining } from '../../training/trainer.ts'
import { Workspace } from '../../training/workspace.ts'
import { usageError } from '../../util/errors.ts'

export interface SeenImages {
  readonly image: { readonly height: number; readonly width: number; readonly channels: number }
  /** [rows x height x width x channels], scaled to 0 .. 1. */
  readonly originals: Float32Array
  /** What the network sees at the first updates. */
  readonly copies: readonly Float32Array[]
}

const BUILD: Build = 'strict'

/**
 * The first `rows` rows of a dataset of images at the first `count` updates; rows are scaled as `--scale minmax` does.
 * @throws a usage error where the features are no image, or the method leaves them as they are
 */
export async function seenImages(
  dataset: Dataset,
  method: Method,
  { image = 'names', channels }: Pick<NetworkSettings, 'image' | 'channels'>,
  { rows, count }: { readonly rows: number; readonly count: number },
): Promise<SeenImages> {
  const network = { ...DEFAULT_NETWORK, hidden: [], image, ...(channels && { channels }) }
  const settings = { network, training: DEFAULT_TRAINING, scale: 'minmax', seed: 0, build: BUILD } as const
  const workspace = await Workspace.open(dataset, { ...settings, methods: [method] })
  const none = new Int32Array(0)
  const train = Int32Array.from({ length: dataset.trainableRows }, (_, row) => row)
  const model = workspace.model(method, { repeat: 0, fold: 0, train, validation: none, test: none })
  const shape = workspace.architecture({ repeat: 0, fold: 0, train, validation: none, test: none }).images[0]!
  const M = Math.min(rows, dataset.trainableRows, DEFAULT_TRAINING.batchSize)
  const { net, arena, hooks, minibatch } = model
  const seen = () => arena.f32(net.activations[0].name).slice(0, M * dataset.features.length)
  minibatch.loadFeatures(model.train.ids, 0, net.activations[0], M)
  const originals = seen()
  const copies = Array.from({ length: count }, (_, step) => {
    for (const hook of hooks) hook.sampleMasks?.(model.train.ids, 0, M, step)
    loadForTraining(model, model.train.ids, 0, M)
    net.forwardTraining(M)
    return seen()
  })
  await workspace.close()
  if (copies.every((copy) => copy.every((value, i) => value === originals[i]))) {
    throw usageError(
      `${method.spec} leaves the features as they are, so there is nothing to draw; take a method such as shift, elastic or mixup`,
    )
  }
  return { image: shape, originals, copies }
}
