import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dataset } from '../../../src/data/dataset.ts'
import { type DataOptions, defaultDataOptions } from '../../../src/data/options.ts'
import { CACHED_FROM, cachedLoad } from '../../../src/data/read/cache.ts'
import {
  cacheEntries,
  cacheFolder,
  readEntry,
  removeEntries,
  writeEntry,
} from '../../../src/data/read/cacheStore.ts'
import { assert, suite } from '../../harness.ts'
import { load } from '../helpers.ts'

/** Runs `use` with a cache folder of its own, and a folder for data. */
async function apart(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'regbench-cache-'))
  const before = process.env.XDG_CACHE_HOME
  process.env.XDG_CACHE_HOME = join(folder, 'cache')
  try {
    await use(folder)
  } finally {
    if (before === undefined) delete process.env.XDG_CACHE_HOME
    else process.env.XDG_CACHE_HOME = before
    chmodSync(folder, 0o700)
    rmSync(folder, { recursive: true, force: true })
  }
}

const small = () => load('a,b,y\n1,x,p\n,z,q\n3,x,q\n', { missing: 'impute', foldColumn: 'b' })
/** Missing numbers are NaN, which equals nothing; the bits of them do. */
const bits = (dataset: Dataset | undefined) =>
  dataset && { ...dataset, matrix: [...new Uint32Array(dataset.matrix.buffer)] }
const KEY = 'a'.repeat(64)
const entryPath = () => join(cacheFolder(), `${KEY}.dataset`)

/** Loads a file of `CACHED_FROM` bytes through the cache, counting how often it was really read. */
function counter(dataset: Dataset) {
  const counts = { read: 0 }
  const get = (source: string, options: Partial<DataOptions> = {}) =>
    cachedLoad(source, { ...defaultDataOptions, cache: true, ...options }, async () => {
      counts.read++
      return dataset
    })
  return { counts, get }
}

suite('data/cacheStore', (test) => {
  test('gives back what was stored: every number, name and note, in shared memory', async () => {
    await apart(async () => {
      const dataset = await small()
      assert.is(await readEntry(KEY), undefined)
      await writeEntry(KEY, 'data.csv', dataset)
      const found = await readEntry(KEY)
      assert.equal(bits(found), bits(dataset))
      assert.instance(found!.matrix.buffer, SharedArrayBuffer)
      assert.instance(found!.labels.buffer, SharedArrayBuffer)
      const plain = await load('a,y\n1,0.5\n2,1.5\n')
      await writeEntry(KEY, 'data.csv', plain)
      assert.equal(await readEntry(KEY), plain)
    })
  })

  test('an entry with one byte changed, cut short or lengthened is not there', async () => {
    await apart(async () => {
      const dataset = await small()
      await writeEntry(KEY, 'data.csv', dataset)
      const whole = readFileSync(entryPath())
      for (let at = 0; at < whole.length; at += 7) {
        const damaged = Buffer.from(whole)
        damaged[at]! ^= 1
        writeFileSync(entryPath(), damaged)
        assert.is(await readEntry(KEY), undefined, `byte ${at}`)
      }
      for (const size of [0, 10, 100, whole.length - 1]) {
        writeFileSync(entryPath(), whole)
        truncateSync(entryPath(), size)
        assert.is(await readEntry(KEY), undefined, `${size} bytes`)
      }
      writeFileSync(entryPath(), Buffer.concat([whole, Buffer.alloc(1)]))
      assert.is(await readEntry(KEY), undefined)
      await writeEntry(KEY, 'data.csv', dataset)
      assert.equal(bits(await readEntry(KEY)), bits(dataset))
    })
  })

  test('is nobody else’s to read, and leaves no half-written file', async () => {
    await apart(async () => {
      await writeEntry(KEY, 'data.csv', await small())
      assert.is(statSync(cacheFolder()).mode & 0o077, 0)
      assert.is(statSync(entryPath()).mode & 0o077, 0)
      assert.equal(readdirSync(cacheFolder()), [`${KEY}.dataset`])
    })
  })

  test('does nothing where it cannot be written', async () => {
    await apart(async (folder) => {
      // A file stands where the folder should.
      writeFileSync(join(folder, 'cache'), '')
      await writeEntry(KEY, 'data.csv', await small())
      assert.is(await readEntry(KEY), undefined)
      assert.equal(await cacheEntries(), [])
    })
  })

  test('lists what is there, the last used first, damaged ones and leftovers too', async () => {
    await apart(async () => {
      const dataset = await small()
      await writeEntry(KEY, 'data.csv', dataset)
      const other = 'b'.repeat(64)
      await writeEntry(other, 'other.csv', dataset)
      writeFileSync(join(cacheFolder(), `${KEY}.77.tmp`), 'half')
      writeFileSync(join(cacheFolder(), 'notes.txt'), 'not ours')
      utimesSync(entryPath(), 1000, 1000)
      utimesSync(join(cacheFolder(), `${KEY}.77.tmp`), 500, 500)
      const entries = await cacheEntries()
      assert.equal(
        entries.map(({ source, rows, features }) => [source, rows, features]),
        [
          ['other.csv', 3, 1],
          ['data.csv', 3, 1],
          [null, null, null],
        ],
      )
      await readEntry(KEY)
      assert.is((await cacheEntries())[0]!.source, 'data.csv')
      await removeEntries(entries)
      assert.equal(readdirSync(cacheFolder()), ['notes.txt'])
    })
  })
})

suite('data/cache: cachedLoad', (test) => {
  const large = Buffer.alloc(CACHED_FROM, 'x')

  test('reads a large file once, and again when content or options change', async () => {
    await apart(async (folder) => {
      const path = join(folder, 'large.csv')
      writeFileSync(path, large)
      const { counts, get } = counter(await small())
      const first = await get(path)
      assert.equal(bits(await get(path)), bits(first))
      assert.is(counts.read, 1)
      // The same content at another time is the same content.
      utimesSync(path, 1000, 1000)
      await get(path)
      assert.is(counts.read, 1)
      await get(path, { ignore: ['a'] })
      assert.is(counts.read, 2)
      const changed = Buffer.from(large)
      changed[4_000_000] = 0x79
      writeFileSync(path, changed)
      utimesSync(path, 1000, 1000)
      await get(path)
      assert.is(counts.read, 3)
    })
  })

  test('the file of --test counts', async () => {
    await apart(async (folder) => {
      const [path, other] = [join(folder, 'train.csv'), join(folder, 'test.csv')]
      writeFileSync(path, large)
      writeFileSync(other, 'one')
      const { counts, get } = counter(await small())
      await get(path, { test: other })
      await get(path, { test: other })
      assert.is(counts.read, 1)
      writeFileSync(other, 'two')
      await get(path, { test: other })
      assert.is(counts.read, 2)
      await get(path, { test: '-' })
      await get(path, { test: '-' })
      assert.is(counts.read, 4)
    })
  })

  test('small files, folders and files that are not there leave no trace', async () => {
    await apart(async (folder) => {
      const path = join(folder, 'small.csv')
      writeFileSync(path, large.subarray(1))
      mkdirSync(join(folder, 'folder'))
      const { counts, get } = counter(await small())
      for (const source of [path, path, join(folder, 'folder'), join(folder, 'none.csv'), '-', 'iris'])
        await get(source)
      assert.is(counts.read, 6)
      assert.equal(await cacheEntries(), [])
    })
  })

  test('a file that changes while it is read is not kept', async () => {
    await apart(async (folder) => {
      const path = join(folder, 'growing.csv')
      writeFileSync(path, large)
      const dataset = await small()
      await cachedLoad(path, { ...defaultDataOptions, cache: true }, async () => {
        writeFileSync(path, large.subarray(2))
        return dataset
      })
      assert.equal(await cacheEntries(), [])
    })
  })
})
