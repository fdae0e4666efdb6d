/** From a file, standard input or a bundled name to a Dataset: the one way in. */
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { dataError, usageError } from '../../util/errors.ts'
import { suggest } from '../../util/suggest.ts'
import { sortedNames } from '../cells.ts'
import type { Dataset } from '../dataset.ts'
import { hashDataset } from '../hash.ts'
import { bundled, bundledPath, isBundled } from '../index.ts'
import type { DataOptions } from '../options.ts'
import { cachedLoad } from './cache.ts'
import { encodeFeatures } from './encode.ts'
import { warningsOf } from './findings.ts'
import { isMnist, mnist, mnistNames, openMnist } from './mnist.ts'
import { readTest, readTraining, type TrainingPart } from './parts.ts'
import { categoriesOf } from './schema.ts'
import { openSource, type Source } from './source.ts'
import { encodeTarget } from './target.ts'

/** The largest size of one file, unpacked, unless --max-bytes says otherwise: what is read is held in memory. */
export const MAX_BYTES = 2 ** 30

/**
 * Reads `source` (a bundled name, a path, a gzipped path, or '-' for `stdin`) and the test file if there is one.
 * A bundled name means the bundled data even where a file of that name exists; `./iris` means the file.
 * Throws data errors (exit 3) that name file, line and column, and usage errors for options that contradict.
 */
export async function loadDataset(source: string, options: DataOptions, stdin?: Readable): Promise<Dataset> {
  refuseContradictions(source, options)
  const load = () => parseDataset(source, options, stdin, true)
  return options.cache === true ? cachedLoad(source, options, load) : load()
}

/** The same without warnings, for whoever has looked for them already. */
export async function loadUnwarned(source: string, options: DataOptions, stdin?: Readable): Promise<Dataset> {
  refuseContradictions(source, options)
  return parseDataset(source, options, stdin, false)
}

function refuseContradictions(source: string, options: DataOptions): void {
  if (options.test !== undefined && options.foldColumn !== undefined) {
    throw usageError('--test and --fold-column exclude each other; choose one way to test')
  }
  if (source === '-' && options.test === '-') {
    throw usageError('standard input can be read once; name a file for the data or for --test')
  }
}

async function parseDataset(
  source: string,
  options: DataOptions,
  stdin: Readable | undefined,
  warn: boolean,
): Promise<Dataset> {
  const notes: string[] = []
  const reading = { maxBytes: MAX_BYTES, ...options, anyRatio: options.maxBytes !== undefined }
  const training = await readTraining(openData(source, reading, stdin), options, notes)
  const test =
    options.test === undefined
      ? []
      : [await readTest(openData(options.test, reading, stdin), options, training, notes)]
  const parts = [training, ...test]

  const shipped = isBundled(source) ? bundled[source] : isMnist(source) ? mnist : undefined
  const known = training.target.name === shipped?.target ? shipped : undefined
  const target = encodeTarget(
    parts,
    options.task === 'auto' && known !== undefined ? known.task : options.task,
    notes,
    training.roles.categorical.has(training.roles.target),
  )
  const encoded = encodeFeatures(training.features, parts, notes)
  // What is odd about such data is known and harmless.
  if (warn && shipped === undefined) notes.push(...warningsOf(training, target))

  const data = {
    rows: parts.reduce((sum, part) => sum + part.rows.length, 0),
    ...encoded,
    target: training.target.name,
    ...target,
    trainableRows: training.rows.length,
    ...(training.fold === undefined ? {} : { folds: encodeFolds(training) }),
  }
  return { name: nameOf(source), ...data, hash: hashDataset(data), notes }
}

/** A bundled name, a path, or '-'. */
export function openData(
  source: string,
  { encoding, maxBytes, anyRatio }: Pick<DataOptions, 'encoding' | 'maxBytes'> & { anyRatio?: boolean } = {},
  stdin?: Readable,
): Source {
  if (isBundled(source)) return { ...openSource(bundledPath(source)), file: bundled[source].file }
  if (isMnist(source)) return openMnist(source)
  // A bare name where no file is may be a mistyped bundled dataset.
  const missing = /^[\w-]+$/.test(source) ? noSuchName(source) : undefined
  return openSource(source, { stdin, encoding, missing, maxBytes, anyRatio })
}

function noSuchName(name: string): string {
  const names = Object.keys(bundled)
  const near = suggest(name, [...names, ...mnistNames])
  const hint = near === undefined ? '' : `; did you mean ${near}?`
  return `there is no such file or bundled dataset${hint} (bundled: ${names.join(', ')})`
}

/** Fold numbers in the order of the fold column's distinct values. */
function encodeFolds({ table, fold, rows }: TrainingPart): Int32Array {
  const column = fold!
  const names = sortedNames(categoriesOf(column, rows))
  if (names.length < 2) {
    throw dataError(
      { file: table.file, column: column.name },
      'a fold column needs at least two different values',
    )
  }
  const foldOf = new Map(names.map((name, number) => [name, number]))
  const folds = new Int32Array(new SharedArrayBuffer(4 * rows.length))
  rows.forEach((row, r) => {
    folds[r] = foldOf.get(column.words[column.word(row)]!)!
  })
  return folds
}

/** What tables call the data: the bundled name, `stdin`, or the file's base name without its extensions. */
function nameOf(source: string): string {
  if (isBundled(source) || isMnist(source)) return source
  return source === '-'
    ? 'stdin'
    : basename(source)
        .replace(/\.gz$/i, '')
        .replace(/\.(?:csv|tsv|txt)$/i, '')
}
