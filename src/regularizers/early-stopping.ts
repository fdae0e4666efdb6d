import { defineRegularizer } from './regularizer.ts'

export const earlyStopping = defineRegularizer({
  title: 'Early stopping',
  alsoCalled: ['earlystopping', 'early-stop'],
  summary: 'stops when the validation loss no longer falls; the best weights are restored',
  formula:
    'stop after N epochs in a row whose validation loss (prediction mode) is not below the lowest so far',
  reference: 'Prechelt (1998), "Early stopping - but when?"; Bishop (1995) on its kinship with L2',
  notes: [
    'Needs validation rows: --validation-fraction, 0.15 if it is not given, taken from the training rows of every method.',
  ],
  params: {
    patience: {
      kind: 'number',
      summary: 'N, epochs to wait for a better validation loss',
      min: 1,
      integer: true,
      default: 5,
      stronger: 'smaller',
      search: { from: 1, to: 32, log: true },
    },
  },
  needsValidation: true,
  withoutNeutral:
    'Whoever restores the weights of the best epoch changes them, so no patience gives the run of none; with patience to spare, nothing changes before the best epoch.',
  create: ({ patience }) => ({ patience: patience[0] }),
})
