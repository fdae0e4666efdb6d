/**
 * The state of a run between two epochs as bytes: a line that says what it is, a line of JSON, the arena. Whole or nothing: a
 * hash over all of it tells a damaged file from a good one.
 */
import { createHash } from 'node:crypto'
import type { Model } from './model.ts'
import type { Progress } from './trainer.ts'

const FIRST_LINE = 'regbench checkpoint 1\n'

/** More than any settings take; a file that is no checkpoint may have no line end at all. */
const MOST_HEADER_BYTES = 1 << 20

export interface Checkpoint {
  /** What must be the same for a run to go on from here; JSON. */
  readonly identity: Readonly<Record<string, unknown>>
  readonly progress: Progress
  /** Every region of the model's arena, in the order of its plan. */
  readonly memory: Uint8Array
}

/** Why bytes are no checkpoint; the message is a clause. */
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

export function encodeCheckpoint({ identity, progress, memory }: Checkpoint): Uint8Array {
  const body = { identity, progress, bytes: memory.length }
  const hash = hashOf(JSON.stringify(body), memory)
  return Buffer.concat([Buffer.from(`${FIRST_LINE}${JSON.stringify({ ...body, hash })}\n`), memory])
}

/** Throws a CheckpointError for anything that `encodeCheckpoint` has not written, to the bit. */
export function decodeCheckpoint(file: Uint8Array): Checkpoint {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.subarray(0, FIRST_LINE.length).toString('latin1') !== FIRST_LINE) {
    throw new CheckpointError('it is no checkpoint of this version of regbench')
  }
  const end = bytes.subarray(0, FIRST_LINE.length + MOST_HEADER_BYTES).indexOf(10, FIRST_LINE.length)
  if (end < 0) throw new CheckpointError('it is cut short')
  try {
    const { hash, ...body } = JSON.parse(bytes.toString('utf8', FIRST_LINE.length, end))
    const memory = bytes.subarray(end + 1)
    if (hash !== hashOf(JSON.stringify(body), memory)) throw new CheckpointError('it is damaged')
    return { identity: body.identity, progress: body.progress, memory }
  } catch (error) {
    throw error instanceof CheckpointError ? error : new CheckpointError('it is damaged')
  }
}

const hashOf = (json: string, memory: Uint8Array): string =>
  createHash('sha256').update(json).update(memory).digest('hex')
