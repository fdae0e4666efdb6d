/** Files that are written whole or not at all. */
import { existsSync, realpathSync, statSync } from 'node:fs'
import { open, rename, rm, writeFile } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'
import { cannotWrite } from './errors.ts'
import { print, STANDARD_OUTPUT } from './standardOutput.ts'

/** A device, a pipe or a folder: there, and no file. */
export const isSpecial = (path: string): boolean => existsSync(path) && !statSync(path).isFile()

/**
 * Writes beside the target and renames, so that a reader never sees half a file; `-` is standard output. What is not a file is written to: a
 * rename would put a file in its place.
 */
export async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  if (path === STANDARD_OUTPUT) {
    await print(content)
    return
  }
  try {
    await (isSpecial(path) ? writeFile(path, content) : writeFileAtomic(path, content))
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

/** A file written in pieces, which nobody sees before it is whole. */
export interface GrowingFile {
  /** False where nobody reads on. */
  append(text: string): Promise<boolean>
  /** Puts the file in its place. */
  finish(): Promise<void>
  /** Leaves nothing behind of a file that is not finished. */
  discard(): Promise<void>
}

/** A file that becomes visible once it is whole, for text too long to be held at once; `-` is standard output. */
export async function wholeFile(path: string): Promise<GrowingFile> {
  if (path === STANDARD_OUTPUT) return { append: print, finish: async () => {}, discard: async () => {} }
  const attempt = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error) => {
      throw cannotWrite(path, error)
    })
  const isDirect = isSpecial(path)
  // A link is written through.
  const target = existsSync(path) ? realpathSync(path) : path
  const written = isDirect ? path : `${target}.${process.pid}.part`
  const handle = await attempt(open(written, 'w'))
  let isOpen = true
  const close = async () => {
    if (isOpen) await handle.close()
    isOpen = false
  }
  return {
    append: async (text) => {
      await attempt(handle.appendFile(text))
      return true
    },
    finish: async () => {
      if (!isDirect) await attempt(handle.sync())
      await attempt(close())
      if (!isDirect) await attempt(rename(written, target))
    },
    discard: async () => {
      if (!isOpen) return
      await close()
      if (!isDirect) await rm(written, { force: true })
    },
  }
}
