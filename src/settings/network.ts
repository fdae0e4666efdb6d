/** The network: its hidden layers and how they begin. */
import { activations } from '../nn/activation.ts'
import { initializations } from '../nn/init.ts'
import { nameIn, numbers } from './kinds.ts'
import { defaultsOf, group, type Values } from './setting.ts'

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
    default: [128, 64],
    summary: 'widths of the hidden layers, or none',
    phrase: (hidden: readonly number[], { activation, init }: { activation: string; init: string }) =>
      hidden.length === 0 ? `linear (${init})` : `${hidden.join('-')} ${activation} (${init})`,
  },
  activation: {
    kind: nameIn(activations),
    placeholder: 'name',
    default: 'relu',
    summary: 'activation of the hidden layers',
  },
  init: { kind: nameIn(initializations), placeholder: 'name', default: 'he', summary: 'initial weights' },
})

export type NetworkSettings = Values<typeof network.settings>

export const DEFAULT_NETWORK: NetworkSettings = defaultsOf(network.settings)
