/** What measures that train say of it: the options of `regbench train` by their names in YAML, as the library takes them. */
import { OPTIONS, type OptionsOf } from '../../library/options.ts'
import type { TrainOptions } from '../../library/train.ts'
import { parseNumber } from '../../settings/kinds.ts'
import { flagOf, type Setting } from '../../settings/setting.ts'
import { usageError } from '../../util/errors.ts'
import { list, object, type Shape, text } from '../../util/shape.ts'
import { checkPart } from '../entry.ts'
import type { ResultRow, ResultTable } from '../table.ts'
import type { MeasureContext } from './measure.ts'

export interface Fitting {
  readonly data: string
  readonly methods: readonly string[]
  /** Everything else, as words of the command line would set it. */
  readonly settings: Omit<TrainOptions, 'method'>
}

/** Reads `data`, `methods` and the settings of fits; throws a usage error for what is not one of them. */
export function fittingFrom(context: MeasureContext, own: readonly string[] = []): Fitting {
  const { data, methods } = context.options
  if (typeof data !== 'string') throw usageError(`${context.place}: data has to name a table`)
  const settings = settingsFrom('train', context, ['data', 'methods', ...own])
  return { data, methods: [methods ?? []].flat().map(String), settings }
}

/** The options but those of the measure's own, as the settings of that function; throws a usage error for what is not one of them. */
export function settingsFrom<F extends 'train' | 'compare'>(
  of: F,
  { options, place }: MeasureContext,
  own: readonly string[],
): Omit<OptionsOf<F>, 'method'> {
  const table = OPTIONS[of] as Readonly<Record<string, Setting<unknown>>>
  const settings = Object.entries(options)
    .filter(([key]) => key !== 'measure' && !own.includes(key))
    .map(([key, value]) => {
      const name = Object.keys(table).find((candidate) => flagOf(candidate, table[candidate]) === key)
      const parsed = name === undefined ? undefined : parsedValue(table[name], value)
      if (parsed === undefined) throw usageError(`${place}: ${key}: ${value} is not a setting of ${of}`)
      return [name, parsed]
    })
  return Object.fromEntries(settings)
}

/** The options of the measure's own, in their shape; throws a usage error for one that is not. */
export const ownFrom = <T>(shape: Shape<T>, { options, place }: MeasureContext, own: readonly string[]): T =>
  checkPart(
    shape,
    Object.fromEntries(own.flatMap((key) => (key in options ? [[key, options[key]]] : []))),
    place,
  )

const parsedValue = ({ kind }: Setting<unknown>, value: unknown): unknown =>
  kind.form === 'toggle' ? value : kind.parse(String(value))

const severalRuns = object({ measure: text, of: list(text) })

/** The runs that `of` names, each with the rows of all its tables. */
export function runsOf({ options, place, tables }: MeasureContext): { run: string; rows: ResultRow[] }[] {
  const { of } = checkPart(severalRuns, options, place)
  return of.map((run) => ({ run, rows: tablesOf(run, tables, place).flatMap(({ rows }) => rows) }))
}

/** Their rows, all together. */
export const rowsOfRuns = (context: MeasureContext): ResultRow[] =>
  runsOf(context).flatMap(({ rows }) => rows)

/** The tables of a run that stands before the measure. */
export function tablesOf(
  run: string,
  tables: MeasureContext['tables'],
  place: string,
): readonly ResultTable[] {
  if (tables[run] === undefined) throw usageError(`${place}: there is no run "${run}" before it`)
  return tables[run]
}

/** A number that the options of a measure may give. */
export const numberFrom = ({ options, place }: MeasureContext, name: string, preset: number): number => {
  const value = options[name] === undefined ? preset : parseNumber(String(options[name]))
  if (value === undefined) throw usageError(`${place}: ${name} has to be a number`)
  return value
}
