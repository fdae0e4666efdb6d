/** What a file holds, understood as every command understands it, and the options that make it usable. */
import { RegbenchError } from '../../util/errors.ts'
import type { Feature, Task } from '../dataset.ts'
import type { DataOptions } from '../options.ts'
import { classCounts, findInClasses } from '../read/findings.ts'
import { loadOutline, type Outline } from '../read/load.ts'
import { adviseColumns, adviseFolds, otherTargets, refuseTarget } from './advice.ts'
import { type ColumnDescription, type Count, type Rereadable, readProfile } from './survey.ts'

export interface Description {
  /** Name of the file in messages. */
  readonly file: string
  readonly rows: number
  readonly columns: readonly ColumnDescription[]
  readonly target: string
  /** Null where the file cannot be used even with `options`; a warning then says why. */
  readonly task: Task | null
  /** The most frequent first; empty for a regression. */
  readonly classes: readonly Count[]
  /** What is left with `options`: rows, and numbers a row that the network reads. */
  readonly usable: { readonly rows: number; readonly features: number } | null
  /** What a network reads of a row and how much it answers; null where the file cannot be used. */
  readonly ends: { readonly features: readonly Feature[]; readonly outputs: number } | null
  readonly notes: readonly string[]
  readonly warnings: readonly string[]
  /** The options given, and those that are needed besides. */
  readonly options: DataOptions
}

/**
 * Reads a file and says what is in it. Missing values, texts among numbers, decimal commas and Latin-1 are not errors here but
 * reasons to advise an option. What the advice promises is tried: the file is loaded as a command would with these options.
 * Throws a data error for a file that cannot be taken apart, such as one with ragged rows.
 */
export async function describeData(file: Rereadable, given: DataOptions): Promise<Description> {
  const { facts, notes, warnings, others, refusal } = await lookAt(file, given)
  const loaded = refusal ?? (await tryToLoad(file, facts.options))
  if (typeof loaded === 'string') {
    const unusable = { task: null, classes: [], usable: null, ends: null, notes }
    return { ...facts, ...unusable, warnings: [...warnings, loaded, ...others] }
  }
  const classes = classCounts(loaded.classes, loaded.labels)
  return {
    ...facts,
    columns: facts.columns.map((column) =>
      column.role === 'target' ? asTarget(column, loaded.task) : column,
    ),
    task: loaded.task,
    classes,
    usable: { rows: loaded.rows, features: loaded.features.length },
    ends: { features: loaded.features, outputs: loaded.classes.length || 1 },
    notes: loaded.notes,
    warnings: [
      ...warnings,
      ...adviseFolds(classes),
      ...findInClasses(classes, loaded.rows).map(({ sentence }) => sentence),
    ],
  }
}

/** Texts taken for missing may change what the rest of a column looks like, hardly ever more than once. */
const MAX_LOOKS = 4

/** What there is to say before the file is loaded. The cells that were read end here, so that they are held once at a time. */
async function lookAt(file: Rereadable, given: DataOptions) {
  let survey = await readProfile(file, given)
  let advice = adviseColumns(survey, given)
  const { file: name, rows, columns, target, notes } = survey
  const said: string[] = []
  for (let look = 1; advice.nullValues.length > 0 && look < MAX_LOOKS; look++) {
    said.push(...advice.nullWarnings)
    survey = await readProfile(file, { ...survey.options, nullValues: advice.options.nullValues })
    advice = adviseColumns(survey, given)
  }
  const { options, warnings } = advice
  return {
    facts: { file: name, rows, columns, target, options },
    notes,
    warnings: [...warnings, ...said.filter((warning) => !warnings.includes(warning))],
    others: otherTargets(survey),
    refusal: refuseTarget(survey),
  }
}

/** What a command would read, or why it would not read it with these options. */
async function tryToLoad({ source, stdin }: Rereadable, options: DataOptions): Promise<Outline | string> {
  try {
    return await loadOutline(source, options, stdin?.())
  } catch (error) {
    if (error instanceof RegbenchError) return `regbench compare would still say: ${error.message}`
    throw error
  }
}

const asTarget = (column: ColumnDescription, task: Task): ColumnDescription => ({
  ...column,
  type: task === 'regression' ? 'numeric' : 'categorical',
})
