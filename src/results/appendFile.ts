/** Files that grow by whole lines while trials end, so that a run killed at any moment keeps what it had. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { cannotWrite, failure, RegbenchError, unreadable, usageError } from '../util/errors.ts'
import { STANDARD_OUTPUT } from '../util/standardOutput.ts'

export type OpenMode = 'new' | 'resume' | 'force'

export class AppendFile {
  readonly #path: string
  readonly #descriptor: number
  #length: number

  /** The file must exist: see `replace`. */
  constructor(path: string) {
    this.#path = path
    this.#descriptor = attempt(path, () => openSync(path, 'a'))
    this.#length = fstatSync(this.#descriptor).size
  }

  /**
   * Appends and waits until the disk has it. Throws a failure when it cannot; the file then ends as before, unless the
   * disk refuses even that.
   */
  append(text: string): void {
    this.checkUntouched()
    const bytes = Buffer.from(text)
    let written = 0
    try {
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written)
      fsyncSync(this.#descriptor)
    } catch (error) {
      this.#takeBack(written)
      throw resumable(cannotWrite(this.#path, error))
    }
    this.#length += bytes.length
  }

  /**
   * Two runs that write to one file, say a job that was started again while the first still runs, would mix their rows, and
   * the end of one would throw those of the other away. There is no lock, which a killed run would leave behind; instead each
   * write looks whether the file is as the last one left it.
   */
  checkUntouched(): void {
    const mine = fstatSync(this.#descriptor, { bigint: true })
    const there = statSync(this.#path, { bigint: true, throwIfNoEntry: false })
    if (there?.ino === mine.ino && there.dev === mine.dev && mine.size === BigInt(this.#length)) return
    throw failure(
      `${this.#path} was changed while this run wrote to it, perhaps by another run of the same command: this one stops; --resume continues the file`,
    )
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  /** Removes the part of a line that a full disk had room for; whoever opens the file next would do it otherwise. */
  #takeBack(written: number): void {
    try {
      if (fstatSync(this.#descriptor).size === this.#length + written)
        ftruncateSync(this.#descriptor, this.#length)
    } catch {
      // The first error is the one to tell.
    }
  }
}

/** Whether there is one; refuses what cannot be appended to, and an existing file in mode `new`. */
export function checkAppendable(path: string, mode: OpenMode): boolean {
  if (path === STANDARD_OUTPUT) {
    throw usageError(
      'trials and curves are files that grow and are continued: standard output cannot be one; name a file',
    )
  }
  const exists = existsSync(path)
  // Rows are appended, and later sorted: neither works on a device or a pipe, and a rename would replace it.
  if (exists && !statSync(path).isFile()) throw cannotWrite(path, new Error('it is not a regular file'))
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
  const parsed = parse(readText(path), path)
  const { wholeBytes, torn } = parsed
  if (torn !== '') attempt(path, () => truncateSync(path, wholeBytes))
  // Killed before the header was whole: nothing to keep.
  if (wholeBytes === 0) writeNow(path, `${header}\n`)
  const notes = torn === '' ? [] : [`${path}: the last line was torn and has been removed: ${excerpt(torn)}`]
  return { parsed, notes }
}

/** The failure for a file that is whole but for what could not be written. */
const resumable = ({ message, cause }: Error): Error =>
  failure(
    `${message}; what is in it is whole: with that put right, the same command with --resume continues`,
    cause,
  )

/** Puts a finished file in order, by a copy of it. */
export const reorder = (path: string, text: string): Promise<void> =>
  replace(path, text).catch((error) => {
    throw resumable(error)
  })

/** Quoted, so that nothing in it acts on a terminal, and short. */
const excerpt = (text: string): string =>
  text.length <= 80 ? JSON.stringify(text) : `${JSON.stringify(text.slice(0, 80))} and more`

/** Writes beside the file and renames; the disk has both the content and the name when this resolves. */
export async function replace(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFileAtomic(path, typeof content === 'string' ? content : Buffer.from(content))
    syncFolder(dirname(realpathSync(path)))
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

/** Without this a power cut may leave the old name, or none. */
function syncFolder(path: string): void {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch {
    // Some systems do not open folders; there it cannot be asked for.
    return
  }
  try {
    fsyncSync(descriptor)
  } catch {
    // Nor do all file systems flush them.
  } finally {
    closeSync(descriptor)
  }
}

const writeNow = (path: string, text: string): void => {
  const file = new AppendFile(path)
  file.append(text)
  file.close()
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw failure(`cannot read ${path}: ${unreadable(error, 'a file')}`, error)
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw error instanceof RegbenchError ? error : cannotWrite(path, error)
  }
}
