import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench, TINY } from './run.ts'
import { timeless } from './table.ts'

const iris = readFileSync(new URL('../../datasets/iris.csv', import.meta.url))

/** Every bad file gets one sentence with its place, and exit code 3. */
const bad: Record<string, { csv?: string | Buffer; args?: string[]; sentence: string }> = {
  'a ragged row': {
    csv: 'a,b,y\n1,2,x\n2,3\n3,4,z\n',
    sentence: 'data.csv:3: expected 3 fields, got 2',
  },
  'text in a column of numbers': {
    csv: 'a,b,y\n1,2,x\n2,abc,y\n3,4,x\n4,4,y\n',
    sentence:
      'data.csv:3: column "b": expected a number, got "abc"; use --null-value abc if it means missing, ' +
      '--categorical b for a column of categories',
  },
  'a missing cell': {
    csv: 'a,b,y\n1,2,x\n2,,y\n3,4,x\n4,5,y\n',
    sentence:
      'data.csv:3: column "b": the value is missing; --missing impute fills in the training mean, ' +
      '--missing drop leaves such rows out',
  },
  'a NaN cell': {
    csv: 'a,b,y\n1,2,x\n2,3,y\nNaN,4,x\n4,5,y\n',
    sentence:
      'data.csv:4: column "a": the value is missing; --missing impute fills in the training mean, ' +
      '--missing drop leaves such rows out',
  },
  'a quote that is never closed': {
    csv: 'a,b,y\n1,"2,x\n3,4,y\n',
    sentence: 'data.csv:2: a quote opened in this row is never closed',
  },
  'an empty file': { csv: '', sentence: 'data.csv:1: the file is empty' },
  'a header and no rows': { csv: 'a,b,y\n', sentence: 'data.csv:1: the file has a header and no rows' },
  'one class only': {
    csv: 'a,b,y\n1,2,x\n2,3,x\n3,4,x\n',
    sentence: 'data.csv:2: column "y": every row has the class "x"; a comparison needs at least two',
  },
  'an unknown column': {
    csv: 'age,b,y\n1,2,x\n2,3,z\n3,4,x\n',
    args: ['--target', 'agr'],
    sentence: 'data.csv:1: there is no column "agr"; did you mean "age"? (columns: "age", "b", "y")',
  },
  'a file that is not there': { sentence: 'data.csv: there is no such file' },
  'bytes that are not UTF-8': {
    csv: Buffer.from('a,b,y\n1,2,caf\xe9\n', 'latin1'),
    sentence: 'data.csv:2: a byte here is not UTF-8; name the encoding, e.g. --encoding latin1',
  },
}

suite('cli: bad data', (test) => {
  for (const [what, { csv, args = [], sentence }] of Object.entries(bad)) {
    test(`${what} is refused in one sentence, with code 3`, async () => {
      const cwd = folder(csv === undefined ? {} : { 'data.csv': csv })
      assertRefused(await regbench(['compare', 'data.csv', ...args], { cwd }), 3, sentence)
    })
  }

  test('a folder is refused', async () => {
    const cwd = folder({ 'data.csv/inside.txt': '' })
    const result = await regbench(['compare', 'data.csv'], { cwd })
    assertRefused(result, 3, 'data.csv: this is a directory; name a CSV file')
  })

  test('a mistyped bundled name gets a suggestion', async () => {
    const result = await regbench(['compare', 'irsi'])
    const bundled = '(bundled: iris, wine, breast-cancer, digits, diabetes)'
    assertRefused(result, 3, `irsi: there is no such file or bundled dataset; did you mean iris? ${bundled}`)
  })

  test('bad data on standard input is called so', async () => {
    const result = await regbench(['compare', '-'], { input: 'a,b,y\n1,2\n' })
    assertRefused(result, 3, 'standard input:2: expected 3 fields, got 2')
  })
})

suite('cli: good data', (test) => {
  test('a path, a gzipped path, standard input and the bundled name give the same figures', async () => {
    const cwd = folder({ 'iris.csv': iris, 'iris.csv.gz': gzipSync(iris) })
    const tables: Record<string, unknown> = {}
    for (const source of ['iris', 'iris.csv', 'iris.csv.gz', '-']) {
      const input = source === '-' ? { input: iris } : {}
      const result = await regbench(['compare', source, ...TINY, '--format', 'csv'], { cwd, ...input })
      assertDone(result)
      tables[source] = timeless(result.stdout)
    }
    for (const source of ['iris.csv', 'iris.csv.gz', '-']) assert.equal(tables[source], tables.iris, source)
  })

  test('rows left out are said on standard error', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i},${i % 7},${i % 2 === 0 ? 'even' : 'odd'}`)
    const cwd = folder({ 'data.csv': `a,b,y\n${rows.join('\n')}\n,1,odd\n` })
    const result = await regbench(['compare', 'data.csv', ...TINY, '--missing', 'drop'], { cwd })
    assertDone(result)
    assert.match(result.stderr, 'regbench: data.csv: left out 1 of 31 rows, which have missing values\n')
  })
})
