import type { Input } from '../../../src/data/inputs.ts'
import { type RowChunk, type RowOptions, readRows } from '../../../src/data/read/rows.ts'
import { assert, suite } from '../../harness.ts'
import { caseText, refused } from '../helpers.ts'

const numeric = { offset: 0, unit: 1, fill: 0, shift: 0, scale: 1, bound: 20, bend: 0, low: -10, high: 100 }
const inputs: readonly Input[] = [
  { kind: 'numeric', name: 'age', ...numeric },
  { kind: 'categorical', name: 'port', categories: ['C', 'S'], asWritten: false },
  { kind: 'numeric', name: 'time', ...numeric, offset: 1e9, unit: 2 },
  { kind: 'categorical', name: 'zip', categories: ['01', '1'], asWritten: true },
]

const options = (given: Partial<RowOptions>): RowOptions => ({
  header: true,
  nullValues: [],
  missing: 'error',
  keep: [],
  ...given,
})

async function read(text: string, given: Partial<RowOptions> = {}, size = 1 << 16, of = inputs) {
  const all = Buffer.from(text)
  async function* bytes() {
    for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size)
  }
  const reading = readRows({ file: 'new.csv', bytes: bytes() }, of, options(given))
  const chunks: RowChunk[] = []
  for await (const chunk of reading.chunks) chunks.push(chunk)
  const matrix = chunks.flatMap((chunk) => {
    const width = chunk.matrix.length / chunk.rows
    return Array.from({ length: chunk.rows }, (_, r) => [
      ...chunk.matrix.subarray(r * width, (r + 1) * width),
    ])
  })
  const kept = chunks[0]?.kept.map((_, k) => chunks.flatMap((chunk) => chunk.kept[k]!))
  return { chunks, matrix, kept, notes: reading.notes() }
}

const FILE = 'zip,id,time,age,port\n01,007,1000000004,31,S\n1,NA,1000000000,-2.5,C\n'

suite('data/rows', (test) => {
  test('finds columns by name, in any order, and encodes them in that of the model', async () => {
    const { matrix, notes } = await read(FILE)
    assert.equal(matrix, [
      [31, 0, 1, 2, 1, 0],
      [-2.5, 1, 0, 0, 0, 1],
    ])
    assert.equal(notes, [])
  })

  test('kept columns come as they are written, also when they are inputs', async () => {
    const { kept, matrix, chunks } = await read(FILE, { keep: ['id', 'age', '1'] })
    assert.equal(chunks[0]!.keptNames, ['id', 'age', 'zip'])
    assert.equal(kept, [
      ['007', 'NA'],
      ['31', '-2.5'],
      ['01', '1'],
    ])
    assert.equal(matrix, (await read(FILE)).matrix)
    await refused(() => read(FILE, { keep: ['id', '2'] }), 2, '--keep names the column "id" twice')
    await refused(
      () => read(FILE, { keep: ['ix'] }),
      3,
      'new.csv:1: there is no column "ix"; did you mean "id"? (columns: "zip", "id", "time", "age", "port")',
    )
  })

  test('gives the same rows however they arrive', async () => {
    const whole = await read(FILE, { keep: ['id'] })
    const pieces = await read(FILE, { keep: ['id'] }, 7)
    assert.is(pieces.chunks.length, 2)
    assert.equal(pieces.matrix, whole.matrix)
    assert.equal(pieces.kept, whole.kept)
  })

  test('a category that is a number is the same in any spelling, unless it is compared as written', async () => {
    const of: Input[] = [
      { kind: 'categorical', name: 'grade', categories: ['7', 'x'], asWritten: false },
      { kind: 'categorical', name: 'zip', categories: ['7', 'x'], asWritten: true },
    ]
    const { matrix, notes } = await read('grade,zip\n7.0,7.0\nx,x\n', {}, 100, of)
    assert.equal(matrix, [
      [1, 0, 0, 0],
      [0, 1, 0, 1],
    ])
    assert.equal(notes, [
      'new.csv:2: column "zip": 1 row holds a category that no training row had, read as none of them: "7.0"',
    ])
  })

  test('unseen categories are none of the known ones, and are told with the first line', async () => {
    const text = `${FILE}1,3,1000000000,4,Q\n2,4,1000000000,4,\n01,5,1000000000,4,R\n`
    const { matrix, notes } = await read(text, { missing: 'impute' }, 20)
    assert.equal(
      matrix.slice(2).map((row) => row.slice(1, 3)),
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    )
    assert.equal(notes, [
      'new.csv:4: column "port": 2 rows, this the first, hold categories that no training row had, read as none of them: "Q", "R"',
      'new.csv:5: column "zip": 1 row holds a category that no training row had, read as none of them: "2"',
    ])
  })

  test('missing values are refused, left for the imputer, or dropped with their row', async () => {
    const text = 'zip,time,age,port\n01,1000000004,,S\n1,1000000000,2,C\n1,1000000000,-999.0,C\n'
    const nullValues = ['-999']
    await refused(
      () => read(text, { nullValues }),
      3,
      'new.csv:2: column "age": the value is missing; --missing impute fills in the training mean, ' +
        '--missing drop leaves such rows out',
    )
    const imputed = await read(text, { nullValues, missing: 'impute' })
    assert.equal(
      imputed.matrix.map(([age]) => age),
      [Number.NaN, 2, Number.NaN],
    )
    const dropped = await read(text, { nullValues, missing: 'drop', keep: ['age'] })
    assert.equal(dropped.kept, [['2']])
    assert.equal(dropped.notes, ['new.csv: left out 2 of 3 rows, which have missing values'])
  })

  test('a missing column and text among numbers are named with file, line and column', async () => {
    await refused(
      () => read('zip,time,Age,port\n1,2,3,S\n'),
      3,
      'new.csv:1: there is no column "age", which the model reads; the nearest name is "Age"',
    )
    await refused(
      () => read('zip,time,age,port\n1,2,3,S\n\n1,2,old,S\n'),
      3,
      'new.csv:4: column "age": expected a number, got "old"; use --null-value old if it means missing',
    )
  })

  test('a file of one column serves a model of one column', async () => {
    const { matrix } = await read('age\n3\n4\n', {}, 100, inputs.slice(0, 1))
    assert.equal(matrix, [[3], [4]])
  })

  test('tells of numbers far from those of training, once a column', async () => {
    const still = { kind: 'numeric', name: 'still', ...numeric, low: 4, high: 4 } as const
    const wide: readonly Input[] = [inputs[0]!, { ...still }]
    const text = 'still,age\n4,100\n4,101\n5,-1e4\n4,-10\n4,1e30\n'
    for (const size of [3, 1 << 16]) {
      const { notes } = await read(text, {}, size, wide)
      assert.equal(notes, [
        'new.csv:3: column "age": 3 rows, this the first, hold numbers (101) more than 10 standard deviations beyond the training rows: no prediction is founded there',
        'new.csv:4: column "still": 1 row holds a number (5) other than the one value of all training rows, from which nothing could be learnt: it is not read',
      ])
    }
  })

  test('single_blank.csv: a blank line between the rows of a single column is a missing value', async () => {
    const single: readonly Input[] = [{ kind: 'numeric', name: 'a', ...numeric }]
    const text = caseText('single_blank.csv')
    assert.is(text, 'a\n1.5\n\n2.5\n')
    const rows = [[1.5], [Number.NaN], [2.5]]
    for (const content of [
      text,
      `${text}\n\n`,
      text.replaceAll('\n', '\r\n'),
      text.replace('1.5', '"1.5"'),
    ]) {
      assert.equal((await read(content, { missing: 'impute' }, 1 << 16, single)).matrix, rows)
      await refused(
        () => read(content, {}, 1 << 16, single),
        3,
        'new.csv:3: column "a": the value is missing; --missing impute fills in the training mean, --missing drop leaves such rows out',
      )
    }
    const quoted = await read('a\n1.5\n""\n', { missing: 'impute' }, 1 << 16, single)
    assert.equal(quoted.matrix, [[1.5], [Number.NaN]])
    // One byte at a time, and with comments between.
    const commented = await read('# x\na\n1.5\n#\n\n2.5\n\n', { missing: 'impute', comment: '#' }, 1, single)
    assert.equal(commented.matrix, rows)
  })

  test('a number that 32 bits cannot hold is refused with its line and column', async () => {
    for (const number of ['1e39', '-1e300'])
      await refused(
        () => read(`${FILE}1,x,1000000000,${number},C\n`),
        3,
        `new.csv:4: column "age": ${Number(number)} is too far from what the model was trained on for 32-bit numbers; correct it, or leave the row out`,
      )
    const narrow: readonly Input[] = [{ kind: 'numeric', name: 'a', ...numeric, scale: 1e20 }]
    await refused(
      () => read('a\n5\n1e30\n', {}, 1 << 16, narrow),
      3,
      'new.csv:3: column "a": 1e+30 is too far from what the model was trained on for 32-bit numbers; correct it, or leave the row out',
    )
  })

  test('parts of dates are read of their column, and the marks of training are expected', async () => {
    const date = { part: 'month', dayFirst: true } as const
    const model: readonly Input[] = [
      { kind: 'numeric', name: 'when.month', column: 'when', date, ...numeric },
      { kind: 'numeric', name: 'p', marks: { prefix: '', suffix: '%' }, ...numeric },
    ]
    const { matrix, kept } = await read(
      'p,when\n5 %,3.4.2014\n7%,2014-12-31\n',
      { keep: ['when'] },
      1 << 16,
      model,
    )
    assert.equal(matrix, [
      [4, 5],
      [12, 7],
    ])
    assert.equal(kept, [['3.4.2014', '2014-12-31']])
    await refused(
      () => read('p,when\n0.05,3.4.2014\n', {}, 1 << 16, model),
      3,
      'new.csv: column "p": plain numbers stand here, and numbers with "%" in the training data; write both alike',
    )
    await refused(
      () => read('p,when\n5 %,soon\n', {}, 1 << 16, model),
      3,
      'new.csv:2: column "when": expected a date as in the training rows, got "soon"; use --null-value if it means missing',
    )
  })

  test('NA is a value where it is a category of the model', async () => {
    const of: readonly Input[] = [
      { kind: 'categorical', name: 'r', categories: ['EU', 'NA'], asWritten: false },
    ]
    assert.equal((await read('r\nNA\nEU\n', {}, 1 << 16, of)).matrix, [
      [0, 1],
      [1, 0],
    ])
  })

  test('tells of three columns with far numbers, and counts the rest', async () => {
    const many = Array.from({ length: 6 }, (_, i): Input => ({ kind: 'numeric', name: `c${i}`, ...numeric }))
    const { notes } = await read('c0,c1,c2,c3,c4,c5\n1,2,3,4,5,6\n900,900,900,900,900,1\n', {}, 1 << 16, many)
    assert.is(notes.length, 4)
    assert.is(notes[3], 'new.csv: likewise in 2 more columns')
  })
})
