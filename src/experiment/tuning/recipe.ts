/**
 * The practice that the CS231n notes recommend (section "Regularization", in practice): a single global L2 strength found by
 * cross-validation, and inverted dropout after all hidden layers, whose keep of 0.5 is tuned around on validation data.
 */
import { parseTemplate } from '../../regularizers/template.ts'
import type { Criterion } from '../../settings/methods.ts'
import { type Tunable, tunable } from '../tunable.ts'
import { gridOf } from './axes.ts'
import type { TuningPlan } from './plan.ts'

const KEEP = 'inverted-dropout.keep'

/** Keep 1 is bit for bit no dropout, so the first stage is L2 alone; it is tried again beside 0.5 and its neighbours. */
const KEEPS = ['0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '1']

const STRENGTHS = gridOf({ from: 1e-6, to: 0.1, log: true }, 11)

const TEMPLATE = parseTemplate('inverted-dropout+l2')

const STAGES = [
  STRENGTHS.map((strength) => ({ 'l2.strength': strength, [KEEP]: '1' })),
  KEEPS.map((keep) => ({ [KEEP]: keep })),
]

/** The recipe as a row of a comparison, tuned inside each training part. */
export const recipe = (): Tunable => tunable('recipe', TEMPLATE, STAGES)

/** The recipe as a search over all rows. */
export const recipePlan = (criterion: Criterion): TuningPlan => ({
  method: 'inverted-dropout+l2',
  template: TEMPLATE,
  axes: [
    { name: 'l2.strength', values: STRENGTHS },
    { name: KEEP, values: KEEPS },
  ],
  stages: STAGES,
  sampled: false,
  halving: false,
  search: `the recipe of the CS231n notes: ${STRENGTHS.length} strengths of L2 alone, then ${KEEPS.length} values of keep beside the best`,
  criterion,
})
