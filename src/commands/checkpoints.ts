/** `train --checkpoint FILE`: a long fit that can be stopped, by whatever, and gone on with. */
import { existsSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Checkpoints } from '../experiment/train.ts'
import type { Checkpoint } from '../training/checkpoint.ts'
import { dataError, RegbenchError, usageError } from '../util/errors.ts'
import { addGroup, number, option, type RawOptions } from './options.ts'

const DEFAULT_EVERY = 10

export function addCheckpointOptions(command: Command): void {
  addGroup(command, 'Running:', [
    option(
      '--checkpoint <file>',
      'keep the state of training in this file, to go on from after an interruption',
    ),
    option('--every <N>', `epochs from one state to the next (default: ${DEFAULT_EVERY})`).argParser(
      number({ min: 1, integer: true }),
    ),
    option('--resume', 'go on from the file of --checkpoint, if it is there'),
    option('--force', 'start anew, whatever the file of --checkpoint holds'),
  ])
}

export function checkCheckpointOptions(raw: RawOptions): void {
  const lonely = ['every', 'resume', 'force'].find((name) => raw[name] !== undefined)
  if (raw.checkpoint === undefined && lonely !== undefined) {
    throw usageError(`--${lonely} speaks of the file of --checkpoint, which is not given`)
  }
  if (raw.resume === true && raw.force === true) throw usageError('--resume and --force exclude each other')
  if (raw.checkpoint === undefined || raw.resume === true || raw.force === true) return
  if (existsSync(raw.checkpoint as string)) {
    throw usageError(`${raw.checkpoint} exists: --resume goes on from it, --force starts anew`)
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
  raw: RawOptions,
  hash: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<CheckpointFile | undefined> {
  if (raw.checkpoint === undefined) return undefined
  const path = raw.checkpoint as string
  const { encodeCheckpoint } = await import('../training/checkpoint.ts')
  const { replace } = await import('../results/appendFile.ts')
  const identity = { data: hash, ...settings }
  const from = raw.resume === true && existsSync(path) ? await readCheckpoint(path, identity) : undefined
  let epoch = from?.progress.epoch
  return {
    checkpoints: {
      every: (raw.every as number | undefined) ?? DEFAULT_EVERY,
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
  const { CheckpointError, decodeCheckpoint } = await import('../training/checkpoint.ts')
  const { differingKeys } = await import('../results/identity.ts')
  let checkpoint: Checkpoint
  try {
    checkpoint = decodeCheckpoint(readFileSync(path))
  } catch (error) {
    if (error instanceof CheckpointError) {
      throw dataError({ file: path }, `${error.message}; --force starts anew`)
    }
    throw dataError({ file: path }, `the file cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  const differing = differingKeys(checkpoint.identity, identity)
  if (differing.length === 0) return checkpoint
  throw usageError(
    `--resume: ${path} is of another fit (different ${differing.join(', ')}); --force starts anew`,
  )
}
