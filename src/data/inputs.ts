/** How a fitted network reads a row of CSV: columns, encoder, imputer and scaler in one plain list that a model file can hold. */
import type { Dataset, DatePart, FeatureScaling, Marks } from './dataset.ts'

/**
 * A column of numbers, one feature of the network. A value v is stored as s = f32((v - offset) / unit), and scaled to
 * x = f32((s - shift) * scale), or f32(fill * scale) where v is missing. The feature is x held within +-bound, and then
 * x / sqrt(1 + (x * bend)^2).
 */
export interface NumericInput {
  readonly kind: 'numeric'
  /** The feature's name: its column's, or one of its own for a part of a date. */
  readonly name: string
  /** The column to read, where it is not called like the feature. */
  readonly column?: string
  /** What is read of a column of dates. */
  readonly date?: DatePart
  /** What stood around the numbers in the training file. */
  readonly marks?: Marks
  readonly offset: number
  readonly unit: number
  /** These are f32 values; scale is 0 where all training rows had one value. */
  readonly fill: number
  readonly shift: number
  readonly scale: number
  /** NO_BOUND and 0 where there is none. */
  readonly bound: number
  readonly bend: number
  /** A stored value outside is far from all that training saw. */
  readonly low: number
  readonly high: number
}

/** The largest finite f32: every finite value is within it. */
export const NO_BOUND = 3.4028234663852886e38

/** A column of categories: one feature each, 1 where the row holds it, else 0. No category at all is 0 in every one. */
export interface CategoricalInput {
  readonly kind: 'categorical'
  readonly name: string
  /** In the order of their features; those of the training rows. */
  readonly categories: readonly string[]
  /** "7" and "7.0" differ. Otherwise a number is the category of its shortest decimal. */
  readonly asWritten: boolean
  /** All training rows held its one category: the feature is 0 in every row, since its weights were never trained. */
  readonly constant?: true
}

/** In the order of the training file's columns, which is that of the features. */
export type Input = NumericInput | CategoricalInput

const FIGURES = ['fill', 'shift', 'scale', 'bound', 'bend', 'low', 'high'] as const

/** Values of arrays that a scaling may leave out. */
const NEUTRAL_FIGURES: Readonly<Record<string, number>> = { bound: NO_BOUND, bend: 0 }

/** The inputs of a network that was fitted on `dataset` with this scaling. */
export function inputsOf(dataset: Dataset, scaling: FeatureScaling): Input[] {
  const { features } = dataset
  const codings = new Map(
    (scaling.recoded ?? []).map(({ column, offset, unit }) => [column, { offset, unit }]),
  )
  const position = new Map(Array.from(scaling.columns, (j, k) => [j, k]))
  const categories = new Map<string, string[]>()
  const constant = new Set<string>()
  const inputs = features.flatMap(({ name, column, category, asWritten, marks, date }, j): Input[] => {
    const k = position.get(j)
    if (category === undefined) {
      const figures = Object.fromEntries(
        FIGURES.map((figure) => [figure, scaling[figure]?.[k!] ?? NEUTRAL_FIGURES[figure]]),
      ) as Pick<NumericInput, (typeof FIGURES)[number]>
      const bound = Math.min(figures.bound, NO_BOUND)
      return [
        {
          kind: 'numeric',
          name,
          ...(name !== column && { column }),
          ...(date && { date }),
          ...(marks && { marks }),
          ...(codings.get(j) ?? { offset: 0, unit: 1 }),
          ...figures,
          bound,
        },
      ]
    }
    if (k !== undefined && scaling.scale[k] === 0) constant.add(column)
    const known = categories.get(column)
    const names = known ?? []
    if (k !== undefined) names.push(category)
    if (known !== undefined) return []
    categories.set(column, names)
    return [{ kind: 'categorical', name: column, categories: names, asWritten: asWritten === true }]
  })
  return inputs.map((input) => (constant.has(input.name) ? { ...input, constant: true } : input) as Input)
}

/** The column of a file that an input is read from. */
export const columnOfInput = (input: Input): string =>
  input.kind === 'numeric' ? (input.column ?? input.name) : input.name

/** By feature of the network, the column of a file that it is read from. */
export const columnsOfFeatures = (inputs: readonly Input[]): string[] =>
  inputs.flatMap((input) =>
    input.kind === 'numeric' ? [columnOfInput(input)] : input.categories.map(() => input.name),
  )

export const widthOf = (inputs: readonly Input[]): number =>
  inputs.reduce((sum, input) => sum + (input.kind === 'numeric' ? 1 : input.categories.length), 0)

/** What `Minibatch` wants of the inputs: every feature is read, in order. */
export function scalingOf(inputs: readonly Input[]): FeatureScaling {
  const width = widthOf(inputs)
  const all = (value: number) => new Float32Array(width).fill(value)
  const figures = {
    fill: all(0),
    shift: all(0),
    scale: all(1),
    bound: all(Infinity),
    bend: all(0),
    low: all(-Infinity),
    high: all(Infinity),
  }
  let k = 0
  for (const input of inputs) {
    if (input.kind === 'numeric') {
      for (const name of FIGURES) figures[name][k] = input[name]
      k++
    } else {
      if (input.constant) figures.scale.fill(0, k, k + input.categories.length)
      k += input.categories.length
    }
  }
  const columns = Int32Array.from({ length: width }, (_, j) => j)
  const { bound, bend, ...rest } = figures
  return {
    columns,
    ...rest,
    ...(bound.some((value) => value < NO_BOUND) && { bound }),
    ...(bend.some((value) => value > 0) && { bend }),
  }
}
