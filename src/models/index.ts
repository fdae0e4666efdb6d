/** The registry of model files: what `--save` takes, by the end of the name, and what `predict` reads. */

import type { SavedModel } from './manifest.ts'
import { onnxBytes } from './onnx.ts'
import { decodeOnnx } from './onnxProto.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'
import type { ModelFile } from './tensors.ts'

export interface ModelFormat {
  readonly title: string
  /** Ends the names of such files; with the dot. */
  readonly extension: string
  encode(saved: SavedModel, file: ModelFile): Uint8Array
  /** Throws an Error whose message is a clause for bytes that are not such a file; the manifest is empty if there is none. */
  decode(bytes: Uint8Array): ModelFile
}

export const modelFormats = {
  safetensors: {
    title: 'arrays and a JSON header: for regbench and for anything that reads Hugging Face models',
    extension: '.safetensors',
    encode: (_, { tensors, manifest }) =>
      encodeSafetensors(tensors, { format: 'regbench', regbench: manifest }),
    decode(bytes) {
      const { tensors, metadata } = decodeSafetensors(bytes)
      return { tensors, manifest: metadata.get('regbench') ?? '' }
    },
  },
  onnx: {
    title: 'a graph from raw cells to predictions: for ONNX Runtime, in any language',
    extension: '.onnx',
    encode: ({ model, origin }, { manifest }) => onnxBytes(model, manifest, origin.regbench),
    decode(bytes) {
      const { tensors, metadata } = decodeOnnx(bytes)
      return { tensors, manifest: metadata.get('regbench') ?? '' }
    },
  },
} as const satisfies Record<string, ModelFormat>

export type ModelFormatName = keyof typeof modelFormats
