import { NULL_CELLS } from '../../../src/data/cells.ts'
import {
  type Plan,
  readTable,
  readTables,
  type Table,
  type TableOptions,
} from '../../../src/data/read/csv.ts'
import { PLAIN } from '../../../src/data/read/numerals.ts'
import { assert, suite } from '../../harness.ts'
import { refused } from '../helpers.ts'

/** Text that arrives in pieces of `size` bytes. */
function arriving(text: string, size: number) {
  const all = Buffer.from(text)
  async function* bytes() {
    for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size)
  }
  return { file: 'data.csv', bytes: bytes() }
}

const plan: Plan = (names) =>
  names.map((name) => (name === 'text' || name === 'verbatim' || name === 'skip' ? name : 'numbers'))

const optionsWith = (options: Partial<TableOptions>) => ({
  header: true,
  defaultNulls: NULL_CELLS,
  nullCells: [],
  numerals: PLAIN,
  ...options,
})

const read = (text: string, options: Partial<TableOptions> = {}, size = 1 << 16): Promise<Table> =>
  readTable(arriving(text, size), optionsWith(options), plan)

async function readParts(text: string, size: number): Promise<Table[]> {
  const parts: Table[] = []
  for await (const part of readTables(arriving(text, size), optionsWith({}), plan)) parts.push(part)
  return parts
}

/** Cells as they were understood: a number, a text, or null for a missing value. */
function cells(table: Table): Record<string, (number | string | null)[]> {
  return Object.fromEntries(
    table.columns.flatMap((column) => {
      if (column === undefined) return []
      const values = Array.from({ length: table.rows }, (_, row) => {
        if (column.isMissing(row)) return null
        const word = column.word(row)
        return word >= 0 ? column.words[word]! : column.number(row)
      })
      return [[column.name, values]]
    }),
  )
}

const lines = (table: Table) => Array.from({ length: table.rows }, (_, row) => table.lineOf(row))

suite('data/csv', (test) => {
  test('reads numbers, text and missing values', async () => {
    const table = await read('a,text,skip,b\n1,x,9,-2.5\n,007,9,NA\nred,,9,1e3\n')
    assert.equal(table.names, ['a', 'text', 'skip', 'b'])
    assert.equal(cells(table), { a: [1, null, 'red'], text: ['x', '007', null], b: [-2.5, null, 1000] })
    assert.equal(lines(table), [2, 3, 4])
    assert.is(table.headerLine, 1)
  })

  test('a verbatim column takes nothing for missing', async () => {
    const table = await read('a,verbatim\n1,007\n2, NA \n3,\n')
    assert.equal(cells(table).verbatim, ['007', 'NA', ''])
  })

  test('reads in parts as they arrive what it reads at once', async () => {
    const text = 'a;text\n1;x\n2;y\n\n3;x\n4;"y\nz"\n5;w\n'
    const whole = await read(text)
    for (const size of [1, 5, 9, 1000]) {
      const parts = await readParts(text, size)
      assert.equal(
        parts.flatMap((part) => cells(part).text),
        cells(whole).text,
      )
      assert.equal(
        parts.flatMap((part) => cells(part).a),
        cells(whole).a,
      )
      assert.equal(parts.flatMap(lines), lines(whole))
      assert.equal(
        parts.flatMap(({ notes }) => notes),
        whole.notes,
      )
    }
    assert.is((await readParts(text, 9)).length > 2, true)
    await refused(() => readParts('a,b\n', 2), 3, 'data.csv:1: the file has a header and no rows')
  })

  test('one column is a file too, where it may be one', async () => {
    assert.equal(cells(await read('a\n1\n', { mayBeOneColumn: true })), { a: [1] })
    await refused(
      () => read('a\n1\n'),
      3,
      'data.csv:1: there is only one column when split at ","; name the separator with --delimiter',
    )
  })

  test('reads quotes, doubled quotes, delimiters and line ends in quotes, and counts lines', async () => {
    const table = await read('a,text\n1,"x, ""y"""\n2,"two\nlines"\n3,"crlf\r\nhere"\n4, "spaced"\n')
    assert.equal(cells(table).text, ['x, "y"', 'two\nlines', 'crlf\r\nhere', 'spaced'])
    assert.equal(lines(table), [2, 3, 5, 7])
  })

  const plain =
    'a,text,b\r\n1,é x,0.1\r\n\r\n 22 , pad ,-0.25\n3,,123456789012345678\n-4,NA,1.5e2\n5,z,.\r6,z,1e400'
  test('gives the same with csv-parse as without', async () => {
    const one = await read(plain)
    const other = await read(plain.replace('a,', '"a",'))
    assert.equal(cells(other), cells(one))
    assert.equal(lines(other), lines(one))
    assert.equal(cells(one), {
      a: [1, 22, 3, -4, 5, 6],
      text: ['é x', 'pad', null, null, 'z', 'z'],
      b: [0.1, -0.25, '123456789012345678', 150, '.', '1e400'],
    })
    assert.equal(lines(one), [2, 4, 5, 6, 7, 8])
  })

  test('gives the same for any size of the pieces that arrive', async () => {
    for (const text of [plain, plain.replace('pad', '"pad"')]) {
      const whole = await read(text)
      for (const size of [1, 2, 3, 7]) {
        const pieces = await read(text, {}, size)
        assert.equal(cells(pieces), cells(whole), `pieces of ${size}`)
        assert.equal(lines(pieces), lines(whole), `pieces of ${size}`)
      }
    }
  })

  test('reads decimals to the same double as Number()', async () => {
    const texts = [
      '0.1',
      '0.3',
      '5.1',
      '123.456',
      '0.000001234',
      '99999999999999.9',
      '0.123456789012345',
      '-7.00',
    ]
    const table = await read(`a,b\n${texts.map((text) => `${text},1`).join('\n')}\n`)
    assert.equal(cells(table).a, texts.map(Number))
  })

  test('keeps long columns whole', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => (i === 2047 || i === 2048 ? `t${i},0.1` : `${i},0.1`))
    const table = await read(`a,b\n${rows.join('\n')}\n`)
    const { a } = cells(table)
    assert.is(table.rows, 3000)
    assert.equal(
      [a![0], a![1023], a![1024], a![2047], a![2048], a![2999]],
      [0, 1023, 1024, 't2047', 't2048', 2999],
    )
  })

  test('keeps numbers, texts and missing values in order wherever what is collected of them ends', async () => {
    for (const rows of [31, 32, 33, 65, 2047, 2048, 2049, 4100]) {
      const expected = {
        a: Array.from({ length: rows }, (_, row) => row % 10),
        b: Array.from({ length: rows }, (_, row) =>
          row % 31 === 30 ? null : row % 33 === 32 ? 'x' : row / 4,
        ),
        c: Array.from({ length: rows }, (_, row) => (row < rows - 1 ? -row : null)),
      }
      const text = Array.from({ length: rows }, (_, row) => {
        const { a, b, c } = expected
        return `${a[row]},${b[row] ?? ''},${c[row] ?? ''}\n`
      })
      // With the last row in quotes, csv-parse reads it and what arrives with it.
      const quoted = text.map((line, row) => (row === rows - 1 ? line.replace(/^(\d)/, '"$1"') : line))
      for (const lines of [text, quoted]) {
        const table = await read(`a,b,c\n${lines.join('')}`, {}, 1000)
        assert.equal(cells(table), { ...expected, c: expected.c.map((c) => (c === null ? c : c + 0)) })
        assert.equal(
          table.columns.map((column) => [column!.numbers, column!.texts, column!.missing]),
          Object.values(expected).map((column) =>
            (['number', 'string', 'object'] as const).map(
              (type) => column.filter((x) => typeof x === type).length,
            ),
          ),
        )
      }
    }
  })

  test('finds the delimiter and says so', async () => {
    const found: [string, string[]][] = [
      ['a;b\n1;2\n', ['data.csv: columns are separated by semicolons']],
      ['a\tb\n1\t2\n', ['data.csv: columns are separated by tabs']],
      ['a|b\n1|2\n', ['data.csv: columns are separated by vertical bars']],
      ['"x;y;z",b\n1,2\n', []],
    ]
    for (const [text, notes] of found) {
      const table = await read(text)
      assert.is(table.names.length, 2)
      assert.equal(table.notes, notes)
    }
  })

  test('takes the delimiter it is given', async () => {
    assert.equal(cells(await read('a:b\n1:2\n', { delimiter: ':' })), { a: [1], b: [2] })
    assert.equal(cells(await read('a·b\n1·2\n', { delimiter: '·' })), { a: [1], b: [2] })
    assert.equal(cells(await read('a5b\n152\n', { delimiter: '5' })), { a: [1], b: [2] })
  })

  test('names the columns of a file without a header', async () => {
    const table = await read('1,2\n3,4\n', { header: false })
    assert.equal(cells(table), { column1: [1, 3], column2: [2, 4] })
    assert.is(table.headerLine, undefined)
    assert.equal(lines(table), [1, 2])
  })

  test('names a column whose header cell is empty', async () => {
    const table = await read(',b\n1,2\n')
    assert.equal(table.names, ['column1', 'b'])
    assert.equal(table.notes, ['data.csv: column 1 has no name and is called "column1"'])
  })

  test('takes any name for a column', async () => {
    const table = await read('__proto__,constructor,toString\n1,2,3\n')
    assert.equal(table.names, ['__proto__', 'constructor', 'toString'])
    assert.is(table.columns[0]!.number(0), 1)
  })

  test('takes a null value as text and as the number it writes', async () => {
    const nullCells = ['none', '-999']
    assert.equal(cells(await read('a,text\n-999.0,-999\nnone,x\n', { nullCells })), {
      a: [null, null],
      text: [null, 'x'],
    })
  })

  test('refuses ragged rows, with and without quotes, naming the line', async () => {
    await refused(() => read('a,b\n1,2\n\n1,2,3\n'), 3, 'data.csv:4: expected 2 fields, got 3')
    await refused(() => read('a,b\n1,"x\ny"\n1\n'), 3, 'data.csv:4: expected 2 fields, got 1')
  })

  test('leaves out the empty column behind a delimiter that ends every line', async () => {
    const note = 'data.csv: lines end in a delimiter; the empty column behind it is left out'
    for (const text of ['a,b,\n1,2,\n3,4,\n', 'a,b,\n1,2\n3,4,\n', 'a,b\n1,2,\n3,4, \n']) {
      for (const quoted of [text, text.replace('a', '"a"')]) {
        const table = await read(quoted)
        assert.equal(cells(table), { a: [1, 3], b: [2, 4] })
        assert.equal(table.notes, [note])
      }
    }
    await refused(() => read('a,b\n1,2\n3,4,\n'), 3, 'data.csv:3: expected 2 fields, got 3')
    await refused(() => read('a,b\n1,2,,\n'), 3, 'data.csv:2: expected 2 fields, got 4')
    await refused(
      () => read('a,b,\n1,2,\n3,4,x\n'),
      3,
      'data.csv:3: the last column has no name, and holds "x"; name it in the header',
    )
  })

  test('takes the delimiter that a line before the header names', async () => {
    const table = await read('sep=:\na:b\n1:2\n')
    assert.equal(cells(table), { a: [1], b: [2] })
    assert.equal(lines(table), [3])
    assert.is(table.headerLine, 2)
  })

  test('reads decimal commas without and with quotes to the same numbers', async () => {
    const numerals = { decimal: ',', thousands: '.' } as const
    const text = 'a;b\n1,5;1.234,25\n-0,125;1.5\n'
    for (const given of [text, text.replace('a', '"a"')]) {
      assert.equal(cells(await read(given, { numerals })), { a: [1.5, -0.125], b: [1234.25, '1.5'] })
    }
  })

  test('refuses broken quotes, naming the line', async () => {
    await refused(
      () => read('a,b\n1,2\n3,"4\n5,6\n'),
      3,
      'data.csv:3: a quote opened in this row is never closed',
    )
    await refused(
      () => read('a,b\n1,5" disk\n'),
      3,
      'data.csv:2: column "b": a quote stands inside an unquoted cell; quote the whole cell and write that quote twice ("")',
    )
    await refused(
      () => read('a,b\n"1"x,2\n'),
      3,
      'data.csv:2: column "a": a closing quote is followed by more text; a quote inside quotes is written twice ("")',
    )
  })

  test('refuses files without rows', async () => {
    await refused(() => read(''), 3, 'data.csv:1: the file is empty')
    await refused(() => read('\n\r\n\n'), 3, 'data.csv:1: the file is empty')
    await refused(() => read('a,b\n'), 3, 'data.csv:1: the file has a header and no rows')
    await refused(() => read('"a",b'), 3, 'data.csv:1: the file has a header and no rows')
  })

  test('refuses a single column and a repeated name', async () => {
    await refused(
      () => read('a b\n1 2\n'),
      3,
      'data.csv:1: there is only one column when split at ","; name the separator with --delimiter',
    )
    await refused(
      () => read('\na,b,a\n1,2,3\n'),
      3,
      'data.csv:2: column "a": the name is used twice, for columns 1 and 3; change one, or use --rename, which calls the later one "a_2"',
    )
  })
})
