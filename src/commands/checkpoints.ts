/** `train --checkpoint FILE`: a long fit that can be stopped, by whatever, and gone on with. */
import { existsSync, readFileSync } from 'node:fs'
import type { Checkpoints } from '../experiment/run/train.ts'
import { text, toggle, whole } from '../settings/kinds.ts'
import { givenFlags } from '../settings/read.ts'
import { group, type Values } from '../settings/setting.ts'
import type { Checkpoint } from '../training/checkpoint.ts'
import { dataError, RegbenchError, unreadable, usageError } from '../util/errors.ts'

const DEFAULT_EVERY = 10

export const checkpoints = group('Running', {
  checkpoint: {
    kind: text,
    placeholder: 'file',
    summary: 'keep the state of training in this file, to go on from after an interruption',
  },
  every: {
    kind: whole(1),
    placeholder: 'N',
    summary: `epochs from one state to the next (default: ${DEFAULT_EVERY})`,
  },
  resume: { kind: toggle, default: false, summary: 'go on from the file of --checkpoint, if it is there' },
  force: { kind: toggle, default: false, summary: 'start anew, whatever the file of --checkpoint holds' },
})

type Given = Values<typeof checkpoints.settings>

export function checkCheckpointOptions(given: Given): void {
  const { checkpoint, resume, force } = given
  const [lonely] = givenFlags(checkpoints.settings, given)
  if (checkpoint === undefined && lonely !== undefined) {
    throw usageError(`${lonely} needs --checkpoint FILE`)
  }
  if (resume && force) throw usageError('--resume and --force exclude each other')
  if (checkpoint === undefined || resume || force) return
  if (existsSync(checkpoint)) {
    throw usageError(`${checkpoint} exists: --resume goes on from it, --force starts anew`)
  }
}

export interface CheckpointFile {
  readonly checkpoints: Checkpoints
  /** For standard error; empty if there is nothing to tell. */
  readonly notes: readonly string[]
  /** The sentence of an interruption, once the state is saved. */
  interrupted(error: RegbenchError): RegbenchError
}

/** `settings` and the data's hash are what a fit must share with an earlier one to go on from its state. */
export async function openCheckpoints(
  { checkpoint: path, every, resume }: Given,
  hash: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<CheckpointFile | undefined> {
  if (path === undefined) return undefined
  const { encodeCheckpoint } = await import('../training/checkpointFile.ts')
  const { replace } = await import('../results/appendFile.ts')
  const identity = { data: hash, ...settings }
  const from = resume && existsSync(path) ? await readCheckpoint(path, identity) : undefined
  let epoch = from?.progress.epoch
  return {
    checkpoints: {
      every: every ?? DEFAULT_EVERY,
      identity,
      ...(from && { from }),
      async save(checkpoint) {
        await replace(path, encodeCheckpoint(checkpoint))
        epoch = checkpoint.progress.epoch
      },
    },
    notes: from === undefined ? [] : [`${path}: going on after epoch ${from.progress.epoch}`],
    interrupted: (error) =>
      epoch === undefined
        ? error
        : new RegbenchError(
            error.exitCode,
            `interrupted: the state after epoch ${epoch} is in ${path}; the same command with --resume goes on`,
          ),
  }
}

async function readCheckpoint(path: string, identity: Checkpoint['identity']): Promise<Checkpoint> {
  const { CheckpointError } = await import('../training/checkpoint.ts')
  const { decodeCheckpoint } = await import('../training/checkpointFile.ts')
  const { differingKeys } = await import('../results/identity.ts')
  let checkpoint: Checkpoint
  try {
    checkpoint = decodeCheckpoint(readFileSync(path))
  } catch (error) {
    if (error instanceof CheckpointError) {
      throw dataError({ file: path }, `${error.message}; --force starts anew`)
    }
    throw dataError({ file: path }, unreadable(error, 'a checkpoint'))
  }
  const differing = differingKeys(checkpoint.identity, identity)
  if (differing.length === 0) return checkpoint
  throw usageError(
    `--resume: ${path} is of another fit (different ${differing.join(', ')}); --force starts anew`,
  )
}
