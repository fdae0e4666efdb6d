/** The `--export-*` files: whole or not at all. */
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ReportDocument } from '../report/document.ts'
import { exportedFormats, type FormatName, formats } from '../report/index.ts'
import type { Study } from '../results/comparison.ts'
import { cannotWrite, usageError } from '../util/errors.ts'
import { STANDARD_OUTPUT } from '../util/standardOutput.ts'
import { isSpecial, writeWhole } from '../util/wholeFile.ts'
import { exportName } from './output.ts'

export interface Export {
  readonly path: string
  readonly format: FormatName
}

/** `exportCsv: FILE` asks for the format csv; other options are none of the exports. */
export const exportsOf = (output: object): Export[] =>
  exportedFormats.flatMap((format) => {
    const path = (output as Readonly<Record<string, unknown>>)[exportName(format)]
    return typeof path === 'string' ? [{ path, format }] : []
  })

export async function writeExports(exports: readonly Export[], document: ReportDocument): Promise<void> {
  for (const { path, format } of exports) {
    await writeWhole(path, await formats[format].render(document, { color: false, width: 100 }))
  }
}

export async function writeDiagram(path: string | undefined, { ranking }: Study): Promise<void> {
  if (path === undefined || ranking === null) return
  const { rankingSvg } = await import('../report/rankingSvg.ts')
  await writeWhole(path, rankingSvg(ranking))
}

/** Refuses outputs that would destroy the data or each other, by whatever path they are named. */
export function checkDistinct(outputs: readonly string[], inputs: readonly string[]): void {
  const data = inputs.filter((path) => existsSync(path)).map(trueName)
  const seen = new Set<string>()
  if (outputs.filter((path) => path === STANDARD_OUTPUT).length > 1) {
    throw usageError('two exports name -, and there is one standard output; give one of them a file')
  }
  for (const path of outputs) {
    if (path === STANDARD_OUTPUT || isSpecial(path)) continue
    const name = trueName(path)
    if (data.includes(name)) throw usageError(`an export would overwrite the data in ${path}`)
    if (seen.has(name)) throw usageError(`two exports name ${path}; give each a file of its own`)
    seen.add(name)
  }
}

const trueName = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path))

/** Found out before the first trial, not after the last one. */
export function checkWritable(paths: readonly string[]): void {
  for (const path of paths) {
    if (path === STANDARD_OUTPUT) continue
    try {
      if (existsSync(path)) {
        if (statSync(path).isDirectory()) throw new Error('it is a directory')
        accessSync(path, constants.W_OK)
      } else {
        const folder = dirname(path)
        if (!statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`)
        accessSync(folder, constants.W_OK)
      }
    } catch (error) {
      throw cannotWrite(path, error)
    }
  }
}
