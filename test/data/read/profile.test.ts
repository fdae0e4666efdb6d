import { Column } from '../../../src/data/read/column.ts'
import { rangeOf, typeOf } from '../../../src/data/read/profile.ts'
import { assert, suite } from '../../harness.ts'

function columnOf(cells: readonly (number | string | null)[]): Column {
  const column = new Column('x')
  for (const cell of cells) {
    if (cell === null) column.pushMissing()
    else if (typeof cell === 'string') column.pushText(cell)
    else column.pushNumber(cell)
  }
  column.finish()
  return column
}

const typed = (cells: readonly (number | string | null)[], rows = cells.map((_, row) => row)) =>
  typeOf({ name: 'x', kind: 'numeric', position: 0, column: columnOf(cells) }, Int32Array.from(rows))

suite('data/profile', (test) => {
  test('range and distinct numbers are those of the numbers alone, over several chunks', () => {
    const cells = Array.from({ length: 5000 }, (_, row) =>
      row % 7 === 0 ? null : row % 11 === 0 ? 'text' : row % 3 === 0 ? 0 : ((row * 37) % 1001) - 500.5,
    )
    const numbers = cells.filter((cell) => typeof cell === 'number')
    assert.equal(rangeOf(columnOf(cells)), {
      min: Math.min(...numbers),
      max: Math.max(...numbers),
      distinct: new Set(numbers).size,
    })
    assert.is(rangeOf(columnOf(['a', null])), undefined)
  })

  test('a constant is one number in all rows that count', () => {
    const zeros = Array<number>(5000).fill(0)
    assert.is(typed(zeros), 'constant')
    for (const odd of [0, 4999]) assert.is(typed(zeros.with(odd, 1)), 'numeric')
    assert.is(typed([...zeros, null]), 'numeric')
    assert.is(typed([...zeros, 1], [...zeros.keys()]), 'constant')
    assert.is(typed([null, null]), 'empty')
  })
})
