/** What the methods of the registry are tested on: the simplest network that each takes. */
import { denseArchitecture } from '../../src/nn/architecture.ts'
import { parseLayers } from '../../src/nn/layerSpec.ts'
import { type RegularizerName, regularizer } from '../../src/regularizers/index.ts'
import { checkMethod, parseMethod } from '../../src/regularizers/method.ts'
import type { RigData, Setup } from '../../src/selftest/rig.ts'
import type { NetworkSettings } from '../../src/settings/network.ts'
import { architectureOf } from '../../src/training/model.ts'

/** What a method acts on: any features, features that are an image, or what convolutions and poolings leave. */
export interface Subject {
  readonly features: number
  readonly network: Partial<NetworkSettings>
  /** The same in trials. */
  readonly trials: RigData
  /** Epochs that are enough there, where rows are many or a row's noise is costly. */
  readonly epochs?: number
}

const TABLE: Subject = { features: 5, network: {}, trials: {} }

const imageOf = (height: number, width: number) => ({ height, width, channels: 1 })

const IMAGE: Subject = {
  features: 5,
  network: { image: imageOf(1, 5) },
  trials: { network: { image: imageOf(2, 2) } },
  epochs: 5,
}

const LAYERS = {
  hidden: [],
  network: parseLayers('conv:2x3,pool:1.4,conv:3x3,pool:2,dense:3')!,
  image: imageOf(5, 6),
}

const CONVOLUTIONS: Subject = {
  features: 30,
  network: LAYERS,
  trials: { dataset: 'breast-cancer', network: LAYERS },
  epochs: 2,
}

/** The simplest that a method takes. */
export function subjectOf(name: RegularizerName, term: string): Subject {
  if (regularizer(name).needsImage) return IMAGE
  try {
    checkMethod(parseMethod(term), denseArchitecture([5, 4, 3, 2], 'relu'))
    return TABLE
  } catch {
    return CONVOLUTIONS
  }
}

export const onSubject = (setup: Setup, { network }: Subject): Setup => ({
  ...setup,
  network: { ...setup.network, ...network },
})

/** Whether the network is one that the method takes: its activation may not be. */
export function suits(term: string, { dataset, network }: Setup): boolean {
  try {
    checkMethod(parseMethod(term), architectureOf(network, dataset, dataset.features.length))
    return true
  } catch {
    return false
  }
}
