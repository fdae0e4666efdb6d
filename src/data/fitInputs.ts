/** What a network makes of the columns: each on a scale of its own, or the pixels of an image on one. */
import type { Scale } from '../settings/data.ts'
import type { NetworkSettings } from '../settings/network.ts'
import type { Dataset, FeatureScaling } from './dataset.ts'
import { imageOf } from './image.ts'
import { fitFeatures } from './scale.ts'
import { fitImages } from './scaleImages.ts'

/** Fits encoder, imputer and scaler on the rows in `train` and reads no other row. */
export function fitInputs(
  dataset: Dataset,
  train: Int32Array,
  scale: Scale,
  network: NetworkSettings,
): FeatureScaling {
  const image = imageOf(network, dataset)
  return image === null
    ? fitFeatures(dataset, train, scale)
    : fitImages(dataset, train, scale, image, network.channels)
}
