/** The state of a run between two epochs, and the way back to it. */
import type { Model } from './model.ts'
import type { Progress } from './trainer.ts'

export interface Checkpoint {
  /** What must be the same for a run to go on from here; JSON. */
  readonly identity: Readonly<Record<string, unknown>>
  readonly progress: Progress
  /** Every region of the model's arena, in the order of its plan. */
  readonly memory: Uint8Array
}

/** Why bytes are not a checkpoint; the message is a clause. */
export class CheckpointError extends Error {}

export const takeCheckpoint = (
  model: Model,
  identity: Checkpoint['identity'],
  progress: Progress,
): Checkpoint => ({ identity, progress, memory: Buffer.concat(regionsOf(model)) })

/** Throws a CheckpointError if the memory is not that of a model like this one. */
export function restoreCheckpoint(model: Model, { memory }: Checkpoint): void {
  const regions = regionsOf(model)
  const bytes = regions.reduce((sum, region) => sum + region.length, 0)
  if (bytes !== memory.length) {
    throw new CheckpointError(`it holds ${memory.length} bytes of a model that takes ${bytes}`)
  }
  let at = 0
  for (const region of regions) {
    region.set(memory.subarray(at, at + region.length))
    at += region.length
  }
}

/** Views of what each region holds, without the canaries between them. */
const regionsOf = ({ arena, plan }: Model): Uint8Array[] =>
  plan.arena.requests.map(({ name, type }) => {
    const { buffer, byteOffset, byteLength } = arena[type](name)
    return new Uint8Array(buffer, byteOffset, byteLength)
  })
