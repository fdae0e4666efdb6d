/** What a file is, by its first bytes: for the sentence to whoever names one of another kind than is asked for. */

/** How the kind is called, and what to do about it where a table in CSV is asked for. */
export interface FileKind {
  readonly name: string
  readonly remedy: string
}

const UNPACK = 'unpack it first'
const EXPORT = 'save the table as CSV with the program that wrote it'

/** Bytes at the start, written as Latin-1. */
const SIGNATURES: readonly (readonly [string, string, string])[] = [
  ['PK\x03\x04', 'a zip archive', UNPACK],
  ['\xd0\xcf\x11\xe0', 'a document of Microsoft Office', 'save the sheet as CSV'],
  ['BZh', 'packed with bzip2', UNPACK],
  ['\xfd7zXZ\x00', 'packed with xz', UNPACK],
  ['\x28\xb5\x2f\xfd', 'packed with zstd', UNPACK],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive', UNPACK],
  ['PAR1', 'in Parquet', EXPORT],
  ['ARROW1', 'in the format of Arrow', EXPORT],
  ['FEA1', 'in Feather', EXPORT],
  ['\x89HDF', 'in HDF5', EXPORT],
  ['SQLite format 3', 'a database of SQLite', EXPORT],
  ['RDX', 'data of R', 'write the table with write.csv'],
  ['RDA', 'data of R', 'write the table with write.csv'],
  ['\x93NUMPY', 'an array of NumPy', 'write it with numpy.savetxt'],
  ['\x80\x02', 'a pickle of Python', 'write the table with DataFrame.to_csv'],
  ['\x80\x03', 'a pickle of Python', 'write the table with DataFrame.to_csv'],
  ['\x80\x04', 'a pickle of Python', 'write the table with DataFrame.to_csv'],
  ['\x80\x05', 'a pickle of Python', 'write the table with DataFrame.to_csv'],
  ['%PDF', 'in PDF', EXPORT],
  ['\x89PNG', 'a picture', 'name a table'],
  ['\xff\xd8\xff', 'a picture', 'name a table'],
]

/** Texts that begin so, blanks aside, are no tables. */
const TEXTS: readonly (readonly [RegExp, string, string])[] = [
  [/^<(?:!doctype html|html)/i, 'a page of the web', 'download the file itself'],
  [/^<\?xml/, 'in XML', 'write its rows as CSV'],
  [/^(?:%[^\n]*\n\s*)*@relation\b/i, 'in ARFF', 'write its rows as CSV'],
  [/^(?:\{\s*(?:"|\})|\[\s*(?:[{["\d]|-\d|\]))/, 'in JSON', 'write its rows as CSV'],
]

/** Undefined for what may be a table in CSV. */
export function fileKindOf(head: Uint8Array): FileKind | undefined {
  const first = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4096)).toString('latin1')
  for (const [signature, name, remedy] of SIGNATURES) {
    if (!first.startsWith(signature)) continue
    const isWorkbook =
      signature.startsWith('PK') && /\[Content_Types\]|xl\/|_rels\/|docProps\/|opendocument/.test(first)
    return isWorkbook
      ? { name: 'a spreadsheet (.xlsx or .ods)', remedy: 'save the sheet as CSV' }
      : { name, remedy }
  }
  // A length in eight bytes, and the JSON that it is the length of.
  if (head[7] === 0 && head[6] === 0 && first.startsWith('{"', 8)) {
    return { name: 'a model in safetensors', remedy: 'name a table' }
  }
  // The version of ONNX's representation, and who wrote the file.
  if (head[0] === 0x08 && head[1]! < 0x20 && head[2] === 0x12) {
    return { name: 'a model in ONNX', remedy: 'name a table' }
  }
  const text = first.replace(/^(?:\xef\xbb\xbf)?\s*/, '')
  const found = TEXTS.find(([pattern]) => pattern.test(text))
  return found === undefined ? undefined : { name: found[1], remedy: found[2] }
}
