/**
 * The practice that the CS231n notes recommend (section "Regularization", in practice): a single global L2 strength found by
 * cross-validation, and inverted dropout after all hidden layers, whose keep of 0.5 is tuned around on validation data.
 */
import { parseTemplate } from '../regularizers/template.ts'
import { gridOf } from './axes.ts'
import { type Tunable, tunable } from './nested.ts'

const KEEP = 'inverted-dropout.keep'

/** Keep 1 is bit for bit no dropout, so the first stage is L2 alone; it is tried again beside 0.5 and its neighbours. */
const KEEPS = ['0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '1']

const STRENGTHS = gridOf({ from: 1e-6, to: 0.1, log: true }, 11)

export const recipe = (): Tunable =>
  tunable('recipe', parseTemplate('inverted-dropout+l2'), [
    STRENGTHS.map((strength) => ({ 'l2.strength': strength, [KEEP]: '1' })),
    KEEPS.map((keep) => ({ [KEEP]: keep })),
  ])

export const RECIPE_AXES = [
  { name: 'l2.strength', values: STRENGTHS },
  { name: KEEP, values: KEEPS },
]
