/** What a dataset and a network are to a search for cocktails. */
import type { Dataset } from '../../data/dataset.ts'
import { architectureOf } from '../../training/model.ts'
import type { Experiment } from '../config.ts'
import type { Ground } from '../tunable.ts'

export const groundOf = (dataset: Dataset, { network }: Pick<Experiment, 'network'>): Ground => ({
  task: dataset.task,
  architecture: architectureOf(network, dataset, dataset.features.length),
})
