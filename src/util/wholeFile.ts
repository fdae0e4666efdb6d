/** Files that are written whole or not at all. */
import { existsSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import writeFileAtomic from 'write-file-atomic'
import { cannotWrite } from './errors.ts'

/** A device, a pipe or a folder: there, and no file. */
export const isSpecial = (path: string): boolean => existsSync(path) && !statSync(path).isFile()

/**
 * Writes beside the target and renames, so that a reader never sees half a file. What is no file is written to: a
 * rename would put a file in its place.
 */
export async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  try {
    await (isSpecial(path) ? writeFile(path, content) : writeFileAtomic(path, content))
  } catch (error) {
    throw cannotWrite(path, error)
  }
}
