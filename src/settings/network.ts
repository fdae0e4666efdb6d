/** The network: its layers, the images that they read, and how weights begin. */
import { activations } from '../nn/activation.ts'
import { type ImageShape, imageText } from '../nn/architecture.ts'
import { initializations } from '../nn/init.ts'
import { denseSpecs, LAYER_FORMS, type LayerSpec, layersText, parseLayers } from '../nn/layerSpec.ts'
import { usageError } from '../util/errors.ts'
import { choice, coded, nameIn, numbers } from './kinds.ts'
import { defaultsOf, group, type Values } from './setting.ts'

/** How the columns of a table form an image; `names` stands for what names such as pixel_0_0 say. */
export type Image = ImageShape | 'names'

const image = coded<Image>({
  expected: 'height and width such as 28x28, or 32x32x3 with channels, or names (pixel_0_0, pixel_0_1, ...)',
  parse(word) {
    if (word.trim() === 'names') return 'names'
    const parts = /^\s*(\d{1,5})\s*x\s*(\d{1,5})\s*(?:x\s*(\d{1,5})\s*)?$/i.exec(word)
    if (parts === null) return undefined
    const [height, width, channels] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 1)]
    return height > 0 && width > 0 && channels > 0 ? { height, width, channels } : undefined
  },
  text: (shape) => (shape === 'names' ? shape : imageText(shape)),
})

export const network = group('Network', {
  hidden: {
    alsoCalled: ['hidden-layer-sizes', 'layers', 'widths', 'units'],
    common: true,
    kind: numbers(
      { min: 1, max: 65_536, integer: true },
      'widths such as 128,64, or none for a linear model',
      {
        none: true,
      },
    ),
    placeholder: 'widths',
    derived: ({ network }: { network?: readonly LayerSpec[] }): readonly number[] =>
      network === undefined ? [128, 64] : [],
    silent: true,
    defaultText: '128,64',
    summary: 'widths of the hidden layers, or none',
    phrase: (hidden: readonly number[], { activation, init, network }: Phrased) => {
      if (network !== undefined) return `${layersText(network)} ${activation} (${init})`
      return hidden.length === 0 ? `linear (${init})` : `${hidden.join('-')} ${activation} (${init})`
    },
  },
  network: {
    alsoCalled: ['architecture'],
    kind: coded<readonly LayerSpec[]>({
      expected: `layers with commas between: ${LAYER_FORMS.join(', ')}`,
      parse: parseLayers,
      text: layersText,
    }),
    placeholder: 'layers',
    summary: 'layers of a convolutional network, e.g. conv:16x3,pool:2,dense:64; in the place of --hidden',
  },
  image: {
    kind: image,
    placeholder: 'HxW[xC]',
    summary:
      'columns are the pixels of an image: height, width, channels (default for convolutions: from names such as pixel_0_0)',
    phrase: (shape: Image) => `images ${shape === 'names' ? 'by names' : imageText(shape)}`,
  },
  channels: {
    kind: choice(['last', 'first']),
    placeholder: 'where',
    defaultText: 'last',
    summary: 'channels of a pixel are next to each other, or each channel is an image of its own',
  },
  activation: {
    kind: nameIn(activations),
    placeholder: 'name',
    default: 'relu',
    summary: 'activation of the hidden layers',
  },
  init: { kind: nameIn(initializations), placeholder: 'name', default: 'he', summary: 'initial weights' },
})

export interface Phrased {
  readonly activation: string
  readonly init: string
  readonly network?: readonly LayerSpec[]
}

export type NetworkSettings = Values<typeof network.settings>

export const DEFAULT_NETWORK: NetworkSettings = defaultsOf(network.settings)

/**
 * The layers before the outputs, however they are written.
 * @throws a usage error where they are written in both ways
 */
export function layersOf({ network: layers, hidden }: NetworkSettings): readonly LayerSpec[] {
  if (layers === undefined) return denseSpecs(hidden)
  if (hidden.length === 0) return layers
  throw usageError(
    `--hidden ${hidden.join(',')} and --network ${layersText(layers)} both say the layers; give one of them (dense:${hidden[0]} is a hidden layer in --network)`,
  )
}

/** Whether the network or `--image` takes the features for images. */
export const readsImages = (settings: NetworkSettings): boolean =>
  settings.image !== undefined || layersOf(settings).some(({ kind }) => kind !== 'dense')
