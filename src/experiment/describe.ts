/** An experiment in words, for headings. */
import type { Dataset } from '../data/dataset.ts'
import type { Evaluation } from '../data/split.ts'
import type { Experiment } from './config.ts'

/** `5 folds x 2 repeats`, `25 % held out, 4 repeats`, `test file of 300 rows, 3 repeats`. */
export function describeEvaluation(dataset: Dataset, evaluation: Evaluation): string {
  const { folds, repeats, testFraction, validationFraction } = evaluation
  const again = `${repeats} repeat${repeats === 1 ? '' : 's'}`
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

/** `64-128-64-10 relu, 40 epochs of momentum 0.9, batch 32, rate 0.05 constant`, without the outer sizes. */
export function describeSettings({ network, training }: Experiment): string {
  const { hidden, activation, init } = network
  const { epochs, batchSize, learningRate, optimizer, momentum, schedule } = training
  const layers =
    hidden.length === 0 ? 'linear model' : `hidden ${hidden.join('-')} ${activation}, ${init} init`
  const usesMomentum = optimizer === 'momentum' || optimizer === 'nesterov'
  const rate = `rate ${learningRate}${schedule === 'constant' ? '' : ` (${schedule})`}`
  return `${layers}, ${epochs} epochs, batch ${batchSize}, ${optimizer}${usesMomentum ? ` ${momentum}` : ''}, ${rate}`
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(4))} %`
