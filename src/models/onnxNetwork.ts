/** The network of a model as nodes of an ONNX graph, from scaled features to logits or scaled predictions. */
import { imageColumns } from '../data/scaleImages.ts'
import { LEAKY_SLOPE } from '../nn/activation.ts'
import { type ImageShape, imageSize, type LayerShape } from '../nn/architecture.ts'
import type { FittedLayer, FittedModel } from '../training/fitted.ts'
import type { GraphBuilder } from './graphBuilder.ts'
import { addPooling } from './onnxPooling.ts'
import type { Attribute } from './onnxProto.ts'

const ACTIVATION_NODES: Record<
  FittedModel['architecture']['activation'],
  { op: string; attributes?: Record<string, Attribute> }
> = {
  relu: { op: 'Relu' },
  'leaky-relu': { op: 'LeakyRelu', attributes: { alpha: { float: LEAKY_SLOPE } } },
  tanh: { op: 'Tanh' },
  sigmoid: { op: 'Sigmoid' },
}

/**
 * Vanilla dropout shows as a Mul of activations by keep, DropConnect as one of preactivations, inverted dropout as nothing. Images
 * are [rows x channels x height x width], as ONNX has them, between the first convolution and the first dense layer.
 */
export function addNetwork(build: GraphBuilder, features: string, model: FittedModel): string {
  const { layers, architecture, predictionScale, preactivationScale, poolWeighting = [] } = model
  const { op, attributes } = ACTIVATION_NODES[architecture.activation]
  let values = scaled(build, inOrder(build, features, model), 'features', predictionScale[0])
  let pooling = 0
  layers.forEach((layer, l) => {
    const shape = architecture.layers[l]
    const last = l === layers.length - 1
    const name = last ? 'outputs' : `preactivations_${l + 1}`
    const image = architecture.images[l]
    const isImage = l > 0 && architecture.layers[l - 1].convolution !== null
    const product =
      shape.convolution === null
        ? addDense(build, isImage ? flattened(build, values, l) : values, layer, shape, l, name)
        : addConvolution(build, isImage ? values : asImage(build, values, image!), layer, shape, l, name)
    const z = scaled(build, product, name, preactivationScale[l])
    if (last) {
      values = z
      return
    }
    let a = build.node(op, `activations_${l + 1}`, [z], attributes)
    shape.poolings.forEach((own, i) => {
      a = addPooling(build, a, `pooled_${l + 1}_${i + 1}`, own, poolWeighting[pooling++] ?? 0)
    })
    values = scaled(build, a, `activations_${l + 1}`, predictionScale[l + 1])
  })
  return values
}

/** Features with the channels of a pixel next to each other, as the weights have them. */
function inOrder(build: GraphBuilder, features: string, { architecture, channels }: FittedModel): string {
  const [image] = architecture.images
  if (channels !== 'first' || image === null) return features
  const order = BigInt64Array.from(imageColumns(image, channels), BigInt)
  const index = build.constant('channels_last', [imageSize(image)], order)
  return build.node('Gather', 'pixels', [features, index], { axis: { int: 1 } })
}

/** [rows x height * width * channels] as [rows x channels x height x width]. */
function asImage(build: GraphBuilder, values: string, { height, width, channels }: ImageShape): string {
  // 0 is as many rows as there are.
  const size = BigInt64Array.from([0, height, width, channels], BigInt)
  const rows = build.node('Reshape', 'images_channels_last', [values, build.constant('image', [4], size)])
  return build.node('Transpose', 'images', [rows], { perm: { ints: [0, 3, 1, 2] } })
}

/** The inverse: the rows that a dense layer reads. */
function flattened(build: GraphBuilder, values: string, l: number): string {
  const last = build.node('Transpose', `activations_${l}_channels_last`, [values], {
    perm: { ints: [0, 2, 3, 1] },
  })
  return build.node('Flatten', `activations_${l}_flat`, [last], { axis: { int: 1 } })
}

function addDense(
  build: GraphBuilder,
  values: string,
  { weights, biases }: FittedLayer,
  { fanIn, fanOut }: LayerShape,
  l: number,
  name: string,
): string {
  const w = build.constant(`layer${l}.weights`, [fanIn, fanOut], weights)
  return build.node('Gemm', name, [values, w, build.constant(`layer${l}.biases`, [fanOut], biases)])
}

/** The weights stand in the file as safetensors has them, [size * size * channels x filters]; nodes turn them into ONNX's order. */
function addConvolution(
  build: GraphBuilder,
  image: string,
  { weights, biases }: FittedLayer,
  { fanIn, fanOut, convolution }: LayerShape,
  l: number,
  name: string,
): string {
  const { size, channels, stride, pad } = convolution!
  const flat = build.constant(`layer${l}.weights`, [fanIn, fanOut], weights)
  const shape = BigInt64Array.from([size, size, channels, fanOut], BigInt)
  const window = build.node('Reshape', `layer${l}.windows`, [
    flat,
    build.constant(`layer${l}.shape`, [4], shape),
  ])
  const kernel = build.node('Transpose', `layer${l}.kernel`, [window], { perm: { ints: [3, 2, 0, 1] } })
  const b = build.constant(`layer${l}.biases`, [fanOut], biases)
  return build.node('Conv', name, [image, kernel, b], {
    kernel_shape: { ints: [size, size] },
    strides: { ints: [stride, stride] },
    pads: { ints: [pad, pad, pad, pad] },
  })
}

function scaled(build: GraphBuilder, values: string, name: string, keep: number): string {
  if (keep === 1) return values
  return build.node('Mul', `${name}_times_keep`, [
    values,
    build.constant(`${name}.keep`, [], Float32Array.of(keep)),
  ])
}
