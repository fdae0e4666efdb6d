/**
 * Every error a user can meet is one of these; the sentence is what `cli.ts` prints after "regbench: ".
 * Anything else that is thrown is a bug and keeps its stack.
 */
export const EXIT = { done: 0, failed: 1, usage: 2, data: 3, gate: 4, interrupted: 130 } as const

export class RegbenchError extends Error {
  readonly exitCode: number

  constructor(exitCode: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'RegbenchError'
    this.exitCode = exitCode
  }
}

/** A wrong option, method or value: what was given, what is allowed, what to write. Exit code 2. */
export const usageError = (sentence: string): RegbenchError => new RegbenchError(EXIT.usage, sentence)

/** A trial or the program failed, or a file could not be written. Exit code 1. */
export const failure = (sentence: string, cause?: unknown): RegbenchError =>
  new RegbenchError(EXIT.failed, sentence, { cause })

/** What the operating system refused, in words. */
export function cannotWrite(path: string, error: unknown): RegbenchError {
  const { code, message } = error as NodeJS.ErrnoException
  const reasons: Record<string, string> = {
    ENOENT: 'its folder does not exist',
    EACCES: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOSPC: 'no space is left on the device',
    ENOTDIR: 'a part of its path is not a folder',
    EDQUOT: 'the disk quota is used up',
    EFBIG: 'it would be larger than the limit on the size of files',
    EIO: 'the disk reports an error',
  }
  return failure(`cannot write ${path}: ${reasons[code ?? ''] ?? message.replace(/, .*/, '')}`, error)
}

/**
 * Why a file could not be read, as a clause that follows its name. `wanted` is what to name in place of a directory: `a CSV
 * file`. Throws the error itself if it is not the operating system's.
 */
export function unreadable(error: unknown, wanted: string): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) throw error
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file',
    ENOTDIR: 'there is no such file',
    EACCES: 'no permission to read the file',
    EPERM: 'no permission to read the file',
    EISDIR: `this is a directory; name ${wanted}`,
  }
  return reasons[code] ?? `the file cannot be read (${code})`
}

/** Where in an input file something is wrong; a line is 1-based and counts the header. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: string
}

/** Input data that cannot be used: `data.csv:17: column "age": expected a number, got "abc"`. Exit code 3. */
export function dataError(place: Place, sentence: string): RegbenchError {
  const line = place.line === undefined ? '' : `:${place.line}`
  const column = place.column === undefined ? '' : ` column ${JSON.stringify(place.column)}:`
  return new RegbenchError(EXIT.data, `${place.file}${line}:${column} ${sentence}`)
}

/** A broken promise inside regbench: never the user's doing, so it is not a RegbenchError and keeps its stack. */
export const internalError = (sentence: string): Error => new Error(`internal error: ${sentence}`)
