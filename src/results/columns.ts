/**
 * What a table of results is: a constant that lists its columns, from which the row's type, its CSV, its JSON and its
 * documentation follow. A column is one line of such a constant, and is named nowhere else but where it is computed.
 */
import { presentSpec } from '../regularizers/family.ts'

/** What a cell may hold; only a `measure` may be empty, which stands for null. */
export type ColumnKind = 'text' | 'oneOf' | 'integer' | 'number' | 'measure' | 'flag'

interface ColumnOf<Kind extends ColumnKind, Value> {
  readonly kind: Kind
  /** One line for documentation; scores are shares of 1 for accuracy, in the target's unit for rmse. */
  readonly title: string
  /** What a row means that an earlier version wrote without this column; such a row is refused where this is absent. */
  readonly absent?: Value
}

/** A column as its table spells it out. */
export type ColumnSpec =
  | TextColumn
  | (ColumnOf<'oneOf', string> & { readonly choices: readonly string[] })
  | (ColumnOf<'integer' | 'number', number> & Bounds)
  | ColumnOf<'measure', number | null>
  | ColumnOf<'flag', boolean>

interface TextColumn extends ColumnOf<'text', string> {
  /** What this version writes for a text that an earlier one wrote. */
  readonly present?: (text: string) => string
}

interface Bounds {
  /** Inclusive; absent where any number will do. */
  readonly min?: number
}

/** A table: its columns by the names that a row's fields have, in the order of the CSV. */
export type Columns = Readonly<Record<string, ColumnSpec>>

interface Values {
  text: string
  integer: number
  number: number
  measure: number | null
  flag: boolean
}

type ValueOf<Spec extends ColumnSpec> = Spec extends {
  readonly choices: infer Choices extends readonly string[]
}
  ? Choices[number]
  : Values[Exclude<Spec['kind'], 'oneOf'>]

/** The plain data of one row; its fields may be set while it is made. */
export type RowOf<Table extends Columns> = { -readonly [Key in keyof Table]: ValueOf<Table[Key]> }

type Extra<Value> = Pick<ColumnOf<ColumnKind, Value>, 'absent'>

export const text = (title: string, extra?: Extra<string> & Pick<TextColumn, 'present'>) =>
  ({ kind: 'text', title, ...extra }) as const

/** A method specification, in the spelling of this version. */
export const specification = (title: string) => text(title, { present: presentSpec })

export const oneOf = <const Choice extends string>(
  choices: readonly Choice[],
  title: string,
  extra?: Extra<Choice>,
) => ({ kind: 'oneOf', choices, title, ...extra }) as const

/** A whole number, from 0 unless `extra` says otherwise. */
export const integer = (title: string, extra?: Extra<number> & Bounds) =>
  ({ kind: 'integer', min: 0, title, ...extra }) as const

/** A finite number. */
export const number = (title: string, extra?: Extra<number> & Bounds) =>
  ({ kind: 'number', title, ...extra }) as const

/** A finite number, or null where there is none: it was not measured, or it overflowed. */
export const measure = (title: string, extra?: Extra<number | null>) =>
  ({ kind: 'measure', title, ...extra }) as const

export const flag = (title: string, extra?: Extra<boolean>) => ({ kind: 'flag', title, ...extra }) as const

/** A column with its names: what writers and readers go through. */
export type Column<Row> = ColumnSpec & {
  readonly key: keyof Row & string
  /** In CSV headers and as a key in JSON. */
  readonly name: string
}

/** The columns of a table in their order, each named by its key in snake case. */
export const columnList = <Table extends Columns>(table: Table): readonly Column<RowOf<Table>>[] =>
  Object.entries(table).map(([key, spec]) => ({ ...spec, key, name: snakeCase(key) }))

/** camelCase as snake_case: the one rule between field names and column names. */
export const snakeCase = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The first of the allowed texts, where a text is asked for; null where a number may be missing. */
const BLANK = { text: '', integer: 0, number: 0, measure: null, flag: false } as const

/** A row in which nothing is said yet: texts are empty or the first choice, counts 0, measures null, flags false. */
export const blankRow = <Table extends Columns>(table: Table): RowOf<Table> =>
  Object.fromEntries(
    Object.entries(table).map(([key, spec]) => [
      key,
      spec.kind === 'oneOf' ? spec.choices[0] : BLANK[spec.kind],
    ]),
  ) as RowOf<Table>
