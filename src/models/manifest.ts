/**
 * The part of a model file that is no array: one JSON text, in safetensors' metadata and in ONNX's metadata_props alike.
 * docs/models.md lists its fields.
 */

import type { Build } from '../core/load.ts'
import type { TargetScaling } from '../data/dataset.ts'
import { type Input, NO_BOUND, type NumericInput } from '../data/inputs.ts'
import type { DataOptions, RowOptions } from '../data/options.ts'
import { DATE_PARTS } from '../data/read/dates.ts'
import { type ActivationName, activations } from '../nn/activation.ts'
import type { InitializationName } from '../nn/init.ts'
import type { Architecture } from '../nn/mlp.ts'
import { layOutParameters } from '../nn/parameters.ts'
import { checkMethod, parseMethod } from '../regularizers/method.ts'
import type { Scale } from '../settings/data.ts'
import type { TrainingSettings } from '../settings/training.ts'
import type { FittedModel } from '../training/fitted.ts'
import { type Fields, ManifestError, readFields } from './fields.ts'
import type { Tensor } from './tensors.ts'

/** How the training file was read: the file of new rows is read alike unless the user says otherwise. */
export type Reading = Pick<
  DataOptions,
  'delimiter' | 'encoding' | 'decimal' | 'thousands' | 'header' | 'nullValues' | 'missing'
> &
  Partial<Pick<DataOptions, 'comment' | 'skipLines' | 'rename'>>

/** Those that are absent where the training file needed none. */
const SPELLINGS = ['delimiter', 'encoding', 'decimal', 'thousands', 'comment'] as const

/** How to read new rows: as the training file was, unless `given` says otherwise. */
export function rowOptionsFor(reading: Reading, given: Partial<RowOptions & Reading>): RowOptions & Reading {
  return {
    ...pickSpellings(reading),
    ...pickSpellings(given),
    ...layoutFor(reading, given),
    nullValues: [...reading.nullValues, ...(given.nullValues ?? [])],
    // Leaving rows out would part the predictions from the rows of the file unseen, so it must be asked for.
    missing: given.missing ?? (reading.missing === 'impute' ? 'impute' : 'error'),
    keep: given.keep ?? [],
  }
}

/** Lines are passed over unasked only above a header, whose names show that they were the right ones. */
function layoutFor(reading: Reading, given: Partial<Reading>) {
  const header = given.header ?? reading.header
  return {
    header,
    skipLines: given.skipLines ?? (header ? (reading.skipLines ?? 0) : 0),
    rename: given.rename ?? reading.rename ?? false,
  }
}

/** The part of the options that says how bytes become cells and numbers. */
export function pickSpellings(options: Partial<Reading>): Pick<Reading, (typeof SPELLINGS)[number]> {
  const given = SPELLINGS.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]]))
  return Object.fromEntries(given)
}

/** Where a model comes from. Nothing in it depends on the machine or the time: the same command writes the same bytes. */
export interface Origin {
  /** Version of regbench. */
  readonly regbench: string
  readonly build: Build
  readonly dataset: string
  /** Sha-256 of what reached training. */
  readonly dataHash: string
  readonly trainRows: number
  readonly validationRows: number
  readonly seed: number
  readonly scale: Scale
  readonly init: InitializationName
  readonly training: TrainingSettings
  /** Epochs run, and the one whose weights were kept. */
  readonly epochs: number
  readonly bestEpoch: number
  /** Hash of the weights. */
  readonly fingerprint: string
}

export interface SavedModel {
  readonly model: FittedModel
  readonly reading: Reading
  readonly origin: Origin
}

/** Raised when a field changes its meaning; added fields leave it. */
const VERSION = 2

/** The arrays and the text of a model. */
export function takeApart({ model, reading, origin }: SavedModel): {
  tensors: Map<string, Tensor>
  manifest: string
} {
  const { method, task, target, classes, targetScaling, inputs, architecture, layers } = model
  const { predictionScale, preactivationScale } = model
  const tensors = new Map<string, Tensor>()
  layers.forEach(({ weights, biases }, l) => {
    const [fanIn, fanOut] = [architecture.sizes[l], architecture.sizes[l + 1]]
    tensors.set(`layer${l}.weights`, { shape: [fanIn, fanOut], values: weights })
    tensors.set(`layer${l}.biases`, { shape: [fanOut], values: biases })
  })
  const numeric = inputs.filter((input) => input.kind === 'numeric')
  if (numeric.length > 0) {
    for (const [name, Type] of Object.entries(NUMERIC)) {
      const values = Type.from(numeric.map((input) => input[name as keyof typeof NUMERIC]))
      tensors.set(`numeric.${name}`, { shape: [numeric.length], values })
    }
  }
  const columns = inputs.map((input) => {
    if (input.kind === 'categorical') return input
    const { name, kind, low, high, column, date, marks } = input
    return { name, kind, low, high, ...(date && { column, date }), ...(marks && { marks }) }
  })
  const { sizes, activation } = architecture
  return {
    tensors,
    manifest: JSON.stringify({
      version: VERSION,
      task,
      target,
      classes,
      targetScaling,
      columns,
      sizes,
      activation,
      method,
      predictionScale,
      preactivationScale,
      reading,
      origin,
    }),
  }
}

/** The figures of numeric columns, each an array of one number a column. */
const NUMERIC = {
  offset: Float64Array,
  unit: Float64Array,
  fill: Float32Array,
  shift: Float32Array,
  scale: Float32Array,
  bound: Float32Array,
  bend: Float32Array,
} as const

/** What a numeric column has where a file leaves an array out, as ONNX graphs do that have no use for it. */
const NEUTRAL: Readonly<Record<string, number>> = { offset: 0, unit: 1, bound: NO_BOUND, bend: 0 }

/** The inverse of `takeApart`, which believes nothing: every shape and range is checked. Throws a ManifestError. */
export function putTogether(tensors: ReadonlyMap<string, Tensor>, manifest: string): SavedModel {
  const fields = readFields(manifest)
  const version = fields.whole('version', 1)
  if (version > VERSION) {
    throw new ManifestError(`it is of format version ${version}, and this regbench reads up to ${VERSION}`)
  }
  const task = fields.oneOf('task', ['classification', 'regression'])
  const classes = fields.texts('classes')
  const sizes = fields.list('sizes', (size) => size.asWhole(1))
  const inputs = readInputs(fields, tensors)
  const width = inputs.reduce(
    (sum, input) => sum + (input.kind === 'numeric' ? 1 : input.categories.length),
    0,
  )
  const outputs = task === 'classification' ? classes.length : 1
  if (sizes.length < 2 || sizes[0] !== width || sizes[sizes.length - 1] !== outputs || outputs === 0) {
    throw new ManifestError(`its sizes are ${sizes.join('-')} for ${width} features and ${outputs} outputs`)
  }
  const scales = (name: string, count: number): number[] => {
    const list = fields.list(name, (scale) => scale.asNumber())
    if (list.length === count) return list
    throw new ManifestError(`its field ${name} holds ${list.length} numbers, not ${count}`)
  }
  const architecture: Architecture = {
    sizes,
    activation: fields.oneOf('activation', Object.keys(activations) as ActivationName[]),
  }
  const method = readMethod(fields.text('method'), architecture)
  return {
    model: {
      method,
      task,
      target: fields.text('target'),
      classes,
      targetScaling: readTargetScaling(fields.object('targetScaling')),
      inputs,
      architecture,
      layers: layOutParameters(sizes).weights.map((_, l) => ({
        weights: f32(tensors, `layer${l}.weights`, [sizes[l], sizes[l + 1]]),
        biases: f32(tensors, `layer${l}.biases`, [sizes[l + 1]]),
      })),
      predictionScale: scales('predictionScale', sizes.length),
      preactivationScale: scales('preactivationScale', sizes.length - 1),
    },
    reading: readReading(fields.object('reading')),
    origin: fields.object('origin').asIs() as unknown as Origin,
  }
}

function readMethod(spec: string, architecture: Architecture): string {
  try {
    checkMethod(parseMethod(spec), architecture)
  } catch (error) {
    throw new ManifestError(`its method cannot be used: ${(error as Error).message}`)
  }
  return spec
}

function readTargetScaling(fields: Fields): TargetScaling {
  return { mean: fields.number('mean'), deviation: fields.number('deviation') }
}

function readReading(fields: Fields): Reading {
  const spellings = SPELLINGS.filter((name) => fields.has(name)).map((name) => [name, fields.text(name)])
  return {
    header: fields.flag('header'),
    nullValues: fields.texts('nullValues'),
    missing: fields.oneOf('missing', ['error', 'drop', 'impute']),
    ...Object.fromEntries(spellings),
    ...(fields.has('skipLines') && { skipLines: fields.whole('skipLines', 0) }),
    ...(fields.has('rename') && { rename: fields.flag('rename') }),
  }
}

function readInputs(fields: Fields, tensors: ReadonlyMap<string, Tensor>): Input[] {
  const columns = fields.list('columns', (column) => column.asObject())
  const kinds = columns.map((column) => column.oneOf('kind', ['numeric', 'categorical']))
  const count = kinds.filter((kind) => kind === 'numeric').length
  const figures = Object.fromEntries(
    Object.keys(NUMERIC).map((name) => {
      const neutral = NEUTRAL[name]
      const isLeftOut = neutral !== undefined && !tensors.has(`numeric.${name}`)
      const values = isLeftOut
        ? undefined
        : count > 0
          ? vector(tensors, `numeric.${name}`, [count])
          : undefined
      return [name, (position: number) => values?.[position] ?? neutral]
    }),
  ) as Record<keyof typeof NUMERIC, (position: number) => number>
  let position = 0
  const inputs = columns.map((column, c): Input => {
    const name = column.text('name')
    if (kinds[c] === 'categorical') {
      const categories = column.texts('categories')
      const constant = column.has('constant') && column.flag('constant')
      const asWritten = column.flag('asWritten')
      return { kind: 'categorical', name, categories, asWritten, ...(constant && { constant }) }
    }
    const at = position++
    const own = Object.fromEntries(Object.entries(figures).map(([figure, of]) => [figure, of(at)])) as Record<
      keyof typeof NUMERIC,
      number
    >
    const bounds = { low: -NO_BOUND, high: NO_BOUND }
    if (column.has('low')) Object.assign(bounds, { low: column.number('low'), high: column.number('high') })
    return { kind: 'numeric', name, ...readWriting(column), ...own, ...bounds }
  })
  const names = inputs.map(({ name }) => name)
  if (new Set(names).size < names.length) throw new ManifestError('two of its columns have one name')
  return inputs
}

/** How the numbers of a column are written in a file: as dates, or with marks around them. */
function readWriting(column: Fields): Pick<NumericInput, 'column' | 'date' | 'marks'> {
  const date = column.has('date') ? column.object('date') : undefined
  const marks = column.has('marks') ? column.object('marks') : undefined
  return {
    ...(date && {
      column: column.text('column'),
      date: { part: date.oneOf('part', [...DATE_PARTS, 'hours']), dayFirst: date.flag('dayFirst') },
    }),
    ...(marks && { marks: { prefix: marks.text('prefix'), suffix: marks.text('suffix') } }),
  }
}

/** A finite array of this shape. */
function vector(
  tensors: ReadonlyMap<string, Tensor>,
  name: string,
  shape: readonly number[],
): Tensor['values'] {
  const tensor = tensors.get(name)
  if (tensor === undefined) throw new ManifestError(`it has no array ${name}`)
  if (tensor.shape.length !== shape.length || tensor.shape.some((size, i) => size !== shape[i])) {
    throw new ManifestError(`its array ${name} is ${tensor.shape.join(' x ')}, not ${shape.join(' x ')}`)
  }
  if (!tensor.values.every(Number.isFinite)) {
    throw new ManifestError(`its array ${name} holds a number that is not finite`)
  }
  return tensor.values
}

function f32(tensors: ReadonlyMap<string, Tensor>, name: string, shape: readonly number[]): Float32Array {
  const values = vector(tensors, name, shape)
  if (!(values instanceof Float32Array)) throw new ManifestError(`its array ${name} is not of 32-bit numbers`)
  return values
}
