/**
 * The part of the ONNX file format that regbench writes, as protocol-buffer messages. Field numbers are those of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; pbf knows how varints and lengths are coded.
 */
import { PbfReader, PbfWriter } from 'pbf'
import { fromLittleEndian, littleEndianBytes, type Tensor } from './tensors.ts'

/** TensorProto.DataType */
export const DATA_TYPE = { float: 1, int64: 7, string: 8, double: 11 } as const
export type DataType = keyof typeof DATA_TYPE

export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }

export interface Node {
  readonly name: string
  readonly op: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes: Readonly<Record<string, Attribute>>
}

export interface Initializer {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array | Float64Array | BigInt64Array | readonly string[]
}

/** An input or an output of the graph. */
export interface Value {
  readonly name: string
  readonly type: DataType
  /** A text names a size that is free. */
  readonly shape: readonly (number | string)[]
  readonly doc: string
}

export interface Graph {
  readonly name: string
  readonly doc: string
  readonly nodes: readonly Node[]
  readonly initializers: readonly Initializer[]
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
}

export interface OnnxModel {
  readonly irVersion: number
  readonly opset: number
  readonly producer: string
  readonly producerVersion: string
  readonly graph: Graph
  readonly metadata: Readonly<Record<string, string>>
}

export function encodeOnnx(model: OnnxModel): Uint8Array {
  const pbf = new PbfWriter()
  pbf.writeVarintField(1, model.irVersion)
  pbf.writeStringField(2, model.producer)
  pbf.writeStringField(3, model.producerVersion)
  pbf.writeMessage(7, writeGraph, model.graph)
  // OperatorSetIdProto: the default domain is an empty text, which is left out.
  pbf.writeMessage(8, (opset: number, out) => out.writeVarintField(2, opset), model.opset)
  for (const entry of Object.entries(model.metadata)) pbf.writeMessage(14, writeEntry, entry)
  return pbf.finish()
}

function writeGraph(graph: Graph, out: PbfWriter): void {
  for (const node of graph.nodes) out.writeMessage(1, writeNode, node)
  out.writeStringField(2, graph.name)
  for (const initializer of graph.initializers) out.writeMessage(5, writeInitializer, initializer)
  out.writeStringField(10, graph.doc)
  for (const value of graph.inputs) out.writeMessage(11, writeValue, value)
  for (const value of graph.outputs) out.writeMessage(12, writeValue, value)
}

function writeNode({ name, op, inputs, output, attributes }: Node, out: PbfWriter): void {
  for (const input of inputs) out.writeStringField(1, input)
  out.writeStringField(2, output)
  out.writeStringField(3, name)
  out.writeStringField(4, op)
  for (const entry of Object.entries(attributes)) out.writeMessage(5, writeAttribute, entry)
}

/** AttributeProto.AttributeType */
const ATTRIBUTE_TYPE = { float: 1, int: 2, ints: 7 } as const

function writeAttribute([name, value]: [string, Attribute], out: PbfWriter): void {
  out.writeStringField(1, name)
  if ('float' in value) {
    out.writeFloatField(2, value.float)
    out.writeVarintField(20, ATTRIBUTE_TYPE.float)
  } else if ('ints' in value) {
    for (const int of value.ints) out.writeVarintField(8, int)
    out.writeVarintField(20, ATTRIBUTE_TYPE.ints)
  } else {
    out.writeVarintField(3, value.int)
    out.writeVarintField(20, ATTRIBUTE_TYPE.int)
  }
}

function writeInitializer({ name, shape, values }: Initializer, out: PbfWriter): void {
  for (const size of shape) out.writeVarintField(1, size)
  out.writeVarintField(2, DATA_TYPE[typeOf(values)])
  // Texts cannot be raw data.
  if (isTexts(values)) for (const text of values) out.writeStringField(6, text)
  out.writeStringField(8, name)
  if (!isTexts(values)) out.writeBytesField(9, bytesOf(values))
}

const isTexts = (values: Initializer['values']): values is readonly string[] => Array.isArray(values)

function typeOf(values: Initializer['values']): DataType {
  if (isTexts(values)) return 'string'
  if (values instanceof BigInt64Array) return 'int64'
  return values instanceof Float32Array ? 'float' : 'double'
}

function bytesOf(values: Float32Array | Float64Array | BigInt64Array): Uint8Array {
  if (!(values instanceof BigInt64Array)) return littleEndianBytes(values)
  const bytes = new Uint8Array(8 * values.length)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < values.length; i++) view.setBigInt64(8 * i, values[i], true)
  return bytes
}

function writeValue({ name, type, shape, doc }: Value, out: PbfWriter): void {
  out.writeStringField(1, name)
  // TypeProto { tensor_type { elem_type, shape { dim { dim_value | dim_param } } } }
  out.writeMessage(
    2,
    (_, typeProto) =>
      typeProto.writeMessage(
        1,
        (_, tensor) => {
          tensor.writeVarintField(1, DATA_TYPE[type])
          tensor.writeMessage(2, writeShape, shape)
        },
        null,
      ),
    null,
  )
  out.writeStringField(3, doc)
}

function writeShape(shape: Value['shape'], out: PbfWriter): void {
  for (const size of shape) {
    out.writeMessage(
      1,
      (_, dim) => {
        if (typeof size === 'number') dim.writeVarintField(1, size)
        else dim.writeStringField(2, size)
      },
      null,
    )
  }
}

/** StringStringEntryProto */
function writeEntry([key, value]: [string, string], out: PbfWriter): void {
  out.writeStringField(1, key)
  out.writeStringField(2, value)
}

export interface OnnxContents {
  readonly metadata: ReadonlyMap<string, string>
  /** The float and double initializers that are stored as raw data, which is how `encodeOnnx` stores them. */
  readonly tensors: ReadonlyMap<string, Tensor>
}

/** Reads back what `encodeOnnx` wrote; throws an Error of any kind for bytes that are not such a message. */
export function decodeOnnx(bytes: Uint8Array): OnnxContents {
  const metadata = new Map<string, string>()
  const tensors = new Map<string, Tensor>()
  new PbfReader(bytes).readFields((tag, _, pbf) => {
    if (tag === 7) pbf.readMessage(readGraphField, tensors)
    if (tag !== 14) return
    const entry = pbf.readMessage(readEntryField, { key: '', value: '' })
    metadata.set(entry.key, entry.value)
  }, null)
  return { metadata, tensors }
}

function readGraphField(tag: number, tensors: Map<string, Tensor>, pbf: PbfReader): void {
  if (tag !== 5) return
  const read = pbf.readMessage(readTensorField, {
    name: '',
    shape: [] as number[],
    type: 0,
    raw: undefined as Uint8Array | undefined,
  })
  const { name, shape, raw } = read
  const type = read.type === DATA_TYPE.float ? 'f32' : read.type === DATA_TYPE.double ? 'f64' : undefined
  if (type === undefined || raw === undefined) return
  const count = shape.reduce((product, size) => product * size, 1)
  if (raw.length !== count * (type === 'f32' ? 4 : 8)) throw new Error(`tensor ${name} is cut short`)
  tensors.set(name, { shape, values: fromLittleEndian(raw, type) })
}

function readTensorField(
  tag: number,
  tensor: { name: string; shape: number[]; type: number; raw: Uint8Array | undefined },
  pbf: PbfReader,
): void {
  if (tag === 1) tensor.shape.push(pbf.readVarint())
  else if (tag === 2) tensor.type = pbf.readVarint()
  else if (tag === 8) tensor.name = pbf.readString()
  else if (tag === 9) tensor.raw = pbf.readBytes()
}

function readEntryField(tag: number, entry: { key: string; value: string }, pbf: PbfReader): void {
  if (tag === 1) entry.key = pbf.readString()
  else if (tag === 2) entry.value = pbf.readString()
}
