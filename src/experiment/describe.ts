/** An experiment in words, for headings. */
import type { Dataset } from '../data/dataset.ts'
import type { Evaluation } from '../data/split.ts'
import { network as networkGroup } from '../settings/network.ts'
import { training as trainingGroup } from '../settings/training.ts'
import { phraseOf } from '../settings/write.ts'
import { describeAverage } from '../training/average.ts'
import { count, percentage } from '../util/format.ts'
import type { Experiment } from './config.ts'

/** `5 folds x 2 repeats`, `25 % held out, 4 repeats`, `test file of 300 rows, 3 repeats`, and what else is said of rows. */
export function describeEvaluation(dataset: Dataset, evaluation: Evaluation): string {
  const { validationFraction, gap = 0, stratify = true, trainRows } = evaluation
  const { validation, weights, times, rowColumns } = dataset
  const marked = validation?.reduce((sum, mark) => sum + mark, 0)
  return [
    divisionOf(dataset, evaluation),
    times !== undefined && gap > 0 ? `a gap of ${count(gap, 'row')}` : '',
    trainRows === undefined ? '' : 'as many training rows as named',
    stratify || times !== undefined ? '' : 'not stratified',
    marked !== undefined
      ? `${count(marked, 'row')} for validation`
      : validationFraction > 0
        ? `${percentage(validationFraction)} of the training rows for validation`
        : '',
    weights === undefined ? '' : `rows weighted by ${rowColumns?.weight}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}

function divisionOf(dataset: Dataset, { folds, repeats, testFraction }: Evaluation): string {
  const again = count(repeats, 'repeat')
  const { rows, trainableRows, times, groups, rowColumns } = dataset
  if (trainableRows < rows) return `test file of ${rows - trainableRows} rows, ${again}`
  if (dataset.folds !== undefined) return `given folds x ${again}`
  const whole = groups === undefined ? '' : ` of whole groups by ${rowColumns?.group}`
  if (testFraction !== undefined) {
    return `${percentage(testFraction)} held out${times === undefined ? whole : `, the last in ${rowColumns?.time}`}, ${again}`
  }
  if (times !== undefined) return `${count(folds, 'block')} in the order of ${rowColumns?.time} x ${again}`
  return `${folds} folds${whole} x ${again}`
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
