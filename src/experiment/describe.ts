/** An experiment in words, for headings. */
import type { Dataset } from '../data/dataset.ts'
import type { Evaluation } from '../data/split.ts'
import { network as networkGroup } from '../settings/network.ts'
import { training as trainingGroup } from '../settings/training.ts'
import { phraseOf } from '../settings/write.ts'
import { describeAverage } from '../training/average.ts'
import { count } from '../util/format.ts'
import type { Experiment } from './config.ts'

/** `5 folds x 2 repeats`, `25 % held out, 4 repeats`, `test file of 300 rows, 3 repeats`. */
export function describeEvaluation(dataset: Dataset, evaluation: Evaluation): string {
  const { folds, repeats, testFraction, validationFraction } = evaluation
  const again = count(repeats, 'repeat')
  const validation =
    validationFraction > 0 ? `, ${percent(validationFraction)} of the training rows for validation` : ''
  const divided =
    dataset.trainableRows < dataset.rows
      ? `test file of ${dataset.rows - dataset.trainableRows} rows, ${again}`
      : dataset.folds !== undefined
        ? `given folds x ${again}`
        : testFraction !== undefined
          ? `${percent(testFraction)} held out, ${again}`
          : `${folds} folds x ${again}`
  return divided + validation
}

/** `128-64 relu (he), 40 epochs, batch 32, SGD momentum 0.9, rate 0.02`: the hidden layers and how they are trained. */
export function describeSettings({
  network,
  training,
  average,
}: Pick<Experiment, 'network' | 'training' | 'average'>): string {
  const prediction =
    average === undefined || average.kind === 'scale'
      ? ''
      : `; ${describeAverage(average)} where a method has noise`
  return (
    [phraseOf(networkGroup.settings, network), phraseOf(trainingGroup.settings, training)].join(', ') +
    prediction
  )
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(4))} %`
