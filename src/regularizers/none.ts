import { defineRegularizer } from './regularizer.ts'

export const none = defineRegularizer({
  title: 'No regularization',
  alsoCalled: ['baseline', 'no-regularization'],
  summary: 'the data loss alone; the baseline',
  formula: 'objective = loss',
  reference: '',
  params: {},
  create: () => ({}),
})
