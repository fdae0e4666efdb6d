/** Files that grow by whole lines while trials end, so that a run killed at any moment keeps what it had. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import writeFileAtomic from 'write-file-atomic'
import { failure, usageError } from '../util/errors.ts'

export type OpenMode = 'new' | 'resume' | 'force'

export class AppendFile {
  readonly #path: string
  readonly #descriptor: number

  /** The file must exist: see `replace`. */
  constructor(path: string) {
    this.#path = path
    this.#descriptor = attempt(path, () => openSync(path, 'a'))
  }

  /** Appends and waits until the disk has it. */
  append(text: string): void {
    const bytes = Buffer.from(text)
    attempt(this.#path, () => {
      let written = 0
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written)
      fsyncSync(this.#descriptor)
    })
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

/** Whether there is one; refuses what cannot be appended to, and an existing file in mode `new`. */
export function checkAppendable(path: string, mode: OpenMode): boolean {
  const exists = existsSync(path)
  // Rows are appended, and later sorted: neither works on a device or a pipe, and a rename would replace it.
  if (exists && !statSync(path).isFile()) throw unwritable(path, new Error('it is no regular file'))
  if (exists && mode === 'new') {
    throw usageError(`${path} exists: --resume continues it, --force starts it anew`)
  }
  return exists
}

/** A file's text, cut to its whole lines: `parse` says where they end. A torn line is what the end of an earlier run left. */
export function readRepaired<T extends { readonly wholeBytes: number; readonly torn: string }>(
  path: string,
  header: string,
  parse: (text: string, file: string) => T,
): { parsed: T; notes: string[] } {
  const parsed = parse(
    attempt(path, () => readFileSync(path, 'utf8')),
    path,
  )
  const { wholeBytes, torn } = parsed
  if (torn !== '') attempt(path, () => truncateSync(path, wholeBytes))
  // Killed before the header was whole: nothing to keep.
  if (wholeBytes === 0) writeNow(path, `${header}\n`)
  const notes =
    torn === '' ? [] : [`${path}: the last line was torn and has been removed: ${JSON.stringify(torn)}`]
  return { parsed, notes }
}

/** Writes beside the file and renames. */
export async function replace(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text)
  } catch (error) {
    throw unwritable(path, error)
  }
}

const writeNow = (path: string, text: string): void => {
  const file = new AppendFile(path)
  file.append(text)
  file.close()
}

export function attempt<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw unwritable(path, error)
  }
}

const unwritable = (path: string, error: unknown): Error =>
  failure(`cannot write ${path}: ${reason(error)}`, error)

const reason = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/, .*/, '') : `${error}`
