import { createHash } from 'node:crypto'
import { chmodSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { type BundledName, bundled, bundledPath } from '../../../src/data/index.ts'
import { defaultDataOptions } from '../../../src/data/options.ts'
import { loadDataset } from '../../../src/data/read/load.ts'
import { assert, suite } from '../../harness.ts'
import { fixture, load, matrixRows, refused, withFiles } from '../helpers.ts'

const names = Object.keys(bundled) as BundledName[]

suite('data/load: bundled datasets', (test) => {
  for (const name of names) {
    test(`${name} is what its entry says`, async () => {
      const entry = bundled[name]
      const dataset = await loadDataset(name, defaultDataOptions)
      assert.is(dataset.name, name)
      assert.is(dataset.rows, entry.rows)
      assert.is(dataset.trainableRows, entry.rows)
      assert.is(dataset.features.length, entry.features)
      assert.is(dataset.target, entry.target)
      assert.is(dataset.task, entry.task)
      assert.equal(dataset.notes, [])
      assert.ok(dataset.matrix.every(Number.isFinite))
    })

    test(`${name} is the file of its checksum, also in datasets/README.md`, () => {
      const path = bundledPath(name)
      assert.is(createHash('sha256').update(readFileSync(path)).digest('hex'), bundled[name].sha256)
      const readme = readFileSync(path.replace(/[^/\\]+$/, 'README.md'), 'utf8')
      const row = readme
        .split('\n')
        .find((line) => line.startsWith(`| ${name} |`) && line.includes(bundled[name].sha256))
      assert.ok(
        row?.includes(`| ${bundled[name].rows} | ${bundled[name].features} | ${bundled[name].target}`),
      )
    })
  }

  test('hold the values of their files', async () => {
    const iris = await loadDataset('iris', defaultDataOptions)
    assert.equal(
      iris.features.map(({ name }) => name),
      ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'],
    )
    assert.equal(matrixRows(iris)[0], [5.1, 3.5, 1.4, 0.2].map(Math.fround))
    assert.equal(iris.classes, ['setosa', 'versicolor', 'virginica'])
    assert.equal(
      [0, 50, 100].map((row) => iris.labels[row]),
      [0, 1, 2],
    )
    const diabetes = await loadDataset('diabetes', defaultDataOptions)
    assert.equal(Array.from(diabetes.targets.subarray(0, 2)), [151, 75])
    assert.is(diabetes.labels.length, 0)
  })
})

suite('data/load: loadDataset', (test) => {
  test('shares its arrays with workers', async () => {
    const { matrix, labels } = await load('a,y\n1,p\n2,q\n')
    assert.instance(matrix.buffer, SharedArrayBuffer)
    assert.instance(labels.buffer, SharedArrayBuffer)
    const { targets } = await load('a,y\n1,0.5\n2,1.5\n')
    assert.instance(targets.buffer, SharedArrayBuffer)
  })

  test('reads plain, gzipped and marked files to the same dataset', async () => {
    const text = 'a,b,y\n1,x,0.5\n2,z,1.5\n'
    const contents = {
      'plain.csv': text,
      'zipped.csv.gz': gzipSync(text),
      'zipped-in-secret.csv': gzipSync(text),
      'marked.csv': `\ufeff${text}`,
      'windows.csv': text.replaceAll('\n', '\r\n'),
    }
    await withFiles(contents, async (paths) => {
      const loaded = await Promise.all(
        Object.values(paths).map((path) => loadDataset(path, defaultDataOptions)),
      )
      assert.equal(
        loaded.map(({ name }) => name),
        ['plain', 'zipped', 'zipped-in-secret', 'marked', 'windows'],
      )
      assert.is(new Set(loaded.map(({ hash }) => hash)).size, 1)
    })
  })

  test('takes a bare bundled name as bundled and a path as a file', async () => {
    await withFiles({ iris: 'a,y\n1,p\n2,q\n' }, async (paths) => {
      const dataset = await loadDataset(paths.iris!, defaultDataOptions)
      assert.is(dataset.rows, 2)
    })
  })

  test('hashes what reaches training and nothing else', async () => {
    const text = 'a,b,y\n1,x,p\n2,z,q\n3,z,q\n'
    const { hash } = await load(text)
    assert.is((await load(text.replaceAll('\n', '\r\n').replace('1,', '1.0,'))).hash, hash)
    const others = [
      load(text.replace('3,', '4,')),
      load(text.replace('a,', 'c,')),
      load(text.replace('3,z,q', '3,z,p')),
      load(text.replaceAll('q', 'r')),
      load(text, { ignore: ['b'] }),
      load(text, { target: 'b' }),
    ]
    const hashes = (await Promise.all(others)).map((dataset) => dataset.hash)
    assert.is(new Set([hash, ...hashes]).size, others.length + 1)
  })

  test('reads a messy file after the options its messages name', async () => {
    const options = { ...defaultDataOptions, target: 'survived' }
    const path = fixture('passengers.csv')
    await refused(
      () => loadDataset(path, options),
      3,
      `${path}:2: column "ticket": expected a number, got "B/4 1177"; use --null-value "B/4 1177" if it means missing, --categorical ticket for a column of categories`,
    )
    const ignore = ['1', 'name', 'ticket', 'cabin']
    await refused(
      () => loadDataset(path, { ...options, ignore }),
      3,
      `${path}:5: column "age": the value is missing (2 are in this column); --missing impute fills in the training mean, --missing drop leaves such rows out`,
    )
    const dataset = await loadDataset(path, { ...options, ignore, missing: 'impute' })
    assert.equal(
      dataset.features.map(({ name }) => name),
      ['class', 'sex=female', 'sex=male', 'age', 'relatives', 'fare', 'port=C', 'port=Q', 'port=S'],
    )
    assert.equal(dataset.classes, ['no', 'yes'])
    assert.equal(matrixRows(dataset)[7], [2, 1, 0, 38, 0, 13, 0, 0, 0])
    assert.equal(matrixRows(dataset)[4], [3, 0, 1, Number.NaN, 0, Math.fround(7.8), 0, 1, 0])
  })

  test('reads a file without a header and with blanks after the commas', async () => {
    const options = {
      ...defaultDataOptions,
      header: false,
      missing: 'impute' as const,
      ignore: ['column4', '5'],
    }
    const dataset = await loadDataset(fixture('census.csv'), options)
    assert.equal(
      dataset.features.map(({ name }) => name),
      ['column1', 'column2=Private', 'column2=Self-emp', 'column2=State-gov', 'column3'],
    )
    assert.equal(dataset.classes, ['<=50K', '>50K'])
    assert.equal(matrixRows(dataset)[3], [54, 0, 0, 0, 180211])
  })

  test('drops rows with missing values and says how many', async () => {
    const path = fixture('birds.csv')
    const dataset = await loadDataset(path, { ...defaultDataOptions, target: 'species', missing: 'drop' })
    assert.is(dataset.rows, 8)
    assert.is(dataset.labels.length, 8)
    assert.equal(matrixRows(dataset)[2], [0, 1, 0, Math.fround(37.2), 190, 1, 0])
    assert.equal(dataset.notes, [`${path}: left out 2 of 10 rows, which have missing values`])
    const ignoring = await loadDataset(path, {
      ...defaultDataOptions,
      target: 'species',
      missing: 'drop',
      ignore: ['sex'],
    })
    assert.is(ignoring.rows, 9)
  })

  test('refuses decimal commas', async () => {
    const path = fixture('decimal-comma.csv')
    await refused(
      () => loadDataset(path, defaultDataOptions),
      3,
      `${path}:2: column "bill_mm": "39,1" looks like a number in a local style; --decimal , reads it, or use --categorical bill_mm if not`,
    )
  })

  test('refuses what is not there', async () => {
    await refused(() => loadDataset('./none.csv', defaultDataOptions), 3, './none.csv: there is no such file')
    await refused(
      () => loadDataset('digts', defaultDataOptions),
      3,
      'digts: there is no such file or bundled dataset; did you mean digits? (bundled: iris, wine, breast-cancer, digits, diabetes)',
    )
  })

  test('refuses what cannot be read', async () => {
    const contents = {
      'cut.csv.gz': gzipSync('a,y\n1,p\n2,q\n'.repeat(99)).subarray(0, 40),
      'locked.csv': 'a,y\n',
    }
    await withFiles(contents, async (paths) => {
      const cut = paths['cut.csv.gz']!
      await refused(
        () => loadDataset(cut, defaultDataOptions),
        3,
        `${cut}: the gzip data is damaged or cut short`,
      )
      const folder = cut.replace(/\/[^/]+$/, '')
      await refused(
        () => loadDataset(folder, defaultDataOptions),
        3,
        `${folder}: this is a directory; name a CSV file`,
      )
      // The superuser may read anything.
      if (process.getuid?.() !== 0) {
        const locked = paths['locked.csv']!
        chmodSync(locked, 0)
        await refused(
          () => loadDataset(locked, defaultDataOptions),
          3,
          `${locked}: no permission to read the file`,
        )
      }
    })
  })

  test('refuses other encodings, naming the line', async () => {
    await refused(
      () => load(Buffer.from('a,y\n1,p\n2,caf\xe9\n', 'latin1')),
      3,
      'standard input:3: a byte here is not UTF-8; name the encoding, e.g. --encoding latin1',
    )
    await refused(
      () => load(Buffer.from('a,y\n1,p\n2,caf\xe9', 'latin1')),
      3,
      'standard input:3: a byte here is not UTF-8; name the encoding, e.g. --encoding latin1',
    )
    await refused(
      () => load(Buffer.from('a,y\n1,p\n', 'utf16le')),
      3,
      'standard input: the file holds zero bytes, so it is not UTF-8 text; if it is text, name the encoding, e.g. --encoding utf-16le',
    )
    await refused(
      () => load(Buffer.from('PK\u0003\u0004')),
      3,
      'standard input: the file is a zip archive, and a table in CSV is needed; unpack it first',
    )
  })

  test('reads other encodings: those that a mark shows, and those that --encoding names', async () => {
    const text = 'größe,y\n1,p\n2,q€\n'
    const { hash } = await load(text)
    const swapped = Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
    for (const [bytes, note] of [
      [Buffer.from(`\ufeff${text}`, 'utf16le'), 'UTF-16LE'],
      [swapped, 'UTF-16BE'],
    ] as const) {
      const dataset = await load(bytes)
      assert.is(dataset.hash, hash)
      assert.equal(dataset.notes, [`standard input: the byte order mark says that the file is ${note}`])
    }
    assert.is((await load(Buffer.from(text, 'utf16le'), { encoding: 'utf-16le' })).hash, hash)
    const latin = Buffer.from(text.replace('€', '\x80'), 'latin1')
    assert.is((await load(latin, { encoding: 'latin1' })).hash, hash)
    assert.is((await load(latin, { encoding: 'windows-1252' })).hash, hash)
    await refused(
      () => load(latin, { encoding: 'lattin' }),
      2,
      'unknown --encoding "lattin"; e.g. latin1, windows-1252, utf-16le or shift_jis',
    )
    await refused(
      () => load(latin, { encoding: 'utf-8' }),
      3,
      'standard input:1: bytes in or after this line are not utf-8; see --encoding',
    )
  })

  test('refuses contradicting options', async () => {
    const text = 'a,b,y\n1,2,p\n2,3,q\n'
    await refused(
      () => load(text, { ignore: ['y'] }),
      2,
      '--ignore names the target "y"; choose another with --target, or do not ignore it',
    )
    await refused(
      () => load(text, { foldColumn: 'y' }),
      2,
      '--fold-column names the target "y"; a fold column is neither target nor feature',
    )
    await refused(
      () => load(text, { foldColumn: 'a', test: 'x.csv' }),
      2,
      '--test and --fold-column exclude each other; choose one way to test',
    )
    await refused(
      () => load(text, { test: '-' }),
      2,
      'standard input can be read once; name a file for the data or for --test',
    )
    await refused(
      () => load(text, { delimiter: '::' }),
      2,
      '--delimiter must be one character (or "tab"), neither a quote nor a line end, got "::"',
    )
  })
})

suite('data/load: a test file', (test) => {
  const training = 'a,b,c,y\n1,x,5,p\n2,z,6,q\n3,z,7,p\n'

  test('is found by column name and appended', async () => {
    await withFiles({ 'test.csv': 'y,extra,c,b,a\nq,?,60,x,10\np,?,70,new,20\n' }, async (paths) => {
      const dataset = await load(training, { test: paths['test.csv']! })
      assert.is(dataset.rows, 5)
      assert.is(dataset.trainableRows, 3)
      assert.equal(
        dataset.features.map(({ name }) => name),
        ['a', 'b=x', 'b=z', 'c'],
      )
      assert.equal(matrixRows(dataset).slice(3), [
        [10, 1, 0, 60],
        [20, 0, 0, 70],
      ])
      assert.equal(Array.from(dataset.labels), [0, 1, 0, 1, 0])
      assert.equal(dataset.notes, [
        `${paths['test.csv']}: column "b": 1 row holds a category that no training row has, read as none of them: "new"`,
      ])
    })
  })

  test('has its own cells checked', async () => {
    const contents = {
      'lacks.csv': 'a,b,y\n1,x,p\n',
      'text.csv': 'a,b,c,y\n1,x,5,p\nhigh,x,5,p\n',
      'hole.csv': 'a,b,c,y\n1,x,,p\n',
      'class.csv': 'a,b,c,y\n1,x,5,p\n1,x,5,r\n',
    }
    await withFiles(contents, async (paths) => {
      const sentences: Record<string, string> = {
        'lacks.csv': ':1: there is no column "c", which standard input has',
        'text.csv':
          ':3: column "a": expected a number, got "high"; use --null-value high if it means missing, --categorical a for a column of categories',
        'hole.csv':
          ':2: column "c": the value is missing; --missing impute fills in the training mean, --missing drop leaves such rows out',
        'class.csv': ':3: column "y": the class "r" is not in the training rows (classes: "p", "q")',
      }
      for (const [name, sentence] of Object.entries(sentences)) {
        await refused(() => load(training, { test: paths[name]! }), 3, `${paths[name]}${sentence}`)
      }
    })
  })

  test('treats a category column that holds numbers as the training file does', async () => {
    await withFiles({ 'test.csv': 'a,b,y\n1,7,p\n1,7.0,p\n1,u,p\n' }, async (paths) => {
      const dataset = await load('a,b,y\n1,7,p\n2,u,q\n3,v,q\n', { test: paths['test.csv']! })
      assert.equal(
        dataset.features.map(({ name }) => name),
        ['a', 'b=7', 'b=u', 'b=v'],
      )
      assert.equal(matrixRows(dataset).slice(3), [
        [1, 1, 0, 0],
        [1, 1, 0, 0],
        [1, 0, 1, 0],
      ])
    })
  })
})
