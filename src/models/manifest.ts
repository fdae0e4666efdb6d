/**
 * The part of a model file that is not an array: one JSON text, in safetensors' metadata and in ONNX's metadata_props alike.
 * docs/models.md lists its fields.
 */

import type { Build } from '../core/load.ts'
import type { DataOptions, RowOptions } from '../data/options.ts'
import { isConvolutional, networkText } from '../nn/architecture.ts'
import type { InitializationName } from '../nn/init.ts'
import type { Scale } from '../settings/data.ts'
import type { TrainingSettings } from '../settings/training.ts'
import type { FittedModel } from '../training/fitted.ts'
import type { Tensor } from './tensors.ts'

/** How the training file was read: the file of new rows is read alike unless the user says otherwise. */
export type Reading = Pick<
  DataOptions,
  'delimiter' | 'encoding' | 'decimal' | 'thousands' | 'header' | 'nullValues' | 'missing'
> &
  Partial<Pick<DataOptions, 'comment' | 'skipLines' | 'rename'>>

/** Settings of reading that are absent where the training file needed none. */
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
export const VERSION = 2

/** Before the names of the arrays of a further network. */
export const otherPrefix = (i: number): string => `other${i}.`

/** The arrays and the text of a model. */
export function takeApart({ model, reading, origin }: SavedModel): {
  tensors: Map<string, Tensor>
  manifest: string
} {
  const { method, task, target, classes, targetScaling, inputs, architecture, layers, others = [] } = model
  const { predictionScale, preactivationScale } = model
  const tensors = new Map<string, Tensor>()
  ;[...others, layers].forEach((network, i) => {
    const prefix = i < others.length ? otherPrefix(i) : ''
    network.forEach(({ weights, biases }, l) => {
      const { fanIn, fanOut } = architecture.layers[l]
      tensors.set(`${prefix}layer${l}.weights`, { shape: [fanIn, fanOut], values: weights })
      tensors.set(`${prefix}layer${l}.biases`, { shape: [fanOut], values: biases })
    })
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
  const { sizes, images, activation } = architecture
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
      ...(isConvolutional(architecture) && { network: networkText(architecture) }),
      ...(images[0] && { image: images[0] }),
      ...(model.channels && { channels: model.channels }),
      activation,
      method,
      predictionScale,
      preactivationScale,
      ...(others.length > 0 && { others: others.length }),
      reading,
      origin,
    }),
  }
}

/** The figures of numeric columns, each an array of one number a column. */
export const NUMERIC = {
  offset: Float64Array,
  unit: Float64Array,
  fill: Float32Array,
  shift: Float32Array,
  scale: Float32Array,
  bound: Float32Array,
  bend: Float32Array,
} as const
