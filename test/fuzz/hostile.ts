/** Files that break other readers, each as small as shows it, and what regbench makes of them. */
import { gzipSync } from 'node:zlib'

export interface Hostile {
  readonly title: string
  readonly bytes: () => Buffer
  readonly options?: readonly string[]
  /** Takes seconds: left to `npm run test:fuzz`. */
  readonly heavy?: true
  /** Exit code, and what standard error has to say. */
  readonly code: 0 | 1 | 2 | 3
  readonly says?: RegExp
  /** MiB that the process may take at most: a bound, not an expectation. */
  readonly most: number
}

const text = (content: string) => (): Buffer => Buffer.from(content)
const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join('')

/** A table of two numbers and a class, with one cell of the third row replaced. */
const withCell = (cell: string) =>
  text(`a,b,y\n${rows(12, (i) => `${i},${i === 2 ? cell : i % 5},${'uv'[i % 2]}\n`)}`)

/** Gzip of a megabyte of rows, so many times over: as many members, which unpack to one file. */
const bomb = (megabytes: number) => (): Buffer => {
  const member = gzipSync('1,2,3\n'.repeat(2 ** 20 / 6), { level: 9 })
  return Buffer.concat(Array.from({ length: megabytes }, () => member))
}

const WIDE = 100_000

export const hostile = (full: boolean): readonly Hostile[] =>
  KINDS.filter(({ heavy }) => full || heavy !== true)

const KINDS: readonly Hostile[] = [
  {
    title: 'columns called `__proto__`, `constructor`, `toString`',
    bytes: text(`__proto__,constructor,toString\n${rows(12, (i) => `${i},${i % 5},${'uv'[i % 2]}\n`)}`),
    code: 0,
    most: 300,
  },
  {
    title: 'categories and classes of these names',
    bytes: text(
      `a,y\n${rows(12, (i) => `${['__proto__', 'hasOwnProperty'][i % 2]},${['constructor', '__proto__'][i % 2]}\n`)}`,
    ),
    code: 0,
    most: 300,
  },
  {
    title: 'a field of a million characters among numbers',
    bytes: withCell('x'.repeat(1e6)),
    code: 3,
    says: /:4: column "b": /,
    most: 400,
  },
  {
    title: 'the same in a column of categories',
    bytes: withCell('x'.repeat(1e6)),
    options: ['--categorical', 'b'],
    code: 0,
    most: 400,
  },
  {
    title: 'a quoted field of a million quotes',
    bytes: withCell(`"${'""'.repeat(5e5)}"`),
    code: 3,
    says: /:4: column "b": /,
    most: 400,
  },
  {
    title: 'a number of 400 digits',
    bytes: withCell('9'.repeat(400)),
    code: 3,
    says: /column "b": /,
    most: 300,
  },
  { title: '`1e400`', bytes: withCell('1e400'), code: 3, says: /:4: column "b": /, most: 300 },
  {
    title: '`-0`, `4.9e-324`, 400 decimals',
    bytes: withCell(`-0,u\n4.9e-324,-0.${'3'.repeat(400)}`),
    code: 0,
    most: 300,
  },
  {
    title: '100,000 columns',
    bytes: text(
      `${rows(WIDE, (i) => `c${i},`)}y\n${rows(12, (i) => `${rows(WIDE, (j) => `${(i * j) % 7},`)}${'uv'[i % 2]}\n`)}`,
    ),
    code: 0,
    most: 700,
  },
  {
    title: 'a header of 100,000 commas',
    heavy: true,
    bytes: text(`${','.repeat(WIDE)}\n${','.repeat(WIDE)}\n`),
    code: 3,
    most: 500,
  },
  {
    title: 'rows of nothing but commas under a header',
    bytes: text(`a,b,y\n${',,\n'.repeat(1000)}`),
    code: 3,
    most: 300,
  },
  { title: 'zero bytes', bytes: withCell('\0'), code: 3, says: /zero bytes/, most: 300 },
  {
    title: 'a lone surrogate, encoded',
    bytes: () =>
      Buffer.concat([Buffer.from('a,y\n1,'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('\n2,v\n')]),
    code: 3,
    says: /:2: .*UTF-8/,
    most: 300,
  },
  {
    title: 'names and categories that steer a terminal or a spreadsheet',
    bytes: text(
      `a\u001b[2J,=cmd|' /C calc'!A1,y\n${rows(12, (i) => `${i},\u202e\u001b]0;x\u0007${i % 2},${['=1+1', '@SUM(1)'][i % 2]}\n`)}`,
    ),
    code: 0,
    most: 300,
  },
  {
    title: 'a quote that never closes, 20 MB behind it',
    heavy: true,
    bytes: text(`a,y\n"${'1,u\n'.repeat(5e6)}`),
    code: 3,
    says: /never closed/,
    most: 800,
  },
  { title: 'a line of 80 MB', heavy: true, bytes: () => Buffer.alloc(8e7, '1,'), code: 3, most: 1300 },
  {
    title: 'a row of 80 MB',
    heavy: true,
    bytes: () => Buffer.concat([Buffer.from('a,y\n1,2\n'), Buffer.alloc(8e7, '1,')]),
    code: 3,
    says: /:3: .*longer/,
    most: 900,
  },
  {
    title: '50,000 classes',
    bytes: text(`a,y\n${rows(50_000, (i) => `${i},k${i}\n`)}`),
    code: 3,
    says: /column "y": 50000 classes for 25000 test rows would take 4\.7 GiB/,
    most: 500,
  },
  {
    title: '5,000 classes',
    heavy: true,
    bytes: text(`a,y\n${rows(5000, (i) => `${i},k${i}\n`)}`),
    code: 0,
    says: /too few rows/,
    most: 900,
  },
  {
    title: 'a category of its own in each of 50,000 rows',
    bytes: text(`a,b,y\n${rows(50_000, (i) => `${i},k${i},${i % 2}\n`)}`),
    code: 3,
    most: 900,
  },
  {
    title: 'gzip that unpacks to 40 MB, of which 20 are allowed',
    bytes: bomb(40),
    options: ['--max-bytes', '20M'],
    code: 3,
    says: /--max-bytes/,
    most: 700,
  },
  {
    title: 'gzip of 2 MB that unpacks to 1.1 GB',
    heavy: true,
    bytes: bomb(1100),
    code: 3,
    says: /200 times its size/,
    most: 900,
  },
  {
    title: 'gzip of 1 MB that unpacks to a line of 1.1 GB',
    heavy: true,
    bytes: () => gzipSync(Buffer.alloc(1.1e9, '1,')),
    code: 3,
    most: 1300,
  },
]
