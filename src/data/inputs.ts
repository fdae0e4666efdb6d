/** How a fitted network reads a row of CSV: columns, encoder, imputer and scaler in one plain list that a model file can hold. */
import type { Dataset, DatePart, FeatureScaling, Marks } from './dataset.ts'

/**
 * A column of numbers, one feature of the network. A value v is stored as s = f32((v - offset) / unit), and the feature
 * is f32((s - shift) * scale); where v is missing it is f32(fill * scale).
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
  /** These three are f32 values. */
  readonly fill: number
  readonly shift: number
  readonly scale: number
}

/** A column of categories: one feature each, 1 where the row holds it, else 0. No category at all is 0 in every one. */
export interface CategoricalInput {
  readonly kind: 'categorical'
  readonly name: string
  /** In the order of their features; those of the training rows. */
  readonly categories: readonly string[]
  /** "7" and "7.0" differ. Otherwise a number is the category of its shortest decimal. */
  readonly asWritten: boolean
}

/** In the order of the training file's columns, which is that of the features. */
export type Input = NumericInput | CategoricalInput

/** The inputs of a network that was fitted on `dataset` with this scaling. */
export function inputsOf(dataset: Dataset, scaling: FeatureScaling): Input[] {
  const { features, offset, unit } = dataset
  const position = new Map(Array.from(scaling.columns, (j, k) => [j, k]))
  const categories = new Map<string, string[]>()
  return features.flatMap(({ name, column, category, asWritten, marks, date }, j): Input[] => {
    const k = position.get(j)
    if (category === undefined) {
      const [fill, shift, scale] = [scaling.fill[k!], scaling.shift[k!], scaling.scale[k!]]
      return [
        {
          kind: 'numeric',
          name,
          ...(name !== column && { column }),
          ...(date && { date }),
          ...(marks && { marks }),
          offset: offset[j],
          unit: unit[j],
          fill,
          shift,
          scale,
        },
      ]
    }
    const known = categories.get(column)
    const names = known ?? []
    if (k !== undefined) names.push(category)
    if (known !== undefined) return []
    categories.set(column, names)
    return [{ kind: 'categorical', name: column, categories: names, asWritten: asWritten === true }]
  })
}

/** The column of a file that an input is read from. */
export const columnOfInput = (input: Input): string =>
  input.kind === 'numeric' ? (input.column ?? input.name) : input.name

export const widthOf = (inputs: readonly Input[]): number =>
  inputs.reduce((sum, input) => sum + (input.kind === 'numeric' ? 1 : input.categories.length), 0)

/** What `Minibatch` wants of the inputs: every feature is read, in order. */
export function scalingOf(inputs: readonly Input[]): FeatureScaling {
  const width = widthOf(inputs)
  const fill = new Float32Array(width)
  const shift = new Float32Array(width)
  const scale = new Float32Array(width).fill(1)
  let k = 0
  for (const input of inputs) {
    if (input.kind === 'numeric') {
      fill[k] = input.fill
      shift[k] = input.shift
      scale[k] = input.scale
      k++
    } else k += input.categories.length
  }
  return { columns: Int32Array.from({ length: width }, (_, j) => j), fill, shift, scale }
}
