/** Model files on disk. */
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { cannotWrite, dataError, unreadable, usageError } from '../util/errors.ts'
import { fileKindOf } from '../util/fileKind.ts'
import { writeWhole } from '../util/wholeFile.ts'
import { type ModelFormat, modelFormats } from './index.ts'
import { type SavedModel, takeApart } from './manifest.ts'
import { ManifestError, putTogether } from './readManifest.ts'

const extensions = Object.values(modelFormats).map(({ extension }) => extension)

/** More than a reader can hold at once (2 GiB). */
const MAX_BYTES = 2 ** 31 - 1

/** The format that a file's name asks for; a usage error for any other name. */
export function formatOf(path: string): ModelFormat {
  const format = Object.values(modelFormats).find(({ extension }) => path.toLowerCase().endsWith(extension))
  if (format !== undefined) return format
  throw usageError(`--save ${path}: the name of a model ends in ${extensions.join(' or ')}`)
}

/** Writes a model in the format that the file's name asks for: whole or not at all. */
export async function saveModel(path: string, saved: SavedModel): Promise<void> {
  const format = formatOf(path)
  let bytes: Buffer
  try {
    bytes = Buffer.from(format.encode(saved, takeApart(saved)))
  } catch (error) {
    throw cannotWrite(path, error)
  }
  await writeWhole(path, bytes)
}

/**
 * Reads a model that `saveModel` wrote, whatever its name says. Throws a data error of one sentence for a file that is
 * missing, damaged, or somebody else's.
 */
export async function loadModel(path: string): Promise<SavedModel> {
  return readModel(await readBytes(path), path)
}

/** A model from the bytes of its file; `path` is for messages. */
export function readModel(bytes: Uint8Array, path: string): SavedModel {
  refuseOtherKinds(bytes, path)
  const { title, format } = recognise(bytes)
  let file: ReturnType<ModelFormat['decode']>
  try {
    file = format.decode(bytes)
  } catch (error) {
    throw dataError(
      { file: path },
      `the file is damaged, or not in the ${title} format: ${(error as Error).message}`,
    )
  }
  if (file.manifest === '') {
    throw dataError(
      { file: path },
      `the ${title} file was not written by regbench: predict reads what train saved`,
    )
  }
  try {
    return putTogether(file.tensors, file.manifest)
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error
    throw dataError({ file: path }, `the file is not a model that regbench can use: ${error.message}`)
  }
}

/** Names what was given for a model: most often the table, with the two exchanged. */
function refuseOtherKinds(bytes: Uint8Array, path: string): void {
  const kind = fileKindOf(bytes)
  const isModel = kind?.name.startsWith('a model')
  // Both formats have control characters among their first bytes, which no text has.
  const isText = bytes.length > 0 && !bytes.subarray(0, 100).some((byte) => byte < 9 || byte === 127)
  if (isModel || (kind === undefined && !isText)) return
  const name = kind?.name ?? 'a text, perhaps a table in CSV'
  throw dataError(
    { file: path },
    `the file is ${name}, and a model is needed that train saved (${extensions.join(' or ')}); the model comes first, then the data`,
  )
}

/** By its first bytes: a safetensors header is JSON from byte 8 on. */
function recognise(bytes: Uint8Array) {
  return bytes.length < 9 || bytes[8] === 0x7b
    ? { title: 'safetensors', format: modelFormats.safetensors }
    : { title: 'ONNX', format: modelFormats.onnx }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    const stats = statSync(path)
    const { size } = stats
    // A pipe or a device may never end.
    if (!stats.isFile() && !stats.isDirectory())
      throw dataError({ file: path }, 'a model must be a regular file, not a pipe')
    if (size > MAX_BYTES) {
      throw dataError({ file: path }, `${Math.ceil(size / 2 ** 20)} MiB are too many for a model`)
    }
    return await readFile(path)
  } catch (error) {
    throw dataError({ file: path }, unreadable(error, `a ${extensions.join(' or ')} file`))
  }
}
