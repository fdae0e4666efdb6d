/** What a dataset, a network and its training are to a search for cocktails. */
import type { Dataset } from '../../data/dataset.ts'
import { architectureOf } from '../../training/model.ts'
import type { Experiment } from '../config.ts'
import type { Ground } from '../tunable.ts'

export const groundOf = (
  dataset: Dataset,
  { network, training }: Pick<Experiment, 'network' | 'training'>,
): Ground => ({
  task: dataset.task,
  training,
  architecture: architectureOf(network, dataset, dataset.features.length),
})
