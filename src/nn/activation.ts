/** Activations of the hidden layers, in place; the last layer is linear. */
import type { Region } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'

export interface Activation {
  readonly title: string
  /** a = f(z), over n elements in place. */
  forward(kernels: Kernels, z: Region, n: number): void
  /** dZ = dA * f'(z), in place, f' written in terms of the activation a. */
  backward(kernels: Kernels, a: Region, dA: Region, n: number): void
  /**
   * Whether `backward` asks only for the sign of a. Then a masked and rescaled activation serves as well (where it was
   * masked dA is 0), and the exact one need not be kept.
   */
  readonly needsSignOnly: boolean
}

/** Maas, Hannun and Ng (2013): a small slope below zero keeps a gradient there. */
export const LEAKY_SLOPE = 0.01

export const activations = {
  relu: {
    title: 'max(0, z)',
    forward: (kernels, z, n) => kernels.relu(z, n),
    backward: (kernels, a, dA, n) => kernels.reluBackward(a, dA, n),
    needsSignOnly: true,
  },
  'leaky-relu': {
    title: `z above zero, ${LEAKY_SLOPE} z below`,
    forward: (kernels, z, n) => kernels.leakyRelu(z, LEAKY_SLOPE, n),
    backward: (kernels, a, dA, n) => kernels.leakyReluBackward(a, dA, LEAKY_SLOPE, n),
    needsSignOnly: true,
  },
  tanh: {
    title: 'tanh(z)',
    forward: (kernels, z, n) => kernels.tanh(z, n),
    backward: (kernels, a, dA, n) => kernels.tanhBackward(a, dA, n),
    needsSignOnly: false,
  },
  sigmoid: {
    title: '1 / (1 + exp(-z))',
    forward: (kernels, z, n) => kernels.sigmoid(z, n),
    backward: (kernels, a, dA, n) => kernels.sigmoidBackward(a, dA, n),
    needsSignOnly: false,
  },
} as const satisfies Record<string, Activation>

export type ActivationName = keyof typeof activations
