/** The registry of measures: `measure: NAME` in an experiment's file. */
import { activations } from './activations.ts'
import { beside } from './beside.ts'
import { choices } from './choices.ts'
import { counts } from './counts.ts'
import { falseFindings } from './falseFindings.ts'
import { firstLayer } from './firstLayer.ts'
import { mcDropout } from './mcDropout.ts'
import type { Measure } from './measure.ts'
import { predictionPath } from './predictionPath.ts'
import { ridge } from './ridge.ts'
import { spread } from './spread.ts'

export const measures = {
  activations,
  beside,
  choices,
  counts,
  'false-findings': falseFindings,
  'first-layer': firstLayer,
  'mc-dropout': mcDropout,
  'prediction-path': predictionPath,
  ridge,
  spread,
} as const satisfies Record<string, Measure>
