import { defaultDataOptions } from '../../../src/data/options.ts'
import { readTable } from '../../../src/data/read/csv.ts'
import { repeatedRows } from '../../../src/data/read/redundancy.ts'
import { assignRoles, readings } from '../../../src/data/read/schema.ts'
import { tableOptions } from '../../../src/data/read/tableOptions.ts'
import { assert, suite } from '../../harness.ts'

/** Rows of the text that repeat earlier ones, as a command with these ignored columns reads it. */
async function repeats(text: string, ignore: string[] = []): Promise<number> {
  const options = { ...defaultDataOptions, ignore }
  async function* bytes() {
    yield Buffer.from(text)
  }
  const table = await readTable({ file: 'a.csv', bytes: bytes() }, tableOptions(options), (names, line) =>
    readings(names, assignRoles({ file: 'a.csv', line: line! }, names, options)),
  )
  return repeatedRows(table)
}

suite('data/redundancy: repeated rows', (test) => {
  test('are counted as sorting the lines counts them, over numbers, texts and gaps', async () => {
    let state = 7
    const below = (n: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * n)
    }
    const cells = ['0', '1', '2.5', '-3', '1e300', '', 'x', 'y z', '7']
    for (const [columns, rows, variety] of [
      [2, 400, 9],
      [6, 3000, 3],
      [20, 1500, 2],
      [40, 700, 9],
    ] as const) {
      const header = Array.from({ length: columns }, (_, c) => `c${c}`).join(',')
      const lines = Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => cells[below(variety)]!).join(','),
      ).filter((line) => line !== '')
      // Some rows again.
      for (let i = 0; i < 50; i++) lines.push(lines[below(rows)]!)
      const expected = lines.length - new Set(lines).size
      const text = `${header}\n${lines.join('\n')}\n`
      assert.is(await repeats(text), expected, `${columns} columns`)
      assert.is(await repeats(text, ['c0']), expected, `${columns} columns, one not read`)
    }
  })

  test('a column that is left out still tells rows apart', async () => {
    const text = 'id,a,y\n1,5,p\n2,5,p\n3,6,q\n3,6,q\n'
    assert.is(await repeats(text), 1)
    assert.is(await repeats(text, ['id']), 1)
    assert.is(await repeats(text.replaceAll('\n1,', '\n"1",'), ['id']), 1)
  })

  test('a number and a text that stand for each other are two things', async () => {
    assert.is(await repeats('a,b,y\n1,2,p\n2,1,p\n1,2,q\n2,1,q\n'), 0)
    assert.is(await repeats('a,y\nNA,p\nNaN,p\n,p\n'), 2)
  })
})
