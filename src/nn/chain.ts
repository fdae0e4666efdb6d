/** A network as a chain of sizes, with what each of its layers costs. */
import { type Architecture, type ImageShape, imageText } from './architecture.ts'

export interface Link {
  /** As `--network` writes the layer; `outputs` for the last, and `features` or `image` for what comes first. */
  readonly layer: string
  /** What it leaves: 14x14x16, or 128. */
  readonly size: string
  readonly parameters: number
  /** Multiplications, each with an addition, of a forward pass of one row. */
  readonly multiplyAdds: number
}

/** From the features to the outputs, a link for each layer; poolings multiply nothing. */
export function chainOf({ sizes, images, layers }: Architecture): Link[] {
  const [image] = images
  const free = { parameters: 0, multiplyAdds: 0 }
  return [
    { layer: image ? 'image' : 'features', size: sizeText(image, sizes[0]), ...free },
    ...layers.flatMap(({ text, fanIn, fanOut, outputs, convolution, poolings }): Link[] => [
      {
        layer: text,
        size: convolution === null ? `${outputs}` : imageText(outOf(convolution, fanOut)),
        parameters: (fanIn + 1) * fanOut,
        multiplyAdds: fanIn * outputs,
      },
      ...poolings.map((pooling) => ({
        layer: pooling.text,
        size: imageText(outOf(pooling, pooling.channels)),
        ...free,
      })),
    ]),
  ]
}

const sizeText = (image: ImageShape | null, size: number): string =>
  image === null ? `${size}` : imageText(image)

const outOf = (shape: { outHeight: number; outWidth: number }, channels: number): ImageShape => ({
  height: shape.outHeight,
  width: shape.outWidth,
  channels,
})

/** `28x28x1 -> conv:16x5 28x28x16 -> pool:2 14x14x16 -> outputs 10` */
export const chainText = (links: readonly Link[]): string =>
  links.map(({ layer, size }, l) => (l === 0 ? size : `${layer} ${size}`)).join(' -> ')

/** Multiplications and additions of the products of one row, forward: two for each multiply-add. */
export const forwardOperations = ({ layers }: Architecture): number =>
  layers.reduce((sum, { fanIn, outputs }) => sum + 2 * fanIn * outputs, 0)

/** Forward, then the gradients of all weights and of all activations but the features. */
export const trainingOperations = (architecture: Architecture): number =>
  3 * forwardOperations(architecture) - 2 * architecture.layers[0].fanIn * architecture.layers[0].outputs
