/** The inverse of `takeApart`, which believes nothing of what it reads: every shape and range is checked. */
import { type Input, NO_BOUND } from '../data/inputs.ts'
import { DATE_PARTS } from '../data/read/dates.ts'
import { type ActivationName, activations } from '../nn/activation.ts'
import { type Architecture, architectureOfLayers } from '../nn/architecture.ts'
import { denseSpecs, parseLayers } from '../nn/layerSpec.ts'
import { checkMethod, parseMethod } from '../regularizers/method.ts'
import {
  checkJson,
  flag,
  list,
  number,
  object,
  oneOf,
  optional,
  record,
  type ShapeOf,
  text,
  whole,
} from '../util/shape.ts'
import { NUMERIC, type Origin, otherPrefix, type SavedModel, VERSION } from './manifest.ts'
import type { Tensor } from './tensors.ts'

/** What is wrong with a model; the message is a clause that follows "the file is not a model of regbench: ". */
export class ManifestError extends Error {}

const manifestShape = object({
  task: oneOf(['classification', 'regression']),
  target: text,
  classes: list(text),
  targetScaling: object({ mean: number(), deviation: number() }),
  columns: list(
    object({
      name: text,
      kind: oneOf(['numeric', 'categorical']),
      categories: optional(list(text)),
      asWritten: optional(flag),
      constant: optional(flag),
      low: optional(number()),
      high: optional(number()),
      column: optional(text),
      date: optional(object({ part: oneOf([...DATE_PARTS, 'hours']), dayFirst: flag })),
      marks: optional(object({ prefix: text, suffix: text })),
    }),
  ),
  sizes: list(whole({ min: 1 })),
  network: optional(text),
  image: optional(
    object({ height: whole({ min: 1 }), width: whole({ min: 1 }), channels: whole({ min: 1 }) }),
  ),
  channels: optional(oneOf(['first'])),
  activation: oneOf(Object.keys(activations) as ActivationName[]),
  method: text,
  predictionScale: list(number()),
  preactivationScale: list(number()),
  others: optional(whole({ min: 1 })),
  reading: object({
    header: flag,
    nullValues: list(text),
    missing: oneOf(['error', 'drop', 'impute']),
    delimiter: optional(text),
    encoding: optional(text),
    decimal: optional(text),
    thousands: optional(text),
    comment: optional(text),
    skipLines: optional(whole({ min: 0 })),
    rename: optional(flag),
  }),
  /** Only shown. */
  origin: record,
})
type Manifest = ShapeOf<typeof manifestShape>

const refuse = (path: string, clause: string) =>
  new ManifestError(path === '' ? `its manifest ${clause}` : `its field ${path} ${clause}`)

/** Throws a ManifestError. */
export function putTogether(tensors: ReadonlyMap<string, Tensor>, json: string): SavedModel {
  const { version } = checkJson(object({ version: whole({ min: 1 }) }), json, refuse)
  // A later format may say anything else as it likes.
  if (version > VERSION) {
    throw new ManifestError(`it is of format version ${version}, and this regbench reads up to ${VERSION}`)
  }
  const manifest = checkJson(manifestShape, json, refuse)
  const { task, target, classes, targetScaling, sizes, reading } = manifest
  const inputs = readInputs(manifest, tensors)
  checkSizes(manifest, inputs)
  const architecture = readArchitecture(manifest)
  return {
    model: {
      method: readMethod(manifest.method, architecture),
      task,
      target,
      classes,
      targetScaling,
      inputs,
      architecture,
      layers: readLayers(tensors, architecture, ''),
      ...(manifest.others !== undefined && {
        others: Array.from({ length: manifest.others }, (_, i) =>
          readLayers(tensors, architecture, otherPrefix(i)),
        ),
      }),
      predictionScale: scales(manifest, 'predictionScale', sizes.length),
      preactivationScale: scales(manifest, 'preactivationScale', sizes.length - 1),
      ...(manifest.channels && { channels: manifest.channels }),
    },
    reading,
    origin: manifest.origin as unknown as Origin,
  }
}

const readLayers = (tensors: ReadonlyMap<string, Tensor>, { layers }: Architecture, prefix: string) =>
  layers.map(({ fanIn, fanOut }, l) => ({
    weights: f32(tensors, `${prefix}layer${l}.weights`, [fanIn, fanOut]),
    biases: f32(tensors, `${prefix}layer${l}.biases`, [fanOut]),
  }))

function checkSizes({ task, classes, sizes }: Manifest, inputs: readonly Input[]): void {
  const width = inputs.reduce(
    (sum, input) => sum + (input.kind === 'numeric' ? 1 : input.categories.length),
    0,
  )
  const outputs = task === 'classification' ? classes.length : 1
  if (sizes.length < 2 || sizes[0] !== width || sizes[sizes.length - 1] !== outputs || outputs === 0) {
    throw new ManifestError(`its sizes are ${sizes.join('-')} for ${width} features and ${outputs} outputs`)
  }
}

/** The network that layers and image make, whose sizes must be those of the file. */
function readArchitecture({ sizes, network, image, activation }: Manifest): Architecture {
  const specs = network === undefined ? denseSpecs(sizes.slice(1, -1)) : parseLayers(network)
  if (specs === undefined) throw refuse('network', `is ${JSON.stringify(network)}, which is not a network`)
  const architecture = ((): Architecture => {
    try {
      return architectureOfLayers(image ?? sizes[0], specs, sizes[sizes.length - 1], activation)
    } catch (error) {
      throw new ManifestError(`its network cannot be: ${(error as Error).message}`)
    }
  })()
  if (architecture.sizes.join() === sizes.join()) return architecture
  throw new ManifestError(
    `its sizes are ${sizes.join('-')}, and those of its network ${architecture.sizes.join('-')}`,
  )
}

function scales(manifest: Manifest, name: 'predictionScale' | 'preactivationScale', count: number): number[] {
  const values = manifest[name]
  if (values.length === count) return values
  throw new ManifestError(`its field ${name} holds ${values.length} numbers, not ${count}`)
}

/** The method's specification, in the spelling of this version. */
function readMethod(spec: string, architecture: Architecture): string {
  try {
    const method = parseMethod(spec)
    checkMethod(method, architecture)
    return method.spec
  } catch (error) {
    throw new ManifestError(`its method cannot be used: ${(error as Error).message}`)
  }
}

function readInputs({ columns }: Manifest, tensors: ReadonlyMap<string, Tensor>): Input[] {
  const count = columns.filter(({ kind }) => kind === 'numeric').length
  const figures = Object.fromEntries(
    Object.keys(NUMERIC).map((name) => [name, numericFigure(tensors, name, count)]),
  ) as Record<keyof typeof NUMERIC, (position: number) => number>
  let position = 0
  const inputs = columns.map((entry, c): Input => {
    const { name, kind, categories, asWritten, constant, low, high, column, date, marks } = entry
    if (kind === 'categorical') {
      if (categories === undefined) throw refuse(`columns[${c}].categories`, 'is missing')
      if (asWritten === undefined) throw refuse(`columns[${c}].asWritten`, 'is missing')
      return { kind, name, categories, asWritten, ...(constant && { constant }) }
    }
    const at = position++
    const own = Object.fromEntries(Object.entries(figures).map(([figure, of]) => [figure, of(at)])) as Record<
      keyof typeof NUMERIC,
      number
    >
    if ((date === undefined) !== (column === undefined)) throw refuse(`columns[${c}].column`, 'is missing')
    const written = { ...(date && { column, date }), ...(marks && { marks }) }
    return { kind, name, ...written, ...own, low: low ?? -NO_BOUND, high: high ?? NO_BOUND }
  })
  const names = inputs.map(({ name }) => name)
  if (new Set(names).size < names.length) throw new ManifestError('two of its columns have one name')
  return inputs
}

/** What a numeric column has where a file leaves an array out, as ONNX graphs do that have no use for it. */
const NEUTRAL: Readonly<Record<string, number>> = { offset: 0, unit: 1, bound: NO_BOUND, bend: 0 }

function numericFigure(tensors: ReadonlyMap<string, Tensor>, name: string, count: number) {
  const neutral = NEUTRAL[name]
  const isLeftOut = count === 0 || (neutral !== undefined && !tensors.has(`numeric.${name}`))
  const values = isLeftOut ? undefined : vector(tensors, `numeric.${name}`, [count])
  return (position: number) => values?.[position] ?? neutral
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
