/** Methods that are tuned inside each training part, as plain data. */
import { type RegularizerName, regularizer } from '../regularizers/index.ts'
import { checkMethod, checkTask, checkTraining, type Method, parseMethod } from '../regularizers/method.ts'
import { exampleTerm } from '../regularizers/params.ts'
import { fill, type Template, type Values } from '../regularizers/template.ts'
import type { Task } from '../results/task.ts'
import type { Criterion } from '../settings/methods.ts'
import { RegbenchError } from '../util/errors.ts'

/** A method whose open values are chosen inside each outer training part. Plain and cloneable. */
export interface Tunable extends Method {
  readonly template: Template
  /** Values to try; a later stage keeps the best of those before it. */
  readonly stages: readonly (readonly Values[])[]
  /**
   * Its one stage is searched by successive halving, in no more epochs than so many candidates take in full; absent where every
   * candidate is trained in full.
   */
  readonly budget?: number
}

/** What the row of a cocktail is called, which is not a specification. */
export const COCKTAIL = 'cocktail'

/** How a tunable method is tuned; the same for every one. */
export interface NestedTuning {
  readonly innerFolds: number
  readonly criterion: Criterion
}

export const isTunable = (method: Method): method is Tunable => 'stages' in method

/** A method of this name, whose terms are those of the first candidate. */
export function tunable(
  spec: string,
  template: Template,
  stages: Tunable['stages'],
  budget?: number,
): Tunable {
  const first = Object.assign({}, ...stages.map(([values]) => values)) as Values
  return {
    spec,
    terms: fill(template, first).terms,
    template,
    stages,
    ...(budget !== undefined && { budget }),
  }
}

/** What a cocktail is to be trained on. */
export interface Ground {
  readonly task: Task
  readonly architecture: Parameters<typeof checkMethod>[1]
  readonly training: Parameters<typeof checkTraining>[1]
}

/** A cocktail without the ingredients that mean nothing for such a target, network or training; anything else as it is. */
export function spaceFor<Space extends Pick<Tunable, 'template' | 'stages'>>(
  space: Space,
  ground: Ground,
): Space {
  const { template, stages } = space
  if (!template.mixed) return space
  const terms = template.terms.filter(({ name }) => suits(name, ground))
  const names: readonly string[] = terms.map(({ name }) => name)
  const cut = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name.split('.')[0])))
  const reduced = { ...template, terms }
  // Candidates that differed in nothing else are one.
  const distinct = (stage: readonly Values[]) => [
    ...new Map(stage.map(cut).map((values) => [fill(reduced, values).spec, values])).values(),
  ]
  return { ...space, template: reduced, stages: stages.map(distinct) }
}

function suits(name: RegularizerName, { task, architecture, training }: Ground): boolean {
  const example = parseMethod(exampleTerm(name, regularizer(name).params))
  try {
    checkTask(example, task)
    checkMethod(example, architecture)
    checkTraining(example, training)
    return true
  } catch (error) {
    if (error instanceof RegbenchError) return false
    throw error
  }
}

/** The method as it is tuned there. */
export const methodFor = (method: Method, ground: Ground): Method =>
  isTunable(method) ? spaceFor(method, ground) : method

/** What may be in the cocktail among these methods; undefined where there is none. */
export function ingredientsOf(methods: readonly Method[]): readonly string[] | undefined {
  const cocktail = methods.filter(isTunable).find(({ template }) => template.mixed)
  return cocktail?.template.terms.map(({ name }) => name)
}

/** How many candidates it has. */
export const candidatesOf = ({ stages }: Pick<Tunable, 'stages'>): number =>
  stages.reduce((sum, stage) => sum + stage.length, 0)

/** Every method that a trial of this one may train. */
export function formsOf(method: Method): readonly Method[] {
  if (!isTunable(method)) return [method]
  const combinations = method.stages.reduce<Values[]>(
    (rows, stage) => rows.flatMap((row) => stage.map((values) => ({ ...row, ...values }))),
    [{}],
  )
  return combinations.map((values) => fill(method.template, values))
}
