/** Methods that are tuned inside each training part, as plain data. */
import type { Method } from '../regularizers/method.ts'
import { fill, type Template, type Values } from '../regularizers/template.ts'
import type { Criterion } from '../settings/methods.ts'

/** A method whose open values are chosen inside each outer training part. Plain and cloneable. */
export interface Tunable extends Method {
  readonly template: Template
  /** Values to try; a later stage keeps the best of those before it. */
  readonly stages: readonly (readonly Values[])[]
}

/** How a tunable method is tuned; the same for every one. */
export interface NestedTuning {
  readonly innerFolds: number
  readonly criterion: Criterion
}

export const isTunable = (method: Method): method is Tunable => 'stages' in method

/** A method of this name, whose terms are those of the first candidate. */
export function tunable(spec: string, template: Template, stages: Tunable['stages']): Tunable {
  const first = Object.assign({}, ...stages.map(([values]) => values)) as Values
  return { spec, terms: fill(template, first).terms, template, stages }
}

/** Every method that a trial of this one may train. */
export function formsOf(method: Method): readonly Method[] {
  if (!isTunable(method)) return [method]
  const combinations = method.stages.reduce<Values[]>(
    (rows, stage) => rows.flatMap((row) => stage.map((values) => ({ ...row, ...values }))),
    [{}],
  )
  return combinations.map((values) => fill(method.template, values))
}
