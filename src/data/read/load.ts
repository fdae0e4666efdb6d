/** From a file, standard input or a bundled name to a Dataset: the one way in. */
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { dataError, usageError } from '../../util/errors.ts'
import { suggest } from '../../util/suggest.ts'
import { type Dataset, ROW_ROLES, type RowRole } from '../dataset.ts'
import { hashDataset } from '../hash.ts'
import { bundled, bundledPath, isBundled } from '../index.ts'
import type { DataOptions } from '../options.ts'
import { overlapOfTest } from '../splits/overlap.ts'
import { cachedLoad } from './cache.ts'
import { encodeFeatures, planFeatures } from './encode.ts'
import { warningsOf } from './findings.ts'
import { imageSetOf, isMnist, mnistNames, openMnist } from './mnist.ts'
import { readTest, readTraining, type TargetedPart, type TrainingPart } from './parts.ts'
import { encodeMarks, encodeNames, encodeTimes, encodeWeights, type RolePart } from './rowColumns.ts'
import { openSource, type Source } from './source.ts'
import { encodeTarget } from './target.ts'

/** The most bytes of one file, unpacked, unless --max-bytes says otherwise: what is read is held in memory. */
export const MAX_BYTES = 2 ** 30

/**
 * Reads `source` (a bundled name, a path, a gzipped path, or '-' for `stdin`) and the test file if there is one.
 * A bundled name means the bundled data even where a file of that name exists; `./iris` means the file.
 * Throws data errors (exit 3) that name file, line and column, and usage errors for options that contradict.
 */
export async function loadDataset(source: string, options: DataOptions, stdin?: Readable): Promise<Dataset> {
  refuseContradictions(source, options)
  const load = () => parseDataset(source, options, stdin)
  return options.cache === true ? cachedLoad(source, options, load) : load()
}

/** What `describe` says of data that can be used. */
export interface Outline extends Pick<Dataset, 'rows' | 'features' | 'task' | 'classes' | 'labels'> {
  readonly notes: readonly string[]
}

/**
 * Reads as `loadDataset` does, and throws what it throws, but makes no matrix of it and looks for no warnings: for whoever has
 * looked for them already, and trains nothing.
 */
export async function loadOutline(source: string, options: DataOptions, stdin?: Readable): Promise<Outline> {
  refuseContradictions(source, options)
  const { training, parts, rows, target, roles, notes } = await readParts(source, options, stdin)
  return { rows, ...planFeatures(training.features, parts), ...target, ...roles, notes }
}

function refuseContradictions(source: string, options: DataOptions): void {
  checkTogether(options)
  const flags = (['test', 'validation'] as const).filter((name) => options[name] === '-')
  if (flags.length + (source === '-' ? 1 : 0) > 1) {
    throw usageError(
      `standard input can be read once; name a file for the data or for ${flags.map((name) => `--${name}`).join(' and ')}`,
    )
  }
}

async function parseDataset(
  source: string,
  options: DataOptions,
  stdin: Readable | undefined,
): Promise<Dataset> {
  const { training, parts, rows, target, roles, shipped, notes } = await readParts(source, options, stdin)
  // What is odd about such data is known and harmless.
  const warnings = shipped === undefined ? warningsOf(training, target) : []
  const encoded = encodeFeatures(training.features, parts, notes)
  notes.push(...warnings)
  const data = { rows, ...encoded, target: training.target.name, ...target, ...roles }
  const dataset = { name: nameOf(source), ...data, hash: hashDataset(data), notes }
  if (options.test !== undefined && options.allowOverlap !== true) refuseOverlap(dataset, options.test)
  return dataset
}

/** The files, read and checked, with what their rows answer and are; the features are still columns. */
async function readParts(source: string, options: DataOptions, stdin: Readable | undefined) {
  const notes: string[] = []
  const reading = { maxBytes: MAX_BYTES, ...options, anyRatio: options.maxBytes !== undefined }
  const training = await readTraining(openData(source, reading, stdin), options, notes)
  const readOther = async (file: string | undefined) =>
    file === undefined ? [] : [await readTest(openData(file, reading, stdin), options, training, notes)]
  const validation = await readOther(options.validation)
  const test = await readOther(options.test)
  const parts = [training, ...validation, ...test]

  const shipped = isBundled(source) ? bundled[source] : imageSetOf(source)
  const known = training.target.name === shipped?.target ? shipped : undefined
  const target = encodeTarget(
    parts,
    options.task === 'auto' && known !== undefined ? known.task : options.task,
    notes,
    training.roles.categorical.has(training.roles.target),
  )
  const rows = parts.reduce((sum, part) => sum + part.rows.length, 0)
  const roles = {
    trainableRows: training.rows.length + (validation[0]?.rows.length ?? 0),
    ...encodeRowRoles(training, validation, test),
  }
  return { training, parts, rows, target, roles, shipped, notes }
}

/** A bundled name, a path, or '-'. */
export function openData(
  source: string,
  {
    encoding,
    maxBytes,
    anyRatio,
    dataDir,
  }: Pick<DataOptions, 'encoding' | 'maxBytes' | 'dataDir'> & { anyRatio?: boolean } = {},
  stdin?: Readable,
): Source {
  if (isBundled(source)) return { ...openSource(bundledPath(source)), file: bundled[source].file }
  if (isMnist(source)) return openMnist(source, dataDir)
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

/** Scores of rows that were all trained on are not scores of new rows. */
function refuseOverlap(dataset: Dataset, file: string): void {
  const { trained, tested } = overlapOfTest(dataset)
  if (tested === 0 || trained < tested) return
  throw dataError(
    { file },
    `${tested === 1 ? 'its row stands' : `all ${tested} rows stand`} among the training rows, so no row is new; test on other rows, ` +
      'or let them through with --allow-overlap',
  )
}

/** One way to test, one to stop early, and one in which rows belong together. */
function checkTogether({ test, foldColumn, validation, validationColumn, time, group }: DataOptions): void {
  const both = (one: string | undefined, other: string | undefined) =>
    one !== undefined && other !== undefined
  if (both(test, foldColumn)) {
    throw usageError('--test and --fold-column exclude each other; choose one way to test')
  }
  if (both(validation, validationColumn)) {
    throw usageError(
      '--validation and --validation-column exclude each other; choose one way to name such rows',
    )
  }
  if (both(time, group ?? foldColumn)) {
    throw usageError(
      `--time and ${group === undefined ? '--fold-column' : '--group'} exclude each other: rows of one would stand before and after ` +
        'a border of the other',
    )
  }
}

/** What the columns of the rows' own say, of the rows of all files one after the other. */
function encodeRowRoles(
  training: TrainingPart,
  validation: readonly TargetedPart[],
  test: readonly TargetedPart[],
) {
  const parts = [training, ...validation, ...test]
  const columnOf = (role: RowRole): RolePart[] | undefined =>
    training.rowColumns.has(role)
      ? parts.map(({ table, rows, rowColumns }) => ({ table, rows, column: rowColumns.get(role) }))
      : undefined
  const [folds, groups, times, marks, weights] = ROW_ROLES.map(columnOf)
  const weighted = weights && encodeWeights(weights)
  const validated = encodeValidation(marks?.[0], parts, validation[0])
  return {
    ...(folds && { folds: encodeNames(folds, 'fold') }),
    ...(groups && { groups: encodeNames(groups, 'group') }),
    ...(times && { times: encodeTimes(times) }),
    ...(validated && { validation: validated }),
    ...(weighted && { weights: weighted }),
    ...(training.rowColumns.size > 0 && {
      rowColumns: Object.fromEntries([...training.rowColumns].map(([role, { name }]) => [role, name])),
    }),
  }
}

/** [rows] 1 for the marked rows of the training file, or for those of the validation file. */
function encodeValidation(
  marked: RolePart | undefined,
  parts: readonly TargetedPart[],
  file: TargetedPart | undefined,
): Int32Array | undefined {
  if (marked === undefined && file === undefined) return undefined
  const count = parts.reduce((sum, { rows }) => sum + rows.length, 0)
  const validation = new Int32Array(new SharedArrayBuffer(4 * count))
  const first = parts[0]!.rows.length
  if (marked !== undefined) validation.set(encodeMarks(marked))
  if (file !== undefined) validation.fill(1, first, first + file.rows.length)
  return validation
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
