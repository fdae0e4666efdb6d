/** The `--export-*` files: whole or not at all. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { Comparison } from '../experiment/result.ts'
import { type FormatName, formats } from '../report/index.ts'
import { failure } from '../util/errors.ts'
import type { RawOptions } from './options.ts'

const EXPORTS = { exportCsv: 'csv', exportJson: 'json', exportMarkdown: 'markdown' } as const

export interface Export {
  readonly path: string
  readonly format: FormatName
}

export const exportsOf = (raw: RawOptions): Export[] =>
  Object.entries(EXPORTS).flatMap(([option, format]) => {
    const path = raw[option] as string | undefined
    return path === undefined ? [] : [{ path, format }]
  })

export async function writeExports(exports: readonly Export[], comparison: Comparison): Promise<void> {
  for (const { path, format } of exports) {
    await writeWhole(path, await formats[format].render(comparison, { color: false, width: 100 }))
  }
}

/** Found out before the first trial, not after the last one. */
export function checkWritable(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      if (existsSync(path)) {
        if (statSync(path).isDirectory()) throw new Error('it is a directory')
        accessSync(path, constants.W_OK)
      } else {
        const folder = dirname(path)
        if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`)
        accessSync(folder, constants.W_OK)
      }
    } catch (error) {
      throw unwritable(path, error)
    }
  }
}

/**
 * Writes beside the target and renames, so that a reader never sees half a file. A device or a pipe (/dev/stdout,
 * /dev/null) is written to: a rename would put a file in its place.
 */
async function writeWhole(path: string, text: string): Promise<void> {
  try {
    const isFile = !existsSync(path) || statSync(path).isFile()
    await (isFile ? writeFileAtomic(path, text) : writeFile(path, text))
  } catch (error) {
    throw unwritable(path, error)
  }
}

function unwritable(path: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException
  const reasons: Record<string, string> = {
    ENOENT: 'its folder does not exist',
    EACCES: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOSPC: 'no space is left on the device',
    ENOTDIR: 'a part of its path is no folder',
  }
  return failure(`cannot write ${path}: ${reasons[code ?? ''] ?? message}`, error)
}
