import { assert, suite } from '../../harness.ts'
import { caseText, cellsOf, load, matrixRows, refused, withFiles } from '../helpers.ts'

const featureNames = async (...given: Parameters<typeof load>) =>
  (await load(...given)).features.map(({ name }) => name)

suite('data/schema: columns named by options', (test) => {
  const text = 'a,2,__proto__,y\n1,4,7,p\n2,5,8,q\n3,6,9,q\n'

  test('are found by name first, then by position', async () => {
    assert.equal(await featureNames(text, { ignore: ['2'] }), ['a', '__proto__'])
    assert.equal(await featureNames(text, { ignore: ['1', '3'] }), ['2'])
    assert.equal(await featureNames(text, { ignore: ['__proto__'] }), ['a', '2'])
    const dataset = await load(text, { target: 'a', task: 'regression' })
    assert.is(dataset.target, 'a')
    assert.equal(Array.from(dataset.targets), [1, 2, 3])
  })

  test('are refused with the nearest name when there is none', async () => {
    await refused(
      () => load('age,sex,y\n1,f,p\n2,m,q\n', { ignore: ['agee'] }),
      3,
      'standard input:1: there is no column "agee"; did you mean "age"? (columns: "age", "sex", "y")',
    )
    await refused(
      () => load('1,2,p\n2,3,q\n', { header: false, target: '4' }),
      3,
      'standard input: there is no column "4" (columns: "column1", "column2", "column3")',
    )
    await refused(
      () => load(text, { categorical: ['toString'] }),
      3,
      'standard input:1: there is no column "toString" (columns: "a", "2", "__proto__", "y")',
    )
  })

  test('leave at least one feature', async () => {
    await refused(
      () => load('a,y\n1,p\n2,q\n', { ignore: ['a'] }),
      3,
      'standard input:1: no column is left to be a feature',
    )
  })
})

suite('data/schema: kinds of columns', (test) => {
  test('half numbers make a numeric column, fewer a categorical one', async () => {
    assert.equal(await featureNames('a,y\n1,p\nx,q\n2,q\ny,p\nz,p\n'), ['a=1', 'a=2', 'a=x', 'a=y', 'a=z'])
    await refused(
      () => load('a,y\n1,p\nx,q\n'),
      3,
      'standard input:3: column "a": expected a number, got "x"; use --null-value x if it means missing, --categorical a for a column of categories',
    )
  })

  test('--categorical makes numbers categories, each as it is written', async () => {
    const text = 'zip,y\n01234,p\n1234,q\n01234,q\n'
    assert.equal(await featureNames(text), ['zip'])
    const dataset = await load(text, { categorical: ['zip'] })
    assert.equal(dataset.features, [
      { name: 'zip=01234', column: 'zip', category: '01234', asWritten: true },
      { name: 'zip=1234', column: 'zip', category: '1234', asWritten: true },
    ])
    assert.equal(matrixRows(dataset), [
      [1, 0],
      [0, 1],
      [1, 0],
    ])
  })

  test('--null-value makes text in a numeric column missing', async () => {
    const dataset = await load('a,y\n1,p\nnone,q\n-9,q\n4,p\n', {
      nullValues: ['none', '-9'],
      missing: 'impute',
    })
    assert.equal(matrixRows(dataset), [[1], [Number.NaN], [Number.NaN], [4]])
  })

  test('the first cell in reading order is the one refused', async () => {
    await refused(
      () => load('a,b,c,y\n1,2,3,p\n1,,3,q\nx,2,3,p\n'),
      3,
      'standard input:3: column "b": the value is missing; --missing impute fills in the training mean, --missing drop leaves such rows out',
    )
    await refused(
      () => load('a,b,c,y\n1,2,3,p\n1,2,3,q\nx,,3,p\n'),
      3,
      'standard input:4: column "a": expected a number, got "x"; use --null-value x if it means missing, --categorical a for a column of categories',
    )
  })

  test('NaN is a missing value, and a number too large is named as such', async () => {
    await refused(
      () => load('a,y\n1,p\nNaN,q\n'),
      3,
      'standard input:3: column "a": the value is missing; --missing impute fills in the training mean, --missing drop leaves such rows out',
    )
    await refused(
      () => load('a,y\n1,p\n1e400,q\n'),
      3,
      'standard input:3: column "a": "1e400" is too large for a 64-bit number',
    )
  })

  test('cells in messages cannot write to the terminal', async () => {
    await refused(
      () => load('a,y\n1,p\n\u001b[2J,q\n'),
      3,
      'standard input:3: column "a": expected a number, got "\\u001b[2J"; use --null-value "\\u001b[2J" if it means missing, --categorical a for a column of categories',
    )
  })

  test('drop refuses to drop everything', async () => {
    await refused(
      () => load('a,b,y\n1,,p\n,2,q\n', { missing: 'drop' }),
      3,
      'standard input:1: every row has a missing value; --missing impute keeps them',
    )
  })
})

suite('data/schema: whole numbers beyond 2^53', (test) => {
  test('bigint.csv: two of them that are one double are two categories', async () => {
    const text = caseText('bigint.csv')
    const { features, matrix, notes, classes } = await load(text)
    assert.equal(
      features.map(({ name }) => name),
      ['big=9007199254740993000', 'big=9007199254740993001', 'x'],
    )
    cellsOf(text, 0).forEach((cell, row) => {
      const own = [...matrix.subarray(3 * row, 3 * row + 2)]
      assert.equal(own, cell.endsWith('0') ? [1, 0] : [0, 1])
    })
    assert.equal(classes, ['a', 'b'])
    assert.is(
      notes[0],
      'column "big": whole numbers beyond 2^53 are read as categories, since 64-bit numbers cannot tell "9007199254740993000" and "9007199254740993001" apart',
    )
  })

  test('where none is taken for another they are numbers, shorter ones beside them', async () => {
    const dataset = await load('a,y\n9007199254740993,p\n18014398509481984,q\n5,p\n')
    assert.equal(matrixRows(dataset), [[9007199254740992], [18014398509481984], [5]])
    const mixed = await load('a,y\n9007199254740993,p\n9007199254740992,q\n5,p\n')
    assert.equal(
      mixed.features.map(({ category }) => category),
      ['5', '9007199254740992', '9007199254740993'],
    )
  })

  test('classes that are such numbers are as many as there are', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `${i},900719925474099300${i % 2}\n`).join('')
    const { task, classes } = await load(`a,y\n${rows}`)
    assert.is(task, 'classification')
    assert.equal(classes, ['9007199254740993000', '9007199254740993001'])
  })
})

suite('data/schema: NA as a value', (test) => {
  test('na_class.csv: three regions with --keep-na-in or --keep-na, named by the sentence', async () => {
    const text = caseText('na_class.csv')
    for (const options of [{ keepNaIn: ['region'] }, { keepNa: true }]) {
      const { classes, rows } = await load(text, options)
      assert.equal(classes, ['APAC', 'EU', 'NA'])
      assert.is(rows, 60)
    }
    await refused(
      () => load(text),
      3,
      'standard input:3: column "region": the target is missing (20 are in this column); --missing drop leaves such rows out, --keep-na-in region makes a value of "NA"',
    )
    const { notes } = await load(text, { missing: 'drop' })
    assert.match(
      notes.join('\n'),
      '"NA" stands in the target "region" in 20 rows, as often as a class, and is taken for a missing value; --keep-na-in region makes a class of it',
    )
  })

  test('an empty cell is missing all the same, and so is what --null-value names', async () => {
    const text = 'c,a,y\nNA,1,p\n,2,q\n?,3,p\nx,4,q\n'
    const dataset = await load(text, { keepNaIn: ['c'], nullValues: ['x'], missing: 'impute' })
    assert.equal(
      dataset.features.map(({ name }) => name),
      ['c=?', 'c=NA', 'a'],
    )
    assert.equal(matrixRows(dataset), [
      [0, 1, 1],
      [0, 0, 2],
      [1, 0, 3],
      [0, 0, 4],
    ])
  })

  test('the file of --test keeps what the training file keeps', async () => {
    const text = 'c,y\nNA,p\nEU,q\n'
    await withFiles({ 'test.csv': 'y,c\np,NA\n' }, async (paths) => {
      const dataset = await load(text, { keepNaIn: ['c'], test: paths['test.csv']!, allowOverlap: true })
      assert.equal(matrixRows(dataset), [
        [0, 1],
        [1, 0],
        [0, 1],
      ])
    })
  })

  test('spellings of NaN are missing: nan_spell.csv', async () => {
    const { matrix, rows } = await load('a,y\n1,p\n-nan,q\nNAN,p\nnan,q\nNaN,p\n-NaN,q\n', {
      missing: 'impute',
    })
    assert.is(rows, 6)
    assert.equal([...matrix], [1, ...Array(5).fill(Number.NaN)])
  })
})
