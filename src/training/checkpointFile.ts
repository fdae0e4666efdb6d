/**
 * A checkpoint as bytes: a line that says what it is, a line of JSON, the arena. Whole or nothing: a hash over all of it tells a
 * damaged file from a good one.
 */
import { createHash } from 'node:crypto'
import { check, checkJson, measure, number, object, record, type Shape, whole } from '../util/shape.ts'
import { type Checkpoint, CheckpointError } from './checkpoint.ts'
import type { Progress } from './trainer.ts'

const FIRST_LINE = 'regbench checkpoint 2\n'

/** More than any settings take; a file that is not a checkpoint may have no line end at all. */
const MAX_HEADER_BYTES = 1 << 20

const count = whole({ min: 0 })

const progress: Shape<Progress> = object({
  epoch: count,
  step: count,
  lossNoisy: number(),
  gradNorm: measure,
  kept: count,
  drawn: count,
  bestLoss: measure,
  bestEpoch: count,
})

const header = object({ identity: record, progress })

export function encodeCheckpoint({ identity, progress, memory }: Checkpoint): Uint8Array {
  const body = { identity, progress, bytes: memory.length }
  const hash = hashOf(JSON.stringify(body), memory)
  return Buffer.concat([Buffer.from(`${FIRST_LINE}${JSON.stringify({ ...body, hash })}\n`), memory])
}

/** Throws a CheckpointError for anything that `encodeCheckpoint` has not written, to the bit. */
export function decodeCheckpoint(file: Uint8Array): Checkpoint {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.subarray(0, FIRST_LINE.length).toString('latin1') !== FIRST_LINE) {
    throw new CheckpointError('it is not a checkpoint of this version of regbench')
  }
  const end = bytes.subarray(0, FIRST_LINE.length + MAX_HEADER_BYTES).indexOf(10, FIRST_LINE.length)
  if (end < 0) throw new CheckpointError('it is cut short')
  const damaged = () => new CheckpointError('it is damaged')
  const { hash, ...body } = checkJson(record, bytes.toString('utf8', FIRST_LINE.length, end), damaged)
  const memory = bytes.subarray(end + 1)
  if (hash !== hashOf(JSON.stringify(body), memory)) throw damaged()
  return {
    ...check(header, body, (path, clause) => new CheckpointError(`it is not whole: its ${path} ${clause}`)),
    memory,
  }
}

const hashOf = (json: string, memory: Uint8Array): string =>
  createHash('sha256').update(json).update(memory).digest('hex')
