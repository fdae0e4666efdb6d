/**
 * A fitted model as an ONNX graph that takes the cells of a CSV as they are: what is missing, encoded, centred and scaled is
 * done by nodes of the graph. docs/models.md says how to feed it.
 */
import { type CategoricalInput, type Input, NO_BOUND, type NumericInput } from '../data/inputs.ts'
import type { FittedModel } from '../training/fitted.ts'
import { GraphBuilder } from './graphBuilder.ts'
import { otherPrefix } from './manifest.ts'
import { addNetwork } from './onnxNetwork.ts'
import { DATA_TYPE, encodeOnnx, type Graph, type Value } from './onnxProto.ts'

/** The first opset whose Equal compares texts; every runtime since October 2023 has it. Its files have IR version 9. */
export const OPSET = 19
const IR_VERSION = 9

export function onnxBytes(model: FittedModel, manifest: string, version: string): Uint8Array {
  return encodeOnnx({
    irVersion: IR_VERSION,
    opset: OPSET,
    producer: 'regbench',
    producerVersion: version,
    graph: graphOf(model),
    metadata: { regbench: manifest },
  })
}

export function graphOf(model: FittedModel): Graph {
  const build = new GraphBuilder()
  const features = addPreprocessing(build, model.inputs)
  const outputs = addNetwork(build, features, model)
  const { others = [] } = model
  const beside = others.map((layers, i) =>
    addNetwork(build.under(otherPrefix(i)), features, { ...model, layers }),
  )
  if (model.task === 'classification') addClasses(build, outputs, beside, model.classes)
  else addTargetScaling(build, meanOf(build, 'outputs_mean', [...beside, outputs]), model)
  const { nodes, initializers } = build
  return {
    name: 'regbench',
    doc: `${model.task} of ${model.target}, trained with ${model.method}`,
    nodes,
    initializers,
    inputs: graphInputs(model.inputs),
    outputs: graphOutputs(model),
  }
}

const numericOf = (inputs: readonly Input[]) => inputs.filter((input) => input.kind === 'numeric')
const categoricalOf = (inputs: readonly Input[]) => inputs.filter((input) => input.kind === 'categorical')

/** Columns that f32 could not tell apart before their offset is taken off. */
const needsDouble = (numeric: readonly NumericInput[]): boolean =>
  numeric.some(({ offset, unit }) => offset !== 0 || unit !== 1)

function graphInputs(inputs: readonly Input[]): Value[] {
  const numeric = numericOf(inputs)
  const categorical = categoricalOf(inputs)
  const doc = (columns: readonly Input[], what: string) =>
    `${what} Columns: ${JSON.stringify(columns.map(({ name }) => name))}`
  return [
    {
      name: 'numeric',
      type: needsDouble(numeric) ? 'double' : 'float',
      shape: ['rows', numeric.length],
      doc: doc(numeric, 'The numbers as they are in the file, NaN where one is missing.'),
    } as const,
    {
      name: 'categorical',
      type: 'string',
      shape: ['rows', categorical.length],
      doc: doc(categorical, 'The categories as they are in the file, an empty text where one is missing.'),
    } as const,
  ].filter(({ shape }) => shape[1] !== 0)
}

/** Raw cells to features [rows x width], in the order of the columns. */
function addPreprocessing(build: GraphBuilder, inputs: readonly Input[]): string {
  const numeric = numericOf(inputs)
  const categorical = categoricalOf(inputs)
  const parts = [
    ...(numeric.length > 0 ? [addNumeric(build, numeric)] : []),
    ...categorical.flatMap((input, c) =>
      input.categories.length > 0 ? [addIndicators(build, input, c)] : [],
    ),
  ]
  const joined =
    parts.length === 1 ? parts[0] : build.node('Concat', 'features_by_kind', parts, { axis: { int: 1 } })
  const order = columnOrder(inputs)
  if (order.every((from, to) => from === to)) return joined
  const indices = build.constant('features.order', [order.length], BigInt64Array.from(order, BigInt))
  return build.node('Gather', 'features', [joined, indices], { axis: { int: 1 } })
}

/** By feature, its place among numbers first, indicators second. */
function columnOrder(inputs: readonly Input[]): number[] {
  let number = 0
  let indicator = numericOf(inputs).length
  return inputs.flatMap((input) =>
    input.kind === 'numeric' ? [number++] : input.categories.map(() => indicator++),
  )
}

/** (isNaN(s) ? fill : s - shift) * scale with s = (value - offset) / unit; then held within its bound, and bent. */
function addNumeric(build: GraphBuilder, numeric: readonly NumericInput[]): string {
  let stored = 'numeric'
  if (needsDouble(numeric)) {
    const doubles = (name: string, values: readonly number[]) =>
      build.constant(name, [values.length], Float64Array.from(values))
    const offset = doubles(
      'numeric.offset',
      numeric.map((input) => input.offset),
    )
    const unit = doubles(
      'numeric.unit',
      numeric.map((input) => input.unit),
    )
    const near = build.node('Sub', 'numeric_minus_offset', [stored, offset])
    const small = build.node('Div', 'numeric_by_unit', [near, unit])
    stored = build.node('Cast', 'numeric_stored', [small], { to: { int: DATA_TYPE.float } })
  }
  const fill = build.floats(
    'numeric.fill',
    numeric.map((input) => input.fill),
  )
  const shift = build.floats(
    'numeric.shift',
    numeric.map((input) => input.shift),
  )
  const scale = build.floats(
    'numeric.scale',
    numeric.map((input) => input.scale),
  )
  const missing = build.node('IsNaN', 'numeric_is_missing', [stored])
  const centred = build.node('Sub', 'numeric_centred', [stored, shift])
  const filled = build.node('Where', 'numeric_filled', [missing, fill, centred])
  const scaled = build.node('Mul', 'numeric_scaled', [filled, scale])
  return addBend(build, addBound(build, scaled, numeric), numeric)
}

function addBound(build: GraphBuilder, x: string, numeric: readonly NumericInput[]): string {
  if (numeric.every(({ bound }) => bound === NO_BOUND)) return x
  const bound = build.floats(
    'numeric.bound',
    numeric.map((input) => input.bound),
  )
  const below = build.node('Min', 'numeric_not_above', [x, bound])
  const opposite = build.node('Neg', 'numeric_minus_bound', [bound])
  return build.node('Max', 'numeric_held', [below, opposite])
}

/** x / sqrt(1 + (x * bend)^2) */
function addBend(build: GraphBuilder, x: string, numeric: readonly NumericInput[]): string {
  if (numeric.every(({ bend }) => bend === 0)) return x
  const bend = build.floats(
    'numeric.bend',
    numeric.map((input) => input.bend),
  )
  const bent = build.node('Mul', 'numeric_times_bend', [x, bend])
  const square = build.node('Mul', 'numeric_square', [bent, bent])
  const sum = build.node('Add', 'numeric_one_and_square', [square, build.floats('one', [1])])
  return build.node('Div', 'numeric_bent', [x, build.node('Sqrt', 'numeric_root', [sum])])
}

/** [rows x categories] of 0 and 1; a text that is none of the categories, the empty one too, is 0 in all. */
function addIndicators(build: GraphBuilder, { categories, constant }: CategoricalInput, c: number): string {
  const index = build.constant(`categorical_${c}.index`, [1], BigInt64Array.of(BigInt(c)))
  const known = build.constant(`categorical_${c}.categories`, [1, categories.length], categories)
  const column = build.node('Gather', `categorical_${c}`, ['categorical', index], { axis: { int: 1 } })
  const equal = build.node('Equal', `categorical_${c}_is`, [column, known])
  const indicators = build.node('Cast', `categorical_${c}_indicators`, [equal], {
    to: { int: DATA_TYPE.float },
  })
  if (!constant) return indicators
  return build.node('Mul', `categorical_${c}_unread`, [
    indicators,
    build.floats(`categorical_${c}.scale`, [0]),
  ])
}

/** The mean of several values, or the one there is. */
const meanOf = (build: GraphBuilder, name: string, values: readonly string[]): string =>
  values.length === 1 ? values[0] : build.node('Mean', name, values)

function addClasses(
  build: GraphBuilder,
  logits: string,
  beside: readonly string[],
  classes: readonly string[],
): void {
  const axis = { axis: { int: 1 } }
  if (beside.length === 0) build.node('Softmax', 'probabilities', [logits], axis)
  else {
    const all = [...beside, logits].map((own, i) => build.node('Softmax', `probabilities_${i}`, [own], axis))
    meanOf(build, 'probabilities', all)
  }
  const judged = beside.length === 0 ? logits : 'probabilities'
  const index = build.node('ArgMax', 'label_index', [judged], { ...axis, keepdims: { int: 0 } })
  build.node('Gather', 'label', [build.constant('classes', [classes.length], classes), index])
}

function addTargetScaling(build: GraphBuilder, outputs: string, { targetScaling }: FittedModel): void {
  const deviation = build.constant('target.deviation', [], Float32Array.of(targetScaling.deviation))
  const mean = build.constant('target.mean', [], Float32Array.of(targetScaling.mean))
  build.node('Add', 'prediction', [build.node('Mul', 'outputs_times_deviation', [outputs, deviation]), mean])
}

function graphOutputs({ task, classes, target }: FittedModel): Value[] {
  if (task === 'regression') {
    return [{ name: 'prediction', type: 'float', shape: ['rows', 1], doc: `${target}, in its own unit.` }]
  }
  return [
    { name: 'label', type: 'string', shape: ['rows'], doc: `The most probable class of ${target}.` },
    {
      name: 'probabilities',
      type: 'float',
      shape: ['rows', classes.length],
      doc: `One column a class: ${JSON.stringify(classes)}`,
    },
  ]
}
